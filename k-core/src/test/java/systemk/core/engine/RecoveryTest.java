package systemk.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import systemk.core.Next;
import systemk.core.fmri.InstanceFmri;
import systemk.core.graph.Grouping;
import systemk.core.graph.RestartOn;
import systemk.core.method.ExitStatus;
import systemk.core.method.MethodKind;
import systemk.core.property.Layer;
import systemk.core.property.Property;
import systemk.core.property.ValueType;
import systemk.core.repository.Author;
import systemk.core.repository.Change;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Transaction;
import systemk.core.repository.Transactions;
import systemk.core.restarter.Effect;
import systemk.core.restarter.InstanceState;
import systemk.core.restarter.LifecycleRecord;
import systemk.core.restarter.Phase;
import systemk.core.restarter.Reason;

/// What a restarter makes of what the one before it left, at the points where it is easy to err.
class RecoveryTest {
  private static final InstanceFmri WEB = InstanceFmri.of("svc:/web:default");
  private static final InstanceFmri BASE = InstanceFmri.of("svc:/base:default");

  private static World booted(Spec spec, Behaviour behaviour) {
    return booted(WEB, spec, behaviour);
  }

  /// A world with one service, which behaves like this, at rest after its boot.
  static World booted(InstanceFmri fmri, Spec spec, Behaviour behaviour) {
    World world = new World(new Invariants());
    world.add(spec);
    world.kernel().behave(fmri, behaviour);
    world.boot();
    world.settleNow();
    return world;
  }

  private static Spec web() {
    return Spec.of(WEB.toString());
  }

  /// Plays on until the next move but one would put a record into the repository whose acts matter,
  /// then kills the restarter between the two.
  private static void crashBetweenRecordAndActs(World world, Class<? extends Phase> before) {
    while (!world.lifecycle(WEB).phase().getClass().equals(before)) {
      assertThat(world.move(0) || world.passTime()).isTrue();
    }
    while (world.lifecycle(WEB).phase().getClass().equals(before)) {
      assertThat(world.move(0) || world.passTime()).isTrue();
    }
    world.crash(world.recordsUnderWay());
  }

  @Test
  void whatATransientServiceLeftLivesOnEvenIfTheContractWasNotYetLetGo() {
    World world = new World(new Invariants());
    world.add(web().lasting("transient"));
    world.boot();
    crashBetweenRecordAndActs(world, Phase.Starting.class);
    assertThat(world.state(WEB)).isEqualTo(InstanceState.ONLINE);
    world.settle();
    assertThat(world.kernel().orphans(WEB)).isEqualTo(1);
    assertThat(world.kernel().hasContracts()).isFalse();
  }

  @Test
  void processesLeftAloneByAMaintenanceAtOnceLiveOn() {
    World world = booted(web(), Behaviour.GOOD);
    world.ask(WEB, "maint_on_immediate");
    while (world.state(WEB) != InstanceState.MAINTENANCE) {
      world.move(0);
    }
    world.crash(world.recordsUnderWay());
    world.settle();
    assertThat(world.state(WEB)).isEqualTo(InstanceState.MAINTENANCE);
    assertThat(world.kernel().orphans(WEB)).isEqualTo(1);
  }

  @Test
  void aRunThatWasFoundToHangButNotYetKilledIsKilled() {
    World world = booted(web(), Behaviour.GOOD.starting(new Behaviour.Ending.Hangs()));
    world.passTime();
    while (!world.lifecycle(WEB).phase().currentRun().exists(run -> run.timedOut())) {
      world.move(0);
    }
    world.crash(world.recordsUnderWay());
    world.kernel().behave(WEB, Behaviour.GOOD);
    world.settle();
    assertThat(world.state(WEB)).isEqualTo(InstanceState.ONLINE);
    assertThat(world.kernel().runs(WEB, MethodKind.START)).isEqualTo(2);
  }

