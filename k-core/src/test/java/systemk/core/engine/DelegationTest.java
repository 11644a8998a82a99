package systemk.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import systemk.core.Next;
import systemk.core.delegation.Order;
import systemk.core.fmri.InstanceFmri;
import systemk.core.graph.Grouping;
import systemk.core.graph.RestartOn;
import systemk.core.graph.Severity;
import systemk.core.method.MethodKind;
import systemk.core.property.Layer;
import systemk.core.property.Property;
import systemk.core.property.ValueType;
import systemk.core.repository.Change;
import systemk.core.restarter.Effect;
import systemk.core.restarter.InstanceState;
import systemk.core.restarter.Reason;

/// Instances of another restarter that does what it is told.
class DelegationTest {
  private static final InstanceFmri INETD = InstanceFmri.of("svc:/network/inetd:default");
  private static final InstanceFmri BASE = InstanceFmri.of("svc:/base:default");
  private static final InstanceFmri ECHO = InstanceFmri.of("svc:/echo:default");
  private static final InstanceFmri USER = InstanceFmri.of("svc:/user:default");

  private final FakeRestarter inetd = new FakeRestarter(INETD);

  private static Spec echo() {
    return Spec.of(ECHO.toString()).with("general", "restarter", INETD.toString());
  }

  private World booted(Spec... specs) {
    World world = new World(new Invariants());
    world.join(inetd);
    world.add(Spec.of(INETD.toString()));
    Vector.of(specs).forEach(world::add);
    world.boot();
    world.settle();
    Rest.of(world).check();
    return world;
  }

  private static Order order(World world) {
    return world.model().order(ECHO).get();
  }

  private static InstanceState state(World world) {
    return world.model().state(ECHO).get();
  }

  @Test
  void areStartedOnceTheirDependenciesAndTheirRestarterRun() {
    World world = booted(Spec.of(BASE.toString()).disabled(), echo().requiring(BASE.toString()));
    assertThat(order(world).target()).isEqualTo(InstanceState.OFFLINE);
    assertThat(state(world)).isEqualTo(InstanceState.OFFLINE);
    world.enable(BASE, true);
    world.settle();
    assertThat(order(world).target()).isEqualTo(InstanceState.ONLINE);
    assertThat(order(world).reason()).isEqualTo(Reason.DEPENDENCIES_SATISFIED);
    assertThat(state(world)).isEqualTo(InstanceState.ONLINE);
    assertThat(world.kernel().runs(ECHO, MethodKind.START)).isZero();
  }

  @Test
  void waitForTheirRestarter() {
    World world = booted(echo());
    world.enable(INETD, false);
    world.enable(ECHO, false);
    world.settle();
    world.enable(ECHO, true);
    world.settle();
    assertThat(order(world).target()).isEqualTo(InstanceState.OFFLINE);
    world.enable(INETD, true);
    world.settle();
    assertThat(state(world)).isEqualTo(InstanceState.ONLINE);
  }

  @Test
  void runOnWhileTheirRestarterIsStartedAgain() {
    World world = booted(echo());
    Order before = order(world);
    world.ask(INETD, "restart");
    world.settle();
    assertThat(order(world)).isEqualTo(before);
  }

  @ParameterizedTest(name = "restart_on {0}: a restart of what it needs stops it: {1}")
  @CsvSource({"NONE, false", "ERROR, false", "RESTART, true", "REFRESH, true"})
  void areRestartedWithWhatTheyNeed(RestartOn restartOn, boolean stops) {
    World world =
        booted(
            Spec.of(BASE.toString()),
            echo().needing(Grouping.REQUIRE_ALL, restartOn, BASE.toString()));
    Order before = order(world);
    world.ask(BASE, "restart");
    world.settle();
    assertThat(state(world)).isEqualTo(InstanceState.ONLINE);
    assertThat(order(world).serial() > before.serial()).isEqualTo(stops);
    Rest.of(world).check();
  }

  @Test
  void goDownBeforeWhatTheyNeedIsDisabled() {
    World world =
        booted(
            Spec.of(BASE.toString()),
            echo().needing(Grouping.REQUIRE_ALL, RestartOn.RESTART, BASE.toString()),
            Spec.of(USER.toString())
                .needing(Grouping.REQUIRE_ALL, RestartOn.RESTART, ECHO.toString()));
    assertThat(world.state(USER)).isEqualTo(InstanceState.ONLINE);
    world.join(new FakeRestarter(BASE));
    world.enable(BASE, false);
    world.settle();
    assertThat(world.state(USER)).isEqualTo(InstanceState.OFFLINE);
    assertThat(order(world).target()).isEqualTo(InstanceState.OFFLINE);
    assertThat(world.state(BASE)).isEqualTo(InstanceState.ONLINE);
    world.join(inetd);
    world.settle();
    assertThat(state(world)).isEqualTo(InstanceState.OFFLINE);
    assertThat(world.state(BASE)).isEqualTo(InstanceState.DISABLED);
  }

