package systemk.shell.manifest;

import io.vavr.Tuple;
import io.vavr.Tuple2;
import io.vavr.collection.HashSet;
import io.vavr.collection.Set;
import io.vavr.collection.Vector;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.manifest.Location;
import systemk.core.manifest.Manifest;
import systemk.core.manifest.Manifest.DeclaredGroup;
import systemk.core.manifest.Manifest.DeclaredInstance;
import systemk.core.manifest.Manifest.DeclaredService;
import systemk.core.property.Layer;
import systemk.core.property.LayeredProperty;
import systemk.core.property.Property;
import systemk.core.property.PropertyGroup;
import systemk.core.repository.Instance;
import systemk.core.repository.RepositoryState;

/// Which mirrored files a service or instance comes from: its group `manifestfiles`, as in SMF,
/// with a property for each.
final class Support {
  static final String GROUP = "manifestfiles";

  /// A property of the group by which an administrator says that no file is needed.
  private static final String NEEDED = "support";

  private Support() {}

  /// The manifest with the file's name on everything it defines, and a profile's on everything it
  /// speaks about.
  static Manifest by(String name, Manifest manifest) {
    DeclaredGroup files =
        new DeclaredGroup(GROUP, "framework", Vector.of(Property.of(name, manifest.source())));
    return new Manifest(
        manifest.source(),
        manifest.kind(),
        manifest
            .services()
            .map(service -> supported(service, files, manifest.kind() == Manifest.Kind.PROFILE)));
  }

  private static DeclaredService supported(
      DeclaredService service, DeclaredGroup files, boolean all) {
    return new DeclaredService(
        service.fmri(),
        service.mentioned() && !all ? service.groups() : with(service.groups(), files),
        service
            .instances()
            .map(
                instance ->
                    instance.mentioned() && !all
                        ? instance
                        : new DeclaredInstance(instance.name(), with(instance.groups(), files))),
        service.mentioned());
  }

  private static Vector<DeclaredGroup> with(Vector<DeclaredGroup> groups, DeclaredGroup files) {
    return groups.reject(group -> group.name().equals(GROUP)).append(files);
  }

  /// Whether a file is among those an entity comes from.
  static boolean isBy(RepositoryState state, EntityFmri entity, String name) {
    return state.ownGroup(entity, GROUP).exists(group -> group.property(name).isDefined());
  }

  /// Whether some manifest defines the entity.
  static boolean has(RepositoryState state, EntityFmri entity) {
    return state
        .ownGroups(entity)
        .get(GROUP)
        .toVector()
        .flatMap((PropertyGroup group) -> group.layered().values())
        .exists((LayeredProperty property) -> property.valueAt(Layer.MANIFEST).isDefined());
  }

  /// Mirrored files that services and instances come from, but of which nothing is remembered.
  static Vector<FileRecords.Entry> unrecorded(
      RepositoryState state, String root, Vector<FileRecords.Entry> known) {
    Set<String> recorded = HashSet.ofAll(known.map(FileRecords.Entry::group));
    Vector<Tuple2<Property, EntityFmri>> found =
        state
            .services()
            .values()
            .toVector()
            .flatMap(
                service ->
                    Vector.<EntityFmri>of(service.fmri())
                        .appendAll(service.instances().values().map(Instance::fmri)))
            .flatMap(
                entity ->
                    state
                        .ownGroup(entity, GROUP)
                        .toVector()
                        .flatMap(PropertyGroup::properties)
                        .map(file -> Tuple.of(file, entity)))
            .filter(one -> !recorded.contains(one._1.name()))
            .filter(one -> one._1.single().exists(f -> Location.mirrored(root, f).isDefined()));
    return found
        .groupBy(one -> one._1)
        .toVector()
        .map(
            file ->
                new FileRecords.Entry(
                    file._1.name(),
                    file._1.single().getOrElse(""),
                    "",
                    HashSet.ofAll(file._2.map(one -> one._2)),
                    true));
  }

  /// Whether the entity is to stay whatever becomes of its files.
  private static boolean isUnneeded(RepositoryState state, EntityFmri entity) {
    return state
        .ownGroup(entity, GROUP)
        .flatMap(group -> group.property(NEEDED))
        .flatMap(Property::single)
        .contains("false");
  }

  /// Whether an entity goes, because the last file that defined it did; or a service that was only
  /// mentioned and has nothing left. What other files put into it keeps it.
  static boolean isLost(RepositoryState before, RepositoryState after, EntityFmri entity) {
    if (!after.exists(entity) || isUnneeded(before, entity)) {
      return false;
    }
    boolean said = after.ownGroups(entity).values().exists(g -> g.isDeclaredBy(Layer.MANIFEST));
    boolean bare =
        entity instanceof ServiceFmri
            && !after.ownGroups(entity).values().exists(g -> g.isDeclaredBy(Layer.ADMIN));
    return !said && isEmptied(after, entity) && (has(before, entity) || bare);
  }

  /// A service that has instances of somebody else's stays for them.
  private static boolean isEmptied(RepositoryState state, EntityFmri entity) {
    return !(entity instanceof ServiceFmri service)
        || state.service(service).forAll(s -> s.instances().isEmpty());
  }
}
