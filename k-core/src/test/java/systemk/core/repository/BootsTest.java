package systemk.core.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import systemk.core.fmri.InstanceFmri;
import systemk.core.property.Layer;
import systemk.core.property.Property;

class BootsTest {
  private static final Author CONFIGD = new Author(0, 0, 1, "k.configd");
  private static final InstanceFmri LAST =
      InstanceFmri.of("svc:/milestone/multi-user-server:default");
  private static final InstanceFmri WEB = InstanceFmri.of("svc:/web:default");

  private RepositoryState state = RepositoryState.EMPTY;

  @BeforeEach
  void configure() {
    for (InstanceFmri fmri : Vector.of(LAST, WEB)) {
      commit(
          Vector.of(
              new Change.AddService(fmri.service()),
              new Change.AddInstance(fmri),
              new Change.AddGroup(fmri, "general", "framework", true, Layer.ADMIN, false),
              new Change.SetProperty(
                  fmri, "general", Property.of("enabled", true), Layer.ADMIN, Option.none())));
    }
  }

  private void commit(Vector<Change> changes) {
    state = Transactions.apply(state, Transaction.of(CONFIGD, changes)).get();
  }

  private void boot() {
    state = state.withoutVolatile();
    commit(Boots.begun(state));
  }

  private void online(InstanceFmri fmri) {
    commit(
        Vector.of(
            new Change.Report(
                fmri,
                "restarter",
                "framework",
                Vector.of(Property.of("state", "online")),
                Vector.empty())));
  }

  private void reach() {
    online(LAST);
    assertThat(Boots.isReached(state)).isTrue();
    long generation = state.revision().generation();
    commit(
        Boots.reached(state, false)
            .appendAll(Landmarks.naming(state, Landmarks.LAST_BOOT, generation)));
  }

  @Test
  void aBootCountsAsMissedUntilItHasReachedItsMilestone() {
    boot();
    assertThat(Boots.of(state).missed()).isEqualTo(1);
    assertThat(Boots.awaited(state)).isEqualTo(Option.some(LAST.toString()));
    assertThat(Boots.isReached(state)).isFalse();
    online(WEB);
    assertThat(Boots.isReached(state)).isFalse();
    reach();
    assertThat(Boots.of(state)).isEqualTo(new Boots(0, Option.none()));
    assertThat(Boots.awaited(state)).isEqualTo(Option.none());
    assertThat(Boots.isReached(state)).isFalse();
  }

  @Test
  void afterTwoBootsThatMissedThereIsAWayBackIfThereIsAnythingToGoBackTo() {
    boot();
    boot();
    assertThat(Boots.of(state).wayBack(state)).isEqualTo(Option.none());
    reach();
    long good = Landmarks.generation(state, Landmarks.LAST_BOOT).get();
    boot();
    assertThat(Boots.of(state).wayBack(state)).isEqualTo(Option.none());
    boot();
    assertThat(Boots.of(state).wayBack(state)).isEqualTo(Option.some(good));
  }

  @Test
  void thatTheMachineWentBackIsKeptUntilItIsOldNews() {
    boot();
    reach();
    long left = state.revision().generation();
    commit(Boots.fellBack(state, 4));
    Boots.Fallback back = new Boots.Fallback(left, 4, left + 1);
    assertThat(Boots.of(state).fallback()).isEqualTo(Option.some(back));
    assertThat(state.revision().generation()).isEqualTo(back.at());
    boot();
    commit(Boots.reached(state, false));
    assertThat(Boots.of(state).fallback()).isEqualTo(Option.some(back));
    boot();
    commit(Boots.reached(state, true));
    assertThat(Boots.of(state)).isEqualTo(new Boots(0, Option.none()));
  }

  @Test
  void withoutItsMilestoneAllThatIsEnabledHasToRun() {
    commit(Vector.of(new Change.DeleteService(LAST.service())));
    boot();
    assertThat(Boots.isReached(state)).isFalse();
    online(WEB);
    assertThat(Boots.isReached(state)).isTrue();
  }

  @Test
  void aMilestoneThatIsConfiguredIsTheUsualOne() {
    InstanceFmri restarter = InstanceFmri.of("svc:/system/svc/restarter:default");
    commit(
        Vector.of(
            new Change.AddService(restarter.service()),
            new Change.AddInstance(restarter),
            new Change.AddGroup(restarter, "options", "framework", true, Layer.ADMIN, false),
            new Change.SetProperty(
                restarter,
                "options",
                Property.of("milestone", WEB.toString()),
                Layer.ADMIN,
                Option.none())));
    boot();
    assertThat(Boots.awaited(state)).isEqualTo(Option.some(WEB.toString()));
  }
}
