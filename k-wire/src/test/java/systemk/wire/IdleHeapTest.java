package systemk.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IdleHeapTest {
  private static final long MEGABYTE = 1 << 20;

  @Test
  void collectsWhatABurstLeftBehind() {
    assertThat(IdleHeap.isWorthIt(20 * MEGABYTE, 20 * MEGABYTE + 1000, 0)).isTrue();
    assertThat(IdleHeap.isWorthIt(20 * MEGABYTE, 20 * MEGABYTE, 5 * MEGABYTE)).isTrue();
  }

  @Test
  void doesNotDisturbWork() {
    assertThat(IdleHeap.isWorthIt(12 * MEGABYTE, 20 * MEGABYTE, 5 * MEGABYTE)).isFalse();
    assertThat(IdleHeap.isWorthIt(28 * MEGABYTE, 20 * MEGABYTE, 5 * MEGABYTE)).isFalse();
  }

  @Test
  void disturbsWorkRatherThanToHaveMuchMoreThanIsAlive() {
    assertThat(IdleHeap.isWorthIt(150 * MEGABYTE, 190 * MEGABYTE, 50 * MEGABYTE)).isTrue();
    assertThat(IdleHeap.isWorthIt(60 * MEGABYTE, 100 * MEGABYTE, 50 * MEGABYTE)).isFalse();
    assertThat(IdleHeap.isWorthIt(0, 100 * MEGABYTE, 0)).isTrue();
  }

  @Test
  void takesNoYoungGenerationForWork() {
    assertThat(IdleHeap.isWorthIt(20 * MEGABYTE, 27 * MEGABYTE, 5 * MEGABYTE)).isTrue();
    assertThat(IdleHeap.isWorthIt(27 * MEGABYTE, 20 * MEGABYTE, 5 * MEGABYTE)).isTrue();
  }

  @Test
  void doesNotCollectAgainWhatIsAlive() {
    assertThat(IdleHeap.isWorthIt(6 * MEGABYTE, 6 * MEGABYTE, 5 * MEGABYTE)).isFalse();
    assertThat(IdleHeap.isWorthIt(120 * MEGABYTE, 120 * MEGABYTE, 100 * MEGABYTE)).isFalse();
    assertThat(IdleHeap.isWorthIt(130 * MEGABYTE, 130 * MEGABYTE, 100 * MEGABYTE)).isTrue();
  }
}
