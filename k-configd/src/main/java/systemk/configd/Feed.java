package systemk.configd;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import systemk.api.protocol.Notification;
import systemk.api.transport.Connection;
import systemk.core.repository.Committed;

/// Hands every committed transaction to everyone who follows the repository.
/* The repository's writer must not be held up, so it only appends a reference to the queue of each
 * cursor; whoever follows takes it from there on a thread of its own.
 *
 * How to follow without a gap and without a repetition: first open a cursor, then read the state (or
 * the transactions since a known one), then take entries from the cursor and pass over those that are
 * not after what was read. What was committed before the cursor was opened is in the state, because a
 * transaction is told only after its state can be read; what is committed later is in the queue.
 */
final class Feed {
  private final Set<Cursor> cursors = ConcurrentHashMap.newKeySet();

  /// Called by the repository's writer.
  void publish(Committed committed) {
    Entry entry = new Entry(committed);
    for (Cursor cursor : cursors) {
      cursor.offer(entry);
    }
  }

  /// How many follow.
  int followers() {
    return cursors.size();
  }

  /// Follows from now on.
  Cursor open() {
    return open(_ -> true);
  }

  /// Follows from now on what is wanted, as far as the cursor's own queue goes.
  Cursor open(Predicate<Committed> wanted) {
    Cursor cursor = new Cursor(wanted);
    cursors.add(cursor);
    return cursor;
  }

  /// A committed transaction and, once somebody wanted it, its encoded announcement.
  static final class Entry {
    private final Committed committed;
    private @Nullable List<byte[]> announcement;

    Entry(Committed committed) {
      this.committed = committed;
    }

    Committed committed() {
      return committed;
    }

    synchronized List<byte[]> announcement() {
      List<byte[]> encoded = announcement;
      if (encoded == null) {
        encoded = Connection.encode(new Notification.Announced(committed));
        announcement = encoded;
      }
      return encoded;
    }
  }

  /// What waiting at a cursor came to.
  sealed interface Step {
    /// The next transaction.
    record Next(Entry entry) implements Step {}

    /// The queue ran over and was emptied. What is committed from now on will be in it.
    record Lost() implements Step {}

    /// The time was up.
    record Late() implements Step {}

    /// The cursor was ended.
    record Ended() implements Step {}
  }

  /// One follower's place in history.
  final class Cursor implements AutoCloseable {
    private static final int MAX_ENTRIES = 10_000;

    private final Predicate<Committed> wanted;
    private final Queue<Entry> entries = new ArrayDeque<>();
    private boolean lost;
    private boolean ended;
    private boolean resting;

    private Cursor(Predicate<Committed> wanted) {
      this.wanted = wanted;
    }

    private synchronized void offer(Entry entry) {
      if (!wanted.test(entry.committed())) {
        return;
      }
      if (entries.size() >= MAX_ENTRIES) {
        entries.clear();
        lost = true;
      }
      entries.add(entry);
      // To wake a thread costs the writer as much as half a commit.
      if (!resting) {
        notifyAll();
      }
    }

    /// Lets entries gather for a while, undisturbed unless the cursor is ended, and passes over all
    /// there are: for who wants to know that there is news rather than each piece of it.
    synchronized void rest(Duration atMost) throws InterruptedException {
      resting = true;
      long until = System.nanoTime() + atMost.toNanos();
      for (long left = atMost.toMillis(); left > 0 && !ended; ) {
        wait(left);
        left = Duration.ofNanos(until - System.nanoTime()).toMillis();
      }
      resting = false;
      entries.clear();
      lost = false;
    }

    /// Waits for the next entry.
    ///
    /// @param deadline when to give up, by [System#nanoTime()]
    synchronized Step next(long deadline) throws InterruptedException {
      while (true) {
        if (ended) {
          return new Step.Ended();
        }
        if (lost) {
          lost = false;
          entries.clear();
          return new Step.Lost();
        }
        Entry entry = entries.poll();
        if (entry != null) {
          return new Step.Next(entry);
        }
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          return new Step.Late();
        }
        wait(Math.max(1, Duration.ofNanos(left).toMillis()));
      }
    }

    /// Lets whoever waits here go.
    synchronized void end() {
      ended = true;
      notifyAll();
    }

    @Override
    public void close() {
      cursors.remove(this);
    }
  }
}
