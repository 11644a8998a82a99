package systemk.shell.manifest;

/// One thing wrong with a manifest, and where.
///
/// @param path the way to the value from the root of the text, such as `services[0].start.timeout`;
///   empty for the text as a whole
public record ManifestError(String file, int line, int column, String path, String message)
    implements Comparable<ManifestError> {

  @Override
  public int compareTo(ManifestError other) {
    return line != other.line
        ? Integer.compare(line, other.line)
        : Integer.compare(column, other.column);
  }

  @Override
  public String toString() {
    String where = file + ":" + line + ":" + column + ": ";
    return path.isEmpty() ? where + message : where + path + ": " + message;
  }
}
