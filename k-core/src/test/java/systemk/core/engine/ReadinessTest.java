package systemk.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.HashMap;
import io.vavr.collection.Vector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import systemk.core.fmri.InstanceFmri;
import systemk.core.graph.Grouping;
import systemk.core.graph.RestartOn;
import systemk.core.method.ExitStatus;
import systemk.core.method.MethodKind;
import systemk.core.property.Layer;
import systemk.core.property.Property;
import systemk.core.repository.Change;
import systemk.core.repository.Composition;
import systemk.core.restarter.InstanceState;
import systemk.core.restarter.Phase;
import systemk.core.restarter.Reason;

/// Services that say themselves when they are ready, how they are, and when they are hung.
final class ReadinessTest {
  private static final InstanceFmri WEB = InstanceFmri.of("svc:/web:default");
  private static final InstanceFmri APP = InstanceFmri.of("svc:/app:default");

  private final World world = new World(new Invariants());

  private static Spec web(String duration) {
    return Spec.of("svc:/web:default").lasting(duration).with("startd", "readiness", "notify");
  }

  private void boot(Spec web) {
    world.add(web);
    world.add(
        Spec.of("svc:/app:default")
            .needing(Grouping.REQUIRE_ALL, RestartOn.RESTART, "svc:/web:default"));
    world.boot();
  }

  private Composition record() {
    return world.repository().current(WEB);
  }

