package systemk.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import systemk.core.Next;
import systemk.core.fmri.InstanceFmri;
import systemk.core.restarter.Effect;
import systemk.core.restarter.InstanceState;
import systemk.core.restarter.Lifecycle;
import systemk.core.restarter.LifecycleRecord;
import systemk.core.restarter.Phase;

class MachineProperties {
  @Provide
  Arbitrary<Scripts.Script> wild() {
    return Scripts.wild();
  }

  @Provide
  Arbitrary<Scripts.Script> orderly() {
    return Scripts.orderly(Graphs.acyclic());
  }

  @Property(tries = 1500)
  void theInvariantsHoldInEveryStepWhateverHappens(@ForAll("wild") Scripts.Script script) {
    World world = script.play(new Invariants());
    world.settle();

    leavesNoProcessOfAServiceThatIsDown(world);
    hasOnRecordWhatItKnows(world);
    nothingWaitsThatCouldStart(world);
    aRestarterThatBeginsNowDecidesNothing(world);
  }

  @Property(tries = 1000)
  void everythingEnabledAndSatisfiableRunsInTheEndIfMethodsWork(
      @ForAll("orderly") Scripts.Script script) {
    World world = script.play(new Invariants());
    world.settle();

    for (Lifecycle instance : world.model().lifecycles().values()) {
      InstanceFmri fmri = instance.fmri();
      if (instance.state() == InstanceState.MAINTENANCE) {
        // Started too often, or told so by its exit code.
        continue;
      }
      if (!world.model().isEnabled(fmri)) {
        assertThat(instance.state()).as("%s", fmri).isEqualTo(InstanceState.DISABLED);
      } else if (new Oracle(world.model()).of(fmri) == 1) {
        assertThat(instance.state()).as("%s", fmri).isEqualTo(InstanceState.ONLINE);
      }
    }
  }

  @Property(tries = 500)
  void shutdownEndsWithEverythingDown(@ForAll("wild") Scripts.Script script) {
    World world = script.play(new Invariants());
    for (InstanceFmri fmri : world.model().lifecycles().keySet()) {
      world.kernel().behave(fmri, Behaviour.GOOD);
    }
    world.shutDown();
    world.settle();

    assertThat(world.model().isAllDown()).isTrue();
    assertThat(world.shutdownsComplete()).isPositive();
    leavesNoProcessOfAServiceThatIsDown(world);
  }

  private static void leavesNoProcessOfAServiceThatIsDown(World world) {
    for (Lifecycle instance : world.model().lifecycles().values()) {
      if (!instance.isActive()) {
        assertThat(world.kernel().processes(instance.fmri()))
            .as("processes of %s, which is %s", instance.fmri(), instance.state())
            .isZero();
      }
    }
  }

  private static void hasOnRecordWhatItKnows(World world) {
    for (Lifecycle instance : world.model().lifecycles().values()) {
      Lifecycle read =
          LifecycleRecord.read(
              instance.fmri(),
              world.repository().current(instance.fmri()),
              instance.status().since());
      assertThat(read).isEqualTo(instance);
    }
  }

  private static void nothingWaitsThatCouldStart(World world) {
    for (Lifecycle instance : world.model().lifecycles().values()) {
      boolean waits =
          instance.state() == InstanceState.OFFLINE && instance.phase() instanceof Phase.Idle;
      assertThat(waits && new Oracle(world.model()).of(instance.fmri()) == 1)
          .as("%s waits for nothing", instance.fmri())
          .isFalse();
    }
  }

  private static void aRestarterThatBeginsNowDecidesNothing(World world) {
    Next<Model, Effect> begun =
        Machine.step(
            Model.empty("/var/svc/log"),
            new Event.Recovered(world.repository(), world.kernel().greeting()),
            world.now());
    assertThat(begun.state().lifecycles()).isEqualTo(world.model().lifecycles());
    assertThat(begun.state().problems()).isEqualTo(world.model().problems());
    assertThat(begun.state().graph()).isEqualTo(world.model().graph());
    assertThat(begun.state().outside()).isEqualTo(world.model().outside());
    Vector<Effect> done =
        begun
            .effects()
            .filter(
                effect ->
                    switch (effect) {
                      // Asked for again in case the last restarter died before it could.
                      case Effect.WakeAt _,
                          Effect.KillContract _,
                          Effect.SignalContract _,
                          Effect.RunMethod _ ->
                          false;
                      default -> true;
                    });
    assertThat(done).isEmpty();
  }
}
