package systemk.init;

import static org.assertj.core.api.Assertions.assertThat;
import static systemk.init.Shutdown.Phase.ASKING;
import static systemk.init.Shutdown.Phase.DONE;
import static systemk.init.Shutdown.Phase.KILLING;
import static systemk.init.Shutdown.Phase.LEAVING;
import static systemk.init.Shutdown.Phase.TERMINATING;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ShutdownTest {
  private static final Shutdown.Sight BUSY =
      new Shutdown.Sight(false, false, true, true, true, true, true);
  private static final Shutdown.Sight QUIET =
      new Shutdown.Sight(true, false, false, false, false, false, false);

  private static Optional<Shutdown.Phase> after(
      Shutdown.Phase phase, Duration time, Shutdown.Sight sight) {
    return new Shutdown(phase, -5).next(sight, -5 + time.toNanos()).map(Shutdown::phase);
  }

  @Test
  void waitsForServicesButNotForEver() {
    assertThat(after(ASKING, Duration.ofSeconds(119), BUSY)).isEmpty();
    assertThat(after(ASKING, Duration.ofMinutes(2), BUSY)).contains(TERMINATING);
    assertThat(after(TERMINATING, Duration.ofSeconds(4), BUSY)).isEmpty();
    assertThat(after(TERMINATING, Duration.ofSeconds(5), BUSY)).contains(KILLING);
  }

  @Test
  void doesNotWaitWhenSomebodyIsInAHurry() {
    Shutdown.Sight hurried = new Shutdown.Sight(false, true, true, true, true, true, true);
    assertThat(after(ASKING, Duration.ZERO, hurried)).contains(TERMINATING);
    assertThat(after(TERMINATING, Duration.ZERO, hurried)).isEmpty();
  }

  @Test
  void passesThroughEveryPhaseAndEnds() {
    for (Shutdown.Sight sight : List.of(BUSY, QUIET)) {
      List<Shutdown.Phase> phases = new ArrayList<>();
      Shutdown shutdown = Shutdown.begin(0);
      long now = 0;
      while (shutdown.phase() != DONE) {
        phases.add(shutdown.phase());
        now += Duration.ofMinutes(3).toNanos();
        shutdown = shutdown.next(sight, now).orElseThrow();
      }
      phases.add(DONE);
      assertThat(phases).containsExactly(Shutdown.Phase.values());
      assertThat(shutdown.next(sight, Long.MAX_VALUE)).isEmpty();
    }
  }

  @Test
  void asksNobodyWhenForced() {
    Shutdown forced = Shutdown.force(0);
    assertThat(forced.admitsSpawns()).isFalse();
    assertThat(forced.keepsDaemons()).isFalse();
    assertThat(forced.next(QUIET, 0).map(Shutdown::phase)).contains(LEAVING);
  }

  @Test
  void letsFileSystemsGoInTheirTime() {
    assertThat(after(LEAVING, Duration.ofSeconds(59), BUSY)).isEmpty();
    assertThat(after(LEAVING, Duration.ofSeconds(60), BUSY)).contains(DONE);
    assertThat(after(LEAVING, Duration.ZERO, QUIET)).contains(DONE);
  }

  @Test
  void keepsDaemonsUntilServicesAreGone() {
    assertThat(new Shutdown(KILLING, 0).keepsDaemons()).isTrue();
    assertThat(new Shutdown(Shutdown.Phase.STOPPING_STARTD, 0).keepsDaemons()).isFalse();
    assertThat(new Shutdown(ASKING, 0).admitsSpawns()).isTrue();
    assertThat(new Shutdown(TERMINATING, 0).admitsSpawns()).isFalse();
  }
}
