package systemk.shell.manifest;

import io.vavr.Tuple;
import io.vavr.collection.HashSet;
import io.vavr.collection.Set;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.util.function.Predicate;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.manifest.Finding;
import systemk.core.manifest.Import;
import systemk.core.manifest.Location;
import systemk.core.manifest.Manifest;
import systemk.core.property.Layer;
import systemk.core.property.LayeredProperty;
import systemk.core.property.Property;
import systemk.core.property.PropertyGroup;
import systemk.core.repository.Author;
import systemk.core.repository.Change;
import systemk.core.repository.Composition;
import systemk.core.repository.Landmarks;
import systemk.core.repository.Rejection;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Snapshot;
import systemk.core.repository.Transaction;
import systemk.core.repository.Transactions;

/// The import of any number of files as the changes of one transaction.
/* Each file is compared with what those before it lead to, so that two of them may put dependencies into
 * the same service. Manifests come first; then goes what has lost its last file; then come profiles, which so
 * find the services there are to be. Snapshots are taken as SMF takes them (smf.md §2.5): `previous`
 * is what was there before any of the files, and `initial`, `last-import` and `running` hold all of them.
 */
public final class Importing {
  private final Author author;
  private final long nowNanos;
  private final String root;

  /// @param nowNanos the time in nanoseconds since the epoch, which is what a refresh is asked by
  /// @param root the root of the tree, which decides where files lie
  public Importing(Author author, long nowNanos, String root) {
    this.author = author;
    this.nowNanos = nowNanos;
    this.root = root;
  }

  /// The comment of the transaction that brings the repository up to date with the files it
  /// mirrors.
  public static final String COMMENT = "import of manifests";

  /// The changes that name what was before an import, if there was anything.
  public static Vector<Change> landmark(RepositoryState state) {
    return state.services().values().forAll(service -> Landmarks.isAboutRepository(service.fmri()))
        ? Vector.empty()
        : Landmarks.naming(state, Landmarks.IMPORT, state.revision().generation());
  }

  /// What importing comes to.
  ///
  /// @param changes none if nothing would change
  public record Plan(Vector<Change> changes, Vector<Finding> findings) {}

  /// The files so far.
  ///
  /// @param imported the services to which something was imported, as opposed to what profiles say
  private record Draft(
      RepositoryState state,
      Vector<Change> changes,
      Vector<Finding> findings,
      Set<ServiceFmri> imported) {
    Draft noting(Vector<Finding> more) {
      return new Draft(state, changes, findings.appendAll(more), imported);
    }

    /// Without what is said of two of these files that differ, which may not do so in the end.
    Draft unsettled(Set<String> files) {
      return new Draft(
          state,
          changes,
          findings.reject(
              finding ->
                  finding instanceof Finding.FilesDiffer differ
                      && differ.kept().file().exists(files::contains)
                      && differ.other().file().exists(files::contains)),
          imported);
    }

    Draft importing(Vector<Change> made) {
      return new Draft(state, changes, findings, imported.addAll(made.map(Change::owner)));
    }
  }

  /// The changes that import manifests nobody needs to remember.
  public Either<Vector<Rejection>, Plan> plan(
      RepositoryState base, Vector<Manifest> manifests, boolean refresh) {
    return plan(
        base,
        manifests.map(manifest -> new Incoming(manifest, Option.none())),
        Vector.empty(),
        refresh);
  }

  /// The changes that import files, and take back what those said that are gone.
  ///
  /// @param refresh whether to ask the restarters of instances that changed to read them again
  public Either<Vector<Rejection>, Plan> plan(
      RepositoryState base,
      Vector<Incoming> files,
      Vector<FileRecords.Entry> gone,
      boolean refresh) {
    boolean remembers = files.exists(file -> file.hash().isDefined());
    Vector<Change> records =
        remembers && !base.exists(FileRecords.SERVICE)
            ? Vector.of(new Change.AddService(FileRecords.SERVICE))
            : Vector.empty();
    Either<Vector<Rejection>, Draft> draft =
        with(new Draft(base, Vector.empty(), Vector.empty(), HashSet.empty()), records);
    for (FileRecords.Entry entry : gone) {
      draft = draft.flatMap(so -> withdraw(so, entry));
    }
    Vector<Incoming> sorted = files.sorted((one, other) -> where(one).compareTo(where(other)));
    Vector<EntityFmri> candidates =
        gone.flatMap(FileRecords.Entry::declared)
            .appendAll(files.flatMap(file -> former(base, file.manifest())))
            .distinct();
    Predicate<Incoming> defines = file -> where(file).layer() == Layer.MANIFEST;
    boolean takesBack =
        files.exists(file -> FileRecords.of(base, root, file.manifest().source()).isDefined());
    return bring(draft, sorted.filter(defines), takesBack)
        .flatMap(so -> with(so, lost(base, so.state(), candidates)))
        .flatMap(so -> bring(Either.right(so), sorted.reject(defines), takesBack))
        .map(so -> new Plan(complete(base, so, refresh), so.findings().distinct()));
  }

  /// Imports files one after the other. What one of them takes back another may say as well, which
  /// was of no account as long as the first said it: so then all of them are asked again.
  private Either<Vector<Rejection>, Draft> bring(
      Either<Vector<Rejection>, Draft> start, Vector<Incoming> files, boolean takesBack) {
    Either<Vector<Rejection>, Draft> once =
        files.foldLeft(start, (draft, file) -> draft.flatMap(so -> bring(so, file)));
    Set<String> names = files.map(file -> file.manifest().source()).toSet();
    return takesBack
        ? files.foldLeft(
            once.map(so -> so.unsettled(names)),
            (draft, file) -> draft.flatMap(so -> bring(so, file)))
        : once;
  }

