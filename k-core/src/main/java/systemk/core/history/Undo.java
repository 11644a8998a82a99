package systemk.core.history;

import io.vavr.collection.TreeSet;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.property.PropertyGroup;
import systemk.core.repository.Author;
import systemk.core.repository.Change;
import systemk.core.repository.Instance;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Service;
import systemk.core.repository.Transaction;
import systemk.core.repository.Transactions;

/// The inverse of one transaction, on a state that may have gone on since.
/* What the transaction changed is put back as it was; what it did not touch stays, whoever changed it
 * later. If somebody later changed the same group again, there is no inverse both would agree with, so
 * the undo is refused and names every such group.
 */
public final class Undo {
  private static final Author NOBODY = new Author(0, 0, 0, "undo");

  private Undo() {}

  /// The changes that undo what led from one state to the next, or what was changed again since.
  public static Either<Vector<Fmri>, Vector<Change>> changes(
      RepositoryState before,
      RepositoryState after,
      RepositoryState now,
      TreeSet<ServiceFmri> touched) {
    Vector<Change> inverse = Patch.between(after, before, touched);
    Vector<Fmri> overlaps = inverse.flatMap(change -> overlap(change, after, now)).distinct();
    return overlaps.isEmpty()
        ? Either.right(inverse.reject(change -> isMoot(change, after, now)))
        : Either.left(overlaps);
  }

  /// The changes that undo it whatever was done to the same since: as much of the inverse as still
  /// makes sense.
  public static Vector<Change> forced(
      RepositoryState before,
      RepositoryState after,
      RepositoryState now,
      TreeSet<ServiceFmri> touched) {
    RepositoryState target = now;
    for (Change change : Patch.between(after, before, touched)) {
      target =
          Transactions.apply(target, Transaction.of(NOBODY, Vector.of(change))).getOrElse(target);
    }
    return Patch.between(now, target, touched);
  }

  /// What a change of the inverse would take from somebody else.
  private static Option<Fmri> overlap(Change change, RepositoryState after, RepositoryState now) {
    return switch (change) {
      case Change.PutGroup(var entity, var image) -> moved(entity, image.name(), after, now);
      case Change.RemoveGroup(var entity, var group) -> moved(entity, group, after, now);
      case Change.DeleteService(var service) ->
          sameService(after.service(service), now.service(service))
              ? Option.none()
              : Option.some(service);
      case Change.DeleteInstance(var instance) ->
          sameInstance(after.instance(instance), now.instance(instance))
              ? Option.none()
              : Option.some(instance);
      case Change.AddService(var service) ->
          now.exists(service) ? Option.some(service) : Option.none();
      case Change.AddInstance(var instance) ->
          now.exists(instance)
                  || (after.exists(instance.service()) && !now.exists(instance.service()))
              ? Option.some(instance)
              : Option.none();
      default -> Option.none();
    };
  }

  private static Option<Fmri> moved(
      EntityFmri entity, String group, RepositoryState after, RepositoryState now) {
    Option<PropertyGroup> then = after.ownGroups(entity).get(group);
    Option<PropertyGroup> since = now.ownGroups(entity).get(group);
    boolean same =
        then.isDefined()
            ? since.exists(then.get()::hasSameContent)
            : since.isEmpty() && exists(entity, after) == exists(entity, now);
    return same ? Option.none() : Option.some(entity.group(group));
  }

  private static boolean exists(EntityFmri entity, RepositoryState state) {
    return state.exists(entity);
  }

  private static boolean sameService(Option<Service> then, Option<Service> since) {
    return then.isDefined() == since.isDefined()
        && then.forAll(
            t ->
                sameGroups(t.groups(), since.get().groups())
                    && t.instances().keySet().equals(since.get().instances().keySet())
                    && t.instances()
                        .values()
                        .forAll(
                            i ->
                                sameInstance(
                                    Option.some(i), since.get().instances().get(i.fmri().name()))));
  }

  private static boolean sameInstance(Option<Instance> then, Option<Instance> since) {
    return then.isDefined() == since.isDefined()
        && then.forAll(t -> sameGroups(t.groups(), since.get().groups()));
  }

  private static boolean sameGroups(
      io.vavr.collection.TreeMap<String, PropertyGroup> then,
      io.vavr.collection.TreeMap<String, PropertyGroup> since) {
    var lasting = then.filterValues(PropertyGroup::persistent);
    var lastingNow = since.filterValues(PropertyGroup::persistent);
    return lasting.keySet().equals(lastingNow.keySet())
        && lasting.values().forAll(g -> lastingNow.get(g.name()).exists(g::hasSameContent));
  }

  /// Snapshots that were taken anew since stay; they are not worth a refusal.
  private static boolean isMoot(Change change, RepositoryState after, RepositoryState now) {
    return switch (change) {
      case Change.PutSnapshot(InstanceFmri instance, var image) ->
          // An instance that is not there now is there again if the inverse itself adds it.
          after.exists(instance)
              && (!now.exists(instance) || !sameSnapshot(instance, image.name(), after, now));
      case Change.RemoveSnapshot(InstanceFmri instance, var name) ->
          !sameSnapshot(instance, name, after, now);
      default -> false;
    };
  }

  private static boolean sameSnapshot(
      InstanceFmri instance, String name, RepositoryState after, RepositoryState now) {
    var then = after.snapshot(instance, name);
    var since = now.snapshot(instance, name);
    return then.isDefined() == since.isDefined()
        && then.forAll(t -> since.exists(t::hasSameContent));
  }
}
