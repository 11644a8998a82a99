package systemk.core.engine;

import io.vavr.collection.Map;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.Time;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Snapshot;
import systemk.core.restarter.Lifecycle;
import systemk.core.restarter.LifecycleRecord;
import systemk.core.restarter.Phase;
import systemk.core.restarter.Reason;
import systemk.core.restarter.RestarterEngine;
import systemk.core.restarter.Stop;

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
    Vector<InstanceFmri> configured =
        repository.instances().filter(draft.model()::manages).toVector();
    configured.forEach(this::read);
    repository.instances().removeAll(configured).forEach(draft.attention::add);
    configured.sortBy(this::whenDefined).forEach(draft::define);
    draft.weighAll();
    Map<String, Vector<Event.LivingContract>> owned =
        contracts.groupBy(Event.LivingContract::owner);
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

  /// Takes in an instance that is not configured any more until nothing of it runs.
  private void forsake(InstanceFmri fmri, Vector<Event.LivingContract> contracts) {
    draft.put(Lifecycle.fresh(fmri, now.wall()));
    contracts.forEach(c -> draft.restart(fmri, (engine, l) -> engine.cleanUp(l, c.contract())));
  }

  /// Whoever was found to close a cycle is asked last, and the others in the order in which they
  /// were last refreshed, so that the same one is found again, and nobody else.
  private long whenDefined(InstanceFmri fmri) {
    return isBlamed(draft.lifecycle(fmri))
        ? Long.MAX_VALUE
        : draft
            .model()
            .repository()
            .snapshot(fmri, Snapshot.RUNNING)
            .map(Snapshot::generation)
            .getOrElse(Long.MAX_VALUE - 1);
  }

  private static boolean isBlamed(Lifecycle instance) {
    Option<Stop> stop =
        switch (instance.phase()) {
          case Phase.Stopping(_, Stop under) -> Option.some(under);
          case Phase.Emptying(Stop under, _, _, _) -> Option.some(under);
          default -> Option.none();
        };
    return stop.map(Stop::reason).getOrElse(instance.reason()) == Reason.DEPENDENCY_CYCLE;
  }

  /// Compares what an instance is said to have with the contracts there are: what is gone has
  /// ended, and what nobody expects is let go. What is under way is asked for again.
  private void reconcile(InstanceFmri fmri, Vector<Event.LivingContract> contracts) {
    Lifecycle recorded = draft.lifecycle(fmri);
    for (Event.LivingContract c : contracts) {
      draft.restart(fmri, (engine, l) -> engine.disown(l, c.token(), c.contract()));
    }
    for (long known : RestarterEngine.contracts(recorded)) {
      if (!contracts.exists(c -> c.contract() == known)) {
        draft.restart(fmri, (engine, l) -> engine.vanished(l, known));
      }
    }
    if (draft.lifecycle(fmri).phase().equals(recorded.phase())) {
      draft.restart(fmri, RestarterEngine::resume);
    }
  }
}