  private Either<Vector<Rejection>, Draft> with(Draft draft, Vector<Change> more) {
    return more.isEmpty()
        ? Either.right(draft)
        : Transactions.apply(draft.state(), Transaction.of(author, more))
            .map(
                next ->
                    new Draft(
                        next, draft.changes().appendAll(more), draft.findings(), draft.imported()));
  }

  private Location where(Incoming file) {
    return Location.of(root, file.manifest().source(), file.manifest().kind());
  }

  private Either<Vector<Rejection>, Draft> bring(Draft draft, Incoming file) {
    Manifest manifest = file.manifest();
    Location location = where(file);
    String name = FileRecords.group(root, manifest.source());
    Import.Result result =
        Import.of(
            draft.state(),
            location.mirrored() ? Support.by(name, manifest) : manifest,
            location,
            former(draft.state(), manifest),
            path -> Location.mirrored(root, path));
    Vector<EntityFmri> declared = manifest.services().flatMap(Import::entities);
    Vector<Change> remembered =
        file.hash()
            .toVector()
            .flatMap(
                hash ->
                    FileRecords.remember(draft.state(), root, manifest.source(), hash, declared));
    Draft noted = draft.noting(result.findings());
    return with(
        location.layer() == Layer.MANIFEST ? noted.importing(result.changes()) : noted,
        result.changes().appendAll(remembered));
  }

  /// Takes back what a file said.
  private Either<Vector<Rejection>, Draft> withdraw(Draft draft, FileRecords.Entry entry) {
    Location location =
        Location.mirrored(root, entry.file())
            .getOrElse(() -> Location.elsewhere(Manifest.Kind.MANIFEST));
    Import.Result result =
        Import.of(
            draft.state(),
            new Manifest(entry.file(), location.kind(), Vector.empty()),
            location,
            entry.declared().toVector(),
            path -> Location.mirrored(root, path));
    return with(
        draft, result.changes().appendAll(FileRecords.forget(draft.state(), entry.group())));
  }

  /// What a file declared before: as it is remembered, and every service it put a dependency into.
  private Vector<EntityFmri> former(RepositoryState state, Manifest manifest) {
    return FileRecords.of(state, root, manifest.source())
        .toVector()
        .flatMap(FileRecords.Entry::declared)
        .appendAll(
            manifest
                .services()
                .flatMap(service -> owners(state, service.fmri()))
                .flatMap(owner -> targets(state, owner)))
        .filter(state::exists);
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

  /// The changes that delete what has lost its last file, instances first.
  private Vector<Change> lost(
      RepositoryState base, RepositoryState state, Vector<EntityFmri> candidates) {
    Vector<Change> instances =
        candidates
            .filter(entity -> entity instanceof InstanceFmri && Support.isLost(base, state, entity))
            .map(entity -> new Change.DeleteInstance((InstanceFmri) entity));
    RepositoryState without =
        Transactions.apply(state, Transaction.of(author, instances)).getOrElse(state);
    return instances.appendAll(
        candidates
            .filter(
                entity -> entity instanceof ServiceFmri && Support.isLost(base, without, entity))
            .map(entity -> new Change.DeleteService((ServiceFmri) entity)));
  }

  /// The changes with the snapshots and refreshes that belong to them.
  private Vector<Change> complete(RepositoryState base, Draft draft, boolean refresh) {
    RepositoryState result = draft.state();
    Vector<InstanceFmri> touched =
        draft
            .changes()
            .map(Change::owner)
            .filter(service -> !service.equals(FileRecords.SERVICE))
            .distinct()
            .flatMap(result::service)
            .flatMap(service -> service.instances().values())
            .map(instance -> instance.fmri());
    Set<InstanceFmri> imported =
        touched.filter(instance -> draft.imported().contains(instance.service())).toSet();
    Vector<Change> previous =
        touched
            .filter(instance -> base.exists(instance) && imported.contains(instance))
            .map(instance -> new Change.TakeSnapshot(instance, Snapshot.PREVIOUS));
    Vector<Change> snapshots =
        touched.flatMap(
            instance ->
                (imported.contains(instance) ? snapshots(base, instance) : Vector.<String>empty())
                    .append(Snapshot.RUNNING)
                    .map(name -> new Change.TakeSnapshot(instance, name)));
    Vector<Change> refreshes = refresh ? refreshes(base, result, touched) : Vector.empty();
    return previous.appendAll(draft.changes()).appendAll(snapshots).appendAll(refreshes);
  }

  private static Vector<String> snapshots(RepositoryState base, InstanceFmri instance) {
    return base.snapshot(instance, Snapshot.INITIAL).isDefined()
        ? Vector.of(Snapshot.LAST_IMPORT)
        : Vector.of(Snapshot.INITIAL, Snapshot.LAST_IMPORT);
  }

  /// New instances need no refresh: their restarter has not read them yet.
  private Vector<Change> refreshes(
      RepositoryState base, RepositoryState result, Vector<InstanceFmri> touched) {
    return touched
        .filter(instance -> base.exists(instance) && changed(base, result, instance))
        .map(
            instance ->
                new Change.Report(
                    instance,
                    "restarter_actions",
                    "framework",
                    Vector.of(Property.integer("refresh", nowNanos)),
                    Vector.empty()));
  }

  /// Whether the instance is to run with something else than it did, wherever that comes from.
  private static boolean changed(
      RepositoryState base, RepositoryState result, InstanceFmri instance) {
    return !said(base.running(instance)).equals(said(result.current(instance).only(true)));
  }

  private static Object said(Composition composition) {
    return composition
        .groupNames()
        .reject(Support.GROUP::equals)
        .map(group -> Tuple.of(group, composition.groupType(group), composition.properties(group)));
  }
}
