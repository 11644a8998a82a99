package systemk.bench.peers;

import java.util.List;
import java.util.Locale;
import systemk.json.Json;

/// The median of some values, and the quarters below and above which the others lie.
public record Spread(double median, double low, double high, int count) {
  /// Of at least one value.
  public static Spread of(List<Double> values) {
    double[] all = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return new Spread(at(all, 0.5), at(all, 0.25), at(all, 0.75), all.length);
  }

  private static double at(double[] sorted, double share) {
    double place = share * (sorted.length - 1);
    int below = (int) place;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
  }

  /// Adds `median`, `low`, `high` and `count`.
  public Json.Builder put(Json.Builder json) {
    return json.put("median", number(median))
        .put("low", number(low))
        .put("high", number(high))
        .put("count", count);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.4f", value);
  }

  /// As `1.23 (1.20–1.31)`.
  @Override
  public String toString() {
    return count < 2 ? text(median) : "%s (%s–%s)".formatted(text(median), text(low), text(high));
  }

  /// A number with three digits that count.
  public static String text(double value) {
    double size = Math.abs(value);
    String format =
        size >= 100 || value == Math.rint(value)
            ? "%,.0f"
            : size >= 10 ? "%.1f" : size >= 0.1 ? "%.2f" : "%.4f";
    return String.format(Locale.ROOT, format, value);
  }
}
