package systemk.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import systemk.json.Json;

/// What was measured beside what was promised.
public final class Bars {
  /// @param most whether the bar is the most that is allowed, else the least
  private record Bar(String what, double measured, double bar, boolean most, String unit) {
    boolean isKept() {
      return most ? measured <= bar : measured >= bar;
    }
  }

  private final List<Bar> bars = new ArrayList<>();

  public void atMost(String what, double measured, double bar, String unit) {
    bars.add(new Bar(what, measured, bar, true, unit));
  }

  public void atLeast(String what, double measured, double bar, String unit) {
    bars.add(new Bar(what, measured, bar, false, unit));
  }

  /// Notes a part that could not be measured, so that no bar of it is kept.
  public void failed(String what) {
    atLeast(what + ": parts measured", 0, 1, "");
  }

  public boolean isEmpty() {
    return bars.isEmpty();
  }

  public boolean areKept() {
    return bars.stream().allMatch(Bar::isKept);
  }

  public void print(PrintStream out) {
    out.printf(Locale.ROOT, "%n%-52s %12s %14s%n", "", "measured", "bar");
    for (Bar bar : bars) {
      out.printf(
          Locale.ROOT,
          "%-52s %9.2f %-4s %s%6.2f %-4s %s%n",
          bar.what(),
          bar.measured(),
          bar.unit(),
          bar.most() ? "<=" : ">=",
          bar.bar(),
          bar.unit(),
          bar.isKept() ? "ok" : "MISSED");
    }
  }

  /// A table, for a page.
  public String markdown() {
    StringBuilder table = new StringBuilder("| target | measured | bar | |\n|---|---|---|---|\n");
    for (Bar bar : bars) {
      table.append(
          String.format(
              Locale.ROOT,
              "| %s | %.2f %s | %s %.2f %s | %s |%n",
              bar.what(),
              bar.measured(),
              bar.unit(),
              bar.most() ? "≤" : "≥",
              bar.bar(),
              bar.unit(),
              bar.isKept() ? "met" : "**missed**"));
    }
    return table.toString();
  }

  public List<Json> json() {
    return bars.stream()
        .<Json>map(
            bar ->
                Json.object()
                    .put("what", bar.what())
                    .put("measured", "%.3f".formatted(bar.measured()))
                    .put(bar.most() ? "at_most" : "at_least", "%.3f".formatted(bar.bar()))
                    .put("unit", bar.unit())
                    .put("ok", bar.isKept())
                    .build())
        .toList();
  }
}
