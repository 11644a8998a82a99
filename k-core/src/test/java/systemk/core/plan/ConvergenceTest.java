package systemk.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import systemk.core.engine.Spec;
import systemk.core.engine.World;
import systemk.core.fmri.InstanceFmri;
import systemk.core.graph.Grouping;
import systemk.core.graph.RestartOn;
import systemk.core.property.Layer;
import systemk.core.property.Property;
import systemk.core.repository.Author;
import systemk.core.repository.Change;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Snapshot;
import systemk.core.repository.Transaction;
import systemk.core.repository.Transactions;
import systemk.core.restarter.InstanceState;

class ConvergenceTest {
  private static final InstanceFmri DB = InstanceFmri.of("svc:/db:default");
  private static final InstanceFmri API = InstanceFmri.of("svc:/api:default");
  private static final InstanceFmri WEB = InstanceFmri.of("svc:/web:default");
  private static final Author ADMIN = new Author(0, 0, 1, "svccfg");
  private static final Instant NOW = Instant.EPOCH;

  private final World world = new World();
  private long stamp = 1_000;

  @BeforeEach
  void boot() {
    world.addAll(
        Vector.of(
            Spec.of(DB.toString()),
            Spec.of(API.toString()).needing(Grouping.REQUIRE_ALL, RestartOn.RESTART, DB.toString()),
            Spec.of(WEB.toString())
                .with("refresh", "exec", "/bin/reload")
                .needing(Grouping.REQUIRE_ALL, RestartOn.NONE, API.toString())));
    world.commit(
        Vector.of(DB, API, WEB)
            .flatMap(
                fmri ->
                    Vector.of(
                        new Change.AddGroup(
                            fmri, "config", "application", true, Layer.ADMIN, false),
                        set(fmri, "config", "port", "1"))));
    world.boot();
    world.settle();
    assertThat(Vector.of(DB, API, WEB).map(world::state)).containsOnly(InstanceState.ONLINE);
  }

  private static Change set(InstanceFmri fmri, String group, String name, String value) {
    return new Change.SetProperty(
        fmri, group, Property.of(name, value), Layer.ADMIN, Option.none());
  }

  private Need need(InstanceFmri fmri) {
    return Convergence.need(world.repository(), fmri);
  }

  private Vector<Change> effective(Change... changes) {
    Vector<Change> wanted = Vector.of(changes);
    RepositoryState before = world.repository();
    RepositoryState after = Transactions.apply(before, Transaction.of(ADMIN, wanted)).get();
    return Convergence.effective(before, after, wanted, ++stamp);
  }

  private Vector<Act> plan(Vector<Change> changes) {
    RepositoryState after =
        Transactions.apply(world.repository(), Transaction.of(ADMIN, changes)).get();
    return Rehearsal.of(world.repository(), after, changes, NOW, _ -> Option.none());
  }

  private static Vector<String> lines(Vector<Act> acts) {
    return acts.map(act -> act.verb().token() + " " + act.fmri().service().name());
  }

  @Test
  void whatRunsWithWhatIsConfiguredNeedsNothing() {
    assertThat(Vector.of(DB, API, WEB).map(this::need)).containsOnly(Need.NOTHING);
  }

  @Test
  void aServiceWithoutARefreshMethodHasToBeRestartedForItsProperties() {
    world.commit(Vector.of(set(DB, "config", "port", "2")));
    assertThat(need(DB)).isEqualTo(Need.RESTART);
    // SMF's refresh takes the snapshot, but the process has read nothing.
    world.ask(DB, "refresh");
    world.settle();
    assertThat(need(DB)).isEqualTo(Need.RESTART);
    world.ask(DB, "restart");
    world.settle();
    assertThat(need(DB)).isEqualTo(Need.NOTHING);
  }

  @Test
  void aServiceWithARefreshMethodHasToBeRefreshedForItsPropertiesOnly() {
    world.commit(Vector.of(set(WEB, "config", "port", "2")));
    assertThat(need(WEB)).isEqualTo(Need.REFRESH);
    world.ask(WEB, "refresh");
    world.settle();
    assertThat(need(WEB)).isEqualTo(Need.NOTHING);
    world.commit(Vector.of(set(WEB, "config", "port", "1")));
    assertThat(need(WEB)).isEqualTo(Need.REFRESH);
    world.commit(Vector.of(set(WEB, "start", "exec", "/bin/other")));
    assertThat(need(WEB)).isEqualTo(Need.RESTART);
  }

  @Test
  void aCommandThatNamesAPropertyChangesWithIt() {
    world.commit(
        Vector.of(
            set(WEB, "start", "exec", "/bin/start -p %{config/port}"),
            new Change.TakeSnapshot(WEB, Snapshot.RUNNING)));
    world.ask(WEB, "restart");
    world.settle();
    assertThat(need(WEB)).isEqualTo(Need.NOTHING);
    world.commit(Vector.of(set(WEB, "config", "port", "2")));
    assertThat(need(WEB)).isEqualTo(Need.RESTART);
  }

  @Test
  void timeoutsAndStopMethodsAskNothingOfTheProcess() {
    world.commit(
        Vector.of(
            set(WEB, "stop", "exec", "/bin/elsewhere"),
            new Change.SetProperty(
                WEB, "start", Property.integer("timeout_seconds", 5), Layer.ADMIN, Option.none())));
    assertThat(need(WEB)).isEqualTo(Need.NOTHING);
  }

