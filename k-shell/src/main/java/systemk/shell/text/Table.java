package systemk.shell.text;

import io.vavr.collection.Vector;

/// Rows of cells, each column as wide as its widest cell but the last, which is as it is.
public record Table(Vector<Vector<String>> rows) {
  private static final String GAP = "  ";

  /// The rows as lines, without blanks at their ends.
  public Vector<String> lines() {
    int columns = rows.map(Vector::size).max().getOrElse(0);
    Vector<Integer> widths =
        Vector.range(0, columns)
            .map(
                column ->
                    rows.filter(row -> column < row.size() - 1)
                        .map(row -> row.get(column).length())
                        .max()
                        .getOrElse(0));
    return rows.map(row -> line(row, widths));
  }

  private static String line(Vector<String> row, Vector<Integer> widths) {
    return row.init()
        .zipWith(widths, (cell, width) -> cell + " ".repeat(width - cell.length()) + GAP)
        .mkString()
        .concat(row.last())
        .stripTrailing();
  }
}
