package systemk.init;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class ThrottleProperties {
  private static final Duration BLINK = Duration.ofMillis(1);

  /// A life of a daemon.
  record Life(long millis, boolean answered) {
    boolean isOfUse() {
      return answered && millis >= Throttle.LONG_LIFE.toMillis();
    }
  }

  /// A daemon that lives one life after the other, and starts after the delay each time.
  private record Course(Throttle throttle, long now) {
    static Course from(long now) {
      return new Course(Throttle.FRESH, now);
    }

    Course live(Life life) {
      long end = now + Duration.ofMillis(life.millis()).toNanos();
      Throttle after = throttle.died(now, life.answered(), end);
      return new Course(after, end + after.delay().toNanos());
    }

    Course live(List<Life> lives) {
      Course course = this;
      for (Life life : lives) {
        course = course.live(life);
      }
      return course;
    }
  }

  @Provide
  Arbitrary<List<Life>> lives() {
    return Combinators.combine(Arbitraries.longs().between(0, 40_000), Arbitraries.of(true, false))
        .as(Life::new)
        .list()
        .ofMaxSize(60);
  }

  @Property
  void delaysStayInBounds(@ForAll("lives") List<Life> lives, @ForAll long origin) {
    Throttle throttle = Course.from(origin).live(lives).throttle();
    assertThat(throttle.delay()).isBetween(Duration.ZERO, Throttle.LONGEST_DELAY);
  }

  @Property
  void oneLifeOfUseForgivesEverything(
      @ForAll("lives") List<Life> lives,
      @ForAll @LongRange(min = 1_000, max = 1_000_000) long last) {
    Throttle after = Course.from(0).live(lives).live(new Life(last, true)).throttle();
    assertThat(after.delay()).isZero();
    assertThat(after.hopeless()).isFalse();
  }

  @Property
  void hopeIsLostOnlyAfterFiveFailuresInARow(@ForAll("lives") List<Life> lives) {
    Course course = Course.from(0);
    int failures = 0;
    for (Life life : lives) {
      course = course.live(life);
      failures = life.isOfUse() ? 0 : failures + 1;
      if (course.throttle().hopeless()) {
        assertThat(failures).isGreaterThanOrEqualTo(Throttle.MAX_SLOW_FAILURES);
      }
    }
  }

  /// However long it takes to fail, be it because the machine is slow or because it hangs.
  @Property
  void whoNeverAnswersIsHopelessByTheTwentiethTimeOrSoon(
      @ForAll @LongRange(min = 0, max = 91_000) long millis) {
    Course course = Course.from(0);
    int failures = 0;
    while (!course.throttle().hopeless()) {
      course = course.live(new Life(millis, false));
      failures++;
    }
    assertThat(failures).isLessThanOrEqualTo(Throttle.MAX_FAILURES);
    long bound =
        Math.max(
            Throttle.PATIENCE.toMillis() + millis + Throttle.LONGEST_HOPEFUL_DELAY.toMillis(),
            Throttle.MAX_SLOW_FAILURES * (millis + Throttle.LONGEST_HOPEFUL_DELAY.toMillis()));
    long died = course.now() - course.throttle().delay().toNanos();
    assertThat(Duration.ofNanos(died).toMillis()).isLessThanOrEqualTo(bound);
  }

  @Property
  void delaysNeverShrinkWhileLivesAreOfNoUse(@ForAll @IntRange(min = 1, max = 40) int deaths) {
    Throttle throttle = Throttle.FRESH;
    Duration before = Duration.ZERO;
    long now = 0;
    for (int i = 0; i < deaths; i++) {
      throttle = throttle.died(now, true, now + BLINK.toNanos());
      assertThat(throttle.delay()).isGreaterThanOrEqualTo(before);
      before = throttle.delay();
      now += BLINK.plus(before).toNanos();
    }
  }

  @Property
  void whoWorksForAWhileIsNeverHopelessHoweverOftenItIsKilled(
      @ForAll @Size(min = 30, max = 30) List<@LongRange(min = 1_000, max = 9_999) Long> lives) {
    Throttle throttle =
        Course.from(0)
            .live(lives.stream().map(millis -> new Life(millis, true)).toList())
            .throttle();
    assertThat(throttle.hopeless()).isFalse();
    assertThat(throttle.delay()).isZero();
  }

  @Test
  void restartsAtOnceFirstAndThenEverLater() {
    Throttle throttle = Throttle.FRESH;
    List<Long> expected = List.of(0L, 100L, 200L, 400L, 800L, 1000L, 1000L);
    for (long millis : expected) {
      throttle = throttle.died(0, true, 1);
      assertThat(throttle.delay()).isEqualTo(Duration.ofMillis(millis));
    }
  }

  @Test
  void losesHopeAtTheTwentiethFailureHoweverFast() {
    Throttle throttle = Throttle.FRESH;
    for (int i = 1; i <= 20; i++) {
      assertThat(throttle.hopeless()).isFalse();
      throttle = throttle.died(i, true, i + 1);
    }
    assertThat(throttle.hopeless()).isTrue();
    assertThat(throttle.delay()).isEqualTo(Throttle.LONGEST_DELAY);
  }

  @Test
  void losesHopeAtTheFifthFailureOfADaemonThatTakesSevenSecondsToFail() {
    Course course = Course.from(0);
    for (int i = 1; i < Throttle.MAX_SLOW_FAILURES; i++) {
      course = course.live(new Life(7_000, false));
      assertThat(course.throttle().hopeless()).isFalse();
    }
    assertThat(course.live(new Life(7_000, false)).throttle().hopeless()).isTrue();
  }
}
