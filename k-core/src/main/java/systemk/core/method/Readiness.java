package systemk.core.method;

import io.vavr.control.Option;
import systemk.core.property.Property;
import systemk.core.repository.Composition;

/// What tells that a service that was started does its work: the property `startd/readiness`.
public sealed interface Readiness {
  /// The descriptor of s6's notification-fd unless `startd/readiness_fd` says another.
  int USUAL_DESCRIPTOR = 3;

  /// The end of its start method with success; of a `child` service, that its process was made.
  /// This is SMF's rule.
  record Exit() implements Readiness {}

  /// `READY=1` on the socket of sd_notify(3).
  record Notify() implements Readiness {}

  /// A newline written to this descriptor (s6's notification-fd).
  record Descriptor(int number) implements Readiness {}

  /// What the configuration says; what cannot be read counts as SMF's rule.
  static Readiness of(Composition configuration) {
    return switch (configuration.value(Supervision.GROUP, "readiness").getOrElse("exit")) {
      case "notify" -> new Notify();
      case "fd" -> new Descriptor(descriptor(configuration));
      default -> new Exit();
    };
  }

  private static int descriptor(Composition configuration) {
    Option<Long> number =
        configuration.property(Supervision.GROUP, "readiness_fd").flatMap(Property::asLong);
    return number.filter(n -> n > 2 && n < 1024).getOrElse((long) USUAL_DESCRIPTOR).intValue();
  }
}
