package systemk.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import systemk.core.fmri.InstanceFmri;
import systemk.core.method.ExitStatus;
import systemk.core.method.MethodKind;
import systemk.core.property.Property;
import systemk.core.restarter.InstanceState;
import systemk.core.restarter.Reason;

/// The cells of smf.md §4.4 to §4.6: what becomes of an instance by how its methods are configured
/// and how they end.
class MethodTableTest {
  private static final InstanceFmri WEB = InstanceFmri.of("svc:/web:default");

  private static World booted(Spec spec, Behaviour behaviour) {
    World world = new World(new Invariants());
    world.add(spec);
    world.kernel().behave(WEB, behaviour);
    world.boot();
    world.settle();
    return world;
  }

  private static Spec web() {
    return Spec.of(WEB.toString());
  }

  private static void assertRests(World world, InstanceState state, Reason reason) {
    assertThat(world.state(WEB)).isEqualTo(state);
    assertThat(world.lifecycle(WEB).reason()).isEqualTo(reason);
  }

  // §4.4

  @ParameterizedTest(name = "start: {0}")
  @ValueSource(strings = {"group absent", "exec absent", ":true"})
  void aStartThatRunsNothingIsASuccess(String how) {
    Spec spec =
        switch (how) {
          case "group absent" -> web().withoutGroup("start");
          case "exec absent" -> web().without("start", "exec");
          default -> web().with("start", "exec", how);
        };
    World world = booted(spec, Behaviour.GOOD);
    assertRests(world, InstanceState.ONLINE, Reason.DEPENDENCIES_SATISFIED);
    assertThat(world.kernel().processes(WEB)).isZero();

    // Nor does it count among the starts that may be too many.
    for (int i = 0; i < 10; i++) {
      world.ask(WEB, "restart");
      world.settle();
    }
    assertRests(world, InstanceState.ONLINE, Reason.DEPENDENCIES_SATISFIED);
  }

  @ParameterizedTest(name = "start: {0}")
  @ValueSource(strings = {":kill", ":kill -NOPE", ":what", "/bin/x %{none}", "/bin/x %q"})
  void aStartThatCannotBeRunNeedsAnAdministrator(String exec) {
    World world = booted(web().with("start", "exec", exec), Behaviour.GOOD);
    assertRests(world, InstanceState.MAINTENANCE, Reason.METHOD_FAILED);
    assertThat(world.kernel().runs(WEB, MethodKind.START)).isZero();
  }

  @Test
  void aProcessThatCannotBeMadeNeedsAnAdministrator() {
    World world = booted(web(), Behaviour.GOOD.starting(new Behaviour.Ending.Refused()));
    assertRests(world, InstanceState.MAINTENANCE, Reason.METHOD_FAILED);
    assertThat(world.log()).contains(WEB + " cannot make the process");
  }

  @ParameterizedTest(name = "stop: {0}")
  @ValueSource(strings = {"group absent", "exec absent", ":true"})
  void aStopThatRunsNothingWaitsForTheProcessesAndKillsThemInTheEnd(String how) {
    Spec spec =
        switch (how) {
          case "group absent" -> web().withoutGroup("stop");
          case "exec absent" -> web().without("stop", "exec");
          default -> web().with("stop", "exec", how);
        };
    World world = booted(spec, Behaviour.GOOD);
    world.enable(WEB, false);
    world.settleNow();
    assertThat(world.state(WEB)).isEqualTo(InstanceState.ONLINE);
    world.settle();
    assertRests(world, InstanceState.MAINTENANCE, Reason.METHOD_FAILED);
    assertThat(world.kernel().processes(WEB)).isZero();
  }

  @Test
  void aStopThatRunsNothingIsDoneWhenTheProcessesEndByThemselves() {
    World world = booted(web().with("stop", "exec", ":true"), Behaviour.GOOD);
    world.enable(WEB, false);
    world.settleNow();
    world.kernel().endService(WEB, new ExitStatus.Code(0));
    world.settle();
    assertRests(world, InstanceState.DISABLED, Reason.DISABLE_REQUEST);
  }

  @ParameterizedTest(name = "{0}: :kill stops it, ends {1}")
  @CsvSource({
    "contract, DISABLED, DISABLE_REQUEST",
    "child, DISABLED, DISABLE_REQUEST",
    "transient, MAINTENANCE, METHOD_FAILED"
  })
  void killAsStop(String duration, InstanceState end, Reason reason) {
    World world = booted(web().lasting(duration).with("stop", "exec", ":kill"), Behaviour.GOOD);
    world.enable(WEB, false);
    world.settle();
    assertRests(world, end, reason);
  }

