package systemk.shell.svccfg;

import io.vavr.Tuple;
import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.fmri.InstanceFmri;
import systemk.core.property.Property;
import systemk.core.repository.Change;
import systemk.core.repository.Composition;
import systemk.core.repository.Instance;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Snapshot;
import systemk.shell.text.Times;

/// The commands about snapshots.
final class SnapshotCommands {
  private SnapshotCommands() {}

  static void list(Session session, CommandLine line) {
    if (!line.words().isEmpty()) {
      session.fail("Syntax error.");
      return;
    }
    session
        .instance()
        .flatMap(session.state()::instance)
        .map(Instance::snapshots)
        .forEach(snapshots -> snapshots.keySet().forEach(session.output()::line));
  }

  static void select(Session session, CommandLine line) {
    if (line.words().size() > 1 || !line.plain()) {
      session.fail("Syntax error.");
      return;
    }
    if (line.words().isEmpty()) {
      session.selectSnapshot(Option.none());
      return;
    }
    session
        .instance()
        .flatMap(instance -> find(session, instance, line.words().head()))
        .forEach(snapshot -> session.selectSnapshot(Option.some(snapshot)));
  }

  private static Option<Snapshot> find(Session session, InstanceFmri instance, String name) {
    Option<Snapshot> snapshot = session.state().snapshot(instance, name);
    if (snapshot.isEmpty()) {
      session.fail("No such snapshot \"" + name + "\".");
    }
    return snapshot;
  }

  static void revert(Session session, CommandLine line) {
    if (line.words().size() > 1 || !line.plain()) {
      session.fail("Syntax error.");
      return;
    }
    Option<InstanceFmri> instance = session.instance();
    if (instance.isEmpty()) {
      return;
    }
    String name =
        line.words()
            .headOption()
            .orElse(session.snapshot().map(Snapshot::name))
            .orElse(() -> lastDifferent(session.state(), instance.get()))
            .getOrElse(Snapshot.RUNNING);
    if (find(session, instance.get(), name).isEmpty()) {
      return;
    }
    session.selectSnapshot(Option.none());
    // Reverting to "previous" must not overwrite it first, or there would be nothing to go back to.
    Change.Revert revert = new Change.Revert(instance.get(), name);
    Change.TakeSnapshot keep = new Change.TakeSnapshot(instance.get(), Snapshot.PREVIOUS);
    if (name.equals(Snapshot.PREVIOUS)) {
      session.edit(Vector.of(revert));
    } else {
      session.edit(Vector.<Change>of(keep, revert));
    }
  }

  /// What a revert that names no snapshot goes back to: the nearest one that differs from what is
  /// configured now. So it takes back edits that were not refreshed (`running`), else a change the
  /// instance could not be started with (`start`), else the last change (`previous`).
  private static Option<String> lastDifferent(RepositoryState state, InstanceFmri instance) {
    TreeMap<String, Vector<Property>> now = content(state.current(instance).only(true));
    return Vector.of(Snapshot.RUNNING, Snapshot.START, Snapshot.PREVIOUS)
        .find(
            name ->
                state
                    .snapshot(instance, name)
                    .exists(snapshot -> !content(snapshot.composition()).equals(now)));
  }

  /// What a revert would restore: all groups but `general`, whose enabled state is no part of it.
  private static TreeMap<String, Vector<Property>> content(Composition configuration) {
    return TreeMap.ofEntries(
        configuration
            .groupNames()
            .filter(group -> !group.equals("general"))
            .map(group -> Tuple.of(group, configuration.properties(group).toVector())));
  }

  static void refresh(Session session, CommandLine line) {
    if (!line.words().isEmpty()) {
      session.fail("Syntax error.");
      return;
    }
    Vector<InstanceFmri> instances = session.instances();
    session.edit(instances.flatMap(instance -> refreshing(session, instance)));
    if (!session.failed()) {
      instances.forEach(instance -> session.mention("Refreshed " + instance + "."));
    }
  }

  private static Vector<Change> refreshing(Session session, InstanceFmri instance) {
    long now = Times.nanoseconds(session.invocation().now());
    return Vector.of(
        new Change.TakeSnapshot(instance, Snapshot.RUNNING),
        new Change.Report(
            instance,
            "restarter_actions",
            "framework",
            Vector.of(Property.integer("refresh", now)),
            Vector.empty()));
  }
}
