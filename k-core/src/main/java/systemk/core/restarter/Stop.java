package systemk.core.restarter;

import systemk.core.graph.Severity;

/// A stop that is under way: why, and what the instance will be after it.
///
/// @param reason what `auxiliary_state` will say
public record Stop(StopCause cause, InstanceState then, Reason reason, Severity severity) {

  static Stop of(StopCause cause, InstanceState then) {
    return new Stop(cause, then, cause.reason(), cause.severity());
  }

  /// The same stop, after which an administrator is needed because it did not work.
  Stop failed(Reason why) {
    return switch (cause) {
      case DELETED, SHUTDOWN -> this;
      default -> new Stop(cause, InstanceState.MAINTENANCE, why, Severity.ERROR);
    };
  }
}
