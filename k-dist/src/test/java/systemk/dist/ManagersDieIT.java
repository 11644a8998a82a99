package systemk.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import systemk.bench.Chaos;

/// The managers are killed under load; `k chaos` does the same for longer.
class ManagersDieIT {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Test
  void nothingIsLostWhenTheManagersAreKilled() throws Exception {
    nothingIsLost(false, 12, 3);
  }

  @Test
  void nothingIsLostWhenTheyDieOfAnythingUnderTheGuard() throws Exception {
    int status =
        new ProcessBuilder("unshare", "--pid", "--fork", "--mount-proc", "true").start().waitFor();
    assumeTrue(status == 0, "unshare --pid is refused here, so there is no process 1 to be");
    nothingIsLost(true, 4, 6);
  }

  private static void nothingIsLost(boolean guard, int rounds, int initRounds) throws Exception {
    long seed = System.nanoTime() & 0xffffff;
    Chaos.Options options =
        new Chaos.Options(Scratch.prepared(), rounds, initRounds, 24, seed, guard, false, PATIENCE);
    assertThat(new Chaos(options).run()).as("see the output of %s", options).isTrue();
  }
}
