package systemk.shell.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.Tuple;
import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.manifest.Manifest;
import systemk.core.manifest.Manifest.DeclaredGroup;
import systemk.core.manifest.Manifest.DeclaredInstance;
import systemk.core.manifest.Manifest.DeclaredService;
import systemk.core.manifest.Manifest.Kind;
import systemk.core.property.Layer;
import systemk.core.property.PropertyGroup;
import systemk.core.repository.Author;
import systemk.core.repository.Change;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Snapshot;
import systemk.core.repository.Transaction;
import systemk.core.repository.Transactions;

/// The repository says what the mirrored files say, whatever it mirrored before.
final class MirrorProperties {
  private static final Author AUTHOR = new Author(0, 0, 1, "k.import");
  private static final Importing IMPORTING = new Importing(AUTHOR, 1, "/");
  private static final Vector<String> PLACES =
      Vector.of(
          "/lib/svc/manifest/a.json",
          "/lib/svc/manifest/b.json",
          "/var/svc/manifest/c.json",
          "/etc/svc/profile/generic.json",
          "/etc/svc/profile/site/d.json",
          "/etc/svc/profile/node/e.json");

  /// What lies where: the services of each file.
  record Files(TreeMap<String, Vector<DeclaredService>> services) {
    Vector<Mirror.Listed> listed() {
      return services
          .map(file -> new Mirror.Listed(file._1, FileRecords.hash(file._2.toString())))
          .toVector();
    }

    Incoming read(Mirror.Listed listed) {
      Kind kind = listed.file().contains("profile") ? Kind.PROFILE : Kind.MANIFEST;
      return new Incoming(
          new Manifest(listed.file(), kind, services.get(listed.file()).get()),
          Option.some(listed.hash()));
    }
  }

  @Provide
  Arbitrary<Files> files() {
    return Combinators.combine(
            Arbitraries.of(PLACES.asJava()), services().list().ofMaxSize(2).map(Vector::ofAll))
        .as(Tuple::of)
        .list()
        .ofMaxSize(5)
        .map(list -> new Files(TreeMap.ofEntries(list)))
        .map(MirrorProperties::distinct);
  }

  private static Files distinct(Files files) {
    return new Files(
        files.services().mapValues(services -> services.distinctBy(DeclaredService::fmri)));
  }

  private static Arbitrary<DeclaredService> services() {
    Arbitrary<Vector<DeclaredInstance>> instances =
        Combinators.combine(Arbitraries.of("default", "other"), groups())
            .as((name, groups) -> new DeclaredInstance(name, groups))
            .list()
            .ofMaxSize(2)
            .uniqueElements(DeclaredInstance::name)
            .map(Vector::ofAll);
    return Combinators.combine(
            Arbitraries.of("x", "y", "z").map(ServiceFmri::new),
            groups(),
            instances,
            Arbitraries.of(true, false, false))
        .as(
            (fmri, groups, named, mentioned) ->
                mentioned && groups.nonEmpty()
                    ? new DeclaredService(fmri, groups, Vector.empty(), true)
                    : new DeclaredService(fmri, groups, named));
  }

  private static Arbitrary<Vector<DeclaredGroup>> groups() {
    Arbitrary<systemk.core.property.Property> property =
        Combinators.combine(Arbitraries.of("p", "q"), Arbitraries.integers().between(0, 2))
            .as(systemk.core.property.Property::integer);
    return Combinators.combine(
            Arbitraries.of("config", "start", "general"),
            property.list().ofMaxSize(2).uniqueElements(p -> p.name()))
        .as((name, properties) -> new DeclaredGroup(name, "application", Vector.ofAll(properties)))
        .list()
        .ofMaxSize(2)
        .uniqueElements(DeclaredGroup::name)
        .map(Vector::ofAll);
  }

  private static Vector<Change> changes(RepositoryState state, Files files) {
    Mirror.Choice choice = Mirror.choose(state, "/", files.listed());
    return IMPORTING
        .plan(state, choice.read().map(files::read), choice.gone(), false)
        .getOrElseThrow(reasons -> new AssertionError(reasons.toString()))
        .changes();
  }

