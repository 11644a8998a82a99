package systemk.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import systemk.core.fmri.InstanceFmri;
import systemk.core.restarter.InstanceState;

/// Services of two restarters that depend on each other.
class DelegationProperties {
  private static final InstanceFmri INETD = InstanceFmri.of("svc:/inetd:default");

  /// Services of which every second belongs to the other restarter, and what happens to them.
  record Story(Vector<Spec> specs, List<Act> acts) {
    World play() {
      World world = new World(new Invariants());
      world.join(new FakeRestarter(INETD));
      world.addAll(specs);
      world.boot();
      acts.forEach(act -> act.in(world));
      return world;
    }
  }

  private static Arbitrary<Vector<Spec>> mixed(Arbitrary<Vector<Spec>> graphs) {
    return graphs.map(
        specs ->
            specs
                .zipWithIndex(
                    (spec, i) ->
                        i % 2 == 0 ? spec : spec.with("general", "restarter", INETD.toString()))
                .prepend(Spec.of(INETD.toString())));
  }

  private static Arbitrary<Story> stories(Arbitrary<Vector<Spec>> graphs) {
    return mixed(graphs)
        .flatMap(
            specs ->
                Arbitraries.<Act>frequencyOf(
                        Tuple.of(6, Scripts.switches(specs)),
                        Tuple.of(2, Scripts.faults(specs)),
                        Tuple.of(8, Scripts.go()),
                        Tuple.of(1, Scripts.milestones(specs)),
                        Tuple.of(1, Arbitraries.just(new Act.Settle())),
                        Tuple.of(2, Scripts.crash()))
                    .list()
                    .ofMaxSize(25)
                    .map(acts -> new Story(specs, acts)));
  }

  @Provide
  Arbitrary<Story> wild() {
    return stories(Graphs.any());
  }

  @Provide
  Arbitrary<Story> orderly() {
    return stories(Graphs.acyclic());
  }

  @Property(tries = 1000)
  void whatIsAtRestIsWhereItWasOrdered(@ForAll("wild") Story story) {
    World world = story.play();
    world.settle();
    Rest.of(world).check();
  }

  @Property(tries = 1000)
  void everythingEnabledAndSatisfiableRunsInTheEnd(@ForAll("orderly") Story story) {
    World world = story.play();
    world.milestone("all");
    world.settle();
    for (InstanceFmri fmri : world.model().graph().dependencies().keySet()) {
      InstanceState state = world.model().state(fmri).get();
      if (state == InstanceState.MAINTENANCE) {
        continue;
      }
      if (!world.model().isEnabled(fmri)) {
        assertThat(state).as("%s", fmri).isEqualTo(InstanceState.DISABLED);
      } else if (new Oracle(world.model()).of(fmri) == 1) {
        assertThat(state).as("%s", fmri).isEqualTo(InstanceState.ONLINE);
      }
    }
  }

  @Property(tries = 500)
  void shutdownEndsWithEverythingDown(@ForAll("wild") Story story) {
    World world = story.play();
    world.shutDown();
    world.settle();
    assertThat(world.model().isAllDown()).isTrue();
    assertThat(world.shutdownsComplete()).isPositive();
  }
}