  @Test
  void killThatDoesNotHelpEndsInMaintenanceAndWithSigkill() {
    World world = booted(web().with("stop", "exec", ":kill"), Behaviour.GOOD.thatIsStubborn());
    world.enable(WEB, false);
    world.settle();
    assertRests(world, InstanceState.MAINTENANCE, Reason.METHOD_FAILED);
    assertThat(world.kernel().processes(WEB)).isZero();
  }

  @Test
  void aServiceWithoutProcessesIsStoppedWithoutItsMethod() {
    World world =
        booted(web(), Behaviour.GOOD.starting(new Behaviour.Ending.Exits(94)).withoutDaemon());
    assertRests(world, InstanceState.ONLINE, Reason.DEPENDENCIES_SATISFIED);
    world.enable(WEB, false);
    world.settle();
    assertRests(world, InstanceState.DISABLED, Reason.DISABLE_REQUEST);
    assertThat(world.kernel().runs(WEB, MethodKind.STOP)).isZero();
  }

  @Test
  void aTransientServiceIsStoppedByItsMethod() {
    World world = booted(web().lasting("transient"), Behaviour.GOOD.withoutDaemon());
    world.enable(WEB, false);
    world.settle();
    assertRests(world, InstanceState.DISABLED, Reason.DISABLE_REQUEST);
    assertThat(world.kernel().runs(WEB, MethodKind.STOP)).isEqualTo(1);
  }

  @Test
  void whatATransientServiceLeavesIsNotWatched() {
    World world = booted(web().lasting("transient"), Behaviour.GOOD);
    assertRests(world, InstanceState.ONLINE, Reason.DEPENDENCIES_SATISFIED);
    assertThat(world.kernel().orphans(WEB)).isEqualTo(1);
  }

  @Test
  void aRefreshByKillSignalsTheProcessesAndCounts() {
    World world =
        booted(web().with("refresh", "exec", ":kill -HUP"), Behaviour.GOOD.thatIsStubborn());
    world.ask(WEB, "refresh");
    world.settle();
    assertRests(world, InstanceState.ONLINE, Reason.DEPENDENCIES_SATISFIED);
    assertThat(world.log()).contains(WEB + " Executing refresh method (:kill).");
  }

  // §4.5

  @ParameterizedTest(name = "start exits {0}: {1}, {2}, run {3} times")
  @CsvSource({
    "0, ONLINE, DEPENDENCIES_SATISFIED, 1",
    "94, ONLINE, DEPENDENCIES_SATISFIED, 1",
    "95, MAINTENANCE, METHOD_FAILED, 1",
    "96, MAINTENANCE, METHOD_FAILED, 1",
    "97, DEGRADED, METHOD_FAILED, 1",
    "98, MAINTENANCE, FAULT_THRESHOLD_REACHED, 3",
    "99, MAINTENANCE, METHOD_FAILED, 1",
    "100, MAINTENANCE, METHOD_FAILED, 1",
    "1, MAINTENANCE, FAULT_THRESHOLD_REACHED, 3",
    "255, MAINTENANCE, FAULT_THRESHOLD_REACHED, 3"
  })
  void startExits(int code, InstanceState end, Reason reason, int runs) {
    World world = booted(web(), Behaviour.GOOD.starting(new Behaviour.Ending.Exits(code)));
    assertRests(world, end, reason);
    assertThat(world.kernel().runs(WEB, MethodKind.START)).isEqualTo(runs);
    assertThat(world.kernel().processes(WEB))
        .isEqualTo(end == InstanceState.MAINTENANCE || code == 94 ? 0 : 1);
  }

  @ParameterizedTest(name = "stop exits {0}: {1}, {2}, run {3} times")
  @CsvSource({
    "0, DISABLED, DISABLE_REQUEST, 1",
    "94, MAINTENANCE, METHOD_FAILED, 1",
    "95, MAINTENANCE, METHOD_FAILED, 1",
    "96, MAINTENANCE, METHOD_FAILED, 1",
    "99, MAINTENANCE, METHOD_FAILED, 1",
    "100, MAINTENANCE, METHOD_FAILED, 1",
    "1, MAINTENANCE, FAULT_THRESHOLD_REACHED, 3"
  })
  void stopExits(int code, InstanceState end, Reason reason, int runs) {
    // All but the first leave the daemon alone, so that success is not enough to be down.
    World world = booted(web(), Behaviour.GOOD.stopping(new Behaviour.Ending.Exits(code)));
    world.enable(WEB, false);
    world.settle();
    assertRests(world, end, reason);
    assertThat(world.kernel().runs(WEB, MethodKind.STOP)).isEqualTo(runs);
    assertThat(world.kernel().processes(WEB)).isZero();
  }

