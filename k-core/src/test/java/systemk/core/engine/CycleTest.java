package systemk.core.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import systemk.core.fmri.InstanceFmri;
import systemk.core.property.Layer;
import systemk.core.repository.Change;
import systemk.core.restarter.InstanceState;
import systemk.core.restarter.LifecycleRecord;
import systemk.core.restarter.Reason;

/// Dependencies that lead back to where they began (smf.md §3.8).
class CycleTest {
  private static final InstanceFmri WEB = InstanceFmri.of("svc:/web:default");
  private static final InstanceFmri MID = InstanceFmri.of("svc:/mid:default");
  private static final InstanceFmri TOP = InstanceFmri.of("svc:/top:default");

  private final World world = new World(new Invariants());

  /// The web server is configured last, and closes the cycle.
  @BeforeEach
  void close() {
    world.add(Spec.of(TOP.toString()).requiring(MID.toString()));
    world.add(Spec.of(MID.toString()).requiring(WEB.toString()));
    world.boot();
    world.settle();
    world.add(Spec.of(WEB.toString()).requiring(TOP.toString()));
    world.settle();
    assertThat(world.state(WEB)).isEqualTo(InstanceState.MAINTENANCE);
    assertThat(world.lifecycle(WEB).reason()).isEqualTo(Reason.DEPENDENCY_CYCLE);
    assertThat(isOnRecord()).isTrue();
  }

  private boolean isOnRecord() {
    return LifecycleRecord.isCyclic(world.repository().current(WEB));
  }

  private void assertMended() {
    assertThat(world.model().problems()).isEmpty();
    assertThat(world.model().graph().dependenciesOf(WEB)).hasSize(1);
    assertThat(isOnRecord()).isFalse();
    assertThat(world.state(WEB)).isEqualTo(InstanceState.MAINTENANCE);
    Rest.of(world).check();
  }

  @Test
  void isToldInOrderBeginningWithWhoClosedIt() {
    assertThat(world.log())
        .contains(
            WEB
                + " Transitioning to maintenance because it completes a dependency cycle: "
                + "svc:/web:default -> svc:/top:default -> svc:/mid:default -> svc:/web:default.");
  }

  @Test
  void leavesTheOthersOffline() {
    assertThat(world.state(MID)).isEqualTo(InstanceState.OFFLINE);
    assertThat(world.state(TOP)).isEqualTo(InstanceState.OFFLINE);
  }

  @Test
  void isGoneWhenAnotherOneOfItNeedsLess() {
    world.commit(Vector.of(new Change.DeleteGroup(MID, "dep0", Layer.ADMIN)));
    world.ask(MID, "refresh");
    world.settle();
    assertThat(world.state(TOP)).isEqualTo(InstanceState.ONLINE);
    assertMended();

    world.ask(WEB, "maint_off");
    world.settle();
    assertThat(world.state(WEB)).isEqualTo(InstanceState.ONLINE);
  }

  @Test
  void isGoneWhenAnotherOneOfItIsDeleted() {
    world.delete(MID);
    world.settle();
    assertMended();
  }

  @Test
  void isFoundAgainByTheNextRestarterInTheSamePlace() {
    Rest.of(world).check();
    world.crash(0);
    world.settle();
    assertThat(world.state(WEB)).isEqualTo(InstanceState.MAINTENANCE);
    assertThat(world.model().problems().keySet()).containsExactly(WEB);
  }

  @Test
  void doesNotTakeDownWhoIsAskedToMendSomethingElse() {
    world.add(Spec.of("svc:/apart:default"));
    world.ask(TOP, "refresh");
    world.settle();
    assertThat(world.state(TOP)).isEqualTo(InstanceState.OFFLINE);
    assertThat(world.model().problems().keySet()).containsExactly(WEB);
  }
}
