package systemk.core;

import java.time.Duration;
import java.time.Instant;

/// When something happened, passed in with every event because the core has no clock.
///
/// @param nanos the kernel's monotonic clock (clock_gettime(2), `CLOCK_MONOTONIC`), in nanoseconds.
///   It is the same for all processes of one boot and never jumps, so deadlines are kept in it.
/// @param wall the time of day, for people; nothing is decided by it
public record Time(long nanos, Instant wall) {
  /// A deadline that never comes.
  public static final long NEVER = Long.MAX_VALUE;

  /// The deadline this long from now.
  public long after(Duration delay) {
    return nanos + delay.toNanos();
  }
}
