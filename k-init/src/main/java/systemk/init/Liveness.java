package systemk.init;

import java.time.Duration;

/// Whether a daemon still answers. A value; times are nanoseconds of one monotonic clock.
///
/// @param heard whether it ever answered
/// @param since when it answered last, was started, or was seen to work on its first answer
/// @param begun when it was started
/// @param ticks how much processor time it had used by then, in hundredths of a second
record Liveness(boolean heard, long since, long begun, long ticks) {
  static final Duration PATIENCE = Duration.ofSeconds(30);

  /// A daemon may take this long before its first answer is missed.
  static final Duration GRACE = Duration.ofSeconds(60);

  /// On a slow machine one that works on its first answer has longer; killed for being late, it
  /// would be as late the next time. What loops without end has to end, too.
  static final Duration LONGEST_GRACE = Duration.ofMinutes(15);

  /// What somebody who hangs does not use.
  static final long WORK_TICKS = 100;

  static Liveness started(long now) {
    return new Liveness(false, now, now, 0);
  }

  Liveness answered(long now) {
    return new Liveness(true, now, begun, ticks);
  }

  /// It was seen to have used so much processor time.
  Liveness used(long now, long soFar) {
    return heard || soFar - ticks < WORK_TICKS ? this : new Liveness(false, now, begun, soFar);
  }

  /// Its silence up to now no longer counts.
  Liveness forgiven(long now) {
    return new Liveness(heard, now, now, ticks);
  }

  boolean isSilent(long now) {
    if (heard) {
      return now - since > PATIENCE.toNanos();
    }
    return now - since > GRACE.plus(PATIENCE).toNanos() || now - begun > LONGEST_GRACE.toNanos();
  }
}
