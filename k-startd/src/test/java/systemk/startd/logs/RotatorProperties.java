package systemk.startd.logs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import systemk.core.logs.LogLimits;
import systemk.core.logs.LogPiece;

/// Nothing is lost, doubled or out of order, wherever the process that rotates is killed.
final class RotatorProperties {
  private static final String LOG = "t-chatty:default.log";
  private static final LogLimits LIMITS = new LogLimits(LogLimits.SMALLEST, 1000);

  private int nonce;

  private record Rules(Set<String> logs, LogLimits limits, long total) implements LogRules {
    @Override
    public LogLimits limits(String log) {
      return limits;
    }
  }

  private Rotator rotator(MemoryLogs files) {
    return new Rotator(
        files,
        () -> new Rules(Set.of(LOG), LIMITS, Long.MAX_VALUE),
        () -> String.format("%032x", ++nonce));
  }

  private static Supplier<String> numbered() {
    int[] count = {0};
    return () -> "line " + count[0]++ + "\n";
  }

  /// One life of the process for each number; it ends before that step.
  private void live(MemoryLogs files, List<Integer> lives, Runnable beforeSweep, boolean restarts) {
    for (int steps : lives) {
      files.killBefore(steps);
      try {
        Rotator rotator = rotator(files);
        for (int i = 0; i < 4; i++) {
          beforeSweep.run();
          rotator.sweep();
          if (restarts) {
            rotator.beforeStart("/var/svc/log/" + LOG);
          }
        }
      } catch (MemoryLogs.Killed _) {
        assertThat(steps).as("steps until the kill").isNotNegative();
      }
    }
    files.killBefore(Integer.MAX_VALUE);
    Rotator last = rotator(files);
    last.sweep();
    last.sweep();
  }

  private static void assertNothingIsLost(MemoryLogs files) {
    assertThat(files.kept(LOG)).isEqualTo(files.said(LOG));
    assertThat(files.files.keySet())
        .noneMatch(name -> LogPiece.ofName(name).exists(LogPiece::isUnderWay));
  }

  @Property(tries = 300)
  void kills(
      @ForAll @Size(max = 6) List<@IntRange(min = 0, max = 25) Integer> lives,
      @ForAll @IntRange(min = 1, max = 5) int heads) {
    MemoryLogs files = new MemoryLogs(true);
    files.writer(LOG, numbered());
    Supplier<String> before = numbered();
    StringBuilder text = new StringBuilder();
    while (text.length() < heads * LIMITS.maxSize()) {
      text.append("before ").append(before.get());
    }
    files.write(LOG, text.toString());

    live(files, lives, () -> {}, false);

    assertNothingIsLost(files);
    assertThat(files.size(LOG)).as("it was rotated").isLessThan(LIMITS.maxSize());
  }

  /// What is left cannot be told from what was taken by looking at it.
  @Property(tries = 300)
  void killsOfAServiceThatSaysTheSameForEver(
      @ForAll @Size(max = 6) List<@IntRange(min = 0, max = 25) Integer> lives) {
    MemoryLogs files = new MemoryLogs(true);
    files.write(LOG, "the same\n".repeat((int) LIMITS.maxSize() / 4));
    files.writer(LOG, () -> "the same\n");

    live(files, lives, () -> {}, false);

    assertNothingIsLost(files);
  }

  @Property(tries = 300)
  void killsWhereNothingCanBeCut(
      @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 0, max = 25) Integer> lives) {
    MemoryLogs files = new MemoryLogs(false);
    Supplier<String> lines = numbered();
    files.writer(LOG, lines);

    live(
        files, lives, () -> files.write(LOG, lines.get().repeat((int) LIMITS.maxSize() / 4)), true);

    assertNothingIsLost(files);
  }
}
