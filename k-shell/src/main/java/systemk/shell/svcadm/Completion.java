package systemk.shell.svcadm;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.delegation.Order;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.repository.RepositoryState;
import systemk.shell.view.Satisfaction;
import systemk.shell.view.Status;

/// How to tell that what was asked for one instance has happened, or never will.
///
/// @param before what the instance was like when it was asked for
record Completion(Step step, Status before) {

  /// What a look at the repository found.
  sealed interface Verdict {
    /// Not yet.
    record Pending() implements Verdict {}

    record Done() implements Verdict {}

    /// It will not happen: the message, and 3 or 4 as the exit status.
    record Failed(String message, int status) implements Verdict {}
  }

  private static final Verdict PENDING = new Verdict.Pending();
  private static final Verdict DONE = new Verdict.Done();

  InstanceFmri instance() {
    return step.instance();
  }

  Verdict judge(RepositoryState state) {
    if (!state.exists(instance())) {
      return new Verdict.Failed("Instance \"" + instance() + "\" has been deleted.", 3);
    }
    Status now = Status.of(state, instance());
    // Of an instance that is about to be cleared, its being in maintenance says nothing, and of one
    // that is about to be restarted, its being up.
    boolean unseen =
        Vector.of(step.action(), "maint_off", "restart")
            .exists(action -> !action.isEmpty() && isAsked(state, action));
    if (unseen || now.inTransition()) {
      return unseen ? unavailable(state) : PENDING;
    }
    return switch (step.goal()) {
      case RUNNING -> running(state, now);
      case DISABLED -> disabled(state, now);
      case RESTARTED -> before.running() ? restarted(state, now) : DONE;
      case REFRESHED -> isFreshMaintenance(now) ? inMaintenance() : DONE;
      case CLEARED -> cleared(state, now);
      case DEGRADED -> now.state().equals("degraded") ? DONE : PENDING;
      case IN_MAINTENANCE -> now.state().equals("maintenance") ? DONE : PENDING;
      case DELEGATED -> delegated(state, now);
      case UP -> isHeldBack(state) ? PENDING : running(state, now);
      case DOWN -> now.running() ? PENDING : DONE;
    };
  }

  private boolean isAsked(RepositoryState state, String action) {
    return state.live(instance(), Asker.ACTIONS, action).isDefined();
  }

  private Verdict running(RepositoryState state, Status now) {
    if (!state.enabled(instance()).contains(true)) {
      return contrary("disabled");
    }
    return switch (now.state()) {
      case "online", "degraded" -> DONE;
      case "maintenance" -> inMaintenance();
      case "offline" -> stuck(state);
      default -> unavailable(state);
    };
  }

  private Verdict disabled(RepositoryState state, Status now) {
    if (state.enabled(instance()).contains(true)) {
      return contrary("enabled");
    }
    if (now.state().equals("disabled")) {
      return DONE;
    }
    return isFreshMaintenance(now) ? inMaintenance() : unavailable(state);
  }

  /// k.startd gives the new restarter an order first, unless that is k.startd itself.
  private Verdict delegated(RepositoryState state, Status now) {
    Option<Order> order = Order.read(state.current(instance()));
    boolean foreign =
        !Status.restarter(state, instance()).equals(Status.DEFAULT_RESTARTER.toString());
    if (foreign != order.isDefined()
        || order.exists(o -> Order.done(state.current(instance())) < o.serial())) {
      return unavailable(state);
    }
    return state.enabled(instance()).contains(true) ? running(state, now) : disabled(state, now);
  }

  /// Whether the override a milestone put there is still there.
  private boolean isHeldBack(RepositoryState state) {
    return state.live(instance(), "general_ovr", "milestone").isDefined();
  }

  /// It has been down when its state is of another time than before.
  private Verdict restarted(RepositoryState state, Status now) {
    return switch (now.state()) {
      case "online", "degraded" -> now.since().equals(before.since()) ? PENDING : DONE;
      case "maintenance" -> inMaintenance();
      case "disabled" -> contrary("disabled");
      case "offline" -> stuck(state);
      default -> PENDING;
    };
  }

  private Verdict cleared(RepositoryState state, Status now) {
    return switch (now.state()) {
      case "online" -> DONE;
      case "degraded" -> now.since().equals(before.since()) ? PENDING : DONE;
      case "disabled" -> DONE;
      case "maintenance" -> isFreshMaintenance(now) ? inMaintenance() : PENDING;
      case "offline" -> stuck(state);
      default -> PENDING;
    };
  }

  private boolean isFreshMaintenance(Status now) {
    return now.state().equals("maintenance")
        && !(before.state().equals("maintenance") && now.since().equals(before.since()));
  }

  private Verdict inMaintenance() {
    return new Verdict.Failed("Instance \"" + instance() + "\" is in maintenance state.", 3);
  }

  private Verdict contrary(String what) {
    return new Verdict.Failed(
        "Instance \"" + instance() + "\" has been " + what + " by another entity.", 3);
  }

  private Verdict stuck(RepositoryState state) {
    return new Satisfaction(state).possible(instance())
        ? PENDING
        : new Verdict.Failed("Instance \"" + instance() + "\" has unsatisfied dependencies.", 4);
  }

  /// An instance whose restarter does not run is not going to change.
  private Verdict unavailable(RepositoryState state) {
    String restarter = Status.restarter(state, instance());
    boolean lost =
        !restarter.equals(Status.DEFAULT_RESTARTER.toString())
            && !Fmri.parseInstance(restarter).exists(fmri -> Status.of(state, fmri).running());
    return lost
        ? new Verdict.Failed("Restarter for instance \"" + instance() + "\" is unavailable.", 4)
        : PENDING;
  }
}
