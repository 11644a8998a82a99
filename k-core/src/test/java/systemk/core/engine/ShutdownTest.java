package systemk.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import org.junit.jupiter.api.Test;
import systemk.core.fmri.InstanceFmri;
import systemk.core.graph.Grouping;
import systemk.core.graph.RestartOn;
import systemk.core.method.ExitStatus;
import systemk.core.method.MethodKind;
import systemk.core.property.Property;
import systemk.core.restarter.InstanceState;
import systemk.core.restarter.Phase;

class ShutdownTest {
  private static final InstanceFmri BASE = InstanceFmri.of("svc:/base:default");
  private static final InstanceFmri WEB = InstanceFmri.of("svc:/web:default");

  private static World booted(Spec... specs) {
    World world = new World(new Invariants());
    world.addAll(Vector.of(specs));
    world.boot();
    world.settleNow();
    return world;
  }

  @Test
  void stopsEvenDependentsThatNothingElseStopsBeforeWhatTheyNeed() {
    World world =
        booted(Spec.of(BASE.toString()), Spec.of(WEB.toString()).requiring(BASE.toString()));
    world.shutDown();
    world.settle();
    assertThat(
            Vector.ofAll(world.log())
                .filter(line -> line.contains("Stopping because system shutdown")))
        .map(line -> line.substring(0, line.indexOf(' ')))
        .containsExactly(WEB.toString(), BASE.toString());
    assertThat(world.shutdownsComplete()).isEqualTo(1);
  }

  @Test
  void saysOnceThatAllIsDown() {
    World world = booted(Spec.of(WEB.toString()));
    world.shutDown();
    world.settle();
    world.enable(WEB, false);
    world.settle();
    assertThat(world.shutdownsComplete()).isEqualTo(1);
  }

  @Test
  void isCompleteAtOnceIfNothingRuns() {
    World world = booted(Spec.of(WEB.toString()).disabled());
    world.shutDown();
    world.settle();
    assertThat(world.shutdownsComplete()).isEqualTo(1);
  }

  @Test
  void waitsForAStartUnderWayAndStopsWhatCameOfIt() {
    World world = new World(new Invariants());
    world.add(Spec.of(WEB.toString()));
    world.kernel().behave(WEB, Behaviour.GOOD.starting(new Behaviour.Ending.Hangs()));
    world.boot();
    world.settleNow();
    world.shutDown();
    world.settleNow();
    assertThat(world.shutdownsComplete()).isZero();
    world.kernel().behave(WEB, Behaviour.GOOD);
    world.settle();
    assertThat(world.shutdownsComplete()).isEqualTo(1);
    assertThat(world.kernel().processes(WEB)).isZero();
  }

  @Test
  void doesNotRetryAStartThatFails() {
    World world = new World(new Invariants());
    world.add(Spec.of(WEB.toString()));
    world.kernel().behave(WEB, Behaviour.GOOD.starting(new Behaviour.Ending.Hangs()));
    world.boot();
    world.settleNow();
    world.shutDown();
    world.kernel().behave(WEB, Behaviour.GOOD.starting(new Behaviour.Ending.Exits(1)));
    world.settle();
    assertThat(world.kernel().runs(WEB, MethodKind.START)).isEqualTo(1);
    assertThat(world.shutdownsComplete()).isEqualTo(1);
  }

  @Test
  void doesNotWakeAStartThatIsHeldBack() {
    World world = new World(new Invariants());
    world.add(Spec.of(WEB.toString()).with("startd", Property.integer("retry_delay", 9_000)));
    world.kernel().behave(WEB, Behaviour.GOOD.starting(new Behaviour.Ending.Exits(1)));
    world.boot();
    world.settleNow();
    assertThat(world.lifecycle(WEB).phase()).isInstanceOf(Phase.Waiting.class);
    world.shutDown();
    world.settle();
    assertThat(world.kernel().runs(WEB, MethodKind.START)).isEqualTo(1);
    assertThat(world.shutdownsComplete()).isEqualTo(1);
  }

  @Test
  void isTakenUpAgainByTheNextRestarter() {
    World world =
        booted(Spec.of(BASE.toString()), Spec.of(WEB.toString()).requiring(BASE.toString()));
    world.shutDown();
    world.crash(0);
    world.settle();
    assertThat(world.shutdownsComplete()).isEqualTo(1);
    assertThat(world.state(BASE)).isEqualTo(InstanceState.OFFLINE);
  }

