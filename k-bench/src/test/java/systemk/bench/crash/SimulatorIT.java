package systemk.bench.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Whether the simulator tells a program that keeps its word from those that do not.
@Timeout(120)
final class SimulatorIT {
  private static final int STATES = 400;

  @TempDir Path directory;

  @Test
  void aProgramThatKeepsItsWordLosesNothing() throws Exception {
    for (Mode mode : Mode.values()) {
      assertThat(lost(Appender.Way.RIGHT, mode)).as(mode.name()).isZero();
    }
  }

  @Test
  void sayingTooEarlyIsFoundOut() throws Exception {
    assertThat(lost(Appender.Way.EARLY, Mode.KILL)).isZero();
    assertThat(lost(Appender.Way.EARLY, Mode.EXT4)).isPositive();
    assertThat(lost(Appender.Way.EARLY, Mode.STRICT)).isPositive();
  }

  @Test
  void neverSyncingIsFoundOut() throws Exception {
    assertThat(lost(Appender.Way.NEVER, Mode.KILL)).isZero();
    assertThat(lost(Appender.Way.NEVER, Mode.EXT4)).isPositive();
  }

  @Test
  void aNameThatIsNotDurableIsFoundOut() throws Exception {
    // ext4 makes a name durable with its file; POSIX does not promise that.
    assertThat(lost(Appender.Way.NAMELESS, Mode.EXT4)).isZero();
    assertThat(lost(Appender.Way.NAMELESS, Mode.STRICT)).isPositive();
  }

  /// In how many crash states there are fewer lines than were said to be safe.
  private int lost(Appender.Way way, Mode mode) throws Exception {
    Recording recording = recorded(way);
    Simulator simulator = new Simulator(recording);
    SplittableRandom random = new SplittableRandom(7);
    StringBuilder said = new StringBuilder();
    int at = 0;
    int lost = 0;
    for (int instant : simulator.choose(mode, STATES, random)) {
      recording.replay(
          at, instant, (_, bytes) -> said.append(new String(bytes, StandardCharsets.US_ASCII)));
      at = instant;
      byte[] file =
          simulator.crash(mode, instant, random).files().entrySet().stream()
              .filter(entry -> entry.getKey().endsWith("/lines"))
              .map(java.util.Map.Entry::getValue)
              .findFirst()
              .orElse(new byte[0]);
      if (lines(file) < promised(said.toString())) {
        lost++;
      }
    }
    assertThat(said).contains("safe 60");
    return lost;
  }

  private static int promised(String said) {
    int last = said.lastIndexOf("safe ");
    return last < 0 ? 0 : Integer.parseInt(said.substring(last + 5).strip());
  }

  /// How many whole lines there are, from the first on.
  private static int lines(byte[] file) {
    int number = 0;
    for (String line : new String(file, StandardCharsets.US_ASCII).split("\n", -1)) {
      if (!line.equals((number + 1) + " " + "x".repeat(700))) {
        break;
      }
      number++;
    }
    return number;
  }

  private Recording recorded(Appender.Way way) throws IOException, InterruptedException {
    assumeTrue(Recorder.isAvailable(), "needs strace");
    Path files = Files.createTempDirectory(directory.toRealPath(), "files");
    Path record = directory.resolve("record-" + files.getFileName());
    List<String> command = new ArrayList<>(Recorder.strace(record));
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Appender.class.getName(),
            files.toString(),
            way.name()));
    Process program =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    program.getInputStream().readAllBytes();
    assertThat(program.waitFor()).isZero();
    Records.await(record, program.pid());
    Recorder recorder = new Recorder(List.of(files));
    recorder.add(record);
    return recorder.recording();
  }
}
