package systemk.shell.manifest;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import systemk.json.JsonException;
import systemk.shell.text.Escapes;

/// One thing wrong with a manifest, and where.
///
/// @param path the way to the value from the root of the text, such as `services[0].start.timeout`;
///   empty for the text as a whole
public record ManifestError(String file, int line, int column, String path, String message)
    implements Comparable<ManifestError> {
  private static final Pattern LOCATED =
      Pattern.compile("line (\\d{1,9}), column (\\d{1,9}): (.*)", Pattern.DOTALL);

  /// What is wrong with a text that is not JSON.
  public static ManifestError of(String file, JsonException problem) {
    String message = String.valueOf(problem.getMessage());
    Matcher located = LOCATED.matcher(message);
    return located.matches()
        ? new ManifestError(
            file,
            Integer.parseInt(located.group(1)),
            Integer.parseInt(located.group(2)),
            "",
            String.valueOf(located.group(3)))
        : new ManifestError(file, 1, 1, "", message);
  }

  @Override
  public int compareTo(ManifestError other) {
    return line != other.line
        ? Integer.compare(line, other.line)
        : Integer.compare(column, other.column);
  }

  @Override
  public String toString() {
    String where = file + ":" + line + ":" + column + ": ";
    return Escapes.line(path.isEmpty() ? where + message : where + path + ": " + message);
  }
}
