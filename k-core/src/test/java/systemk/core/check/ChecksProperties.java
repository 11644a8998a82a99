package systemk.core.check;

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
import systemk.core.engine.Graphs;
import systemk.core.engine.Spec;
import systemk.core.engine.World;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.graph.Dependency;
import systemk.core.property.Layer;
import systemk.core.property.ValueType;
import systemk.core.repository.Author;
import systemk.core.repository.Change;
import systemk.core.repository.Composition;
import systemk.core.repository.Repositories;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Snapshot;
import systemk.core.repository.Transaction;
import systemk.core.repository.Transactions;

class ChecksProperties {
  private static final Author AUTHOR = new Author(0, 0, 1, "svccfg");

  /// Other dependencies for one of the services.
  ///
  /// @param spoilt the property of the first of them that is made unreadable; none if empty
  record Edit(int service, Vector<Spec.Needed> needs, String spoilt) {
    Vector<Change> changes(RepositoryState state, Vector<Spec> specs) {
      InstanceFmri fmri = specs.get(service % specs.size()).fmri();
      Spec edited = new Spec(fmri, true, needs, Vector.empty());
      Vector<Change> changes =
          state
              .current(fmri)
              .groupsOfType(Dependency.GROUP_TYPE)
              .toVector()
              .<Change>map(group -> new Change.DeleteGroup(fmri, group, Layer.ADMIN))
              .appendAll(edited.dependencies());
      return needs.isEmpty() || spoilt.isEmpty()
          ? changes
          : changes.append(
              new Change.SetProperty(
                  fmri,
                  "dep0",
                  new systemk.core.property.Property(
                      spoilt, ValueType.ASTRING, Vector.of("svc:/:")),
                  Layer.ADMIN,
                  Option.none()));
    }
  }

  @Provide
  Arbitrary<List<List<Repositories.Pick>>> scripts() {
    return Repositories.scripts();
  }

  @Provide
  Arbitrary<List<Repositories.Pick>> transactions() {
    return Repositories.picks().list().ofMaxSize(6);
  }

  @Provide
  Arbitrary<Vector<Spec>> anySpecs() {
    return Graphs.any();
  }

  @Provide
  Arbitrary<Vector<Spec>> acyclicSpecs() {
    return Graphs.acyclic();
  }

  @Provide
  Arbitrary<List<Edit>> edits() {
    Arbitrary<Vector<Spec.Needed>> needs =
        Graphs.any().map(specs -> specs.flatMap(Spec::needs).take(2));
    return Combinators.combine(
            Arbitraries.integers().between(0, 5),
            needs,
            Arbitraries.of("", "", "", "", "", "grouping", "restart_on", "type", "entities"))
        .as(Edit::new)
        .list()
        .ofMaxSize(6);
  }

  /// Groups and properties in which anything may be, of all the kinds that are looked into.
  @Provide
  Arbitrary<List<Change>> nonsense() {
    Arbitrary<EntityFmri> entities =
        Arbitraries.of(
            InstanceFmri.of("svc:/a:default"),
            InstanceFmri.of("svc:/a:default").service(),
            InstanceFmri.of("svc:/system/svc/restarter:default"));
    Arbitrary<String> groups =
        Arbitraries.of("general", "startd", "start", "stop", "dep", "pattern", "property", "x");
    Arbitrary<String> types =
        Arbitraries.of(
            "framework",
            "method",
            "dependency",
            "template_pg_pattern",
            "template_prop_pattern",
            "application");
    Arbitrary<Change> added =
        Combinators.combine(entities, groups, types)
            .as((e, group, type) -> new Change.AddGroup(e, group, type, true, Layer.ADMIN, false));
    Arbitrary<String> names =
        Arbitraries.of(
            "enabled",
            "restarter",
            "duration",
            "exec",
            "timeout_seconds",
            "user",
            "grouping",
            "restart_on",
            "type",
            "entities",
            "name",
            "target",
            "required",
            "pg_pattern",
            "cardinality_min",
            "cardinality_max",
            "constraint_name",
            "constraint_range");
    Arbitrary<String> words =
        Arbitraries.of(
            "",
            "true",
            "1",
            "-1",
            "0,9",
            "9,0",
            "svc:/a:default",
            "svc:/a",
            "require_all",
            "none",
            "service",
            "x",
            "pattern",
            "count",
            "all",
            "delegate",
            ":kill -x",
            "%{x/p",
            "%%%",
            "99999999999999999999",
            "startd",
            "transient");
    Arbitrary<Change> set =
        Combinators.combine(
                entities, groups, names, Arbitraries.of(ValueType.class), words.list().ofMaxSize(3))
            .as(
                (e, group, name, type, texts) ->
                    new Change.SetProperty(
                        e,
                        group,
                        new systemk.core.property.Property(
                            name, type, Vector.ofAll(texts).flatMap(type::canonical)),
                        Layer.ADMIN,
                        Option.none()));
    return Arbitraries.frequencyOf(net.jqwik.api.Tuple.of(1, added), net.jqwik.api.Tuple.of(3, set))
        .list()
        .ofMaxSize(40);
  }

  @Property(tries = 500)
  void checkingNeverThrowsWhateverTransactionsMade(
      @ForAll("scripts") List<List<Repositories.Pick>> script,
      @ForAll("transactions") List<Repositories.Pick> picks) {
    RepositoryState before = Repositories.run(RepositoryState.EMPTY, script);
    Transaction transaction = Repositories.transaction(before, picks);
    checkAll(
        before, Transactions.apply(before, transaction).getOrElse(before), transaction.changes());
  }