  private static RepositoryState mirrored(RepositoryState state, Files files) {
    return applied(state, changes(state, files));
  }

  private static RepositoryState applied(RepositoryState state, Iterable<Change> changes) {
    return Transactions.apply(state, Transaction.of(AUTHOR, changes))
        .getOrElseThrow(reasons -> new AssertionError(reasons.toString()));
  }

  /// Everything all layers say, without who said it and when.
  private static Vector<String> said(RepositoryState state) {
    return entities(state)
        .flatMap(
            entity ->
                state
                    .ownGroups(entity)
                    .values()
                    .flatMap(group -> said(group).map(line -> entity + " " + line))
                    .toVector()
                    .prepend(entity.toString()));
  }

  private static Vector<String> said(PropertyGroup group) {
    String head = group.name() + " " + group.type() + " ";
    return group
        .layered()
        .values()
        .flatMap(
            property ->
                property
                    .settings()
                    .keySet()
                    .toVector()
                    .map(layer -> head + layer + " " + property.valueAt(layer)))
        .toVector()
        .prepend(head + group.layers().keySet());
  }

  private static Vector<EntityFmri> entities(RepositoryState state) {
    return state
        .services()
        .values()
        .toVector()
        .flatMap(
            service ->
                Vector.<EntityFmri>of(service.fmri())
                    .appendAll(service.instances().values().map(instance -> instance.fmri())));
  }

  @Property
  void theSecondTimeThereIsNothingToDo(@ForAll("files") Files files) {
    RepositoryState once = mirrored(RepositoryState.EMPTY, files);
    RepositoryState twice = mirrored(once, files);
    assertThat(said(twice)).isEqualTo(said(once));
    assertThat(changes(twice, files)).isEmpty();
  }

  @Property
  void theRepositorySaysWhatTheFilesSayWhateverTheySaidBefore(
      @ForAll("files") Files before, @ForAll("files") Files files) {
    RepositoryState fresh = mirrored(RepositoryState.EMPTY, files);
    RepositoryState grown = mirrored(mirrored(RepositoryState.EMPTY, before), files);
    // The service that remembers the files is there once there was one.
    RepositoryState both =
        fresh.exists(FileRecords.SERVICE) || !grown.exists(FileRecords.SERVICE)
            ? fresh
            : applied(fresh, Vector.of(new Change.AddService(FileRecords.SERVICE)));
    assertThat(said(grown)).isEqualTo(said(both));
  }

  @Property
  void whatAnAdministratorSaidStays(@ForAll("files") Files before, @ForAll("files") Files files) {
    RepositoryState state = mirrored(RepositoryState.EMPTY, before);
    systemk.core.property.Property mine = systemk.core.property.Property.integer("p", 42);
    for (EntityFmri entity : entities(state)) {
      state =
          applied(
              state,
              Vector.of(
                  new Change.AddGroup(entity, "config", "application", true, Layer.ADMIN, false),
                  new Change.SetProperty(entity, "config", mine, Layer.ADMIN, Option.none())));
    }
    RepositoryState after = mirrored(state, files);
    for (EntityFmri entity : entities(state).filter(after::exists)) {
      if (!entity.service().equals(FileRecords.SERVICE)) {
        assertThat(after.ownGroup(entity, "config").flatMap(g -> g.property("p")))
            .as(entity.toString())
            .containsExactly(mine);
      }
    }
  }

  @Property
  void snapshotsAreTakenAsSmfTakesThem(
      @ForAll("files") Files before, @ForAll("files") Files files) {
    RepositoryState once = mirrored(RepositoryState.EMPTY, before);
    RepositoryState twice = mirrored(once, files);
    for (var instance : twice.instances()) {
      var now = twice.current(instance).only(true);
      assertThat(twice.running(instance)).isEqualTo(now);
      if (once.exists(instance)) {
        assertThat(twice.snapshot(instance, Snapshot.INITIAL))
            .isEqualTo(once.snapshot(instance, Snapshot.INITIAL));
      }
    }
  }
}
