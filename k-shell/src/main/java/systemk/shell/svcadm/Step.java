package systemk.shell.svcadm;

import io.vavr.collection.Vector;
import systemk.core.fmri.InstanceFmri;
import systemk.core.repository.Change;

/// What is to be written for one instance.
///
/// @param goal what has happened when it is done
/// @param action the property of `restarter_actions` that asks for it, and is removed by the
///   restarter once it saw it; empty for what is asked for otherwise
/// @param group the group it is written into
/// @param said what `-v` says about it
record Step(
    InstanceFmri instance,
    Goal goal,
    String action,
    String group,
    Vector<Change> changes,
    String said) {

  /// Something to wait for that is not to be written.
  static Step awaited(InstanceFmri instance, Goal goal) {
    return new Step(instance, goal, "", "", Vector.empty(), "");
  }

  /// What a caller may wait for.
  enum Goal {
    RUNNING,
    DISABLED,
    RESTARTED,
    REFRESHED,
    CLEARED,
    DEGRADED,
    IN_MAINTENANCE,
    /// Another restarter has it, and has made of it what is configured.
    DELEGATED,
    /// It runs, though a milestone may still keep it from that.
    UP,
    /// It does not run, whatever is configured.
    DOWN
  }
}
