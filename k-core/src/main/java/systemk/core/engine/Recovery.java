package systemk.core.engine;

import io.vavr.collection.Map;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.Time;
import systemk.core.delegation.Order;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.graph.Severity;
import systemk.core.repository.RepositoryState;
import systemk.core.restarter.Effect;
import systemk.core.restarter.InstanceState;
import systemk.core.restarter.Lifecycle;
import systemk.core.restarter.LifecycleRecord;
import systemk.core.restarter.Reason;
import systemk.core.restarter.RestarterEngine;
import systemk.core.restarter.StateChange;

/// Makes the model of a restarter that begins: what was recorded, checked against the contracts
/// k.init has.
final class Recovery {
  private final Draft draft;
  private final Time now;

  Recovery(Draft draft, Time now) {
    this.draft = draft;
    this.now = now;
  }

  void recover(RepositoryState repository, Vector<Event.LivingContract> contracts) {
    draft.begin(repository);
    // Those that were given to us meanwhile have orders on record yet, and are taken in like new
    // ones.
    Vector<InstanceFmri> ordered =
        repository
            .instances()
            .filter(fmri -> Order.read(repository.current(fmri)).isDefined())
            .toVector();
    Vector<InstanceFmri> configured =
        repository.instances().filter(draft.model()::manages).toVector().removeAll(ordered);
    configured.forEach(this::read);
    repository.instances().removeAll(configured).forEach(draft.attention::add);
    ordered.forEach(this::readOrder);
    Vector<InstanceFmri> inGraph = configured.appendAll(ordered);
    inGraph.reject(this::isBlamed).forEach(draft::define);
    inGraph.filter(this::isBlamed).forEach(draft::define);
    configured.forEach(this::settleBlame);
    draft.drawBorder();
    repository.instances().forEach(draft.border::add);
    draft.weighAll();
    // An instance waits for the end of the first contract of another life only, and it must not be
    // started beside an old self of it. What else is left, of other methods, is just killed.
    var parts = contracts.partition(Event.LivingContract::isOfStart);
    Map<String, Vector<Event.LivingContract>> owned =
        parts._1.appendAll(parts._2).groupBy(Event.LivingContract::owner);
    for (InstanceFmri fmri : configured) {
      draft.ensureRunningSnapshot(fmri);
      reconcile(fmri, owned.get(fmri.toString()).getOrElse(Vector.empty()));
      draft.wake(draft.lifecycle(fmri));
      draft.attention.add(fmri);
      draft.candidates.add(fmri);
    }
    for (String owner : owned.keySet()) {
      // Daemons have contracts too, under their own names.
      Fmri.parseInstance(owner)
          .toOption()
          .filter(fmri -> !draft.model().manages(fmri))
          .forEach(fmri -> forsake(fmri, owned.get(owner).get()));
    }
  }

  private void read(InstanceFmri fmri) {
    RepositoryState repository = draft.model().repository();
    draft.put(LifecycleRecord.read(fmri, repository.current(fmri), now.wall()));
  }

  /// What was ordered of an instance of another restarter.
  private void readOrder(InstanceFmri fmri) {
    Order.read(draft.model().repository().current(fmri)).forEach(order -> draft.put(fmri, order));
  }

  /// Takes in an instance that is not ours any more until nothing of it runs. If there are orders
  /// for its restarter already, its record is that restarter's, and what is left is only killed.
  private void forsake(InstanceFmri fmri, Vector<Event.LivingContract> contracts) {
    if (draft.model().order(fmri).isDefined()) {
      contracts.forEach(c -> draft.emit(new Effect.KillContract(c.contract())));
      return;
    }
    draft.put(Lifecycle.fresh(fmri, now.wall()));
    contracts.forEach(c -> draft.restart(fmri, (engine, l) -> engine.cleanUp(l, c.contract())));
    // It may have gone unheard of, and with it what its dependents have to do about that.
    draft.changes.add(
        new StateChange(
            fmri,
            InstanceState.ONLINE,
            InstanceState.UNINITIALIZED,
            Option.none(),
            Reason.NONE,
            Severity.RESTART,
            now.wall()));
  }

  /// Whoever was found to close a cycle is asked last, when all the others stand as they did, so
  /// that the same ones are found again, and nobody else.
  private boolean isBlamed(InstanceFmri fmri) {
    return draft
        .model()
        .order(fmri)
        .map(order -> order.reason() == Reason.DEPENDENCY_CYCLE)
        .getOrElse(() -> LifecycleRecord.isCyclic(draft.model().repository().current(fmri)));
  }

  /// What was found again is on record already. What was not has to be taken off it, or the next
  /// restarter would blame another one.
  private void settleBlame(InstanceFmri fmri) {
    if (draft.isCyclic(fmri) == isBlamed(fmri)) {
      draft.recorded(fmri);
    } else {
      draft.touch(fmri);
    }
  }

  /// Compares what an instance is said to have with the contracts there are: what is gone has
  /// ended, and what nobody expects is let go. What is under way is asked for again.
  private void reconcile(InstanceFmri fmri, Vector<Event.LivingContract> contracts) {
    Lifecycle recorded = draft.lifecycle(fmri);
    for (Event.LivingContract c : contracts) {
      draft.restart(fmri, (engine, l) -> engine.disown(l, c.token(), c.contract()));
    }
    for (long known : recorded.contracts()) {
      if (!contracts.exists(c -> c.contract() == known)) {
        draft.restart(fmri, (engine, l) -> engine.vanished(l, known));
      }
    }
    if (draft.lifecycle(fmri).phase().equals(recorded.phase())) {
      draft.restart(fmri, RestarterEngine::resume);
    }
  }
}
