package systemk.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import systemk.core.fmri.InstanceFmri;
import systemk.core.method.MethodKind;
import systemk.core.restarter.InstanceState;
import systemk.core.restarter.Reason;

/// Goal services say when they cannot be reached, and when they can again (smf.md §9.5).
class GoalsTest {
  private static final InstanceFmri BASE = InstanceFmri.of("svc:/base:default");
  private static final InstanceFmri MIDDLE = InstanceFmri.of("svc:/middle:default");
  private static final InstanceFmri GOAL = InstanceFmri.of("svc:/goal:default");

  private static Spec goal() {
    return Spec.of(GOAL.toString()).with("general", "goal-service", "true");
  }

  private static World booted(Spec... specs) {
    World world = new World(new Invariants());
    for (Spec spec : specs) {
      world.add(spec);
    }
    world.boot();
    world.settle();
    return world;
  }

  private static World chain() {
    return booted(
        Spec.of(BASE.toString()),
        Spec.of(MIDDLE.toString()).requiring(BASE.toString()),
        goal().requiring(MIDDLE.toString()));
  }

  @Test
  void isReachedLikeAnyOther() {
    assertThat(chain().state(GOAL)).isEqualTo(InstanceState.ONLINE);
  }

  @Test
  void isInMaintenanceWhileWhatItNeedsFarBelowIsDisabled() {
    World world =
        booted(
            Spec.of(BASE.toString()).disabled(),
            Spec.of(MIDDLE.toString()).requiring(BASE.toString()),
            goal().requiring(MIDDLE.toString()));
    assertThat(world.state(MIDDLE)).isEqualTo(InstanceState.OFFLINE);
    assertThat(world.state(GOAL)).isEqualTo(InstanceState.MAINTENANCE);
    assertThat(world.lifecycle(GOAL).reason()).isEqualTo(Reason.UNSATISFIABLE_DEPENDENCIES);

    world.enable(BASE, true);
    world.settle();

    assertThat(world.state(GOAL)).isEqualTo(InstanceState.ONLINE);
    assertThat(world.kernel().runs(GOAL, MethodKind.START)).isEqualTo(1);
  }

  @Test
  void isInMaintenanceWhileWhatItNeedsIs() {
    World world = chain();
    world.enable(GOAL, false);
    world.ask(MIDDLE, "maint_on");
    world.settle();
    world.enable(GOAL, true);
    world.settle();
    assertThat(world.state(GOAL)).isEqualTo(InstanceState.MAINTENANCE);

    world.crash(0);
    world.settle();
    assertThat(world.state(GOAL)).isEqualTo(InstanceState.MAINTENANCE);

    world.ask(MIDDLE, "maint_off");
    world.settle();
    assertThat(world.state(GOAL)).isEqualTo(InstanceState.ONLINE);
  }

  @Test
  void isClearedInVainAndDisabledWithSuccess() {
    World world = booted(goal().requiring(BASE.toString()));
    assertThat(world.state(GOAL)).isEqualTo(InstanceState.MAINTENANCE);
    world.ask(GOAL, "maint_off");
    world.settle();
    assertThat(world.state(GOAL)).isEqualTo(InstanceState.MAINTENANCE);
    world.enable(GOAL, false);
    world.settle();
    assertThat(world.state(GOAL)).isEqualTo(InstanceState.DISABLED);
  }

  @Test
  void staysInMaintenanceThatAnAdministratorAskedFor() {
    World world = chain();
    world.ask(GOAL, "maint_on");
    world.settle();
    world.ask(BASE, "restart");
    world.settle();
    assertThat(world.state(GOAL)).isEqualTo(InstanceState.MAINTENANCE);
  }

  @Test
  void othersOnlyWait() {
    World world = booted(Spec.of(MIDDLE.toString()).requiring(BASE.toString()));
    assertThat(world.state(MIDDLE)).isEqualTo(InstanceState.OFFLINE);
  }
}
