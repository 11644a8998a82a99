package systemk.init;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// How soon a daemon that died is started again: at once the first time, then ever later, and
/// without hope after too many deaths. A value; times are nanoseconds of one monotonic clock.
///
/// @param shortLives how many lives in a row were short
/// @param deaths when it died, within the window
/// @param hopeless whether there were too many of them
record Throttle(int shortLives, List<Long> deaths, boolean hopeless) {
  /// A daemon that lived this long was working, whatever ended it then; only one that dies while it
  /// starts is held back. A daemon of ours takes a fraction of this to start.
  static final Duration LONG_LIFE = Duration.ofSeconds(1);

  static final Duration FIRST_DELAY = Duration.ofMillis(100);

  /// The longest as long as there is hope: who asks for something waits no more than three seconds.
  static final Duration LONGEST_HOPEFUL_DELAY = Duration.ofSeconds(1);

  static final Duration LONGEST_DELAY = Duration.ofSeconds(5);
  static final Duration WINDOW = Duration.ofMinutes(2);
  static final int MAX_DEATHS = 20;

  static final Throttle FRESH = new Throttle(0, List.of(), false);

  Throttle {
    deaths = List.copyOf(deaths);
  }

  /// The daemon that was started then died now.
  Throttle died(long started, long now) {
    if (now - started >= LONG_LIFE.toNanos()) {
      return new Throttle(1, List.of(now), false);
    }
    List<Long> recent = new ArrayList<>(deaths);
    recent.removeIf(death -> now - death >= WINDOW.toNanos());
    recent.add(now);
    if (recent.size() > MAX_DEATHS) {
      recent.removeFirst();
    }
    return new Throttle(
        Math.min(shortLives + 1, Integer.MAX_VALUE - 1),
        recent,
        hopeless || recent.size() >= MAX_DEATHS);
  }

  /// How long to wait before it is started again.
  Duration delay() {
    if (hopeless) {
      return LONGEST_DELAY;
    }
    if (shortLives <= 1) {
      return Duration.ZERO;
    }
    Duration delay = FIRST_DELAY.multipliedBy(1L << Math.min(shortLives - 2, 10));
    return delay.compareTo(LONGEST_HOPEFUL_DELAY) < 0 ? delay : LONGEST_HOPEFUL_DELAY;
  }
}
