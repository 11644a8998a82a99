package systemk.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.TreeSet;
import io.vavr.collection.Vector;
import org.junit.jupiter.api.Test;
import systemk.core.fmri.InstanceFmri;
import systemk.core.graph.Grouping;
import systemk.core.graph.RestartOn;
import systemk.core.method.MethodKind;
import systemk.core.property.Property;
import systemk.core.repository.Change;
import systemk.core.restarter.InstanceState;

/// The part of the services that may run (smf.md §3.9).
class MilestoneTest {
  private static final InstanceFmri DB = InstanceFmri.of("svc:/db:default");
  private static final InstanceFmri WEB = InstanceFmri.of("svc:/web:default");
  private static final InstanceFmri LOGIN = InstanceFmri.of("svc:/login:default");
  private static final InstanceFmri MULTI = InstanceFmri.of("svc:/milestone/multi:default");

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

  @Test
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

  @Test
  void noneTakesEverythingDownAndUnknownMilestonesNothing() {
    World world = site();
    world.milestone("svc:/milestone/nowhere:default");
    world.settle();
    assertThat(running(world)).hasSize(4);
    world.milestone("none");
    world.settle();
    assertThat(running(world)).isEmpty();
  }

  @Test
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
                Vector.of(Property.of("enabled", true)),
                Vector.empty())));
    world.settle();
    assertThat(world.state(WEB)).isEqualTo(InstanceState.DISABLED);
    assertThat(world.repository().temporarilyEnabled(WEB)).containsExactly(false);
    world.add(Spec.of("svc:/late:default"));
    world.settle();
    assertThat(running(world)).isEqualTo(TreeSet.of(DB, LOGIN));
    assertThat(world.kernel().runs(InstanceFmri.of("svc:/late:default"), MethodKind.START))
        .isZero();
    world.milestone("all");
    world.settle();
    assertThat(running(world)).hasSize(5);
  }

  @Test
  void whatAnAdministratorDisabledForNowStaysSo() {
    World world = site();
    world.commit(
        Vector.of(
            new Change.Report(
                WEB,
                Milestones.OVERRIDES,
                "framework",
                Vector.of(Property.of("enabled", false)),
                Vector.empty())));
    world.settle();
    world.milestone(LOGIN.toString());
    world.settle();
    world.milestone("all");
    world.settle();
    assertThat(world.state(WEB)).isEqualTo(InstanceState.DISABLED);
  }

  @Test
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

  @Test
  void whatIsExcludedOrOptionalAndDisabledIsOutside() {
    World world =
        booted(
            Vector.of(
                Spec.of(DB.toString()).disabled(),
                Spec.of(WEB.toString()).disabled(),
                Spec.of(LOGIN.toString()),
                Spec.of(MULTI.toString())
                    .lasting("transient")
                    .requiring(LOGIN.toString())
                    .needing(Grouping.OPTIONAL_ALL, RestartOn.NONE, DB.toString())
                    .needing(Grouping.EXCLUDE_ALL, RestartOn.NONE, WEB.toString())));
    world.milestone(MULTI.toString());
    world.settle();
    assertThat(world.model().outside()).contains(DB, WEB).doesNotContain(LOGIN, MULTI);

    // What becomes wanted for itself comes inside, what is excluded does not.
    for (InstanceFmri fmri : Vector.of(DB, WEB)) {
      world.enable(fmri, true);
      world.settle();
    }
    assertThat(running(world)).isEqualTo(TreeSet.of(DB, LOGIN, MULTI));
  }
}