  @Test
  void areNotReliedOnWhileTheyAreOrderedDown() {
    InstanceFmri other = InstanceFmri.of("svc:/other:default");
    World world =
        booted(
            Spec.of(BASE.toString()),
            Spec.of(other.toString()),
            echo().needing(Grouping.REQUIRE_ALL, RestartOn.RESTART, BASE.toString()),
            Spec.of(USER.toString())
                .disabled()
                .needing(
                    Grouping.REQUIRE_ANY, RestartOn.RESTART, ECHO.toString(), other.toString()));
    world.join(new FakeRestarter(BASE));
    world.ask(BASE, "restart");
    world.settle();
    world.enable(USER, true);
    world.settle();
    assertThat(state(world)).isEqualTo(InstanceState.ONLINE);
    // It would only be stopped again as soon as it goes.
    assertThat(world.state(USER)).isEqualTo(InstanceState.OFFLINE);
    world.join(inetd);
    world.settle();
    assertThat(world.state(USER)).isEqualTo(InstanceState.ONLINE);
  }

  @ParameterizedTest(name = "from {0} to {1}: {2}")
  @CsvSource({
    "ONLINE, OFFLINE, RESTART",
    "DEGRADED, DISABLED, RESTART",
    "ONLINE, MAINTENANCE, ERROR",
    "ONLINE, DEGRADED, NONE",
    "DEGRADED, ONLINE, NONE",
    "OFFLINE, MAINTENANCE, NONE",
    "OFFLINE, ONLINE, NONE"
  })
  void areJudgedByTheirStatesIfNothingIsSaid(
      InstanceState from, InstanceState to, Severity severity) {
    assertThat(Delegation.severity(Option.none(), from, to)).isEqualTo(severity);
  }

  @Test
  void areNotWaitedForWhenNobodyIsThereToStopThem() {
    World world =
        booted(
            Spec.of(BASE.toString()),
            echo().needing(Grouping.REQUIRE_ALL, RestartOn.RESTART, BASE.toString()));
    world.join(new FakeRestarter(BASE));
    world.enable(INETD, false);
    world.enable(BASE, false);
    world.settle();
    assertThat(world.state(BASE)).isEqualTo(InstanceState.DISABLED);
  }

  @Test
  void thatExcludeThemselvesDoNotKeepAnybodyBusy() {
    World world = booted(echo().needing(Grouping.EXCLUDE_ALL, RestartOn.NONE, ECHO.toString()));
    world.join(new FakeRestarter(BASE));
    world.commit(Vector.of(FakeRestarter.report(ECHO, InstanceState.ONLINE, 0)));
    world.enable(INETD, false);
    world.settle();
    world.shutDown();
    world.settle();
    assertThat(world.shutdownsComplete()).isPositive();
  }

  @Test
  void areDisabledAndGoDownWithTheSystem() {
    World world = booted(echo());
    world.enable(ECHO, false);
    world.settle();
    assertThat(order(world).target()).isEqualTo(InstanceState.DISABLED);
    assertThat(order(world).reason()).isEqualTo(Reason.DISABLE_REQUEST);
    assertThat(state(world)).isEqualTo(InstanceState.DISABLED);
    world.enable(ECHO, true);
    world.settle();
    assertThat(state(world)).isEqualTo(InstanceState.ONLINE);
    world.shutDown();
    world.settle();
    assertThat(state(world)).isEqualTo(InstanceState.OFFLINE);
    assertThat(order(world).reason()).isEqualTo(Reason.DEPENDENCY_ACTIVITY);
    assertThat(world.shutdownsComplete()).isPositive();
  }

  @Test
  void getAnotherOrderForAnotherRun() {
    World world = booted(echo());
    Order first = order(world);
    world.commit(Vector.of(FakeRestarter.report(ECHO, InstanceState.OFFLINE, first.serial())));
    world.settle();
    assertThat(order(world).serial()).isGreaterThan(first.serial());
    assertThat(state(world)).isEqualTo(InstanceState.ONLINE);
    inetd.fails(ECHO, true);
    world.commit(
        Vector.of(FakeRestarter.report(ECHO, InstanceState.OFFLINE, order(world).serial())));
    world.settle();
    assertThat(state(world)).isEqualTo(InstanceState.MAINTENANCE);
    inetd.fails(ECHO, false);
    world.ask(ECHO, "maint_off");
    world.settle();
    assertThat(state(world)).isEqualTo(InstanceState.ONLINE);
    Rest.of(world).check();
  }

