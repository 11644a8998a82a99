package systemk.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.control.Option;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import systemk.bench.Bars;
import systemk.bench.peers.Metric;
import systemk.bench.peers.PeersBench;
import systemk.bench.peers.PeersReport;
import systemk.bench.peers.Results;

/// A short `k bench peers`: SystemK and whatever peer is on PATH, with ten services. What they take
/// is not looked at.
@Timeout(900)
final class PeersIT {
  @TempDir Path directory;

  @Test
  void systemKIsMeasuredBesideItsPeersAndLosesNothing() throws Exception {
    PeersReport report = PeersReport.begin("a test");
    Results results =
        new PeersBench(
                Scratch.prepared(),
                PeersBench.kit(directory.resolve("cache"), Option.none()),
                false,
                List.of(10),
                Set.of())
            .run(Duration.ofMinutes(14), 1);

    assertThat(results.failures()).noneMatch(failure -> failure.startsWith("SystemK"));
    assertThat(of(results, Metric.LOST)).containsExactly(0.0);
    assertThat(of(results, Metric.DUPLICATED)).containsExactly(0.0);
    assertThat(of(results, Metric.SAME)).containsExactly(10.0);
    Bars bars = new Bars();
    PeersReport.judge(results, bars);
    report.write(directory.resolve("report"), results, bars, List.of());
    assertThat(directory.resolve("report/peers.md")).content().contains("| SystemK |");
    assertThat(directory.resolve("report/peers.json")).content().contains("\"boot\"");
    assertThat(directory.resolve("report/start.svg")).content().contains("<svg");
  }

  private static List<Double> of(Results results, Metric metric) {
    return results
        .values()
        .getOrDefault(new Results.Subject("SystemK", 10, false, metric), List.of());
  }
}
