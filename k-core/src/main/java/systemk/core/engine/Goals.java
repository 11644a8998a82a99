package systemk.core.engine;

import io.vavr.control.Option;
import systemk.core.fmri.InstanceFmri;
import systemk.core.restarter.InstanceState;
import systemk.core.restarter.Lifecycle;
import systemk.core.restarter.Reason;
import systemk.core.restarter.StopCause;

/// The rule for goal services (smf.md §9.5): one that waits for what cannot come up without an
/// administrator says so by going to maintenance, and leaves it by itself when there is hope again.
final class Goals {
  private Goals() {}

  /// Looks at an instance whose dependencies are not satisfied.
  static void giveUp(Draft draft, InstanceFmri fmri) {
    boolean isGoal =
        draft.model().repository().current(fmri).value("general", "goal-service").contains("true");
    if (isGoal && !draft.dependencies().canComeUp(fmri)) {
      draft.restart(
          fmri,
          (engine, l) ->
              engine.maintain(
                  l, StopCause.MAINTENANCE, Reason.UNSATISFIABLE_DEPENDENCIES, Option.none()));
    }
  }

  /// Looks at an instance that has given up. Says whether it was one.
  static boolean hope(Draft draft, Lifecycle instance) {
    boolean gaveUp =
        instance.state() == InstanceState.MAINTENANCE
            && instance.reason() == Reason.UNSATISFIABLE_DEPENDENCIES;
    if (gaveUp && draft.dependencies().canComeUp(instance.fmri())) {
      draft.restart(
          instance.fmri(),
          (engine, l) ->
              engine.leave(l, "dependencies can be satisfied", Reason.DEPENDENCY_ACTIVITY));
    }
    return gaveUp;
  }
}
