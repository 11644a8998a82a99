package systemk.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `k bench` as people call it, with few services. What things take is not looked at.
@Timeout(600)
final class BenchIT {
  @TempDir Path directory;

  /// @param status what it may end with
  private String bench(List<Integer> status, String... words) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Scratch.prepared().resolve("libexec/k.bench").toString());
    command.addAll(List.of(words));
    Path said = directory.resolve("said");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    int ended = process.waitFor();
    String text = Files.readString(said);
    assertThat(ended).describedAs(text).isIn(status);
    return text;
  }

  /// A benchmark in a JVM of its own has the class path of the distribution, too.
  @Test
  void aMicroBenchmarkIsFoundAndRunInAJvmOfItsOwn() throws Exception {
    Path out = directory.resolve("report");
    String said =
        bench(
            List.of(0),
            "micro",
            "--only",
            "read, look up",
            "--sizes",
            "10",
            "--minutes",
            "0",
            "--out",
            out.toString());

    assertThat(said).contains("| FMRI: read, look up | ");
    assertThat(out.resolve("micro.json")).content().contains("\"exact\"");
  }

  @Test
  void aFleetIsMeasuredToItsRollback() throws Exception {
    // A machine that is busy misses bars of time, which is 1.
    String said =
        bench(List.of(0, 1), "scale", "--sizes", "10,20", "--rounds", "1", "--starts", "1", "-j");

    assertThat(said).contains("\"rollback_us\"");
  }

  @Test
  void servicesThatEndAreStartedAgainAndLeaveNothingBehind() throws Exception {
    String said = bench(List.of(0), "churn", "--quick", "--services", "6", "--spawns", "40", "-j");

    assertThat(said).contains("services that are not at work", "\"record_bytes\"");
  }

  @Test
  void whatCannotBeComparedIsRefusedInALine() throws Exception {
    assertThat(bench(List.of(2), "compare", directory.toString(), directory.toString()))
        .startsWith("k bench: ")
        .endsWith("peers.json cannot be read\n");
    assertThat(bench(List.of(2), "compare")).startsWith("k bench: compare wants two reports\n");
  }
}
