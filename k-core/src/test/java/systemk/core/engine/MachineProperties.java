package systemk.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import systemk.core.fmri.InstanceFmri;
import systemk.core.restarter.InstanceState;
import systemk.core.restarter.Lifecycle;

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

    Rest.of(world).check();
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
    Rest.of(world).leavesNoProcessOfAServiceThatIsDown();
  }
}
