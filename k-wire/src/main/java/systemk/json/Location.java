package systemk.json;

/// A place in a text. Lines and columns count from 1.
public record Location(int line, int column) implements Comparable<Location> {
  @Override
  public int compareTo(Location other) {
    return line != other.line
        ? Integer.compare(line, other.line)
        : Integer.compare(column, other.column);
  }

  @Override
  public String toString() {
    return line + ":" + column;
  }
}
