package systemk.core.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.manifest.Manifest.DeclaredGroup;
import systemk.core.manifest.Manifest.DeclaredInstance;
import systemk.core.manifest.Manifest.DeclaredService;
import systemk.core.property.Layer;
import systemk.core.repository.Author;
import systemk.core.repository.Change;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Transaction;
import systemk.core.repository.Transactions;

final class ImportProperties {
  private static final Author AUTHOR = new Author(0, 0, 1, "svccfg import");
  private static final String SOURCE = "/lib/svc/manifest/site/a.json";
  private static final ServiceFmri SERVICE = new ServiceFmri("site/a");

  @Provide
  Arbitrary<Manifest> manifests() {
    Arbitrary<DeclaredInstance> instance =
        Combinators.combine(Arbitraries.of("default", "other"), groups())
            .as((name, groups) -> new DeclaredInstance(name, groups));
    return Combinators.combine(
            groups(), instance.list().ofMaxSize(2).uniqueElements(DeclaredInstance::name))
        .as(
            (groups, instances) ->
                new Manifest(
                    SOURCE,
                    Vector.of(new DeclaredService(SERVICE, groups, Vector.ofAll(instances)))));
  }

  private static Arbitrary<Vector<DeclaredGroup>> groups() {
    Arbitrary<systemk.core.property.Property> property =
        Combinators.combine(Arbitraries.of("p", "q", "r"), Arbitraries.integers())
            .as(systemk.core.property.Property::integer);
    Arbitrary<DeclaredGroup> group =
        Combinators.combine(
                Arbitraries.of("config", "start", "general"),
                Arbitraries.of("application", "framework"),
                property.list().ofMinSize(1).ofMaxSize(3).uniqueElements(p -> p.name()))
            .as(
                (name, type, properties) ->
                    new DeclaredGroup(name, type, Vector.ofAll(properties)));
    return group.list().ofMaxSize(3).uniqueElements(DeclaredGroup::name).map(Vector::ofAll);
  }

  /// As an import does, which knows what the file declared before.
  private static Vector<Change> changes(RepositoryState state, Manifest manifest) {
    return Import.of(
            state,
            manifest,
            Location.of("/", manifest.source(), manifest.kind()),
            Vector.empty(),
            path -> Location.mirrored("/", path))
        .changes();
  }

  private static RepositoryState imported(RepositoryState state, Manifest manifest) {
    return applied(state, changes(state, manifest));
  }

  private static RepositoryState applied(RepositoryState state, Iterable<Change> changes) {
    return Transactions.apply(state, Transaction.of(AUTHOR, changes)).get();
  }

  private static Vector<EntityFmri> entities(RepositoryState state) {
    return Vector.<EntityFmri>of(SERVICE).appendAll(state.instances());
  }

  @Property
  void aSecondImportChangesNothing(
      @ForAll("manifests") Manifest before, @ForAll("manifests") Manifest manifest) {
    RepositoryState once = imported(imported(RepositoryState.EMPTY, before), manifest);
    assertThat(changes(once, manifest)).isEmpty();
  }

  @Property
  void theLayerSaysWhatTheFileSaysAndWhereItIsFrom(
      @ForAll("manifests") Manifest before, @ForAll("manifests") Manifest manifest) {
    RepositoryState state = imported(imported(RepositoryState.EMPTY, before), manifest);
    DeclaredService service = manifest.services().head();
    says(state, SERVICE, service.groups());
    service
        .instances()
        .forEach(instance -> says(state, SERVICE.instance(instance.name()), instance.groups()));
  }

  private static void says(
      RepositoryState state, EntityFmri entity, Vector<DeclaredGroup> declared) {
    assertThat(state.ownGroups(entity).keySet())
        .containsExactlyInAnyOrderElementsOf(declared.map(DeclaredGroup::name));
    for (DeclaredGroup group : declared) {
      var stored = state.ownGroup(entity, group.name()).get();
      assertThat(stored.type()).isEqualTo(group.type());
      assertThat(stored.properties()).containsExactlyInAnyOrderElementsOf(group.properties());
      for (var property : stored.layered().values()) {
        assertThat(property.settings().get(Layer.MANIFEST).get().provenance().file())
            .containsExactly(SOURCE);
      }
    }
  }

