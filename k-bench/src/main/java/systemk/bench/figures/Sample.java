package systemk.bench.figures;

import java.util.Arrays;
import java.util.List;

/// How long each of many operations took.
final class Sample {
  private final long[] sorted;
  private final double perSecond;

  /// @param nanos of each operation
  /// @param elapsedNanos of all of them together, with as many at a time as there were clients
  Sample(long[] nanos, long elapsedNanos) {
    this.sorted = nanos.clone();
    Arrays.sort(sorted);
    this.perSecond = elapsedNanos == 0 ? 0 : nanos.length * 1e9 / elapsedNanos;
  }

  double perSecond() {
    return perSecond;
  }

  /// The time that this share of the operations kept below, in microseconds.
  double micros(double share) {
    return sorted.length == 0
        ? 0
        : sorted[Math.min(sorted.length - 1, (int) (share * sorted.length))] / 1_000.0;
  }

  /// The middle one of some numbers.
  static double median(List<Double> values) {
    double[] all = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return all.length == 0 ? 0 : all[all.length / 2];
  }
}