  @Test
  void leftoversThatEndedMeanwhileAreNotWaitedFor() {
    World world = new World(new Invariants());
    world.add(web());
    world.kernel().behave(WEB, Behaviour.GOOD.starting(new Behaviour.Ending.Exits(1)));
    world.boot();
    while (!(world.lifecycle(WEB).phase() instanceof Phase.Cleaning)) {
      world.move(0);
    }
    world.kernel().behave(WEB, Behaviour.GOOD);
    crashBetweenRecordAndActs(world, Phase.Cleaning.class);
    world.settleNow();
    assertThat(world.state(WEB)).isEqualTo(InstanceState.ONLINE);
  }

  @Test
  void aServiceThatEndedWhileNobodyWasThereIsStartedAgain() {
    World world = booted(web(), Behaviour.GOOD);
    world.kernel().endService(WEB, new ExitStatus.Unknown());
    world.crash(0);
    world.settleNow();
    assertThat(world.state(WEB)).isEqualTo(InstanceState.ONLINE);
    assertThat(world.kernel().runs(WEB, MethodKind.START)).isEqualTo(2);
  }

  @Test
  void aContractOfWhichKInitKnowsNothingHasEnded() {
    World world = booted(web(), Behaviour.GOOD);
    Next<Model, Effect> next =
        Machine.step(
            Model.empty("/log"),
            new Event.Recovered(world.repository(), Vector.empty()),
            world.now());
    assertThat(next.state().lifecycle(WEB).get().phase()).isInstanceOf(Phase.Stopping.class);
    assertThat(next.effects().count(Effect.RunMethod.class::isInstance)).isEqualTo(1);
  }

  @ParameterizedTest(name = "a {0} method")
  @ValueSource(strings = {"start", "stop", "refresh"})
  void aMethodOfWhichKInitKnowsNothingEndedUnseen(String method) {
    World world = booted(web().with("refresh", "exec", "/bin/r"), Behaviour.GOOD);
    Behaviour.Ending hangs = new Behaviour.Ending.Hangs();
    world.kernel().behave(WEB, new Behaviour(hangs, hangs, hangs, true, false, true));
    switch (method) {
      case "start" -> world.kernel().endService(WEB, new ExitStatus.Code(0));
      case "stop" -> world.ask(WEB, "restart");
      default -> world.ask(WEB, "refresh");
    }
    if (method.equals("start")) {
      world.kernel().behave(WEB, Behaviour.GOOD.starting(hangs));
    }
    world.settleNow();
    assertThat(world.lifecycle(WEB).phase().currentRun().get().kind().token()).isEqualTo(method);

    Next<Model, Effect> next =
        Machine.step(
            Model.empty("/log"),
            new Event.Recovered(world.repository(), Vector.empty()),
            world.now());
    // Not asked for again, because it was made once.
    assertThat(
            next.effects()
                .filter(
                    e ->
                        e instanceof Effect.RunMethod run
                            && world
                                .lifecycle(WEB)
                                .phase()
                                .currentRun()
                                .exists(r -> r.token().equals(run.token()))))
        .isEmpty();
    assertThat(next.state().lifecycle(WEB).get().phase())
        .isNotEqualTo(world.lifecycle(WEB).phase());
  }

  @Test
  void whatIsLeftOfAnEarlierLifeIsGoneBeforeTheNextBegins() {
    World world = booted(web(), Behaviour.GOOD);
    RepositoryState amnesic = world.repository().withoutVolatile();
    Vector<Event.LivingContract> contracts = world.kernel().greeting();
    Next<Model, Effect> next =
        Machine.step(Model.empty("/log"), new Event.Recovered(amnesic, contracts), world.now());
    assertThat(next.effects().filter(Effect.KillContract.class::isInstance)).hasSize(1);
    assertThat(next.effects().filter(Effect.RunMethod.class::isInstance)).isEmpty();

    Event.LivingContract old = contracts.head();
    Next<Model, Effect> gone =
        Machine.step(
            next.state(), new Event.Emptied(WEB, old.token(), old.contract()), world.now());
    assertThat(gone.effects().filter(Effect.RunMethod.class::isInstance)).hasSize(1);
  }

  @Test
  void contractsOfDaemonsAreNobodysBusiness() {
    Next<Model, Effect> next =
        Machine.step(
            Model.empty("/log"),
            new Event.Recovered(
                RepositoryState.EMPTY,
                Vector.of(new Event.LivingContract(1, "k.configd#1", "k.configd"))),
            new World().now());
    assertThat(next.effects()).isEmpty();
  }