  @Test
  void aCommitThatTakesEffectLeavesNothingToConverge() {
    world.commit(effective(set(DB, "config", "port", "2"), set(WEB, "config", "port", "2")));
    world.settle();
    assertThat(Vector.of(DB, API, WEB).map(world::state)).containsOnly(InstanceState.ONLINE);
    assertThat(Vector.of(DB, API, WEB).map(this::need)).containsOnly(Need.NOTHING);
    assertThat(Convergence.converge(world.repository(), Vector.of(DB, API, WEB), 1)).isEmpty();
  }

  @Test
  void convergingMakesWhatRunsWhatIsConfiguredOnce() {
    world.commit(Vector.of(set(DB, "config", "port", "2"), set(WEB, "config", "port", "2")));
    world.commit(Convergence.converge(world.repository(), Vector.of(DB, API, WEB), ++stamp));
    world.settle();
    assertThat(Vector.of(DB, API, WEB).map(this::need)).containsOnly(Need.NOTHING);
    assertThat(Convergence.converge(world.repository(), Vector.of(DB, API, WEB), ++stamp))
        .isEmpty();
  }

  @Test
  void thePlanNamesWhatIsRestartedAndWhoGoesWithIt() {
    Vector<Act> acts = plan(effective(set(DB, "config", "port", "2")));
    assertThat(lines(acts)).containsExactly("stop db", "stop api", "start db", "start api");
    assertThat(acts.get(1).why()).contains("svc:/db:default").contains("restart_on restart");
  }

  @Test
  void thePlanTellsOfWhatTakesNoTime() {
    InstanceFmri once = InstanceFmri.of("svc:/once:default");
    InstanceFmri told = InstanceFmri.of("svc:/told:default");
    world.addAll(
        Vector.of(
            nothing(once),
            nothing(told)
                .with("refresh", "exec", ":true")
                .needing(Grouping.REQUIRE_ALL, RestartOn.RESTART, once.toString())));
    world.commit(
        Vector.of(once, told)
            .map(
                fmri ->
                    new Change.AddGroup(fmri, "config", "application", true, Layer.ADMIN, false)));
    world.settle();

    assertThat(Vector.of(once, told).map(world::state)).containsOnly(InstanceState.ONLINE);
    assertThat(lines(plan(effective(set(told, "config", "port", "2")))))
        .containsExactly("refresh told");
    assertThat(lines(plan(effective(set(once, "config", "port", "2")))))
        .containsExactly("stop once", "stop told", "start once", "start told");
    assertThat(lines(plan(Vector.of(new Change.DeleteInstance(once))))).contains("stop once");
    Vector<Change> another =
        nothing(InstanceFmri.of("svc:/new:default")).changes(world.repository());
    assertThat(lines(plan(another))).containsExactly("start new");
  }

  /// A service that is up without there being anything of it.
  private static Spec nothing(InstanceFmri fmri) {
    return Spec.of(fmri.toString())
        .lasting("transient")
        .with("start", "exec", ":true")
        .with("stop", "exec", ":true");
  }

  @Test
  void thePlanOfADisabledServiceStopsItsDependentsFirst() {
    Change disable =
        new Change.SetProperty(
            DB, "general", Property.of("enabled", false), Layer.ADMIN, Option.none());
    assertThat(lines(plan(effective(disable)))).containsExactly("stop api", "stop db");
  }

  @Test
  void thePlanOfARefreshStopsNobody() {
    assertThat(lines(plan(effective(set(WEB, "config", "port", "2")))))
        .containsExactly("refresh web");
  }

  @Test
  void thePlanIsWhatHappens() {
    Vector<Change> changes =
        effective(set(DB, "config", "port", "2"), set(WEB, "config", "port", "3"));
    Vector<String> planned = lines(plan(changes));
    long starts = planned.count(line -> line.startsWith("start"));
    world.commit(changes);
    world.settle();
    assertThat(planned).contains("refresh web", "start db", "start api");
    assertThat(starts).isEqualTo(2);
    assertThat(Vector.of(DB, API, WEB).map(world::state)).containsOnly(InstanceState.ONLINE);
  }

  @Test
  void aServiceInMaintenanceForAFaultIsTriedAgainWhenItsConfigurationChanges() {
    world.ask(DB, "maint_on");
    world.settle();
    assertThat(world.state(DB)).isEqualTo(InstanceState.MAINTENANCE);
    Vector<Change> asked = effective(set(DB, "config", "port", "2"));
    assertThat(asked.filter(c -> c instanceof Change.Report)).isEmpty();
  }

  @Test
  void aCommitKeepsWhatWasBeforeIt() {
    world.commit(effective(set(DB, "config", "port", "2")));
    assertThat(
            world
                .repository()
                .snapshot(DB, Snapshot.PREVIOUS)
                .flatMap(s -> s.composition().value("config", "port")))
        .contains("1");
    assertThat(
            world
                .repository()
                .snapshot(DB, Snapshot.RUNNING)
                .flatMap(s -> s.composition().value("config", "port")))
        .contains("2");
  }
}
