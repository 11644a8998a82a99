package systemk.init;

import java.time.Duration;

/// How soon a daemon that died is started again: at once the first time, then ever later, and
/// without hope when it has failed too often, or for too long. A value; times are nanoseconds of
/// one monotonic clock.
///
/// @param failures how many lives in a row were of no use, up to the last
/// @param since when the first of them began
/// @param hopeless whether they were too many
record Throttle(int failures, long since, boolean hopeless) {
  /// A daemon that answered and lived this long was working, whatever ended it then. One that never
  /// answered was not, however long it took to fail: on a slow machine that may be many seconds.
  static final Duration LONG_LIFE = Duration.ofSeconds(1);

  static final Duration FIRST_DELAY = Duration.ofMillis(100);

  /// The longest as long as there is hope: who asks for something waits no more than three seconds.
  static final Duration LONGEST_HOPEFUL_DELAY = Duration.ofSeconds(1);

  static final Duration LONGEST_DELAY = Duration.ofSeconds(5);

  /// So many failures are without hope however fast they were.
  static final int MAX_FAILURES = 20;

  /// So many are without hope if they took this long: nobody has been answered all the while.
  static final int MAX_SLOW_FAILURES = 5;

  static final Duration PATIENCE = Duration.ofSeconds(30);

  static final Throttle FRESH = new Throttle(0, 0, false);

  /// The daemon that was started then died now.
  ///
  /// @param answered whether it ever answered
  Throttle died(long started, boolean answered, long now) {
    if (answered && now - started >= LONG_LIFE.toNanos()) {
      return FRESH;
    }
    int count = Math.min(failures + 1, Integer.MAX_VALUE - 1);
    long begin = failures == 0 ? started : since;
    boolean tooMany = count >= MAX_FAILURES;
    boolean tooLong = count >= MAX_SLOW_FAILURES && now - begin >= PATIENCE.toNanos();
    return new Throttle(count, begin, hopeless || tooMany || tooLong);
  }

  /// How long to wait before it is started again.
  Duration delay() {
    if (hopeless) {
      return LONGEST_DELAY;
    }
    if (failures <= 1) {
      return Duration.ZERO;
    }
    Duration delay = FIRST_DELAY.multipliedBy(1L << Math.min(failures - 2, 10));
    return delay.compareTo(LONGEST_HOPEFUL_DELAY) < 0 ? delay : LONGEST_HOPEFUL_DELAY;
  }
}
