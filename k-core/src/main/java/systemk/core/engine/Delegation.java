package systemk.core.engine;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.delegation.Order;
import systemk.core.delegation.StateReport;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.graph.Dependency;
import systemk.core.graph.Grouping;
import systemk.core.graph.RestartOn;
import systemk.core.graph.Severity;
import systemk.core.property.Property;
import systemk.core.repository.Change;
import systemk.core.restarter.Effect;
import systemk.core.restarter.InstanceState;
import systemk.core.restarter.Reason;

/// What the graph wants of the instances of other restarters. They take their part in it as ours
/// do; but what is to happen to them is ordered, and what has happened is reported.
final class Delegation {
  /// The name of the dependency of every delegated instance on its restarter (smf.md §3.4).
  static final String RESTARTER = "restarter";

  private final Draft draft;

  Delegation(Draft draft) {
    this.draft = draft;
  }

  private Model model() {
    return draft.model();
  }

  /// The dependency of an instance on its restarter, which is nothing anybody can configure.
  static Vector<Dependency> onRestarter(Model model, InstanceFmri fmri) {
    return model
        .restarter(fmri)
        .flatMap(name -> Fmri.parseInstance(name).toOption())
        .map(
            restarter ->
                new Dependency(
                    RESTARTER, Grouping.REQUIRE_ALL, RestartOn.NONE, Vector.<Fmri>of(restarter)))
        .toVector();
  }

  /// Looks at one instance, as [Turn] does at ours.
  void attend(InstanceFmri fmri) {
    admit(fmri);
    boolean enabled = model().isEnabled(fmri);
    boolean running = model().isRunning(fmri);
    Option<Problem> problem = model().problems().get(fmri);
    if (problem.isDefined()) {
      maintain(fmri, problem.get());
    } else if (!enabled || model().shuttingDown() || model().mustGoDown(fmri)) {
      if (!running || !Falling.isHeldUp(model(), fmri)) {
        order(
            fmri,
            enabled ? InstanceState.OFFLINE : InstanceState.DISABLED,
            enabled ? Reason.DEPENDENCY_ACTIVITY : Reason.DISABLE_REQUEST);
      }
    } else if (isSpent(fmri, running)) {
      order(fmri, InstanceState.OFFLINE, Reason.NONE);
    } else if (!isOrdered(fmri, InstanceState.ONLINE)) {
      order(fmri, InstanceState.OFFLINE, Reason.ENABLE_REQUEST);
    }
    draft.candidates.add(fmri);
  }

  /// Takes in an instance that is new, or whose restarter is another one now.
  private void admit(InstanceFmri fmri) {
    boolean isNew = model().order(fmri).isEmpty();
    if (isNew) {
      draft.put(fmri, new Order(InstanceState.UNINITIALIZED, Reason.NONE, 0));
      // What is on record may be about to be taken off it, if it was ours in between.
      Order.read(model().repository().current(fmri)).forEach(order -> draft.give(fmri, order));
    }
    boolean hasDependency =
        model().problems().get(fmri).isDefined()
            || model().graph().dependenciesOf(fmri).containsAll(onRestarter(model(), fmri));
    if (isNew || !hasDependency) {
      draft.ensureRunningSnapshot(fmri);
      draft.define(fmri);
      draft.reconsiderAround(fmri);
    }
  }

  private void maintain(InstanceFmri fmri, Problem problem) {
    Order before = model().order(fmri).get();
    // The reason is how the next k.startd knows whom to blame for a cycle.
    if (before.target() != InstanceState.MAINTENANCE || before.reason() != problem.reason()) {
      draft.emit(new Effect.Log(fmri, problem.line()));
      draft.give(fmri, before.followedBy(InstanceState.MAINTENANCE, problem.reason(), done(fmri)));
    }
  }

  /// Whether an order to be online has had its run.
  private boolean isSpent(InstanceFmri fmri, boolean running) {
    return !running
        && model().order(fmri).exists(order -> order.isUp() && done(fmri) >= order.serial());
  }

  private long done(InstanceFmri fmri) {
    return Order.done(model().repository().current(fmri));
  }

  private boolean isOrdered(InstanceFmri fmri, InstanceState target) {
    return model().order(fmri).exists(order -> order.target() == target);
  }

  /// A dependency wants the instance to stop, and to start again when it may.
  void stop(InstanceFmri fmri) {
    if (isOrdered(fmri, InstanceState.ONLINE)) {
      order(fmri, InstanceState.OFFLINE, Reason.DEPENDENCY_ACTIVITY);
    }
  }

  /// Whether the instance would start if its dependencies allowed it.
  boolean waits(InstanceFmri fmri) {
    return isOrdered(fmri, InstanceState.OFFLINE)
        && !model().isRunning(fmri)
        && !model().state(fmri).contains(InstanceState.MAINTENANCE)
        && model().isEnabled(fmri)
        && !model().shuttingDown();
  }

  void start(InstanceFmri fmri) {
    order(fmri, InstanceState.ONLINE, Reason.DEPENDENCIES_SATISFIED);
  }

  private void order(InstanceFmri fmri, InstanceState target, Reason reason) {
    Order before = model().order(fmri).get();
    if (before.target() != target) {
      draft.give(fmri, before.followedBy(target, reason, done(fmri)));
    }
  }

  /// How a state that was reported counts for those that depend on the instance (smf.md §3.6): as
  /// the restarter said with it, or else as what it says has happened does.
  static Severity severity(Option<Severity> said, InstanceState from, InstanceState to) {
    return said.getOrElse(
        () ->
            !from.isRunning() || to.isRunning()
                ? Severity.NONE
                : to == InstanceState.MAINTENANCE ? Severity.ERROR : Severity.RESTART);
  }

  /// What a change says about how the state it reports counts.
  static Option<Severity> said(Change change) {
    return change instanceof Change.Report report
        ? report
            .set()
            .find(property -> property.name().equals(StateReport.SEVERITY))
            .flatMap(Property::single)
            .flatMap(Severity::ofToken)
        : Option.none();
  }
}
