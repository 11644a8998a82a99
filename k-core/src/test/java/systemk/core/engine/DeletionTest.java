package systemk.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import systemk.core.fmri.InstanceFmri;
import systemk.core.method.MethodKind;
import systemk.core.repository.Change;
import systemk.core.restarter.Effect;
import systemk.core.restarter.InstanceState;
import systemk.core.restarter.Phase;

/// What is left of an instance that was deleted: nothing, and nothing for one that is made again.
class DeletionTest {
  private static final InstanceFmri WEB = InstanceFmri.of("svc:/web:default");
  private static final InstanceFmri BASE = InstanceFmri.of("svc:/base:default");

  private static World booted(Spec spec, Behaviour behaviour) {
    return RecoveryTest.booted(WEB, spec, behaviour);
  }

  private static Spec web() {
    return Spec.of(WEB.toString());
  }

  @Test
  void itsProcessesEndAndThenWhatWasKeptForThemIsLetGo() {
    List<Effect> acts = new ArrayList<>();
    World world = new World(new Invariants(), (_, _, _, next) -> next.effects().forEach(acts::add));
    world.add(Spec.of(WEB.toString()));
    world.boot();
    world.settleNow();
    assertThat(world.kernel().processes(WEB)).isEqualTo(1);
    assertThat(acts).doesNotContain(new Effect.ReleaseDescriptors(WEB));

    world.delete(WEB);
    world.settleNow();
    assertThat(world.kernel().processes(WEB)).isZero();
    assertThat(world.kernel().hasContracts()).isFalse();
    assertThat(acts).contains(new Effect.ReleaseDescriptors(WEB));
    assertThat(world.model().lifecycle(WEB)).isEmpty();
    assertThat(world.repository().instances()).isEqualTo(Vector.empty());
  }

  @Test
  void aDeletedServiceWhoseStartNeverEndsIsForgotten() {
    World world =
        booted(web().timeout("start", 0), Behaviour.GOOD.starting(new Behaviour.Ending.Hangs()));
    world.delete(WEB);
    world.settle();
    assertThat(world.model().lifecycle(WEB)).isEmpty();
    assertThat(world.kernel().processes(WEB)).isZero();
  }

  @Test
  void aServiceDeletedWhileItStopsWithoutEndIsForgotten() {
    World world =
        booted(
            web().timeout("stop", 0).with("stop", "exec", ":kill"),
            Behaviour.GOOD.thatIsStubborn());
    world.ask(WEB, "restart");
    world.settleNow();
    assertThat(world.lifecycle(WEB).phase()).isInstanceOf(Phase.Emptying.class);
    world.delete(WEB);
    world.settle();
    assertThat(world.model().lifecycle(WEB)).isEmpty();
    assertThat(world.kernel().processes(WEB)).isZero();
  }

  @Test
  void aServiceDeletedWhileItsStopMethodHangsIsForgotten() {
    World world =
        booted(web().timeout("stop", 0), Behaviour.GOOD.stopping(new Behaviour.Ending.Hangs()));
    world.enable(WEB, false);
    world.settleNow();
    assertThat(world.lifecycle(WEB).phase()).isInstanceOf(Phase.Stopping.class);
    world.delete(WEB);
    world.settle();
    assertThat(world.model().lifecycle(WEB)).isEmpty();
    assertThat(world.kernel().processes(WEB)).isZero();
  }

  @Test
  void aServiceDeletedAndMadeAgainHasItsNewDependencies() {
    World world = booted(web(), Behaviour.GOOD);
    Vector<Change> again =
        Vector.<Change>of(new Change.DeleteInstance(WEB))
            .appendAll(
                web()
                    .requiring(BASE.toString())
                    .changes(world.repository())
                    .map(Change.class::cast));
    world.commit(again);
    world.settleNow();
    assertThat(world.model().graph().dependenciesOf(WEB)).hasSize(1);
    assertThat(world.repository().current(WEB).value("restarter", "state")).contains("online");
  }

  @Test
  void whoDependsOnAServiceThatIsMadeAgainWhileItStopsWaitsForItsNewLife() {
    World world = booted(web(), Behaviour.GOOD.thatIsStubborn());
    world.delete(WEB);
    world.settleNow();
    assertThat(world.lifecycle(WEB).phase()).isInstanceOf(Phase.Emptying.class);
    world.add(web());
    world.settle();
    assertThat(world.state(WEB)).isEqualTo(InstanceState.ONLINE);
    assertThat(world.kernel().runs(WEB, MethodKind.START)).isEqualTo(2);
    assertThat(world.kernel().processes(WEB)).isEqualTo(1);
  }

  @Test
  void aServiceMadeAgainWhileItsLastProcessesEndIsToldThatItIsOutsideOfTheMilestone() {
    World world = booted(web(), Behaviour.GOOD.thatIsStubborn());
    world.delete(WEB);
    world.milestone("none");
    world.settleNow();
    assertThat(world.lifecycle(WEB).phase()).isInstanceOf(Phase.Emptying.class);
    world.add(web());
    world.settle();
    assertThat(world.state(WEB)).isEqualTo(InstanceState.DISABLED);
    assertThat(world.repository().temporarilyEnabled(WEB)).contains(false);
  }
}
