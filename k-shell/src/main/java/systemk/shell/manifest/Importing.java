package systemk.shell.manifest;

import io.vavr.collection.HashSet;
import io.vavr.collection.Set;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.manifest.Import;
import systemk.core.manifest.Manifest;
import systemk.core.manifest.Manifest.DeclaredInstance;
import systemk.core.manifest.Manifest.DeclaredService;
import systemk.core.property.Layer;
import systemk.core.property.LayeredProperty;
import systemk.core.property.Property;
import systemk.core.property.PropertyGroup;
import systemk.core.repository.Author;
import systemk.core.repository.Change;
import systemk.core.repository.Rejection;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Snapshot;
import systemk.core.repository.Transaction;
import systemk.core.repository.Transactions;

/// The import of any number of manifests as the changes of one transaction.
/* Each manifest is compared with what those before it lead to, so that two of them may put
 * dependencies into the same service. What they share is then brought into the order one transaction
 * needs: `previous` is what was there before any of them, and the other snapshots hold all of them.
 */
public final class Importing {
  private final Author author;
  private final long nowNanos;

  /// @param nowNanos the time in nanoseconds since the epoch, which is what a refresh is asked by
  public Importing(Author author, long nowNanos) {
    this.author = author;
    this.nowNanos = nowNanos;
  }

  /// The changes that import all of these at the manifest layer; none if nothing would change.
  ///
  /// @param refresh whether to ask the restarters of instances that changed to read them again
  public Either<Vector<Rejection>, Vector<Change>> plan(
      RepositoryState base, Vector<Manifest> manifests, boolean refresh) {
    Vector<Change> made = Vector.empty();
    RepositoryState state = base;
    for (Manifest manifest : manifests) {
      Vector<Change> changes =
          Import.changes(state, withFormerTargets(state, manifest), Layer.MANIFEST);
      Either<Vector<Rejection>, RepositoryState> next =
          Transactions.apply(state, Transaction.of(author, changes));
      if (next.isLeft()) {
        return Either.left(next.getLeft());
      }
      made = made.appendAll(changes);
      state = changes.isEmpty() ? state : next.get();
    }
    Vector<Change> ordered = ordered(base, made);
    return Either.right(refresh ? ordered.appendAll(refreshes(base, state, made)) : ordered);
  }

  private static Vector<Change> ordered(RepositoryState base, Vector<Change> made) {
    Vector<Change> before = made.filter(Importing::isPrevious).distinct();
    Vector<Change> after =
        made.filter(change -> change instanceof Change.TakeSnapshot && !isPrevious(change))
            .distinct();
    return before
        .filter(change -> change instanceof Change.TakeSnapshot(var i, _) && base.exists(i))
        .appendAll(made.filter(change -> !(change instanceof Change.TakeSnapshot)))
        .appendAll(after);
  }

  private static boolean isPrevious(Change change) {
    return change instanceof Change.TakeSnapshot(_, String name) && name.equals(Snapshot.PREVIOUS);
  }

  /// New instances need no refresh: their restarter has not read them yet.
  private Vector<Change> refreshes(
      RepositoryState base, RepositoryState result, Vector<Change> made) {
    return made.flatMap(
            change ->
                change instanceof Change.TakeSnapshot(var instance, var name)
                        && name.equals(Snapshot.RUNNING)
                        && base.exists(instance)
                    ? Vector.of(instance)
                    : Vector.<InstanceFmri>empty())
        .distinct()
        .filter(instance -> changed(base, result, instance))
        .map(
            instance ->
                new Change.Report(
                    instance,
                    "restarter_actions",
                    "framework",
                    Vector.of(Property.integer("refresh", nowNanos)),
                    Vector.empty()));
  }

  private static boolean changed(
      RepositoryState base, RepositoryState result, InstanceFmri instance) {
    Option<Snapshot> old = base.snapshot(instance, Snapshot.RUNNING);
    Option<Snapshot> now = result.snapshot(instance, Snapshot.RUNNING);
    return old.isEmpty() || !now.exists(old.get()::hasSameContent);
  }

  /// The manifest with an empty word on every service it used to put a dependency into and no
  /// longer mentions, so that what it put there is taken back.
  private static Manifest withFormerTargets(RepositoryState state, Manifest manifest) {
    Set<ServiceFmri> declared = HashSet.ofAll(manifest.services().map(DeclaredService::fmri));
    Vector<EntityFmri> former =
        manifest
            .services()
            .flatMap(service -> owners(state, service.fmri()))
            .flatMap(owner -> targets(state, owner))
            .distinct()
            .filter(target -> state.exists(target) && !declared.contains(target.service()));
    return new Manifest(
        manifest.source(),
        manifest.kind(),
        former.foldLeft(
            manifest.services(), (services, target) -> services.append(mention(target))));
  }

  private static Vector<EntityFmri> owners(RepositoryState state, ServiceFmri service) {
    return Vector.<EntityFmri>of(service)
        .appendAll(
            state
                .service(service)
                .toVector()
                .flatMap(s -> s.instances().values())
                .map(instance -> instance.fmri()));
  }

  private static Vector<EntityFmri> targets(RepositoryState state, EntityFmri owner) {
    return state
        .ownGroups(owner)
        .get("dependents")
        .toVector()
        .flatMap(PropertyGroup::layered)
        .map(entry -> entry._2)
        .flatMap((LayeredProperty property) -> property.valueAt(Layer.MANIFEST))
        .flatMap(Property::single)
        .flatMap(text -> Fmri.parse(text).toOption())
        .flatMap(
            fmri ->
                fmri instanceof EntityFmri entity ? Vector.of(entity) : Vector.<EntityFmri>empty());
  }

  private static DeclaredService mention(EntityFmri target) {
    return new DeclaredService(
        target.service(),
        Vector.empty(),
        target instanceof InstanceFmri instance
            ? Vector.of(new DeclaredInstance(instance.name(), Vector.empty(), true))
            : Vector.empty(),
        true);
  }
}
