package systemk.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import systemk.core.fmri.InstanceFmri;
import systemk.core.method.MethodKind;
import systemk.core.restarter.InstanceState;
import systemk.core.restarter.Phase;

/// What a refresh does to a service and to what is known of its processes.
class RefreshTest {
  private static final InstanceFmri WEB = InstanceFmri.of("svc:/web:default");

  private static World refreshed(Spec spec, Behaviour behaviour) {
    World world = new World(new Invariants());
    world.add(spec);
    world.kernel().behave(WEB, behaviour);
    world.boot();
    world.settleNow();
    assertThat(world.state(WEB)).isEqualTo(InstanceState.ONLINE);
    world.ask(WEB, "refresh");
    return world;
  }

  private static Spec web() {
    return Spec.of(WEB.toString());
  }

  @Test
  void theMainProcessIsStillTheOneThatWasStarted() {
    World world =
        refreshed(web().lasting("child").with("refresh", "exec", "/bin/refresh"), Behaviour.GOOD);
    long main = world.lifecycle(WEB).watch().mainPid();
    assertThat(main).isPositive();
    world.settleNow();
    assertThat(world.kernel().runs(WEB, MethodKind.REFRESH)).isEqualTo(1);
    assertThat(world.lifecycle(WEB).watch().mainPid()).isEqualTo(main);
  }

  @Test
  void aSignalForARefreshGoesToTheProcessesThereAre() {
    World world = refreshed(web().with("refresh", "exec", ":kill -HUP"), Behaviour.GOOD);
    while (!(world.lifecycle(WEB).phase() instanceof Phase.Signalling)) {
      assertThat(world.move(0)).isTrue();
    }
  }

  @Test
  void aSignalForARefreshOfAServiceWithoutProcessesIsThatOfNobody() {
    World world =
        refreshed(
            web().lasting("transient").with("refresh", "exec", ":kill -HUP"),
            Behaviour.GOOD.withoutDaemon());
    world.settleNow();
    assertThat(world.log()).anyMatch(line -> line.contains("Executing refresh method (:kill)."));
    assertThat(world.state(WEB)).isEqualTo(InstanceState.ONLINE);
    assertThat(world.lifecycle(WEB).phase()).isEqualTo(new Phase.Idle());
  }
}