  private static Change restarter(InstanceFmri restarter) {
    return new Change.SetProperty(
        ECHO,
        "general",
        Property.of("restarter", ValueType.FMRI, restarter.toString()),
        Layer.ADMIN,
        Option.none());
  }

  @Test
  void areGivenAwayRunningAndTakenBack() {
    World world = booted(Spec.of(ECHO.toString()));
    assertThat(world.state(ECHO)).isEqualTo(InstanceState.ONLINE);

    world.commit(Vector.of(restarter(INETD)));
    world.settle();
    assertThat(order(world).target()).isEqualTo(InstanceState.ONLINE);
    assertThat(state(world)).isEqualTo(InstanceState.ONLINE);
    assertThat(world.kernel().processes(ECHO)).isZero();

    world.commit(
        Vector.of(
            restarter(Model.RESTARTER),
            FakeRestarter.report(ECHO, InstanceState.UNINITIALIZED, 0)));
    world.settle();
    assertThat(world.model().order(ECHO).isEmpty()).isTrue();
    assertThat(world.state(ECHO)).isEqualTo(InstanceState.ONLINE);
    assertThat(world.kernel().processes(ECHO)).isPositive();
    Rest.of(world).check();
  }

  @Test
  void areSentToMaintenanceForACycle() {
    World world =
        booted(
            Spec.of(BASE.toString()).requiring(ECHO.toString()), echo().requiring(BASE.toString()));
    assertThat(state(world)).isEqualTo(InstanceState.MAINTENANCE);
    assertThat(order(world).reason()).isEqualTo(Reason.DEPENDENCY_CYCLE);
    assertThat(world.log()).anyMatch(line -> line.contains("cycle"));
    assertThat(world.state(BASE)).isEqualTo(InstanceState.OFFLINE);
    world.crash(0);
    world.settle();
    assertThat(order(world).reason()).isEqualTo(Reason.DEPENDENCY_CYCLE);
    Rest.of(world).check();
  }

  @Test
  void areNotInACycleAnyMoreWhenItIsBrokenElsewhere() {
    World world =
        booted(
            Spec.of(BASE.toString()).requiring(ECHO.toString()), echo().requiring(BASE.toString()));
    world.delete(BASE);
    world.settle();
    assertThat(order(world).target()).isEqualTo(InstanceState.OFFLINE);
    world.ask(ECHO, "maint_off");
    world.settle();
    assertThat(state(world)).isEqualTo(InstanceState.OFFLINE);
    Rest.of(world).check();
  }

  @Test
  void areToldAgainWhenWhatIsWrongWithThemIsAnotherThing() {
    World world = booted(echo().requiring(ECHO.toString()));
    assertThat(order(world).target()).isEqualTo(InstanceState.MAINTENANCE);
    assertThat(order(world).reason()).isEqualTo(Reason.DEPENDENCY_CYCLE);
    world.commit(
        Vector.of(
            new Change.SetProperty(
                ECHO, "dep0", Property.of("grouping", "require_most"), Layer.ADMIN, Option.none()),
            new Change.TakeSnapshot(ECHO, "running")));
    world.settle();
    assertThat(order(world).target()).isEqualTo(InstanceState.MAINTENANCE);
    assertThat(order(world).reason()).isEqualTo(Reason.INVALID_DEPENDENCY);
    Rest.of(world).check();
  }

  /// Found by the simulation: a second contract of its time with us was still being killed when
  /// k.startd died again, and its record was written over what its restarter had said, which said
  /// nothing more.
  @Test
  void keepWhatTheirRestarterSaidWhenSomethingOfTheTimeBeforeStillRuns() {
    World world = booted(echo());
    Next<Model, Effect> next =
        Machine.step(
            Model.empty("/var/svc/log"),
            new Event.Recovered(
                world.repository(),
                world
                    .kernel()
                    .greeting()
                    .append(new Event.LivingContract(99, "of another life", ECHO.toString()))),
            world.now());
    assertThat(next.effects()).contains(new Effect.KillContract(99));
    assertThat(next.effects()).noneMatch(Effect.Persist.class::isInstance);
    assertThat(next.state().state(ECHO)).contains(InstanceState.ONLINE);
  }

