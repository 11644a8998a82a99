package systemk.bench.races;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import systemk.core.repository.Revision;

final class WatchedTest {
  private static final Revision FROM = new Revision(1, 0);
  private static final Revision TO = new Revision(3, 1);
  private static final Map<Revision, String> ANSWERED =
      Map.of(new Revision(2, 1), "r2.1", new Revision(2, 0), "r2.0");

  private static List<String> violations(long... generationsAndTicks) {
    List<Watched.Announcement> told =
        Arrays.stream(generationsAndTicks)
            .mapToObj(n -> new Revision(n / 10, n % 10))
            .map(revision -> new Watched.Announcement(revision, "r" + revision))
            .toList();
    return Watched.violations(FROM, TO, told, ANSWERED);
  }

  @Test
  void everythingOnceInOrder() {
    assertThat(violations(20, 21, 31)).isEmpty();
  }

  @Test
  void somethingMissing() {
    assertThat(violations(20, 31)).contains("2.1 was never told");
  }

  @Test
  void somethingTwice() {
    assertThat(violations(20, 20, 21, 31)).contains("2.0 was told twice");
  }

  @Test
  void theEndMissing() {
    assertThat(violations(20, 21)).hasSize(1);
  }

  @Test
  void anotherTransactionThanWasAnswered() {
    List<Watched.Announcement> told =
        List.of(
            new Watched.Announcement(new Revision(2, 0), "else"),
            new Watched.Announcement(new Revision(2, 1), "r2.1"),
            new Watched.Announcement(new Revision(3, 1), ""));
    assertThat(Watched.violations(FROM, TO, told, ANSWERED)).hasSize(1);
  }
}
