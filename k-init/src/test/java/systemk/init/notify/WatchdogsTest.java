package systemk.init.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.junit.jupiter.api.Test;
import systemk.init.loop.Reactor;

final class WatchdogsTest implements Reactor {
  private record Due(long at, Runnable action) {}

  private static final Duration PERIOD = Duration.ofNanos(100);

  private final PriorityQueue<Due> timers = new PriorityQueue<>(Comparator.comparingLong(Due::at));
  private final List<Long> late = new ArrayList<>();
  private long now;
  private final Watchdogs watchdogs = new Watchdogs(this, () -> now, late::add);

  private void advance(long nanos) {
    long end = now + nanos;
    while (!timers.isEmpty() && timers.element().at() <= end) {
      Due due = timers.remove();
      now = due.at();
      due.action().run();
    }
    now = end;
  }

  @Test
  void saysNothingAsLongAsItHears() {
    watchdogs.begin(1, PERIOD);
    for (int i = 0; i < 20; i++) {
      advance(99);
      watchdogs.alive(1);
    }
    assertThat(late).isEmpty();
    assertThat(timers).as("one timer, however often it hears").hasSize(1);
  }

  @Test
  void tellsEachSilenceOnceAtItsTime() {
    watchdogs.begin(1, PERIOD);
    advance(50);
    watchdogs.alive(1);
    advance(99);
    assertThat(late).isEmpty();
    advance(1);
    assertThat(late).containsExactly(1L);
    advance(1000);
    assertThat(late).containsExactly(1L);
    watchdogs.alive(1);
    advance(99);
    assertThat(late).hasSize(1);
    advance(1);
    assertThat(late).hasSize(2);
  }

  @Test
  void forgetsWhoHasEnded() {
    watchdogs.begin(1, PERIOD);
    watchdogs.begin(2, PERIOD);
    advance(50);
    watchdogs.end(1);
    watchdogs.begin(2, Duration.ofNanos(10));
    advance(1000);
    assertThat(late).containsExactly(2L);
    watchdogs.alive(1);
    advance(1000);
    assertThat(late).hasSize(1);
  }

  @Override
  public void post(Runnable action) {
    action.run();
  }

  @Override
  public Timer after(Duration delay, Runnable action) {
    Due due = new Due(now + delay.toNanos(), action);
    timers.add(due);
    return () -> timers.remove(due);
  }

  @Override
  public void watch(int descriptor, Reaction reaction) {
    throw new AssertionError("nothing is to be watched");
  }

  @Override
  public void unwatch(int descriptor) {
    throw new AssertionError("nothing is watched");
  }
}
