package systemk.core.engine;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.Map;
import java.util.TreeMap;
import systemk.core.Time;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.graph.Severity;
import systemk.core.repository.Change;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Snapshot;
import systemk.core.restarter.InstanceState;
import systemk.core.restarter.LifecycleRecord;
import systemk.core.restarter.Reason;
import systemk.core.restarter.StateChange;

/// What a transaction means for the graph: who is to be looked at, defined anew or weighed because
/// of it. Nothing is decided here.
/* What restarters write about instances is in most transactions, so each change is asked what it can
 * matter to, and a transaction that only records a state costs nothing here.
 */
final class RepositoryNews {
  private final Draft draft;
  private final Time now;

  RepositoryNews(Draft draft, Time now) {
    this.draft = draft;
    this.now = now;
  }

  private Model model() {
    return draft.model();
  }

  /// Takes in a transaction, ours or anybody's.
  void committed(RepositoryState after, Vector<Change> committed) {
    RepositoryState before = model().repository();
    draft.see(after);
    Map<InstanceFmri, Option<Severity>> foreign = new TreeMap<>();
    for (Change change : committed) {
      for (InstanceFmri fmri : touched(before, change)) {
        draft.attention.add(fmri);
        draft.border.add(fmri);
        reconsiderIfTurned(before, fmri);
      }
      reported(change)
          .filter(model()::isForeign)
          .forEach(fmri -> foreign.put(fmri, Delegation.said(change)));
      running(change)
          .filter(fmri -> model().lifecycles().containsKey(fmri) || model().order(fmri).isDefined())
          .filter(fmri -> !before.running(fmri).equals(after.running(fmri)))
          .forEach(
              fmri -> {
                draft.define(fmri);
                draft.attention.add(fmri);
              });
    }
    foreign.forEach((fmri, said) -> reportedBy(before, fmri, said));
    watchBorder(committed);
    draft.forgetConsumed();
  }

  /// Draws the border of the milestone anew if it may have moved.
  private void watchBorder(Vector<Change> committed) {
    boolean bounded = !Milestones.isAll(model().repository()) || !model().outside().isEmpty();
    if (bounded && committed.exists(Milestones::mayMove)) {
      draft.drawBorder();
    }
  }

  /// What is enabled or disabled counts at once for others, even while it is too busy to follow.
  private void reconsiderIfTurned(RepositoryState before, InstanceFmri fmri) {
    if (!before.enabled(fmri).equals(model().repository().enabled(fmri))) {
      draft.weigh(fmri);
      draft.reconsiderAround(fmri);
    }
  }

  /// Takes in the repository as it is, after a time of which no transactions are known.
  void reread(RepositoryState repository) {
    RepositoryState before = model().repository();
    draft.see(repository);
    for (InstanceFmri fmri : model().lifecycles().keySet()) {
      draft.attention.add(fmri);
      if (model().manages(fmri) && !before.running(fmri).equals(repository.running(fmri))) {
        draft.define(fmri);
      }
    }
    for (InstanceFmri fmri : repository.instances()) {
      draft.attention.add(fmri);
      if (!before.temporarilyEnabled(fmri).equals(repository.temporarilyEnabled(fmri))) {
        draft.border.add(fmri);
      }
      reconsiderIfTurned(before, fmri);
      if (model().isForeign(fmri)) {
        reportedBy(before, fmri, Option.none());
      }
    }
    draft.drawBorder();
    draft.weighAll();
    draft.forgetConsumed();
  }

  /// The instances whose wishes a change may have changed. What restarters write about instances is
  /// not among it.
  private Vector<InstanceFmri> touched(RepositoryState before, Change change) {
    return switch (change) {
      case Change.AddInstance(var instance) -> Vector.of(instance);
      case Change.DeleteInstance(var instance) -> Vector.of(instance);
      case Change.DeleteService(var service) -> instances(before, service);
      case Change.AddGroup(var entity, var group, _, _, _, _) -> live(entity, group);
      case Change.DeleteGroup(var entity, var group, _) -> live(entity, group);
      case Change.WithdrawGroup(var entity, var group, _) -> live(entity, group);
      case Change.SetProperty(var entity, var group, _, _, _) -> live(entity, group);
      case Change.DeleteProperty(var entity, var group, _, _) -> live(entity, group);
      case Change.WithdrawProperty(var entity, var group, _, _) -> live(entity, group);
      case Change.Report(var instance, var group, _, _, _) -> live(instance, group);
      case Change.Consume(var instance, var group, _, _) ->
          group.equals(Actions.GROUP) ? Vector.empty() : live(instance, group);
      case Change.Revert(var instance, _) -> Vector.of(instance);
      case Change.PutGroup(var entity, var image) -> live(entity, image.name());
      case Change.RemoveGroup(var entity, var group) -> live(entity, group);
      case Change.AddService _,
          Change.TakeSnapshot _,
          Change.CopySnapshot _,
          Change.PutSnapshot _,
          Change.RemoveSnapshot _ ->
          Vector.empty();
    };
  }

  private Vector<InstanceFmri> live(EntityFmri entity, String group) {
    boolean matters =
        group.equals("general") || group.equals("general_ovr") || group.equals(Actions.GROUP);
    if (!matters) {
      return Vector.empty();
    }
    return switch (entity) {
      case InstanceFmri instance -> Vector.of(instance);
      case ServiceFmri service -> instances(model().repository(), service);
    };
  }

  private static Vector<InstanceFmri> instances(RepositoryState state, ServiceFmri service) {
    return state
        .service(service)
        .map(s -> s.instances().values().map(i -> i.fmri()).toVector())
        .getOrElse(Vector.empty());
  }

  /// The instance of whose state a change tells.
  private static Option<InstanceFmri> reported(Change change) {
    return switch (change) {
      case Change.Report(var instance, var group, _, _, _)
          when group.equals(LifecycleRecord.GROUP) ->
          Option.some(instance);
      case Change.SetProperty(InstanceFmri instance, var group, _, _, _)
          when group.equals(LifecycleRecord.GROUP) ->
          Option.some(instance);
      default -> Option.none();
    };
  }

  /// The instance a change gives another configuration to run with.
  private static Option<InstanceFmri> running(Change change) {
    return switch (change) {
      case Change.TakeSnapshot(var instance, var name) when name.equals(Snapshot.RUNNING) ->
          Option.some(instance);
      case Change.CopySnapshot(var instance, _, var name) when name.equals(Snapshot.RUNNING) ->
          Option.some(instance);
      case Change.PutSnapshot(var instance, var image) when image.name().equals(Snapshot.RUNNING) ->
          Option.some(instance);
      case Change.RemoveSnapshot(var instance, var name) when name.equals(Snapshot.RUNNING) ->
          Option.some(instance);
      default -> Option.none();
    };
  }

  /// Another restarter has told the state of one of its instances.
  private void reportedBy(RepositoryState before, InstanceFmri fmri, Option<Severity> said) {
    InstanceState from = Model.reportedState(before, fmri);
    InstanceState to = Model.reportedState(model().repository(), fmri);
    Severity severity = Delegation.severity(said, from, to);
    if (from != to || severity == Severity.REFRESH) {
      draft.weigh(fmri);
      draft.changes.add(
          new StateChange(fmri, from, to, Option.none(), Reason.NONE, severity, now.wall()));
    }
    draft.attention.add(fmri);
  }
}
