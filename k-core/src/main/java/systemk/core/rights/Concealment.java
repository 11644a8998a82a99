package systemk.core.rights;

import io.vavr.collection.TreeMap;
import io.vavr.collection.TreeSet;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.property.PropertyGroup;
import systemk.core.repository.Composition;
import systemk.core.repository.Instance;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Service;
import systemk.core.repository.Snapshot;

/// What somebody sees of a repository: all of it, but no values of groups that they may not read.
/* Commands of those who may not see everything work on such a state, so none of them can tell what it
 * should not, whatever it shows and however it came by it. Names and types stay. A group is hidden in
 * a state of the past, or in a snapshot, if it was to be hidden then or is now.
 *
 * @param places the services in which anything asks to be hidden
 */
public record Concealment(RepositoryState now, TreeSet<String> places) {

  /// Finds what asks to be hidden. Looks at every group.
  public static Concealment of(RepositoryState now) {
    return new Concealment(now, places(now));
  }

  private static TreeSet<String> places(RepositoryState state) {
    TreeSet<String> found = TreeSet.empty();
    for (Service service : state.services().values()) {
      if (isAsked(service.groups())
          || service
              .instances()
              .exists(i -> isAsked(i._2.groups()) || i._2.snapshots().exists(s -> isAsked(s._2)))) {
        found = found.add(service.fmri().name());
      }
    }
    return found;
  }

  private static boolean isAsked(Snapshot snapshot) {
    return isAsked(snapshot.instance()) || isAsked(snapshot.service());
  }

  private static boolean isAsked(TreeMap<String, PropertyGroup> groups) {
    for (PropertyGroup group : groups.values()) {
      if (group.layered().containsKey(Requirements.READ)) {
        return true;
      }
    }
    return false;
  }

  /// The newest state as this one sees it.
  public RepositoryState seenBy(Principal who) {
    return who.mayModify() ? now : new View(who, now, now).of(places);
  }

  /// Another state, of the past or of a change that is being tried, as this one sees it.
  public RepositoryState seenBy(Principal who, RepositoryState other) {
    return who.mayModify() ? other : new View(who, other, now).of(places.addAll(places(other)));
  }

  /// One look at one state.
  private record View(Principal who, RepositoryState state, RepositoryState now) {

    RepositoryState of(TreeSet<String> places) {
      RepositoryState seen = state;
      for (String name : places) {
        for (Service service : state.service(new ServiceFmri(name))) {
          seen = new RepositoryState(seen.revision(), seen.services().put(name, of(service)));
        }
      }
      return seen;
    }

    private Service of(Service service) {
      return new Service(
          service.fmri(),
          shown(service.fmri(), service.groups(), state.current(service.fmri())),
          service.instances().mapValues(this::of));
    }

    private Instance of(Instance instance) {
      EntityFmri fmri = instance.fmri();
      return new Instance(
          instance.fmri(),
          shown(fmri, instance.groups(), state.current(fmri)),
          instance.snapshots().mapValues(snapshot -> of(instance, snapshot)));
    }

    private Snapshot of(Instance instance, Snapshot snapshot) {
      return new Snapshot(
          snapshot.name(),
          snapshot.generation(),
          shown(instance.fmri(), snapshot.instance(), snapshot.composition()),
          shown(
              instance.fmri().service(),
              snapshot.service(),
              new Composition(snapshot.service(), TreeMap.empty())));
    }

    private TreeMap<String, PropertyGroup> shown(
        EntityFmri entity, TreeMap<String, PropertyGroup> groups, Composition composed) {
      TreeMap<String, PropertyGroup> seen = groups;
      for (PropertyGroup group : hidden(entity, groups, composed)) {
        seen = seen.put(group.name(), group.withoutValues());
      }
      return seen;
    }

    private Vector<PropertyGroup> hidden(
        EntityFmri entity, TreeMap<String, PropertyGroup> groups, Composition composed) {
      Composition current = now.current(entity);
      return groups
          .values()
          .toVector()
          .filter(group -> !mayRead(composed, group) || !mayRead(current, group));
    }

    /// A group that is masked here is not seen by its composition, but its values are still there.
    private boolean mayRead(Composition composed, PropertyGroup group) {
      Option<PropertyGroup> masked = Option.some(group).filter(g -> !g.isVisible());
      return Rights.mayRead(who, composed, group.name())
          && masked.forAll(g -> !g.layered().containsKey(Requirements.READ));
    }
  }
}
