package systemk.startd;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import systemk.core.Time;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.ServiceFmri;

final class TimersTest {
  private static final InstanceFmri A = new ServiceFmri("a").instance("default");
  private static final InstanceFmri B = new ServiceFmri("b").instance("default");

  private final Timers timers = new Timers();

  @Test
  void nobodyIsWokenWhoDidNotAsk() {
    assertThat(timers.next()).isEqualTo(Time.NEVER);
    assertThat(timers.take(Time.NEVER)).isEmpty();
  }

  @Test
  void theEarliestIsFirstAndEachIsWokenOnce() {
    timers.set(A, 20);
    timers.set(B, 10);

    assertThat(timers.next()).isEqualTo(10);
    assertThat(timers.take(9)).isEmpty();
    assertThat(timers.take(20)).containsExactly(B, A);
    assertThat(timers.take(20)).isEmpty();
    assertThat(timers.next()).isEqualTo(Time.NEVER);
  }

  @Test
  void aNewMomentReplacesTheOneBefore() {
    timers.set(A, 10);
    timers.set(A, 30);
    timers.set(B, 20);
    timers.set(B, 20);

    assertThat(timers.take(20)).containsExactly(B);
    assertThat(timers.next()).isEqualTo(30);
  }

  @Test
  void atTheSameMomentTheNamesDecide() {
    timers.set(B, 10);
    timers.set(A, 10);

    assertThat(timers.take(10)).containsExactly(A, B);
  }
}
