package systemk.core.method;

import io.vavr.control.Option;
import systemk.core.property.Property;
import systemk.core.repository.Composition;

/// What k.init does for the processes of a service besides making and watching them.
///
/// @param watchdogMillis how long the service may be silent on the watchdog of
///   sd_watchdog_enabled(3) before it counts as hung (`startd/watchdog`, in milliseconds)
/// @param descriptors how many descriptors are kept for it while it is down (`startd/fd_store`)
public record Supervision(
    Readiness readiness, Option<Long> watchdogMillis, int descriptors, Resources resources) {
  static final String GROUP = "startd";

  private static final long MAX_WATCHDOG = 86_400_000;
  private static final long MAX_DESCRIPTORS = 512;

  /// Nothing of it: what every method but the start method of a lasting service gets.
  public static final Supervision NONE =
      new Supervision(new Readiness.Exit(), Option.none(), 0, Resources.NONE);

  /// What the configuration says for the start method.
  public static Supervision of(Composition configuration, ProcessModel model) {
    Resources resources = Resources.of(configuration);
    return model == ProcessModel.TRANSIENT
        ? new Supervision(new Readiness.Exit(), Option.none(), 0, resources)
        : new Supervision(
            Readiness.of(configuration),
            number(configuration, "watchdog").map(millis -> Math.min(millis, MAX_WATCHDOG)),
            number(configuration, "fd_store")
                .map(count -> (int) Math.min(count, MAX_DESCRIPTORS))
                .getOrElse(0),
            resources);
  }

  private static Option<Long> number(Composition configuration, String property) {
    return configuration
        .property(GROUP, property)
        .flatMap(Property::asLong)
        .filter(value -> value > 0);
  }

  /// Whether the service talks to a socket of sd_notify(3).
  public boolean hasSocket() {
    return readiness instanceof Readiness.Notify || watchdogMillis.isDefined() || descriptors > 0;
  }
}