  @Property
  void whatTheAdministratorSaidSurvivesEveryUpgrade(
      @ForAll("manifests") Manifest before, @ForAll("manifests") Manifest manifest) {
    RepositoryState state = imported(RepositoryState.EMPTY, before);
    for (EntityFmri entity : entities(state)) {
      state =
          applied(
              state,
              List.of(
                  new Change.AddGroup(entity, "mine", "application", true, Layer.ADMIN, true),
                  set(entity, "mine", 17)));
      if (state.ownGroup(entity, "config").isDefined()) {
        state = applied(state, List.of(set(entity, "config", 42)));
      }
    }
    var upgrade = changes(state, manifest);
    var result = Transactions.apply(state, Transaction.of(AUTHOR, upgrade));
    // A group whose type the new file changes stays refused while the administrator has it.
    RepositoryState after = result.getOrElse(state);
    for (EntityFmri entity : entities(state)) {
      for (String group : List.of("mine", "config")) {
        var said = state.ownGroup(entity, group).flatMap(g -> g.property("p"));
        var now = after.ownGroup(entity, group).flatMap(g -> g.property("p"));
        assertThat(now).isEqualTo(said.isDefined() ? said : now);
      }
    }
    if (result.isLeft()) {
      assertThat(result.getLeft().map(r -> r.message()))
          .anySatisfy(m -> assertThat(m).contains("/:properties/config exists with type"));
    }
  }

  private static Change set(EntityFmri entity, String group, long value) {
    return new Change.SetProperty(
        entity,
        group,
        systemk.core.property.Property.integer("p", value),
        Layer.ADMIN,
        Option.none());
  }

  @Property
  void whatTheAdministratorDeletedStaysDeleted(
      @ForAll("manifests") Manifest before, @ForAll long value) {
    RepositoryState state = imported(RepositoryState.EMPTY, before);
    for (EntityFmri entity : entities(state)) {
      for (String group : state.ownGroups(entity).keySet()) {
        state = applied(state, List.of(new Change.DeleteGroup(entity, group, Layer.ADMIN)));
      }
    }
    RepositoryState again = imported(state, changed(before, value));
    for (EntityFmri entity : entities(again)) {
      assertThat(again.current(entity).groupNames()).isEmpty();
    }
  }

  /// The manifest with other values.
  private static Manifest changed(Manifest manifest, long value) {
    DeclaredService service = manifest.services().head();
    return new Manifest(
        SOURCE,
        Vector.of(
            new DeclaredService(
                SERVICE,
                changed(service.groups(), value),
                service
                    .instances()
                    .map(i -> new DeclaredInstance(i.name(), changed(i.groups(), value))))));
  }

  private static Vector<DeclaredGroup> changed(Vector<DeclaredGroup> groups, long value) {
    return groups.map(
        group ->
            new DeclaredGroup(
                group.name(),
                group.type(),
                group
                    .properties()
                    .map(p -> systemk.core.property.Property.integer(p.name(), value))));
  }

  @Property
  void whatAnotherFilePutThereStays(
      @ForAll("manifests") Manifest before, @ForAll("manifests") Manifest manifest) {
    RepositoryState state = imported(RepositoryState.EMPTY, before);
    var injected = systemk.core.property.Property.integer("from-elsewhere", 1);
    state =
        applied(
            state,
            List.of(
                new Change.AddGroup(SERVICE, "dep", "dependency", true, Layer.MANIFEST, false),
                new Change.SetProperty(
                    SERVICE, "dep", injected, Layer.MANIFEST, Option.some("/other.json"))));
    RepositoryState after = imported(state, manifest);
    assertThat(after.ownGroup(SERVICE, "dep").flatMap(g -> g.property("from-elsewhere")))
        .containsExactly(injected);
  }
}
