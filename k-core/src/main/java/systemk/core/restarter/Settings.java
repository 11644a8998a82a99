package systemk.core.restarter;

import io.vavr.collection.Vector;
import java.time.Duration;
import systemk.core.method.ProcessModel;
import systemk.core.method.Supervision;
import systemk.core.property.Property;
import systemk.core.repository.Composition;

/// How an instance wants to be restarted: its `startd` property group (smf.md §4.7).
///
/// @param failureCount how many starts are looked at (`critical_failure_count`)
/// @param failureInterval the average time between them below which there are too many
///   (`critical_failure_period`, in seconds)
/// @param retryDelay how long to wait before a failed start is tried again (`retry_delay`, in
///   milliseconds); zero, as in SMF, by default
/// @param retryFactor by what the delay grows with each further failure (`retry_factor`)
public record Settings(
    ProcessModel model,
    Supervision supervision,
    boolean ignoreCore,
    boolean ignoreSignal,
    boolean timeoutRetry,
    int failureCount,
    Duration failureInterval,
    Duration retryDelay,
    long retryFactor) {

  private static final String GROUP = "startd";
  private static final Duration MAX_DELAY = Duration.ofMinutes(10);

  public static Settings of(Composition configuration) {
    ProcessModel model =
        ProcessModel.of(configuration.value(GROUP, "duration").getOrElse("contract"));
    Vector<String> ignored =
        Vector.ofAll(
            configuration
                .property(GROUP, "ignore_error")
                .toVector()
                .flatMap(Property::values)
                .flatMap(value -> Vector.of(value.split("[, ]+"))));
    long period = number(configuration, "critical_failure_period", 0);
    Duration usual = model == ProcessModel.CHILD ? Duration.ofSeconds(1) : Duration.ofMinutes(10);
    return new Settings(
        model,
        Supervision.of(configuration, model),
        ignored.contains("core"),
        ignored.contains("signal"),
        configuration.property(GROUP, "timeout_retry").flatMap(Property::asBoolean).getOrElse(true),
        (int)
            Math.min(
                StartHistory.SIZE,
                Math.max(2, number(configuration, "critical_failure_count", StartHistory.SIZE))),
        period > 0 ? Duration.ofSeconds(Math.min(period, 86_400)) : usual,
        Duration.ofMillis(
            Math.min(MAX_DELAY.toMillis(), Math.max(0, number(configuration, "retry_delay", 0)))),
        Math.min(100, Math.max(1, number(configuration, "retry_factor", 1))));
  }

  private static long number(Composition configuration, String property, long otherwise) {
    return configuration.property(GROUP, property).flatMap(Property::asLong).getOrElse(otherwise);
  }

  /// How long to wait before the next try after this many failures in a row.
  public Duration delayAfter(int failures) {
    Duration delay = retryDelay;
    for (int i = 1; i < failures && delay.compareTo(MAX_DELAY) < 0; i++) {
      delay = delay.multipliedBy(retryFactor);
    }
    return delay.compareTo(MAX_DELAY) < 0 ? delay : MAX_DELAY;
  }
}
