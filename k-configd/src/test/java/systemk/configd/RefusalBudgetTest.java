package systemk.configd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class RefusalBudgetTest {
  private final RefusalBudget budget = new RefusalBudget();

  private int admitted(long uid, int attempts, long now) {
    int admitted = 0;
    for (int i = 0; i < attempts; i++) {
      admitted += budget.admit(uid, now).isPresent() ? 1 : 0;
    }
    return admitted;
  }

  @Test
  void whoTriesTooOftenIsCountedInsteadOfRecorded() {
    assertThat(admitted(1, 1000, 0)).isEqualTo(20);
    assertThat(budget.admit(1, 59_999)).isEmpty();
    assertThat(budget.admit(1, 60_000)).isEqualTo(OptionalLong.of(981));
    assertThat(budget.admit(2, 60_000)).isEqualTo(OptionalLong.of(0));
  }

  @Test
  void manyUsersTogetherHaveABoundToo() {
    int admitted = 0;
    for (long uid = 0; uid < 5000; uid++) {
      admitted += admitted(uid, 30, 0);
    }
    assertThat(admitted).isEqualTo(200);
    assertThat(admitted(9999, 30, 86_400_000)).isEqualTo(20);
  }
}
