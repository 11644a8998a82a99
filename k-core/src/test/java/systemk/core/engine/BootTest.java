package systemk.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import org.junit.jupiter.api.Test;
import systemk.core.fmri.InstanceFmri;
import systemk.core.graph.Grouping;
import systemk.core.graph.RestartOn;
import systemk.core.repository.Change;
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

  /// A dependency that is deleted with it takes it down first, when nothing is left to say how.
  @Test
  void whatIsDeletedAndMadeAnewAtOnceComesUpAgain() {
    World world = new World();
    Spec base = Spec.of(B.toString());
    Spec leaf =
        Spec.of(A.toString()).needing(Grouping.REQUIRE_ALL, RestartOn.RESTART, B.toString());
    world.addAll(Vector.of(base, leaf));
    world.boot();
    world.settle();
    long before = world.now().nanos();

    world.commit(
        Vector.of(new Change.DeleteService(A.service()), new Change.DeleteService(B.service())));
    world.settleNow();
    world.addAll(Vector.of(base, leaf));
    world.settleNow();

    assertThat(world.state(A)).isEqualTo(InstanceState.ONLINE);
    assertThat(world.state(B)).isEqualTo(InstanceState.ONLINE);
    assertThat(world.now().nanos() - before).isLessThan(1_000_000_000L);
  }
}