  @ParameterizedTest(name = "refresh exits {0}: {1}, {2}, run {3} times")
  @CsvSource({
    "0, ONLINE, DEPENDENCIES_SATISFIED, 1",
    "94, ONLINE, DEPENDENCIES_SATISFIED, 1",
    "97, ONLINE, DEPENDENCIES_SATISFIED, 1",
    "95, MAINTENANCE, METHOD_FAILED, 1",
    "96, MAINTENANCE, METHOD_FAILED, 1",
    "99, MAINTENANCE, METHOD_FAILED, 1",
    "100, MAINTENANCE, METHOD_FAILED, 1",
    "1, MAINTENANCE, FAULT_THRESHOLD_REACHED, 3"
  })
  void refreshExits(int code, InstanceState end, Reason reason, int runs) {
    World world =
        booted(
            web().with("refresh", "exec", "/bin/refresh"),
            Behaviour.GOOD.refreshing(new Behaviour.Ending.Exits(code)));
    world.ask(WEB, "refresh");
    world.settle();
    assertRests(world, end, reason);
    assertThat(world.kernel().runs(WEB, MethodKind.REFRESH)).isEqualTo(runs);
  }

  @ParameterizedTest(name = "start killed by signal {0}")
  @ValueSource(ints = {9, 11, 15})
  void startKilledBySignal(int signal) {
    World world =
        booted(web(), Behaviour.GOOD.starting(new Behaviour.Ending.Dies(signal, signal == 11)));
    assertRests(world, InstanceState.MAINTENANCE, Reason.FAULT_THRESHOLD_REACHED);
    assertThat(world.kernel().runs(WEB, MethodKind.START)).isEqualTo(3);
  }

  // §4.6

  @ParameterizedTest(name = "{0} hangs, startd/timeout_retry={1}: {2}, run {3} times")
  @CsvSource({
    "START, true, FAULT_THRESHOLD_REACHED, 3",
    "START, false, METHOD_FAILED, 1",
    "STOP, true, FAULT_THRESHOLD_REACHED, 3",
    "STOP, false, METHOD_FAILED, 1",
    "REFRESH, true, FAULT_THRESHOLD_REACHED, 3",
    "REFRESH, false, METHOD_FAILED, 1"
  })
  void aMethodThatHangsIsKilled(MethodKind kind, boolean retry, Reason reason, int runs) {
    Spec spec =
        web()
            .with("refresh", "exec", "/bin/refresh")
            .timeout("refresh", 60)
            .with("startd", Property.of("timeout_retry", retry));
    Behaviour.Ending hangs = new Behaviour.Ending.Hangs();
    World world =
        booted(
            spec,
            switch (kind) {
              case START -> Behaviour.GOOD.starting(hangs);
              case STOP -> Behaviour.GOOD.stopping(hangs);
              case REFRESH -> Behaviour.GOOD.refreshing(hangs);
            });
    switch (kind) {
      case START -> {}
      case STOP -> world.enable(WEB, false);
      case REFRESH -> world.ask(WEB, "refresh");
    }
    world.settle();
    assertRests(world, InstanceState.MAINTENANCE, reason);
    assertThat(world.kernel().runs(WEB, kind)).isEqualTo(runs);
    assertThat(world.kernel().processes(WEB)).isZero();
  }

  @Test
  void aMethodWithoutTimeoutMayHangForEver() {
    World world =
        booted(web().timeout("start", 0), Behaviour.GOOD.starting(new Behaviour.Ending.Hangs()));
    world.passTime(1_000_000);
    world.settle();
    assertThat(world.state(WEB)).isEqualTo(InstanceState.OFFLINE);
    assertThat(world.kernel().processes(WEB)).isEqualTo(1);
  }

  @Test
  void aChildIsUpAsSoonAsItIsMadeAndNeverTimedOut() {
    World world = booted(web().lasting("child"), Behaviour.GOOD);
    assertRests(world, InstanceState.ONLINE, Reason.DEPENDENCIES_SATISFIED);
    world.passTime(1_000_000);
    world.settle();
    assertThat(world.kernel().processes(WEB)).isEqualTo(1);
  }
}
