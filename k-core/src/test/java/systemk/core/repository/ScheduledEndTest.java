package systemk.core.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import org.junit.jupiter.api.Test;

class ScheduledEndTest {
  private static final Author ROOT = new Author(0, 0, 1, "shutdown");

  private static ScheduledEnd in(long seconds, long told) {
    return new ScheduledEnd("reboot", seconds * 1000, "shutdown by uid 0", "", told);
  }

  private static RepositoryState after(RepositoryState state, Vector<Change> changes) {
    return Transactions.apply(state, Transaction.of(ROOT, changes)).get();
  }

  @Test
  void isFoundAsItWasScheduledAndNotAfterItWasCancelled() {
    ScheduledEnd end = new ScheduledEnd("halt", 12_345, "shutdown by uid 0", "new disks", 300);
    RepositoryState state = after(RepositoryState.EMPTY, end.scheduled(RepositoryState.EMPTY));
    assertThat(ScheduledEnd.pending(state)).isEqualTo(Option.some(end));
    ScheduledEnd other = in(60, 60);
    state = after(state, other.scheduled(state));
    assertThat(ScheduledEnd.pending(state)).isEqualTo(Option.some(other));
    state = after(state, ScheduledEnd.cancelled(state));
    assertThat(ScheduledEnd.pending(state)).isEqualTo(Option.none());
    assertThat(ScheduledEnd.cancelled(state)).isEmpty();
  }

  @Test
  void doesNotOutliveTheBoot() {
    RepositoryState state =
        after(RepositoryState.EMPTY, in(60, 60).scheduled(RepositoryState.EMPTY));
    assertThat(ScheduledEnd.pending(state.withoutVolatile())).isEqualTo(Option.none());
  }

  @Test
  void tellsEachMarkOnceAndThenIsDue() {
    assertThat(in(7200, 7200).next(0)).isEqualTo(new ScheduledEnd.Step.Rest(3_600_000));
    assertThat(in(7200, 7200).next(3_600_000)).isEqualTo(new ScheduledEnd.Step.Tell(3600));
    assertThat(in(7200, 3600).next(3_600_000)).isEqualTo(new ScheduledEnd.Step.Rest(1_800_000));
    assertThat(in(60, 60).next(0)).isEqualTo(new ScheduledEnd.Step.Rest(50_000));
    assertThat(in(60, 60).next(50_000)).isEqualTo(new ScheduledEnd.Step.Tell(10));
    assertThat(in(60, 10).next(50_001)).isEqualTo(new ScheduledEnd.Step.Rest(9_999));
    assertThat(in(60, 10).next(60_000)).isEqualTo(new ScheduledEnd.Step.Due());
    assertThat(in(60, 60).next(90_000)).isEqualTo(new ScheduledEnd.Step.Due());
  }

  @Test
  void saysHowLongThereIs() {
    assertThat(in(0, 0).announcement(0)).isEqualTo("The system is going down for reboot NOW!");
    assertThat(in(0, 0).announcement(10))
        .isEqualTo("The system is going down for reboot in 10 seconds!");
    assertThat(new ScheduledEnd("poweroff", 0, "", "disks", 0).announcement(300))
        .isEqualTo("The system is going down for power off in 5 minutes!\ndisks");
  }
}
