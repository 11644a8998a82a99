package systemk.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import systemk.bench.proof.Prove;

/// A short `k prove`: the real k.configd loses nothing it acknowledged. The long one is for people.
@Timeout(600)
final class ProofIT {
  @Test
  void nothingAcknowledgedIsLostHalfOrWrong() throws Exception {
    assertThat(Prove.quickly(Scratch.prepared(), List.of("kills", "damage", "races"))).isEmpty();
  }

  @Test
  void noCrashStateIsWrong() throws Exception {
    assumeTrue(Prove.canTrace(), "needs strace");

    assertThat(Prove.quickly(Scratch.prepared(), List.of("crashes"))).isEmpty();
  }
}
