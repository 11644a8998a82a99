package systemk.configd;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LogThrottleTest {
  private long millis = 1_000_000;

  @Test
  void aFewLinesPassAndTheRestIsCounted() {
    LogThrottle throttle = new LogThrottle(() -> Instant.ofEpochMilli(millis));
    List<Integer> lines = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      throttle.admit(lines::add);
    }
    assertThat(lines).hasSize(20).containsOnly(0);
    millis += 10_001;
    throttle.admit(lines::add);
    throttle.admit(lines::add);
    assertThat(lines.subList(20, 22)).containsExactly(80, 0);
  }
}
