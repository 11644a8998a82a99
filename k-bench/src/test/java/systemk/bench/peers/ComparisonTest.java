package systemk.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import systemk.bench.Bars;
import systemk.json.Json;

/// Two runs of `k bench peers` with made-up figures.
final class ComparisonTest {
  @TempDir Path directory;

  private static Results results(double mine, double its) {
    Results results = new Results();
    results.present("SystemK", "this checkout");
    results.present("runit", "2.1");
    for (Metric metric : List.of(Metric.RESTART, Metric.LOST)) {
      results.add(new Results.Subject("SystemK", 1_000, false, metric), mine);
      results.add(new Results.Subject("runit", 1_000, false, metric), its);
    }
    return results;
  }

  private static void write(Path directory, double mine, double its) throws IOException {
    PeersReport.begin("a test").write(directory, results(mine, its), new Bars(), List.of());
  }

  private static Comparison compared(Path one, Path other) throws IOException {
    return Comparison.of(Comparison.read(one), Comparison.read(other));
  }

  @Test
  void aRatioThatIsNearlyTheSameAgreesThoughTheTimesDoNot() throws Exception {
    write(directory.resolve("a"), 10, 20);
    write(directory.resolve("b"), 36, 60);
    Comparison comparison = compared(directory.resolve("a"), directory.resolve("b/peers.json"));

    assertThat(comparison.agrees()).isTrue();
    assertThat(comparison.markdown())
        .contains("Of 1 ratios of SystemK to a peer that both runs have, 1 agree within 25 %.");
  }

  @Test
  void aRatioThatIsAnotherOneIsNamed() throws Exception {
    write(directory.resolve("a"), 10, 20);
    write(directory.resolve("b"), 14, 20);
    Comparison comparison = compared(directory.resolve("a"), directory.resolve("b"));

    assertThat(comparison.agrees()).isFalse();
    assertThat(comparison.markdown())
        .contains(
            "| kill -9 of a service → back, 1,000 services, beside runit | 0.50 | 0.70 | × 1.40 |");
  }

  @Test
  void aSecondRunIntoADirectoryIsComparedWithTheFirst() throws Exception {
    write(directory, 10, 20);
    assertThat(directory.resolve("peers.md")).content().contains("There is none in this directory");
    write(directory, 14, 20);

    assertThat(directory.resolve("peers.md")).content().contains("0 agree").contains("× 1.40");
    assertThat(compared(directory.resolve("before.json"), directory).agrees()).isFalse();
  }

  @Test
  void whatIsNoReportIsRefusedButKeepsNoReportFromBeingWritten() throws Exception {
    Path file = directory.resolve("peers.json");
    Files.writeString(file, "{}");

    assertThatThrownBy(() -> Comparison.read(directory))
        .hasMessageContaining("peers.json is no report of k bench peers: ");
    assertThatThrownBy(() -> Comparison.read(directory.resolve("none")))
        .hasMessageContaining("none cannot be read");
    write(directory, 10, 20);
    assertThat(directory.resolve("peers.md")).content().contains("It cannot be compared with: ");
    assertThat(Comparison.read(directory).object("machine")).isInstanceOf(Json.Obj.class);
  }

  @Test
  void anotherMachineOrVersionIsTold() throws Exception {
    write(directory.resolve("a"), 10, 20);
    Results other = results(10, 20);
    other.present("runit", "2.2");
    PeersReport.begin("a test").write(directory.resolve("b"), other, new Bars(), List.of());

    assertThat(compared(directory.resolve("a"), directory.resolve("b")).markdown())
        .contains("- runit: 2.1, then 2.2");
  }
}
