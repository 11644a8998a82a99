package systemk.core.engine;

import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import systemk.core.delegation.Order;
import systemk.core.fmri.InstanceFmri;
import systemk.core.property.Property;
import systemk.core.repository.Change;
import systemk.core.repository.RepositoryState;
import systemk.core.restarter.InstanceState;

/// Somebody else's restarter, simulated: it knows nothing but what is in the repository, runs no
/// instance twice under one order, and takes one step when it is asked to.
final class FakeRestarter {
  private final InstanceFmri self;
  private final Set<InstanceFmri> failing = new HashSet<>();
  private final Set<String> runs = new TreeSet<>();

  FakeRestarter(InstanceFmri self) {
    this.self = self;
  }

  void fails(InstanceFmri fmri, boolean fails) {
    if (fails) {
      failing.add(fmri);
    } else {
      failing.remove(fmri);
    }
  }

  /// What it would commit next for each instance about which there is something to do.
  TreeMap<InstanceFmri, Vector<Change>> steps(RepositoryState repository) {
    TreeMap<InstanceFmri, Vector<Change>> steps = TreeMap.empty();
    for (InstanceFmri fmri : repository.instances()) {
      boolean mine =
          repository.current(fmri).value("general", "restarter").contains(self.toString());
      Option<Order> order = Order.read(repository.current(fmri));
      if (mine && order.isDefined()) {
        Vector<Change> step = step(repository, fmri, order.get());
        steps = step.isEmpty() ? steps : steps.put(fmri, step);
      }
    }
    return steps;
  }

  private Vector<Change> step(RepositoryState repository, InstanceFmri fmri, Order order) {
    InstanceState state = Model.reportedState(repository, fmri);
    long done = Order.done(repository.current(fmri));
    Option<String> cleared = repository.current(fmri).value(Actions.GROUP, "maint_off");
    if (state == InstanceState.MAINTENANCE) {
      return cleared.isEmpty()
          ? Vector.empty()
          : Vector.of(
              new Change.Consume(fmri, Actions.GROUP, "maint_off", cleared.get()),
              report(fmri, InstanceState.OFFLINE, done));
    }
    if (state.isRunning()) {
      return order.isUp() && order.serial() == done
          ? Vector.empty()
          : Vector.of(report(fmri, order.isUp() ? InstanceState.OFFLINE : order.target(), done));
    }
    if (order.isUp()) {
      return done >= order.serial() ? Vector.empty() : Vector.of(run(fmri, order));
    }
    return state == order.target() ? Vector.empty() : Vector.of(report(fmri, order.target(), done));
  }

  private Change run(InstanceFmri fmri, Order order) {
    boolean fails = failing.contains(fmri);
    return report(fmri, fails ? InstanceState.MAINTENANCE : InstanceState.ONLINE, order.serial());
  }

  /// It was committed.
  void did(Vector<Change> step) {
    for (Change change : step) {
      if (change instanceof Change.Report report
          && report.set().exists(p -> p.single().contains("online"))
          && !runs.add(report.instance() + " " + report.set().last().single())) {
        throw new AssertionError("started twice under one order: " + report);
      }
    }
  }

  static Change report(InstanceFmri fmri, InstanceState state, long done) {
    return new Change.Report(
        fmri,
        "restarter",
        "framework",
        Vector.of(Property.of("state", state.token()), Property.integer(Order.DONE, done)),
        Vector.empty());
  }
}
