package systemk.core.engine;

import systemk.core.graph.DependencyCycle;
import systemk.core.restarter.Reason;
import systemk.core.restarter.StopCause;

/// What is wrong with the dependencies of an instance, which sends it to maintenance (smf.md §3.8).
public sealed interface Problem {

  /// A dependency cannot be read.
  record Invalid(String why) implements Problem {}

  /// A dependency would close a cycle.
  record Cyclic(DependencyCycle cycle) implements Problem {}

  default Reason reason() {
    return switch (this) {
      case Invalid _ -> Reason.INVALID_DEPENDENCY;
      case Cyclic _ -> Reason.DEPENDENCY_CYCLE;
    };
  }

  default StopCause cause() {
    return switch (this) {
      case Invalid _ -> StopCause.INVALID_DEPENDENCY;
      case Cyclic _ -> StopCause.CYCLE;
    };
  }

  /// The line for the log.
  default String line() {
    return switch (this) {
      case Invalid(String why) -> "Transitioning to maintenance: " + why + ".";
      case Cyclic(DependencyCycle cycle) ->
          "Transitioning to maintenance because it completes a dependency cycle: " + cycle + ".";
    };
  }
}
