package systemk.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import systemk.core.fmri.InstanceFmri;
import systemk.core.restarter.Effect;

/// What is left of an instance that was deleted: nothing.
class DeletionTest {
  private static final InstanceFmri WEB = InstanceFmri.of("svc:/web:default");

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
}
