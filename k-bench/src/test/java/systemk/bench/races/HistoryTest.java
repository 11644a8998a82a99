package systemk.bench.races;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class HistoryTest {
  private static final List<Observation.Wrote> FIRST =
      List.of(new Observation.Wrote(0, 0, 0, "a", 1, 0), new Observation.Wrote(1, 0, 0, "x", 1, 0));

  private static Observation.Wrote wrote(
      long begun, long ended, String value, long generation, long expected) {
    return new Observation.Wrote(0, begun, ended, value, generation, expected);
  }

  private static Observation.Read read(int register, long begun, long ended, String value) {
    return new Observation.Read(register, begun, ended, value);
  }

  private static List<String> violations(Observation... all) {
    return History.violations(FIRST, List.of(all));
  }

  @Test
  void oneAfterTheOther() {
    assertThat(violations(read(0, 10, 20, "a"), wrote(30, 40, "b", 2, 1), read(0, 50, 60, "b")))
        .isEmpty();
  }

  @Test
  void aReadDuringACommitMaySeeEither() {
    assertThat(violations(wrote(10, 40, "b", 2, 1), read(0, 20, 30, "a"))).isEmpty();
    assertThat(violations(wrote(10, 40, "b", 2, 1), read(0, 20, 30, "b"))).isEmpty();
  }

  @Test
  void aReadAfterACommitMustSeeIt() {
    assertThat(violations(wrote(10, 20, "b", 2, 1), read(0, 30, 40, "a"))).hasSize(1);
  }

  @Test
  void nobodyMaySeeTheOldValueAfterSomebodySawTheNew() {
    assertThat(violations(wrote(10, 100, "b", 2, 1), read(0, 20, 30, "b"), read(0, 40, 50, "a")))
        .hasSize(1);
  }

  @Test
  void thatHoldsAcrossRegisters() {
    // Whoever sees the later commit sees the earlier one, too, wherever it was.
    Observation other = new Observation.Wrote(1, 10, 100, "y", 3, 1);
    assertThat(
            violations(
                wrote(10, 100, "b", 2, 1), other, read(1, 20, 30, "y"), read(0, 40, 50, "a")))
        .hasSize(1);
  }

  @Test
  void nobodyMaySeeWhatIsCommittedLater() {
    assertThat(violations(read(0, 10, 20, "b"), wrote(30, 40, "b", 2, 1))).hasSize(1);
  }

  @Test
  void commitsKeepToRealTime() {
    assertThat(violations(wrote(10, 20, "b", 3, 2), wrote(30, 40, "c", 2, 1))).hasSize(1);
  }

  @Test
  void twoCommitsUnderTheSameGuard() {
    assertThat(violations(wrote(10, 20, "b", 2, 1), wrote(30, 40, "c", 3, 1))).hasSize(1);
  }

  @Test
  void aRefusalNeedsAReason() {
    Observation refused = new Observation.Refused(0, 10, 20, 1);
    assertThat(violations(refused)).hasSize(1);
    assertThat(violations(refused, wrote(5, 15, "b", 2, 1))).isEmpty();
    // The commit that made the guard fail must have been before whatever comes after the refusal.
    assertThat(violations(refused, wrote(5, 100, "b", 2, 1), read(0, 30, 40, "a"))).hasSize(1);
  }

  @Test
  void aValueFromNowhere() {
    assertThat(violations(read(0, 10, 20, "z"))).hasSize(1);
  }
}