  @Test
  void aServiceIsNotStoppedWhileADependentIsJustStarting() {
    World world = new World(new Invariants());
    world.add(Spec.of(BASE.toString()));
    world.add(
        Spec.of(WEB.toString()).needing(Grouping.REQUIRE_ALL, RestartOn.RESTART, BASE.toString()));
    world.kernel().behave(WEB, Behaviour.GOOD.starting(new Behaviour.Ending.Hangs()));
    world.boot();
    world.settleNow();
    world.enable(BASE, false);
    world.settleNow();
    assertThat(world.state(BASE)).isEqualTo(InstanceState.ONLINE);
    assertThat(world.lifecycle(BASE).phase()).isInstanceOf(Phase.Idle.class);

    world.kernel().behave(WEB, Behaviour.GOOD);
    world.settleNow();
    assertThat(world.state(BASE)).isEqualTo(InstanceState.DISABLED);
    assertThat(world.state(WEB)).isEqualTo(InstanceState.OFFLINE);
  }

  @Test
  void aServiceIsStoppedWhenTheStartOfItsDependentFails() {
    World world = new World(new Invariants());
    world.add(Spec.of(BASE.toString()));
    world.add(
        Spec.of(WEB.toString()).needing(Grouping.REQUIRE_ALL, RestartOn.RESTART, BASE.toString()));
    world.kernel().behave(WEB, Behaviour.GOOD.starting(new Behaviour.Ending.Hangs()));
    world.boot();
    world.settleNow();
    world.enable(BASE, false);
    world.settleNow();
    world.kernel().behave(WEB, Behaviour.GOOD.starting(new Behaviour.Ending.Exits(1)));
    world.settleNow();
    assertThat(world.state(BASE)).isEqualTo(InstanceState.DISABLED);
    assertThat(world.kernel().runs(WEB, MethodKind.START)).isEqualTo(1);
  }

  @Test
  void whoeverWaitsHearsThatADisabledServiceStaysUpAfterAll() {
    World world =
        booted(
            Spec.of(BASE.toString()),
            Spec.of("svc:/slow:default")
                .needing(Grouping.REQUIRE_ALL, RestartOn.RESTART, BASE.toString()),
            Spec.of(WEB.toString()).requiring(BASE.toString()).disabled());
    InstanceFmri slow = InstanceFmri.of("svc:/slow:default");
    world.kernel().behave(slow, Behaviour.GOOD.stopping(new Behaviour.Ending.Hangs()));
    world.enable(BASE, false);
    world.settleNow();
    world.enable(WEB, true);
    world.settleNow();
    assertThat(world.state(WEB)).isEqualTo(InstanceState.OFFLINE);
    world.enable(BASE, true);
    world.settleNow();
    assertThat(world.state(WEB)).isEqualTo(InstanceState.ONLINE);
    assertThat(world.kernel().runs(BASE, MethodKind.STOP)).isZero();
  }

  @Test
  void disablingCountsEvenIfNoRestarterWasThereToSeeIt() {
    World world = booted(Spec.of(WEB.toString()));
    world.ask(WEB, "maint_on");
    world.settle();
    world.enable(WEB, false);
    world.crash(0);
    world.settle();
    assertThat(world.state(WEB)).isEqualTo(InstanceState.DISABLED);
  }

  @Test
  void aDisabledServiceInMaintenanceStaysThereWhenTheRestarterComesAgain() {
    World world = booted(Spec.of(WEB.toString()).disabled());
    world.ask(WEB, "maint_on");
    world.settle();
    world.crash(0);
    world.settle();
    assertThat(world.state(WEB)).isEqualTo(InstanceState.MAINTENANCE);
  }

  @Test
  void aDaemonThatDiesInShutdownStaysDown() {
    World world = booted(Spec.of(WEB.toString()));
    world.kernel().behave(WEB, Behaviour.GOOD.stopping(new Behaviour.Ending.Hangs()));
    world.shutDown();
    world.settleNow();
    world.kernel().endService(WEB, new ExitStatus.Code(0));
    world.kernel().behave(WEB, Behaviour.GOOD);
    world.settle();
    assertThat(world.state(WEB)).isEqualTo(InstanceState.OFFLINE);
    assertThat(world.kernel().runs(WEB, MethodKind.START)).isEqualTo(1);
  }
}
