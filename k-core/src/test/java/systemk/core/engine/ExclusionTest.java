package systemk.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import org.junit.jupiter.api.Test;
import systemk.core.graph.Grouping;
import systemk.core.graph.RestartOn;
import systemk.core.restarter.InstanceState;

class ExclusionTest {
  /// Two that exclude each other's company are served as they come: what is stopped by the later
  /// one may leave dependents running that would not have started without it (restart_on none).
  @Test
  void whoDependsOnAnExcludedOneStandsAsHistoryLeftIt() {
    Spec first = Spec.of("svc:/first:default");
    Spec shy =
        Spec.of("svc:/shy:default")
            .needing(Grouping.EXCLUDE_ALL, RestartOn.NONE, "svc:/first:default");
    Spec dependent = Spec.of("svc:/top:default").requiring("svc:/shy:default");

    World shyCameFirst = new World();
    shyCameFirst.boot();
    shyCameFirst.addAll(Vector.of(shy, dependent));
    shyCameFirst.settle();
    assertThat(shyCameFirst.state(dependent.fmri())).isEqualTo(InstanceState.ONLINE);
    shyCameFirst.add(first);
    shyCameFirst.settle();

    World shyCameLast = new World();
    shyCameLast.boot();
    shyCameLast.addAll(Vector.of(first, shy, dependent));
    shyCameLast.settle();

    for (World world : Vector.of(shyCameFirst, shyCameLast)) {
      assertThat(world.state(first.fmri())).isEqualTo(InstanceState.ONLINE);
      assertThat(world.state(shy.fmri())).isEqualTo(InstanceState.OFFLINE);
    }
    assertThat(shyCameFirst.state(dependent.fmri())).isEqualTo(InstanceState.ONLINE);
    assertThat(shyCameLast.state(dependent.fmri())).isEqualTo(InstanceState.OFFLINE);
  }
}