  @ParameterizedTest
  @ValueSource(strings = {"contract", "child"})
  void dependentsWaitUntilItIsReady(String duration) {
    world.kernel().behave(WEB, Behaviour.GOOD.thatNeverGetsReady());
    boot(web(duration));
    world.settleNow();
    assertThat(world.state(WEB)).isEqualTo(InstanceState.OFFLINE);
    assertThat(world.lifecycle(WEB).next()).containsExactly(InstanceState.ONLINE);
    assertThat(world.kernel().runs(APP, MethodKind.START)).isZero();
    world.kernel().behave(WEB, Behaviour.GOOD);
    world.settleNow();
    assertThat(world.state(WEB)).isEqualTo(InstanceState.ONLINE);
    assertThat(world.state(APP)).isEqualTo(InstanceState.ONLINE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"contract", "child"})
  void whatIsSaidWhileTheRestarterIsDeadIsHeardByTheNext(String duration) {
    world.kernel().behave(WEB, Behaviour.GOOD.thatNeverGetsReady());
    boot(web(duration));
    world.settleNow();
    assertThat(world.kernel().say(WEB, "READY", "1")).isTrue();
    world.crash(0);
    world.settleNow();
    assertThat(world.state(WEB)).isEqualTo(InstanceState.ONLINE);
    assertThat(world.kernel().runs(WEB, MethodKind.START)).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"contract", "child"})
  void whoNeverGetsReadyIsKilledAndTriedAgainThreeTimes(String duration) {
    world.kernel().behave(WEB, Behaviour.GOOD.thatNeverGetsReady());
    boot(web(duration));
    world.settle();
    assertThat(world.state(WEB)).isEqualTo(InstanceState.MAINTENANCE);
    assertThat(world.lifecycle(WEB).reason()).isEqualTo(Reason.FAULT_THRESHOLD_REACHED);
    assertThat(world.kernel().runs(WEB, MethodKind.START)).isEqualTo(3);
    assertThat(world.kernel().processes(WEB)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"contract", "child"})
  void whoEndsBeforeItIsReadyHasFailed(String duration) {
    world.kernel().behave(WEB, Behaviour.GOOD.thatNeverGetsReady());
    boot(web(duration));
    world.settleNow();
    world.kernel().endService(WEB, new ExitStatus.Code(0));
    world.kernel().behave(WEB, Behaviour.GOOD);
    world.settle();
    assertThat(world.state(WEB)).isEqualTo(InstanceState.ONLINE);
    assertThat(world.kernel().runs(WEB, MethodKind.START)).isEqualTo(2);
  }

  @Test
  void aDaemonThatIsReadyBeforeItsStartMethodEndsIsOnlineWhenThatEnds() {
    boot(web("contract"));
    while (!(world.lifecycle(WEB).phase() instanceof Phase.Starting(var run)
        && run.contract().isDefined())) {
      assertThat(world.move(0)).isTrue();
    }
    Phase.Starting starting = (Phase.Starting) world.lifecycle(WEB).phase();
    long contract = starting.run().contract().get();
    world.step(
        new Event.Notified(WEB, starting.run().token(), contract, HashMap.of("READY", "1")), 0);
    assertThat(world.state(WEB)).isEqualTo(InstanceState.OFFLINE);
    world.kernel().behave(WEB, Behaviour.GOOD.thatNeverGetsReady());
    world.settleNow();
    assertThat(world.state(WEB)).isEqualTo(InstanceState.ONLINE);
  }

  @Test
  void moreTimeIsGivenToWhoAsksForIt() {
    world.kernel().behave(WEB, Behaviour.GOOD.thatNeverGetsReady());
    boot(web("contract"));
    world.settleNow();
    world.kernel().say(WEB, "EXTEND_TIMEOUT_USEC", "600000000");
    world.settleNow();
    world.passTime(120);
    world.settleNow();
    assertThat(world.kernel().runs(WEB, MethodKind.START)).isEqualTo(1);
    world.passTime(600);
    world.settleNow();
    assertThat(world.kernel().runs(WEB, MethodKind.START)).isEqualTo(2);
  }

  @Test
  void whatItSaysOfItselfIsOnRecordUntilItEnds() {
    boot(web("contract"));
    world.settle();
    world.kernel().say(WEB, "STATUS", "serving\n\u0007 7 clients");
    world.settleNow();
    assertThat(record().value("restarter", "status_text")).containsExactly("serving   7 clients");
    world.enable(WEB, false);
    world.settle();
    assertThat(record().value("restarter", "status_text")).isEmpty();
  }

  @Test
  void aHungServiceIsRestarted() {
    boot(web("contract"));
    world.settle();
    world.kernel().say(WEB, "WATCHDOG", "late");
    world.settle();
    assertThat(world.state(WEB)).isEqualTo(InstanceState.ONLINE);
    assertThat(world.kernel().runs(WEB, MethodKind.START)).isEqualTo(2);
    assertThat(world.kernel().runs(APP, MethodKind.START)).isEqualTo(2);
  }

  @Test
  void whoExceedsItsMemoryLimitIsRestartedForThatReason() {
    boot(web("contract"));
    world.settle();
    world.kernel().say(WEB, "LIMIT", "memory");
    world.settleNow();
    assertThat(record().value("restarter", "limit")).containsExactly("memory");
    world.kernel().endService(WEB, new ExitStatus.Signalled(9, false));
    world.kernel().behave(WEB, Behaviour.GOOD.starting(new Behaviour.Ending.Hangs()));
    world.settleNow();
    assertThat(world.lifecycle(WEB).reason()).isEqualTo(Reason.MEMORY_LIMIT);
  }

  @Test
  void soIsAServiceThatIsItsStartMethod() {
    boot(web("child"));
    world.settleNow();
    world.kernel().say(WEB, "LIMIT", "memory");
    world.settleNow();
    world.kernel().endService(WEB, new ExitStatus.Signalled(9, false));
    world.settleNow();
    assertThat(world.log())
        .anyMatch(line -> line.contains("Stopping because process exceeded the memory limit."));
  }

  @Test
  void whoDiesOfItsMemoryLimitAgainAndAgainIsGivenUpForThatReason() {
    boot(web("contract"));
    // The fifth start does not happen.
    for (int i = 0; i < 4; i++) {
      world.settle();
      assertThat(world.state(WEB)).isEqualTo(InstanceState.ONLINE);
      world.kernel().say(WEB, "LIMIT", "memory");
      world.settleNow();
      world.kernel().endService(WEB, new ExitStatus.Signalled(9, false));
      world.settleNow();
    }
    assertThat(world.state(WEB)).isEqualTo(InstanceState.MAINTENANCE);
    assertThat(world.lifecycle(WEB).reason()).isEqualTo(Reason.MEMORY_LIMIT);
  }

  @Test
  void whoHangsAgainAndAgainIsGivenUpForThatReason() {
    boot(web("contract"));
    for (int i = 0; i < 4; i++) {
      world.settle();
      assertThat(world.state(WEB)).isEqualTo(InstanceState.ONLINE);
      world.kernel().say(WEB, "WATCHDOG", "late");
    }
    world.settle();
    assertThat(world.state(WEB)).isEqualTo(InstanceState.MAINTENANCE);
    assertThat(world.lifecycle(WEB).reason()).isEqualTo(Reason.WATCHDOG_EXPIRED);
  }

  @Test
  void whoIsUnhealthyAgainAndAgainIsGivenUpForThatReason() {
    boot(web("contract").with("check", Property.of("action", "restart")));
    for (int i = 0; i < 4; i++) {
      world.settle();
      assertThat(world.state(WEB)).isEqualTo(InstanceState.ONLINE);
      check(false);
    }
    world.settle();
    assertThat(world.state(WEB)).isEqualTo(InstanceState.MAINTENANCE);
    assertThat(world.lifecycle(WEB).reason()).isEqualTo(Reason.HEALTH_CHECK_FAILED);
  }

  private void check(boolean healthy) {
    long contract = world.lifecycle(WEB).contract().get();
    world.step(new Event.Checked(WEB, contract, healthy, "Health check failed: no answer."), 0);
    world.settleNow();
  }

  @Test
  void anUnhealthyServiceIsDegradedUntilItIsWell() {
    boot(web("contract").with("check", "exec", "/bin/check"));
    world.settle();
    check(false);
    assertThat(world.state(WEB)).isEqualTo(InstanceState.DEGRADED);
    assertThat(world.lifecycle(WEB).reason()).isEqualTo(Reason.HEALTH_CHECK_FAILED);
    assertThat(world.state(APP)).isEqualTo(InstanceState.ONLINE);
    check(true);
    assertThat(world.state(WEB)).isEqualTo(InstanceState.ONLINE);
  }

  @Test
  void anUnhealthyServiceIsNotDegradedAnyLongerWhenNobodyChecksIt() {
    boot(web("contract").with("check", "exec", "/bin/check"));
    world.settle();
    check(false);
    world.commit(Vector.of(new Change.DeleteGroup(WEB, "check", Layer.ADMIN)));
    world.settle();
    assertThat(world.state(WEB)).isEqualTo(InstanceState.DEGRADED);
    world.ask(WEB, "refresh");
    world.settle();
    assertThat(world.state(WEB)).isEqualTo(InstanceState.ONLINE);
  }

  @Test
  void anUnhealthyServiceIsRestartedWhereThatIsWanted() {
    boot(web("contract").with("check", Property.of("action", "restart")));
    world.settle();
    check(false);
    world.settle();
    assertThat(world.state(WEB)).isEqualTo(InstanceState.ONLINE);
    assertThat(world.kernel().runs(WEB, MethodKind.START)).isEqualTo(2);
  }

  @Test
  void aCheckOfProcessesThatAreGoneSaysNothing() {
    boot(web("contract"));
    world.settle();
    long contract = world.lifecycle(WEB).contract().get();
    world.ask(WEB, "restart");
    world.settle();
    world.step(new Event.Checked(WEB, contract, false, "late"), 0);
    world.settle();
    assertThat(world.state(WEB)).isEqualTo(InstanceState.ONLINE);
    assertThat(world.kernel().runs(WEB, MethodKind.START)).isEqualTo(2);
  }
}
