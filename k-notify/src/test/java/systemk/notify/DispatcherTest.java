package systemk.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import systemk.core.fmri.InstanceFmri;
import systemk.core.notify.Means;
import systemk.core.notify.Transition;

final class DispatcherTest {
  private static final Settings SETTINGS =
      new Settings("", "", 3, Duration.ofSeconds(1), Duration.ofMillis(1), 10);
  private final List<String> delivered = new CopyOnWriteArrayList<>();

  private static Message message(int number) {
    return new Message(
        new Transition(
            InstanceFmri.of("svc:/a:i" + number), "online", "maintenance", "", Instant.EPOCH),
        "here");
  }

  private static Vector<Means> command(String... paths) {
    return Vector.of(paths)
        .map(path -> new Means("exec", true, TreeMap.of("path", Vector.of(path))));
  }

  private void note(Message message, Means means) {
    delivered.add(message.transition().instance().name() + " to " + means.parameter("path").get());
  }

  static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(end);
      Thread.onSpinWait();
    }
  }

  @Test
  void deliversInOrderToEachReceiver() {
    Dispatcher dispatcher = new Dispatcher((message, means, _) -> note(message, means));
    for (int i = 0; i < 5; i++) {
      dispatcher.offer(message(i), command("/one", "/two"), SETTINGS);
    }
    await(() -> dispatcher.pending().isEmpty());
    assertThat(delivered.stream().filter(text -> text.endsWith("/one")))
        .containsExactly("i0 to /one", "i1 to /one", "i2 to /one", "i3 to /one", "i4 to /one");
    assertThat(delivered).hasSize(10);
    assertThat(dispatcher.dropped()).isZero();
  }

  @Test
  void whoHangsHoldsUpNobodyElseAndLosesWhatIsTooMuch() {
    CountDownLatch hanging = new CountDownLatch(1);
    Dispatcher dispatcher =
        new Dispatcher(
            (message, means, _) -> {
              if (means.parameter("path").contains("/hangs")) {
                hanging.await();
              }
              note(message, means);
            });
    for (int i = 0; i < 30; i++) {
      int sent = i + 1;
      dispatcher.offer(message(i), command("/hangs", "/well"), SETTINGS);
      await(() -> delivered.size() == sent);
    }
    assertThat(delivered).allMatch(text -> text.endsWith("/well"));
    assertThat(dispatcher.dropped()).isEqualTo(20);
    assertThat(dispatcher.pending()).hasSize(10);
    hanging.countDown();
    await(() -> dispatcher.pending().isEmpty());
    assertThat(delivered).hasSize(40);
  }

  @Test
  void triesAgainAndGivesUp() {
    AtomicInteger attempts = new AtomicInteger();
    Dispatcher dispatcher =
        new Dispatcher(
            (message, means, _) -> {
              if (attempts.incrementAndGet() < 3
                  || message.transition().instance().name().equals("i2")) {
                throw new IOException("not now");
              }
              note(message, means);
            });
    dispatcher.offer(message(1), command("/x"), SETTINGS);
    dispatcher.offer(message(2), command("/x"), SETTINGS);
    await(() -> dispatcher.pending().isEmpty());
    assertThat(delivered).containsExactly("i1 to /x");
    assertThat(attempts).hasValue(6);
    assertThat(dispatcher.dropped()).isEqualTo(1);
  }

  @Test
  void aBugOfOneDeliveryEndsNoOther() {
    Dispatcher dispatcher =
        new Dispatcher(
            (message, means, _) -> {
              if (message.transition().instance().name().equals("i1")) {
                throw new IllegalStateException("a bug, on purpose");
              }
              note(message, means);
            });
    dispatcher.offer(message(1), command("/x"), SETTINGS);
    dispatcher.offer(message(2), command("/x"), SETTINGS);
    await(() -> dispatcher.pending().isEmpty());
    assertThat(delivered).containsExactly("i2 to /x");
  }

  @Test
  void receiversAtATimeAreBounded() {
    CountDownLatch hanging = new CountDownLatch(1);
    Dispatcher dispatcher = new Dispatcher((_, _, _) -> hanging.await());
    for (int i = 0; i < Dispatcher.LANES + 7; i++) {
      dispatcher.offer(message(i), command("/x" + i), SETTINGS);
    }
    assertThat(dispatcher.dropped()).isEqualTo(7);
    hanging.countDown();
    await(() -> dispatcher.pending().isEmpty());
  }

  @Test
  void pausesGrowToABound() {
    Settings settings = Settings.DEFAULT;
    assertThat(settings.pauseAfter(1)).isEqualTo(Duration.ofSeconds(1));
    assertThat(settings.pauseAfter(3)).isEqualTo(Duration.ofSeconds(4));
    assertThat(settings.pauseAfter(99)).isEqualTo(Duration.ofMinutes(1));
  }
}