  @Test
  void theMethodMayHaveChangedUnderADeadRestarter() {
    World world = booted(web(), Behaviour.GOOD.stopping(new Behaviour.Ending.Hangs()));
    world.enable(WEB, false);
    while (!(world.lifecycle(WEB).phase() instanceof Phase.Stopping)) {
      world.move(0);
    }
    RepositoryState recorded = world.repository();
    while (recorded.equals(world.repository())) {
      world.move(3);
      world.move(0);
    }
    world.commit(
        Vector.of(
            new Change.DeleteGroup(WEB, "stop", Layer.ADMIN),
            new Change.TakeSnapshot(WEB, "running")));
    world.kernel().behave(WEB, Behaviour.GOOD);
    world.crash(0);
    world.settle();
    assertThat(world.state(WEB)).isEqualTo(InstanceState.DISABLED);
    assertThat(world.kernel().processes(WEB)).isZero();
  }

  @Test
  void aChildWhoseEndIsHeardBeforeItsBeginningEnded() {
    World world = new World(new Invariants());
    world.add(web().lasting("child"));
    world.boot();
    while (world.kernel().processes(WEB) == 0) {
      world.move(0);
    }
    // It was made, but nobody lives to hear the answer; then it ends, and is asked for again.
    world.kernel().endService(WEB, new ExitStatus.Code(96));
    world.crash(0);
    world.settleNow();
    assertThat(world.state(WEB)).isEqualTo(InstanceState.MAINTENANCE);
    assertThat(world.lifecycle(WEB).reason()).isEqualTo(Reason.METHOD_FAILED);
    assertThat(world.kernel().runs(WEB, MethodKind.START)).isEqualTo(1);
  }

  @Test
  void theEndOfAHelperHeardBeforeTheBeginningIsNotTheEndOfTheMethod() {
    World world = booted(web(), Behaviour.GOOD.starting(new Behaviour.Ending.Hangs()));
    var run = world.lifecycle(WEB).phase().currentRun().get();
    Model unheard =
        Machine.step(
                Model.empty("/log"),
                new Event.Recovered(
                    forgetting(world.repository(), run.token()), world.kernel().greeting()),
                world.now())
            .state();
    assertThat(unheard.lifecycle(WEB).get().phase().currentRun().get().contract()).isEmpty();
    Model after =
        Machine.step(
                unheard,
                new Event.Exited(WEB, run.token(), 1, 999, false, new ExitStatus.Code(1), 0),
                world.now())
            .state();
    assertThat(after.lifecycle(WEB).get().phase()).isInstanceOf(Phase.Starting.class);
    Model ended =
        Machine.step(
                after,
                new Event.Exited(WEB, run.token(), 1, run.pid(), true, new ExitStatus.Code(0), 7),
                world.now())
            .state();
    assertThat(ended.lifecycle(WEB).get().state()).isEqualTo(InstanceState.ONLINE);
  }

  /// The repository as it was before the answer to the run was recorded.
  private static RepositoryState forgetting(RepositoryState state, String token) {
    var engine =
        state
            .current(WEB)
            .property("restarter", "engine")
            .get()
            .values()
            .reject(pair -> pair.startsWith("run_contract=") || pair.startsWith("pid="));
    assertThat(engine).contains("token=" + token);
    return Transactions.apply(
            state,
            Transaction.of(
                new Author(0, 0, 1, "test"),
                Vector.of(
                    new Change.Report(
                        WEB,
                        "restarter",
                        "framework",
                        Vector.of(new Property("engine", ValueType.ASTRING, engine)),
                        Vector.empty()))))
        .get();
  }

  @Test
  void aMethodThatHungUnderTheLastRestarterIsTimedOutByTheNext() {
    World world = booted(web(), Behaviour.GOOD.starting(new Behaviour.Ending.Hangs()));
    world.crash(0);
    world.settle();
    assertThat(world.lifecycle(WEB).reason()).isEqualTo(Reason.FAULT_THRESHOLD_REACHED);
    assertThat(world.kernel().runs(WEB, MethodKind.START)).isEqualTo(3);
  }

