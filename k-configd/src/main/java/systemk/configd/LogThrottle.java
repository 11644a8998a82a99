package systemk.configd;

import java.time.InstantSource;
import java.util.function.IntConsumer;

/// Lets a few lines of one kind into the log in any ten seconds, so that a client that misbehaves
/// in a loop does not fill the disk.
final class LogThrottle {
  private static final long WINDOW_MILLIS = 10_000;
  private static final int LINES = 20;

  private final InstantSource clock;
  private long windowStart;
  private int lines;
  private int suppressed;

  LogThrottle(InstantSource clock) {
    this.clock = clock;
  }

  /// Logs unless there have been too many.
  ///
  /// @param line writes it, told how many were left out before it
  synchronized void admit(IntConsumer line) {
    long now = clock.millis();
    if (now - windowStart > WINDOW_MILLIS) {
      windowStart = now;
      lines = 0;
    }
    if (lines >= LINES) {
      suppressed++;
      return;
    }
    lines++;
    line.accept(suppressed);
    suppressed = 0;
  }
}
