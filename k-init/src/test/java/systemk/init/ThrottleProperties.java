package systemk.init;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class ThrottleProperties {
  private static final Duration BLINK = Duration.ofMillis(1);

  /// What becomes of a daemon that lives so long each time and starts after the delay.
  private static Throttle play(List<Long> livesMillis, long origin) {
    Throttle throttle = Throttle.FRESH;
    long now = origin;
    for (long life : livesMillis) {
      long started = now;
      now += Duration.ofMillis(life).toNanos();
      throttle = throttle.died(started, now);
      now += throttle.delay().toNanos();
    }
    return throttle;
  }

  @Property
  void delaysStayInBounds(
      @ForAll @Size(max = 60) List<@LongRange(min = 0, max = 20_000) Long> lives,
      @ForAll long origin) {
    Throttle throttle = play(lives, origin);
    assertThat(throttle.delay()).isBetween(Duration.ZERO, Throttle.LONGEST_DELAY);
    assertThat(throttle.deaths()).hasSizeLessThanOrEqualTo(Throttle.MAX_DEATHS);
  }

  @Property
  void aLongLifeForgivesEverything(
      @ForAll @Size(max = 60) List<@LongRange(min = 0, max = 1_999) Long> lives,
      @ForAll @LongRange(min = 2_000, max = 1_000_000) long last) {
    Throttle before = play(lives, 0);
    Throttle after = before.died(0, Duration.ofMillis(last).toNanos());
    assertThat(after.delay()).isZero();
    assertThat(after.hopeless()).isFalse();
  }

  @Property
  void delaysNeverShrinkWhileLivesAreShort(@ForAll @IntRange(min = 1, max = 40) int deaths) {
    Throttle throttle = Throttle.FRESH;
    Duration before = Duration.ZERO;
    long now = 0;
    for (int i = 0; i < deaths; i++) {
      throttle = throttle.died(now, now + BLINK.toNanos());
      assertThat(throttle.delay()).isGreaterThanOrEqualTo(before);
      before = throttle.delay();
      now += BLINK.plus(before).toNanos();
    }
  }

  @Property
  void whoWorksForAWhileIsNeverHopelessHoweverOftenItIsKilled(
      @ForAll @Size(min = 30, max = 30) List<@LongRange(min = 1_000, max = 9_999) Long> lives) {
    Throttle throttle = play(lives, 0);
    assertThat(throttle.hopeless()).isFalse();
    assertThat(throttle.delay()).isZero();
  }

  @Test
  void restartsAtOnceFirstAndThenEverLater() {
    Throttle throttle = Throttle.FRESH;
    List<Long> expected = List.of(0L, 100L, 200L, 400L, 800L, 1000L, 1000L);
    for (long millis : expected) {
      throttle = throttle.died(0, 1);
      assertThat(throttle.delay()).isEqualTo(Duration.ofMillis(millis));
    }
  }

  @Test
  void losesHopeAtTheTwentiethDeathInTwoMinutes() {
    Throttle throttle = Throttle.FRESH;
    for (int i = 1; i <= 20; i++) {
      assertThat(throttle.hopeless()).isFalse();
      throttle = throttle.died(i, i + 1);
    }
    assertThat(throttle.hopeless()).isTrue();
    assertThat(throttle.delay()).isEqualTo(Throttle.LONGEST_DELAY);
  }
}
