package systemk.notify;

import io.vavr.control.Option;
import java.time.Duration;
import systemk.core.fmri.InstanceFmri;
import systemk.core.property.Property;
import systemk.core.repository.RepositoryState;

/// How messages are delivered, as the service of this program is configured.
///
/// @param sendmail the program that takes mail
/// @param logSocket where syslogd listens
/// @param attempts how often a delivery is tried
/// @param patience how long one attempt may take
/// @param pause how long to wait after the first attempt; twice as long after each further one
/// @param waiting how many messages may wait for one receiver
record Settings(
    String sendmail,
    String logSocket,
    int attempts,
    Duration patience,
    Duration pause,
    int waiting) {
  static final String GROUP = "config";
  static final Settings DEFAULT =
      new Settings(
          "/usr/sbin/sendmail", "/dev/log", 5, Duration.ofSeconds(30), Duration.ofSeconds(1), 100);

  /// The longest pause between two attempts.
  private static final Duration LONGEST = Duration.ofMinutes(1);

  static Settings of(RepositoryState state, InstanceFmri self) {
    return new Settings(
        text(state, self, "sendmail").getOrElse(DEFAULT.sendmail),
        text(state, self, "log_socket").getOrElse(DEFAULT.logSocket),
        (int) number(state, self, "attempts", DEFAULT.attempts, 100),
        Duration.ofSeconds(
            number(state, self, "timeout_seconds", DEFAULT.patience.toSeconds(), 3600)),
        Duration.ofMillis(number(state, self, "pause_ms", DEFAULT.pause.toMillis(), 60_000)),
        (int) number(state, self, "queue", DEFAULT.waiting, 10_000));
  }

  private static Option<String> text(RepositoryState state, InstanceFmri self, String name) {
    return state.effective(self, GROUP, name).flatMap(Property::single).filter(t -> !t.isEmpty());
  }

  private static long number(
      RepositoryState state, InstanceFmri self, String name, long otherwise, long most) {
    return state
        .effective(self, GROUP, name)
        .flatMap(Property::asLong)
        .filter(n -> n >= 1 && n <= most)
        .getOrElse(otherwise);
  }

  /// How long to wait before the next attempt.
  ///
  /// @param tried how many attempts there were, at least one
  Duration pauseAfter(int tried) {
    Duration doubled = pause.multipliedBy(1L << Math.min(tried - 1, 20));
    return doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled;
  }
}
