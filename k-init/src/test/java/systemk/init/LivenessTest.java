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
    assertThat(silentAfter(Liveness.started(0).forgiven(then), 190)).isFalse();
    assertThat(silentAfter(Liveness.started(0).forgiven(then), 191)).isTrue();
    assertThat(silentAfter(Liveness.started(0).answered(1).forgiven(then), 130)).isFalse();
    assertThat(silentAfter(Liveness.started(0).answered(1).forgiven(then), 131)).isTrue();
  }

  /// A second of processor time in each minute, which is what a hundredth of a processor does.
  @Test
  void waitsForADaemonThatWorksOnItsFirstAnswerButNotForEver() {
    Liveness slow = Liveness.started(0);
    for (int minute = 1; minute <= 15; minute++) {
      assertThat(silentAfter(slow, minute * 60L)).isFalse();
      slow = slow.used(Duration.ofMinutes(minute).toNanos(), 100L * minute);
    }
    assertThat(silentAfter(slow, 15 * 60)).isFalse();
    assertThat(silentAfter(slow, 15 * 60 + 1)).isTrue();
    assertThat(silentAfter(slow.answered(Duration.ofMinutes(15).toNanos()), 15 * 60 + 30))
        .isFalse();
  }

  @Test
  void doesNotWaitForOneThatHangs() {
    Liveness stuck = Liveness.started(0);
    for (int second = 1; second <= 90; second++) {
      stuck = stuck.used(Duration.ofSeconds(second).toNanos(), second);
    }
    assertThat(silentAfter(stuck, 91)).isTrue();
  }

  @Test
  void afterTheFirstAnswerWorkIsNoExcuse() {
    Liveness loops = Liveness.started(0).answered(0).used(Duration.ofSeconds(29).toNanos(), 2_900);
    assertThat(silentAfter(loops, 31)).isTrue();
  }
}
