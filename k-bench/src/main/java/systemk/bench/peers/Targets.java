package systemk.bench.peers;

import io.vavr.control.Option;
import systemk.bench.Bars;

/// What was promised of SystemK beside its peers, in ratios of one run. What was not measured is no
/// target of that run.
final class Targets {
  private final Results results;
  private final Bars bars;

  private Targets(Results results, Bars bars) {
    this.results = results;
    this.bars = bars;
  }

  static void judge(Results results, Bars bars) {
    new Targets(results, bars).judge();
  }

  private void judge() {
    beside(Metric.START, 100, Systemd.NAME, 1.0);
    beside(Metric.START, 100, Dinit.NAME, 2.0);
    beside(Metric.START, 1_000, Systemd.NAME, 1.0);
    for (int size : results.sizes(false)) {
      beside(Metric.RESTART, size, Runit.NAME, 1.0);
    }
    beside(Metric.CHANGE, 1_000, Systemd.NAME, 0.02);
    for (double large : median(SystemK.NAME, 1_000, Metric.CHANGE)) {
      for (double small : median(SystemK.NAME, 10, Metric.CHANGE)) {
        bars.atMost(Metric.CHANGE.title() + ", 1,000 services beside 10", large / small, 2.0, "x");
      }
    }
    for (double megabytes : median(SystemK.NAME, 1_000, Metric.MEMORY)) {
      bars.atMost(Metric.MEMORY.title() + ", 1,000 services", megabytes, 120, "MB");
    }
    for (int size : new int[] {100, 1_000}) {
      for (double version : median(Systemd.NAME, size, Metric.VERSION)) {
        command(Metric.STATUS, size, version);
        command(Metric.PROPERTY, size, version);
      }
      for (double status : median(SystemK.NAME, size, Metric.STATUS_JAVA)) {
        bars.atMost(
            "%s, %,d services".formatted(Metric.STATUS_JAVA.title(), size), status, 50, "ms");
      }
    }
  }

  private void command(Metric metric, int size, double version) {
    for (double mine : median(SystemK.NAME, size, metric)) {
      bars.atMost(
          "%s, %,d services, beside systemctl --version".formatted(metric.title(), size),
          mine / version,
          1.0,
          "x");
    }
  }

  private void beside(Metric metric, int size, String peer, double bar) {
    results
        .ratio(new Results.Subject(SystemK.NAME, size, false, metric), peer)
        .forEach(
            ratio ->
                bars.atMost(
                    "%s, %,d services, beside %s".formatted(metric.title(), size, peer),
                    ratio,
                    bar,
                    "x"));
  }

  private Option<Double> median(String peer, int size, Metric metric) {
    return results.spread(new Results.Subject(peer, size, false, metric)).map(Spread::median);
  }
}
