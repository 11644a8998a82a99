package systemk.configd;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import systemk.configd.Feed.Step;
import systemk.core.repository.Committed;
import systemk.core.repository.Revision;

final class FeedTest {
  private final Feed feed = new Feed();

  private static Committed entry(long generation) {
    return new Committed(new Revision(generation, 0), Instant.EPOCH, Served.adding("a"));
  }

  private static Step now(Feed.Cursor cursor) throws InterruptedException {
    return cursor.next(System.nanoTime());
  }

  @Test
  void everyCursorSeesWhatIsPublishedAfterItWasOpened() throws Exception {
    feed.publish(entry(1));
    try (Feed.Cursor first = feed.open()) {
      feed.publish(entry(2));
      try (Feed.Cursor second = feed.open()) {
        feed.publish(entry(3));
        assertThat(generation(now(first))).isEqualTo(2);
        assertThat(generation(now(first))).isEqualTo(3);
        assertThat(generation(now(second))).isEqualTo(3);
        assertThat(now(second)).isInstanceOf(Step.Late.class);
      }
    }
    assertThat(feed.followers()).isZero();
  }

  private static long generation(Step step) {
    return step instanceof Step.Next(var entry) ? entry.committed().revision().generation() : -1;
  }

  @Test
  void whoDoesNotKeepUpIsToldThatItLost() throws Exception {
    try (Feed.Cursor cursor = feed.open()) {
      for (int i = 0; i < 20_001; i++) {
        feed.publish(entry(i));
      }
      assertThat(now(cursor)).isInstanceOf(Step.Lost.class);
      feed.publish(entry(30_000));
      assertThat(generation(now(cursor))).isEqualTo(30_000);
    }
  }

  @Test
  void anEndedCursorLetsItsReaderGo() throws Exception {
    Feed.Cursor cursor = feed.open();
    List<Step> seen = new ArrayList<>();
    Thread reader =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    seen.add(cursor.next(System.nanoTime() + 3_600_000_000_000L));
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                });
    cursor.end();
    reader.join();
    assertThat(seen).hasSize(1).first().isInstanceOf(Step.Ended.class);
  }
}
