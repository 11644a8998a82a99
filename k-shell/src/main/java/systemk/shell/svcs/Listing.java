package systemk.shell.svcs;

import io.vavr.collection.Map;
import io.vavr.collection.Vector;
import java.time.Instant;
import java.util.Comparator;
import java.util.Locale;
import systemk.shell.Outcome.ProcessLine;
import systemk.shell.text.Style;
import systemk.shell.text.Times;

/// Rows under headings: what `svcs` prints by default.
final class Listing {
  private static final String PROCESS_INDENT = " ".repeat(15);

  private final Vector<Column> columns;
  private final Style style;
  private final boolean marked;

  Listing(Vector<Column> columns, Style style) {
    this.columns = columns;
    this.style = style;
    this.marked = !Column.showNextState(columns);
  }

  String heading() {
    StringBuilder line = new StringBuilder();
    columns.forEach(column -> line.append(padded(column.name(), column)));
    return line.toString().stripTrailing() + "\n";
  }

  /// The row, and a line for each of its processes.
  ///
  /// @param processes the processes of all contracts, by contract
  String row(Row row, Map<Long, Vector<ProcessLine>> processes) {
    if (processes.isEmpty()) {
      return line(row) + "\n";
    }
    StringBuilder text = new StringBuilder(line(row)).append('\n');
    row.status()
        .contracts()
        .flatMap(contract -> processes.get(contract).getOrElse(Vector.empty()))
        .sorted(Comparator.comparingLong(ProcessLine::pid))
        .forEach(process -> text.append(process(row, process)).append('\n'));
    return text.toString();
  }

  private String line(Row row) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < columns.size(); i++) {
      Column column = columns.get(i);
      String cell = column.cell(row, marked);
      String shown = i == columns.size() - 1 ? cell.stripTrailing() : padded(cell, column);
      line.append(column.showsState() ? style.state(row.status().state(), shown) : shown);
    }
    return line.toString().stripTrailing();
  }

  private static String padded(String text, Column column) {
    return text + " ".repeat(Math.max(0, column.width() - text.length())) + " ";
  }

  private static String process(Row row, ProcessLine process) {
    String started =
        process.zombie()
            ? "-"
            : Times.brief(Instant.ofEpochMilli(process.startTimeMillis()), row.now(), row.zone());
    return String.format(
            Locale.ROOT,
            "%s%-8s   %6d %s",
            PROCESS_INDENT,
            started,
            process.pid(),
            process.zombie() ? "<defunct>" : process.comm())
        .stripTrailing();
  }
}
