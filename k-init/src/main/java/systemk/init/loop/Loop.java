package systemk.init.loop;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import systemk.linux.Descriptors;
import systemk.linux.Poll;

/// The one thread that owns all state of k.init: it waits for descriptors, timers and what other
/// threads post, and runs one reaction at a time.
public final class Loop implements Reactor, AutoCloseable {
  private static final int MAX_POSTS_PER_TURN = 1024;
  private static final long ORIGIN = System.nanoTime();

  private static final class Due implements Timer {
    private final long nanos;
    private final Runnable action;
    private boolean cancelled;

    private Due(long nanos, Runnable action) {
      this.nanos = nanos;
      this.action = action;
    }

    @Override
    public void cancel() {
      cancelled = true;
    }
  }

  private final Poll poll = new Poll();
  private final int wakeup = Descriptors.flag();
  private final Queue<Runnable> posts = new ConcurrentLinkedQueue<>();
  private final Queue<Runnable> last = new ArrayDeque<>();
  private final Map<Integer, Reaction> reactions = new HashMap<>();
  // Differences, not values, of nanoTime may be compared: it is free to overflow.
  private final PriorityQueue<Due> timers =
      new PriorityQueue<>(Comparator.comparingLong(timer -> timer.nanos - ORIGIN));

  private final Consumer<Throwable> accident;
  private boolean stopped;

  /// @param accident told of everything a reaction throws; the loop goes on, since the end of
  ///   process 1 would be the end of everything
  public Loop(Consumer<Throwable> accident) {
    this.accident = accident;
    poll.add(wakeup);
  }

  /// The one method that other threads may call.
  @Override
  public void post(Runnable action) {
    posts.add(action);
    Descriptors.raise(wakeup);
  }

  /// Runs an action when everything else in this turn has been done.
  void atEndOfTurn(Runnable action) {
    last.add(action);
  }

  @Override
  public Timer after(Duration delay, Runnable action) {
    Due timer = new Due(System.nanoTime() + delay.toNanos(), action);
    timers.add(timer);
    return timer;
  }

  @Override
  public void watch(int descriptor, Reaction reaction) {
    poll.add(descriptor);
    reactions.put(descriptor, reaction);
  }

  /// Chooses what is waited for on a watched descriptor.
  public void interest(int descriptor, boolean reading, boolean writing) {
    poll.change(descriptor, reading, writing);
  }

  @Override
  public void unwatch(int descriptor) {
    reactions.remove(descriptor);
    poll.remove(descriptor);
  }

  public void stop() {
    stopped = true;
  }

  /// Runs until it is stopped.
  public void run() {
    while (!stopped) {
      for (Poll.Ready ready : poll.await(timeoutMillis())) {
        if (ready.descriptor() == wakeup) {
          Descriptors.lower(wakeup);
        } else {
          // An earlier reaction of this turn may have closed it.
          Reaction reaction = reactions.get(ready.descriptor());
          if (reaction != null) {
            guard(() -> reaction.ready(ready.readable(), ready.writable()));
          }
        }
      }
      runPosts();
      runTimers();
      runLast();
    }
  }

  private int timeoutMillis() {
    if (!posts.isEmpty() || !last.isEmpty()) {
      return 0;
    }
    Due next = timers.peek();
    if (next == null) {
      return -1;
    }
    long millis = Math.ceilDiv(next.nanos - System.nanoTime(), 1_000_000);
    return Math.clamp(millis, 0, Integer.MAX_VALUE);
  }

  private void runPosts() {
    for (int i = 0; i < MAX_POSTS_PER_TURN; i++) {
      Runnable action = posts.poll();
      if (action == null) {
        return;
      }
      guard(action);
    }
  }

  private void runTimers() {
    long now = System.nanoTime();
    Queue<Due> due = new ArrayDeque<>();
    while (!timers.isEmpty() && timers.element().nanos - now <= 0) {
      due.add(timers.remove());
    }
    for (Due timer : due) {
      if (!timer.cancelled) {
        guard(timer.action);
      }
    }
  }

  private void runLast() {
    @Nullable Runnable action;
    while ((action = last.poll()) != null) {
      guard(action);
    }
  }

  private void guard(Runnable action) {
    try {
      action.run();
    } catch (Throwable t) {
      accident.accept(t);
    }
  }

  @Override
  public void close() {
    poll.close();
    Descriptors.close(wakeup);
  }
}
