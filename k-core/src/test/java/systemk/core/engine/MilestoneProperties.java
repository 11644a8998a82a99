package systemk.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.TreeSet;
import io.vavr.collection.Vector;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import systemk.core.fmri.InstanceFmri;
import systemk.core.graph.Grouping;
import systemk.core.graph.RestartOn;
import systemk.core.method.MethodKind;
import systemk.core.repository.Change;
import systemk.core.restarter.InstanceState;

/// The part of the services that may run, and going from one part to another.
final class MilestoneProperties {
  private static final InstanceFmri DB = InstanceFmri.of("svc:/db:default");
  private static final InstanceFmri WEB = InstanceFmri.of("svc:/web:default");
  private static final InstanceFmri LOGIN = InstanceFmri.of("svc:/login:default");
  private static final InstanceFmri MULTI = InstanceFmri.of("svc:/milestone/multi:default");

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

  /// The milestone needs the login, which would like the database; the web server is extra.
  private static World site() {
    return booted(
        Vector.of(
            Spec.of(DB.toString()),
            Spec.of(WEB.toString()).requiring(DB.toString()),
            Spec.of(LOGIN.toString()).needing(Grouping.OPTIONAL_ALL, RestartOn.NONE, DB.toString()),
            Spec.of(MULTI.toString()).lasting("transient").requiring(LOGIN.toString())));
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

  @Example
  void whatTheMilestoneDoesNotNeedGoesDownAndTheRestIsLeftAlone() {
    World world = site();
    world.milestone(MULTI.toString());
    world.settle();
    assertThat(running(world)).isEqualTo(TreeSet.of(DB, LOGIN, MULTI));
    assertThat(world.state(WEB)).isEqualTo(InstanceState.DISABLED);
    assertThat(world.kernel().runs(DB, MethodKind.START)).isEqualTo(1);
    assertThat(world.repository().temporarilyEnabled(WEB)).containsExactly(false);
    world.milestone("all");
    world.settle();
    assertThat(world.state(WEB)).isEqualTo(InstanceState.ONLINE);
    assertThat(world.repository().temporarilyEnabled(WEB)).isEmpty();
    assertThat(world.kernel().runs(DB, MethodKind.START)).isEqualTo(1);
  }

  @Example
  void noneTakesEverythingDownAndUnknownMilestonesNothing() {
    World world = site();
    world.milestone("svc:/milestone/nowhere:default");
    world.settle();
    assertThat(running(world)).hasSize(4);
    world.milestone("none");
    world.settle();
    assertThat(running(world)).isEmpty();
  }

  @Example
  void whatIsEnabledOutsideWaitsUntilTheMilestoneIsLeft() {
    World world = site();
    world.milestone(LOGIN.toString());
    world.settle();
    world.commit(
        Vector.of(
            new Change.Report(
                WEB,
                Milestones.OVERRIDES,
                "framework",
                Vector.of(systemk.core.property.Property.of("enabled", true)),
                Vector.empty())));
    world.settle();
    assertThat(world.state(WEB)).isEqualTo(InstanceState.DISABLED);
    assertThat(world.repository().temporarilyEnabled(WEB)).containsExactly(false);
    world.add(Spec.of("svc:/late:default"));
    world.settle();
    assertThat(running(world)).isEqualTo(TreeSet.of(DB, LOGIN));
    world.milestone("all");
    world.settle();
    assertThat(running(world)).hasSize(5);
  }

  @Example
  void whatAnAdministratorDisabledForNowStaysSo() {
    World world = site();
    world.commit(
        Vector.of(
            new Change.Report(
                WEB,
                Milestones.OVERRIDES,
                "framework",
                Vector.of(systemk.core.property.Property.of("enabled", false)),
                Vector.empty())));
    world.settle();
    world.milestone(LOGIN.toString());
    world.settle();
    world.milestone("all");
    world.settle();
    assertThat(world.state(WEB)).isEqualTo(InstanceState.DISABLED);
  }

  @Example
  void aRestarterThatDiesOnTheWayIsFollowedByOneThatGoesOn() {
    for (int moves = 0; moves < 40; moves++) {
      World world = site();
      world.milestone(LOGIN.toString());
      for (int i = 0; i < moves; i++) {
        world.move(i);
      }
      world.crash(moves % 3);
      world.settle();
      assertThat(running(world)).isEqualTo(TreeSet.of(DB, LOGIN));
      world.milestone("all");
      world.crash(0);
      world.settle();
      assertThat(running(world)).hasSize(4);
      assertThat(world.repository().temporarilyEnabled(WEB)).isEmpty();
    }
  }
}