  @Property(tries = 500)
  void checkingNeverThrowsWhateverIsWrittenWhereItLooks(@ForAll("nonsense") List<Change> changes) {
    RepositoryState before =
        Configured.instance("svc:/a:default").and("svc:/system/svc/restarter:default").after();
    RepositoryState after = before;
    for (Change change : changes) {
      after = Transactions.apply(after, Transaction.of(AUTHOR, List.of(change))).getOrElse(after);
    }
    checkAll(before, after, Vector.ofAll(changes));
  }

  /// Checks everything, and that each message is one line that says where.
  private static void checkAll(
      RepositoryState before, RepositoryState after, Vector<Change> changes) {
    Checks.accounts(after, changes);
    Vector<Violation> found =
        Checks.of(before, after, changes)
            .appendAll(after.instances().flatMap(instance -> Checks.of(after, instance)));
    assertThat(found)
        .allSatisfy(
            violation ->
                assertThat(violation.message())
                    .startsWith(violation.where() + ": ")
                    .doesNotEndWith(".")
                    .doesNotContain("\n"));
  }

  @Property(tries = 500)
  void cyclesAreReportedExactlyIfThereAreAny(@ForAll("anySpecs") Vector<Spec> specs) {
    Vector<Change> changes = added(specs);
    RepositoryState state =
        Transactions.apply(RepositoryState.EMPTY, Transaction.of(AUTHOR, changes)).get();

    Vector<Violation.Cycle> found = cycles(Checks.of(RepositoryState.EMPTY, state, changes));

    for (Violation.Cycle cycle : found) {
      isACycle(state, cycle);
    }
    assertThat(found.isEmpty())
        .isEqualTo(state.instances().forAll(instance -> !leadsBack(state, instance)));
    for (InstanceFmri instance : state.instances()) {
      assertThat(cycles(Checks.of(state, instance)).isEmpty())
          .isEqualTo(!leadsBack(state, instance));
    }
  }

  private static Vector<Change> added(Vector<Spec> specs) {
    Vector<Change> changes = Vector.empty();
    RepositoryState state = RepositoryState.EMPTY;
    for (Spec spec : specs) {
      Vector<Change> more = spec.changes(state);
      state = Transactions.apply(state, Transaction.of(AUTHOR, more)).get();
      changes = changes.appendAll(more);
    }
    return changes;
  }

  private static Vector<Violation.Cycle> cycles(Vector<Violation> found) {
    return found.flatMap(
        violation ->
            violation instanceof Violation.Cycle cycle
                ? Option.some(cycle)
                : Option.<Violation.Cycle>none());
  }

  private static void isACycle(RepositoryState state, Violation.Cycle cycle) {
    Vector<InstanceFmri> path = cycle.cycle().path();
    assertThat(path).doesNotHaveDuplicates();
    assertThat(path.head()).isEqualTo(cycle.where());
    for (int i = 0; i < path.size(); i++) {
      assertThat(targets(state, path.get(i))).contains(path.get((i + 1) % path.size()));
    }
    assertThat(named(state, cycle.where(), cycle.group())).contains(path.get(1 % path.size()));
  }

  /// What an instance names and has to wait for, read by other means than those under test.
  private static Vector<InstanceFmri> targets(RepositoryState state, InstanceFmri instance) {
    return state
        .current(instance)
        .groupsOfType(Dependency.GROUP_TYPE)
        .toVector()
        .flatMap(group -> named(state, instance, group));
  }

  private static Vector<InstanceFmri> named(
      RepositoryState state, InstanceFmri instance, String group) {
    Composition configuration = state.current(instance);
    if (configuration.value(group, "grouping").contains("exclude_all")) {
      return Vector.empty();
    }
    Vector<String> texts = configuration.property(group, "entities").get().values();
    return state
        .instances()
        .toVector()
        .filter(i -> texts.contains(i.toString()) || texts.contains(i.service().toString()));
  }

  private static boolean leadsBack(RepositoryState state, InstanceFmri instance) {
    Vector<InstanceFmri> reached = targets(state, instance).distinct();
    int before = -1;
    while (reached.size() != before) {
      before = reached.size();
      reached = reached.appendAll(reached.flatMap(i -> targets(state, i))).distinct();
    }
    return reached.contains(instance);
  }

  @Property(tries = 500)
  void whatIsAcceptedIsNotFoundBrokenByTheRestarterAndWhatIsRefusedIs(
      @ForAll("acyclicSpecs") Vector<Spec> specs, @ForAll("edits") List<Edit> edits) {
    World world = new World();
    world.addAll(specs);
    world.boot();
    world.settle();
    for (Edit edit : edits) {
      RepositoryState before = world.repository();
      Vector<Change> changes = edit.changes(before, specs);
      RepositoryState after = Transactions.apply(before, Transaction.of(AUTHOR, changes)).get();
      boolean accepted = Checks.of(before, after, changes).isEmpty();
      InstanceFmri edited = specs.get(edit.service() % specs.size()).fmri();

      world.commit(changes.append(new Change.TakeSnapshot(edited, Snapshot.RUNNING)));
      world.settle();

      assertThat(world.model().problems().isEmpty()).isEqualTo(accepted);
      if (!accepted) {
        return;
      }
      assertThat(world.log()).noneMatch(line -> line.contains("Transitioning to maintenance"));
    }
  }
}