  @Test
  void whatIsLeftOfAServiceThatWasDeletedMeanwhileIsKilledAndForgotten() {
    World world = booted(web(), Behaviour.GOOD.thatIsStubborn());
    world.delete(WEB);
    world.crash(0);
    assertThat(world.model().lifecycle(WEB)).isNotEmpty();
    world.settleNow();
    assertThat(world.model().lifecycle(WEB)).isEmpty();
    assertThat(world.kernel().hasContracts()).isFalse();
  }

  @Test
  void whatWasDisabledMeanwhileGoesDownAfterWhoFollowsIt() {
    World world = new World(new Invariants());
    world.add(Spec.of(BASE.toString()));
    world.add(web().needing(Grouping.REQUIRE_ALL, RestartOn.RESTART, BASE.toString()));
    world.boot();
    world.settle();
    world.enable(BASE, false);
    world.crash(0);
    world.settle();
    Vector<String> stops =
        Vector.ofAll(world.log())
            .filter(line -> line.contains("Stopping because"))
            .map(line -> line.split(" ")[0]);
    assertThat(stops).containsExactly(WEB.toString(), BASE.toString());
  }

  @Test
  void everyInstanceHasARunningSnapshotWheneverItIsFound() {
    World world = booted(web(), Behaviour.GOOD);
    world.add(Spec.of(BASE.toString()));
    world.settle();
    assertThat(world.repository().snapshot(WEB, "running")).isNotEmpty();
    assertThat(world.repository().snapshot(BASE, "running")).isNotEmpty();
  }

  @Test
  void onlyWhatHappenedToOthersIsHeldAgainstAServiceThatKeepsNoProcess() {
    World world = new World(new Invariants());
    world.add(Spec.of(BASE.toString()));
    world.add(web().needing(Grouping.REQUIRE_ALL, RestartOn.ERROR, BASE.toString()));
    world.kernel().behave(WEB, Behaviour.GOOD.starting(new Behaviour.Ending.Hangs()));
    world.boot();
    world.settleNow();
    world.kernel().endHelper(BASE, new ExitStatus.Signalled(11, true));
    world.settleNow();
    world.kernel().behave(WEB, Behaviour.GOOD.starting(new Behaviour.Ending.Exits(94)));
    world.settleNow();
    // It was started while its dependency was up, and is started again now that it is up again.
    assertThat(world.kernel().runs(WEB, MethodKind.START)).isEqualTo(2);
    assertThat(world.state(WEB)).isEqualTo(InstanceState.ONLINE);
  }

  @Test
  void whateverIsUnderWayAtRestNothingIsDecidedAnew() {
    World world = new World(new Invariants());
    world.addAll(
        Vector.of(
            web(),
            Spec.of(BASE.toString()).requiring("svc:/absent:default"),
            Spec.of("svc:/sick:default"),
            Spec.of("svc:/slow:default").requiring(WEB.toString()),
            Spec.of("svc:/off:default").disabled()));
    world
        .kernel()
        .behave(
            InstanceFmri.of("svc:/slow:default"),
            Behaviour.GOOD.starting(new Behaviour.Ending.Hangs()));
    world.boot();
    world.settleNow();
    world.ask(InstanceFmri.of("svc:/sick:default"), "maint_on");
    world.settleNow();
    Rest.of(world).check();
  }

  @Test
  void whoDependsOnAServiceThatIsDeletedWhileTheRestarterIsDeadGoesDownWithIt() {
    World world = new World(new Invariants());
    world.add(web());
    world.add(
        Spec.of("svc:/app:default")
            .needing(Grouping.REQUIRE_ALL, RestartOn.RESTART, WEB.toString()));
    world.boot();
    world.settle();
    world.delete(WEB);
    world.crash(0);
    world.settle();
    assertThat(world.state(InstanceFmri.of("svc:/app:default"))).isEqualTo(InstanceState.OFFLINE);
  }

