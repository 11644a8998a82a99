package systemk.core.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.control.Option;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import systemk.core.method.HealthCheck;

final class StreakProperties {

  private static HealthCheck check(int failures, int successes) {
    return new HealthCheck(
        new HealthCheck.Probe.Tcp("127.0.0.1", 80),
        Duration.ofSeconds(1),
        Duration.ofSeconds(1),
        failures,
        successes,
        HealthCheck.Action.DEGRADED);
  }

  /// Counts backwards through what happened, which is what the thresholds mean.
  private static boolean lastAre(List<Boolean> results, int count, boolean wanted) {
    return results.size() >= count
        && results.subList(results.size() - count, results.size()).stream()
            .allMatch(result -> result == wanted);
  }

  @Property
  void theVerdictIsThatOfTheLastResults(
      @ForAll List<Boolean> results,
      @ForAll @IntRange(min = 1, max = 5) int failures,
      @ForAll @IntRange(min = 1, max = 5) int successes,
      @ForAll boolean healthy) {
    Streak streak = results.stream().reduce(Streak.NONE, Streak::with, (_, last) -> last);

    Option<Boolean> verdict = streak.verdict(check(failures, successes), healthy);

    Option<Boolean> expected =
        healthy
            ? Option.when(lastAre(results, failures, false), false)
            : Option.when(lastAre(results, successes, true), true);
    assertThat(verdict).isEqualTo(expected);
  }

  @Property
  void whoBelievesTheVerdictHearsNoMore(
      @ForAll List<Boolean> results,
      @ForAll @IntRange(min = 1, max = 5) int failures,
      @ForAll @IntRange(min = 1, max = 5) int successes) {
    HealthCheck check = check(failures, successes);
    Streak streak = Streak.NONE;
    boolean healthy = true;
    for (boolean result : results) {
      streak = streak.with(result);
      healthy = streak.verdict(check, healthy).getOrElse(healthy);
      assertThat(streak.verdict(check, healthy)).isEmpty();
    }
  }
}
