package systemk.init;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class LivenessTest {
  private static boolean silentAfter(Liveness liveness, long seconds) {
    return liveness.isSilent(Duration.ofSeconds(seconds).toNanos());
  }

  @Test
  void givesADaemonTimeToStart() {
    Liveness fresh = Liveness.started(0);
    assertThat(silentAfter(fresh, 90)).isFalse();
    assertThat(silentAfter(fresh, 91)).isTrue();
  }

  @Test
  void missesAnAnswerAfterThirtySeconds() {
    Liveness heard = Liveness.started(0).answered(Duration.ofSeconds(10).toNanos());
    assertThat(silentAfter(heard, 40)).isFalse();
    assertThat(silentAfter(heard, 41)).isTrue();
  }

  @Test
  void forgivesASilenceWithoutForgettingWhoAnswered() {
    long then = Duration.ofSeconds(100).toNanos();
    assertThat(Liveness.started(0).forgiven(then)).isEqualTo(new Liveness(false, then));
    assertThat(Liveness.started(0).answered(1).forgiven(then)).isEqualTo(new Liveness(true, then));
  }
}
