package systemk.init;

import java.time.Duration;

/// Whether a daemon still answers. A value; times are nanoseconds of one monotonic clock.
///
/// @param heard whether it ever answered
/// @param since when it answered last, or was started
record Liveness(boolean heard, long since) {
  static final Duration PATIENCE = Duration.ofSeconds(30);

  /// A daemon may take this long before its first answer is missed.
  static final Duration GRACE = Duration.ofSeconds(60);

  static Liveness started(long now) {
    return new Liveness(false, now);
  }

  Liveness answered(long now) {
    return new Liveness(true, now);
  }

  /// Its silence up to now no longer counts.
  Liveness forgiven(long now) {
    return new Liveness(heard, now);
  }

  boolean isSilent(long now) {
    Duration patience = heard ? PATIENCE : GRACE.plus(PATIENCE);
    return now - since > patience.toNanos();
  }
}
