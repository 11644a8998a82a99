package systemk.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import org.junit.jupiter.api.Test;
import systemk.core.fmri.InstanceFmri;
import systemk.core.restarter.InstanceState;

class BootTest {
  private static final InstanceFmri A = InstanceFmri.of("svc:/a:default");
  private static final InstanceFmri B = InstanceFmri.of("svc:/b:default");

  @Test
  void bringsUpAServiceAndWhatDependsOnIt() {
    World world = new World();
    world.addAll(Vector.of(Spec.of(B.toString()), Spec.of(A.toString()).requiring(B.toString())));
    world.boot();
    world.settle();

    assertThat(world.state(B)).isEqualTo(InstanceState.ONLINE);
    assertThat(world.state(A)).isEqualTo(InstanceState.ONLINE);
  }
}
