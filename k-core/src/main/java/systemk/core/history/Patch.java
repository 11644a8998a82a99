package systemk.core.history;

import io.vavr.collection.HashSet;
import io.vavr.collection.Set;
import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.property.PropertyGroup;
import systemk.core.repository.Change;
import systemk.core.repository.Instance;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Service;
import systemk.core.repository.Snapshot;

/// The changes that make one configuration another, exactly: layers, masks and provenance included.
/* A patch is made of whole groups. It says nothing about non-persistent groups, which are not
 * configuration, and of an instance that is in both states it leaves those snapshots alone that tell of
 * its life: what it runs with, what it was started with, and what it was before the last edit. Whoever
 * applies a patch has `running` taken anew, so that it never holds what was never configured.
 */
public final class Patch {
  private static final Set<String> OF_ITS_LIFE =
      HashSet.of(Snapshot.RUNNING, Snapshot.START, Snapshot.PREVIOUS);

  private Patch() {}

  /// The changes that make these services in one state what they are in the other.
  public static Vector<Change> between(
      RepositoryState from, RepositoryState to, Iterable<ServiceFmri> services) {
    Vector<Change> changes = Vector.empty();
    for (ServiceFmri fmri : services) {
      changes = changes.appendAll(service(fmri, from.service(fmri), to.service(fmri)));
    }
    return changes;
  }

  private static Vector<Change> service(
      ServiceFmri fmri, Option<Service> from, Option<Service> to) {
    if (to.isEmpty()) {
      return from.isEmpty() ? Vector.empty() : Vector.of(new Change.DeleteService(fmri));
    }
    Vector<Change> changes =
        from.isEmpty() ? Vector.of(new Change.AddService(fmri)) : Vector.empty();
    TreeMap<String, Instance> before = from.map(Service::instances).getOrElse(TreeMap.empty());
    changes =
        changes.appendAll(
            groups(fmri, from.map(Service::groups).getOrElse(TreeMap.empty()), to.get().groups()));
    for (Instance gone : before.values().filter(i -> !to.get().instances().containsKey(name(i)))) {
      changes = changes.append(new Change.DeleteInstance(gone.fmri()));
    }
    for (Instance wanted : to.get().instances().values()) {
      changes = changes.appendAll(instance(before.get(name(wanted)), wanted));
    }
    return changes;
  }

  private static String name(Instance instance) {
    return instance.fmri().name();
  }

  private static Vector<Change> instance(Option<Instance> from, Instance to) {
    Vector<Change> changes =
        from.isEmpty() ? Vector.of(new Change.AddInstance(to.fmri())) : Vector.empty();
    return changes
        .appendAll(
            groups(to.fmri(), from.map(Instance::groups).getOrElse(TreeMap.empty()), to.groups()))
        .appendAll(
            from.map(f -> snapshots(f, to))
                .getOrElse(
                    () ->
                        to.snapshots()
                            .values()
                            .<Change>map(s -> new Change.PutSnapshot(to.fmri(), s))
                            .toVector()));
  }

  /// The changes that give an entity these persistent groups in place of those.
  public static Vector<Change> groups(
      EntityFmri entity, TreeMap<String, PropertyGroup> from, TreeMap<String, PropertyGroup> to) {
    if (from.equals(to)) {
      return Vector.empty();
    }
    Vector<Change> changes = Vector.empty();
    for (PropertyGroup group : from.values()) {
      boolean wanted = to.get(group.name()).exists(PropertyGroup::persistent);
      if (group.persistent() && !wanted) {
        changes = changes.append(new Change.RemoveGroup(entity, group.name()));
      }
    }
    for (PropertyGroup group : to.values()) {
      Option<PropertyGroup> old = from.get(group.name());
      boolean differs = !old.exists(group::hasSameContent);
      boolean free = old.forAll(PropertyGroup::persistent);
      if (group.persistent() && differs && free) {
        changes = changes.append(new Change.PutGroup(entity, group));
      }
    }
    return changes;
  }

  private static Vector<Change> snapshots(Instance from, Instance to) {
    Vector<Change> changes = Vector.empty();
    for (Snapshot old : from.snapshots().values()) {
      if (!OF_ITS_LIFE.contains(old.name()) && !to.snapshots().containsKey(old.name())) {
        changes = changes.append(new Change.RemoveSnapshot(from.fmri(), old.name()));
      }
    }
    for (Snapshot wanted : to.snapshots().values()) {
      boolean same = from.snapshots().get(wanted.name()).exists(wanted::hasSameContent);
      if (!OF_ITS_LIFE.contains(wanted.name()) && !same) {
        changes = changes.append(new Change.PutSnapshot(to.fmri(), wanted));
      }
    }
    return changes;
  }
}
