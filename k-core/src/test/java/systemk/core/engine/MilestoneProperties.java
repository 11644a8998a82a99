package systemk.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.TreeSet;
import io.vavr.collection.Vector;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import systemk.core.fmri.InstanceFmri;
import systemk.core.graph.Grouping;

/// Going from one part of the services to another and back.
final class MilestoneProperties {
  @Provide
  Arbitrary<Vector<Spec>> services() {
    return Graphs.acyclic();
  }

  private static World booted(Vector<Spec> specs) {
    World world = new World(new Invariants());
    world.addAll(specs);
    world.boot();
    world.settle();
    return world;
  }

  private static TreeSet<InstanceFmri> running(World world) {
    return TreeSet.ofAll(
        world.model().lifecycles().values().filter(l -> l.isRunning()).map(l -> l.fmri()));
  }

  /// 23. Nothing of these graphs excludes anything, because what excluded each other may come back
  ///     the other way round.
  @Property(tries = 200)
  void goingToAMilestoneAndBackChangesNothing(
      @ForAll("services") Vector<Spec> specs, @ForAll int which) {
    Vector<Spec> peaceful =
        specs.map(
            spec ->
                new Spec(
                    spec.fmri(),
                    spec.enabled(),
                    spec.needs().reject(n -> n.grouping() == Grouping.EXCLUDE_ALL),
                    spec.settings()));
    World world = booted(peaceful);
    TreeSet<InstanceFmri> before = running(world);
    InstanceFmri milestone = peaceful.get(Math.floorMod(which, peaceful.size())).fmri();
    world.milestone(milestone.toString());
    world.settle();
    assertThat(before.containsAll(running(world))).isTrue();
    world.milestone("all");
    world.settle();
    assertThat(running(world)).isEqualTo(before);
  }
}
