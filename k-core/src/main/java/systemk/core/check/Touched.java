package systemk.core.check;

import io.vavr.collection.HashSet;
import io.vavr.collection.Set;
import io.vavr.collection.Vector;
import java.util.LinkedHashSet;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.repository.Change;
import systemk.core.repository.Instance;
import systemk.core.repository.RepositoryState;

/// Whose configuration some changes touch.
///
/// @param entities the services and instances themselves
/// @param instances those instances and the ones of those services, in the order in which they were
///   last touched
record Touched(Set<EntityFmri> entities, Vector<InstanceFmri> instances) {

  /// What of the state after the changes they touch.
  static Touched by(RepositoryState after, Vector<Change> changes) {
    // What is distinct is the first of equals, so the changes are read from their end.
    Vector<EntityFmri> entities =
        changes.reverse().flatMap(Touched::entities).distinct().filter(after::exists);
    LinkedHashSet<InstanceFmri> instances = new LinkedHashSet<>();
    for (EntityFmri entity : entities) {
      instances(after, entity).reverse().forEach(instances::add);
    }
    return new Touched(HashSet.ofAll(entities), Vector.ofAll(instances).reverse());
  }

  private static Vector<InstanceFmri> instances(RepositoryState state, EntityFmri entity) {
    return switch (entity) {
      case InstanceFmri instance -> Vector.of(instance);
      case ServiceFmri service ->
          state
              .service(service)
              .toVector()
              .flatMap(s -> s.instances().values())
              .map(Instance::fmri);
    };
  }

  /// What restarters and administrators' requests report is no configuration, nor are snapshots.
  private static Vector<EntityFmri> entities(Change change) {
    return switch (change) {
      case Change.AddInstance(var instance) -> Vector.of(instance);
      case Change.AddGroup add -> Vector.of(add.entity());
      case Change.DeleteGroup(var entity, _, _) -> Vector.of(entity);
      case Change.WithdrawGroup(var entity, _, _) -> Vector.of(entity);
      case Change.SetProperty set -> Vector.of(set.entity());
      case Change.DeleteProperty(var entity, _, _, _) -> Vector.of(entity);
      case Change.WithdrawProperty(var entity, _, _, _) -> Vector.of(entity);
      case Change.Revert(var instance, _) -> Vector.of(instance, instance.service());
      case Change.PutGroup(var entity, _) -> Vector.of(entity);
      case Change.RemoveGroup(var entity, _) -> Vector.of(entity);
      case Change.AddService _,
          Change.DeleteService _,
          Change.DeleteInstance _,
          Change.TakeSnapshot _,
          Change.CopySnapshot _,
          Change.PutSnapshot _,
          Change.RemoveSnapshot _,
          Change.Report _,
          Change.Consume _ ->
          Vector.empty();
    };
  }
}