  @Test
  void whoWaitsForTheRemainsOfADeletedOneIsAskedWhenTheyAreGone() {
    InstanceFmri gone = InstanceFmri.of("svc:/gone:default");
    InstanceFmri waiting = InstanceFmri.of("svc:/waiting:default");
    World world = new World(new Invariants());
    world.add(Spec.of(gone.toString()));
    world.boot();
    world.settle();
    world.delete(gone);
    world.add(
        Spec.of(waiting.toString())
            .needing(Grouping.OPTIONAL_ALL, RestartOn.NONE, gone.toString()));
    world.crash(0);
    world.settle();
    assertThat(world.state(waiting)).isEqualTo(InstanceState.ONLINE);
    assertThat(world.kernel().processes(gone)).isZero();
    Rest.of(world).check();
  }

  /// Found by the simulation: the blame stayed on record, and a later cycle was blamed on another
  /// instance by each restarter.
  @Test
  void theBlameForACycleThatIsGoneIsTakenOffTheRecord() {
    World world = new World(new Invariants());
    world.add(Spec.of(BASE.toString()).requiring(WEB.toString()));
    world.add(web().requiring(BASE.toString()));
    world.boot();
    world.settleNow();
    InstanceFmri blamed = world.model().problems().keySet().single();
    assertThat(LifecycleRecord.isCyclic(world.repository().current(blamed))).isTrue();

    InstanceFmri other = blamed.equals(WEB) ? BASE : WEB;
    RepositoryState without =
        committed(world.repository(), Vector.of(new Change.DeleteInstance(other)));
    Vector<Change> records =
        Machine.step(
                Model.empty("/var/svc/log"),
                new Event.Recovered(without, world.kernel().greeting()),
                world.now())
            .effects()
            .flatMap(e -> e instanceof Effect.Persist(var kept) ? kept : Vector.<Change>empty());
    assertThat(LifecycleRecord.isCyclic(committed(without, records).current(blamed))).isFalse();
  }

  /// Found by the simulation: it ran on without anybody knowing of its dependencies.
  @Test
  void whoWasOnlyBeingClearedAwayIsInTheGraphWhenItIsThereAgain() {
    World world = booted(web(), Behaviour.GOOD);
    RepositoryState gone = committed(world.repository(), Vector.of(new Change.DeleteInstance(WEB)));
    Next<Model, Effect> recovered =
        Machine.step(
            Model.empty("/var/svc/log"),
            new Event.Recovered(gone, world.kernel().greeting()),
            world.now());
    assertThat(recovered.state().graph().contains(WEB)).isFalse();

    // What the restarter puts on record meets the instance that was made anew.
    Vector<Change> records =
        recovered
            .effects()
            .flatMap(e -> e instanceof Effect.Persist(var kept) ? kept : Vector.<Change>empty());
    Vector<Change> anew = web().changes(gone);
    RepositoryState there = committed(committed(gone, anew), records);
    Next<Model, Effect> next =
        Machine.step(
            recovered.state(), new Event.Committed(there, anew.appendAll(records)), world.now());
    assertThat(next.state().graph().contains(WEB)).isTrue();
  }

  /// Found by the simulation: it waited for what a stop method had left, and was started anew
  /// beside its old self.
  @Test
  void theEndOfAnOldSelfIsWaitedForWhateverElseIsLeft() {
    World world = booted(web(), Behaviour.GOOD);
    RepositoryState gone = committed(world.repository(), Vector.of(new Change.DeleteInstance(WEB)));
    Next<Model, Effect> recovered =
        Machine.step(
            Model.empty("/var/svc/log"),
            new Event.Recovered(
                gone,
                Vector.of(
                    new Event.LivingContract(3, WEB + "#stop#2#7", WEB.toString()),
                    new Event.LivingContract(5, WEB + "#start#1#6", WEB.toString()))),
            world.now());
    assertThat(recovered.effects())
        .contains(new Effect.KillContract(3), new Effect.KillContract(5));
    Phase phase = recovered.state().lifecycle(WEB).get().phase();
    assertThat(phase).isInstanceOf(Phase.Cleaning.class);
    assertThat(((Phase.Cleaning) phase).contract()).isEqualTo(5);
  }

  private static RepositoryState committed(RepositoryState state, Vector<Change> changes) {
    return Transactions.apply(state, Transaction.of(new Author(0, 0, 1, "test"), changes)).get();
  }
}
