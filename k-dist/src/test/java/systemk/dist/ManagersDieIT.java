package systemk.dist;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import systemk.bench.Chaos;

/// The managers are killed under load; `k chaos` does the same for longer.
class ManagersDieIT {
  @Test
  void nothingIsLostWhenTheManagersAreKilled() throws Exception {
    Chaos.Options options =
        new Chaos.Options(Scratch.prepared(), 12, 3, 24, System.nanoTime() & 0xffffff, false);
    assertThat(new Chaos(options).run()).as("see the output of %s", options).isTrue();
  }
}