  @ParameterizedTest(name = "given to us meanwhile: {0}")
  @ValueSource(booleans = {false, true})
  void areInsideAgainAfterAMilestoneThatEndedWhileNobodyLooked(boolean handedOver) {
    World world = booted(echo());
    world.milestone("none");
    world.settle();
    assertThat(world.repository().temporarilyEnabled(ECHO)).contains(false);
    world.milestone("all");
    if (handedOver) {
      handOver(world, "");
    }
    world.crash(1);
    world.settle();
    assertThat(world.repository().temporarilyEnabled(ECHO)).isEmpty();
    assertThat(state(world)).isEqualTo(InstanceState.ONLINE);
    Rest.of(world).check();
  }

  private static void handOver(World world, String restarter) {
    world.commit(
        Vector.of(
            new Change.SetProperty(
                ECHO, "general", Property.of("restarter", restarter), Layer.ADMIN, Option.none())));
  }

  @ParameterizedTest(name = "killed meanwhile: {0}")
  @ValueSource(booleans = {false, true})
  void areStoppedBeforeAnotherRestarterStartsThem(boolean killed) {
    World world = booted(Spec.of(ECHO.toString()));
    assertThat(world.kernel().processes(ECHO)).isPositive();
    handOver(world, INETD.toString());
    if (killed) {
      world.crash(1);
    }
    world.settle();
    assertThat(world.kernel().processes(ECHO)).isZero();
    assertThat(state(world)).isEqualTo(InstanceState.ONLINE);
    assertThat(world.model().lifecycle(ECHO).isDefined()).isFalse();
    Rest.of(world).check();
  }

  @ParameterizedTest(name = "killed meanwhile: {0}")
  @ValueSource(booleans = {false, true})
  void areStartedByUsWhenTheyAreGivenBack(boolean killed) {
    World world = booted(Spec.of(ECHO.toString()));
    handOver(world, INETD.toString());
    world.settle();
    handOver(world, "");
    if (killed) {
      world.crash(1);
    }
    world.settle();
    assertThat(world.state(ECHO)).isEqualTo(InstanceState.ONLINE);
    assertThat(world.kernel().processes(ECHO)).isPositive();
    assertThat(world.model().order(ECHO).isDefined()).isFalse();
    Rest.of(world).check();
  }

  @ParameterizedTest(name = "things come in order {0}")
  @ValueSource(ints = {0, 1, 2, 3})
  void haveNoOrdersWhenTheyAreGivenBackAtOnce(int order) {
    World world = booted(Spec.of(ECHO.toString()).disabled());
    handOver(world, INETD.toString());
    handOver(world, "");
    world.settle(_ -> order);
    assertThat(Order.read(world.repository().current(ECHO)).isDefined()).isFalse();
    world.enable(ECHO, true);
    world.settle();
    assertThat(world.state(ECHO)).isEqualTo(InstanceState.ONLINE);
    Rest.of(world).check();
  }

  @Test
  void areStartedWhenTheyAreGivenAwayOnceMore() {
    World world =
        booted(
            Spec.of(BASE.toString()),
            echo().needing(Grouping.REQUIRE_ALL, RestartOn.RESTART, BASE.toString()));
    world.ask(BASE, "restart");
    world.settle();
    world.ask(BASE, "restart");
    world.settle();
    handOver(world, "");
    world.settle();
    handOver(world, INETD.toString());
    world.settle();
    assertThat(state(world)).isEqualTo(InstanceState.ONLINE);
    Rest.of(world).check();
  }

  @ParameterizedTest(name = "restart_on {0} of a dependent, severity {1}: stops it: {2}")
  @CsvSource({
    "NONE, error, false",
    "ERROR, error, true",
    "ERROR, restart, false",
    "RESTART, restart, true",
    "RESTART, refresh, false",
    "REFRESH, refresh, true",
    "ERROR, none, false"
  })
  void sayHowWhatHappenedCounts(RestartOn restartOn, String severity, boolean stops) {
    World world =
        booted(
            echo(),
            Spec.of(USER.toString()).needing(Grouping.REQUIRE_ALL, restartOn, ECHO.toString()));
    long before = world.kernel().runs(USER, MethodKind.START);
    world.commit(
        Vector.of(
            new Change.Report(
                ECHO,
                "restarter",
                "framework",
                Vector.of(Property.of("state", "online"), Property.of("severity", severity)),
                Vector.empty())));
    boolean refresh = severity.equals("refresh");
    if (!refresh) {
      world.commit(
          Vector.of(
              new Change.Report(
                  ECHO,
                  "restarter",
                  "framework",
                  Vector.of(
                      Property.of("state", "offline"),
                      Property.of("severity", severity),
                      Property.integer(Order.DONE, order(world).serial())),
                  Vector.empty())));
    }
    world.settle();
    assertThat(world.state(USER)).isEqualTo(InstanceState.ONLINE);
    assertThat(world.kernel().runs(USER, MethodKind.START) > before).isEqualTo(stops);
  }
}
