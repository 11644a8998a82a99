package systemk.bench.races;

import io.vavr.control.Option;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import systemk.api.client.ConfigdConnection;
import systemk.api.protocol.FromServer;
import systemk.api.protocol.Notification;
import systemk.api.protocol.Request;
import systemk.api.protocol.Response;
import systemk.core.repository.Revision;

/// A client that follows everything that is committed, and subscribes again from the last revision
/// it knows when its connection breaks, or when it feels like it.
public final class Watcher implements Runnable {
  private static final long RETRY_MILLIS = 2;
  private static final int RECONNECT_ONE_IN = 500;

  private final Course course;
  private final Path socket;
  private final SplittableRandom random;
  // Guarded by this.
  private final List<Watched.Announcement> told = new ArrayList<>();
  private @Nullable Revision first;
  private @Nullable Revision last;
  private int connections;
  private boolean closed;
  private @Nullable ConfigdConnection connection;

  public Watcher(Course course, Path socket, long seed) {
    this.course = course;
    this.socket = socket;
    this.random = new SplittableRandom(seed);
  }

  @Override
  public void run() {
    try {
      while (!isClosed()) {
        follow();
      }
    } catch (RuntimeException e) {
      course.complain("watcher: " + e);
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts a watcher", e);
    }
  }

  private void follow() throws InterruptedException {
    try (ConfigdConnection now = ConfigdConnection.open(socket)) {
      begin(now);
      now.send(new Request.Subscribe(1, Option.of(last())));
      boolean more = true;
      while (more) {
        more = heard(now.receive());
      }
    } catch (IOException _) {
      // k.configd was killed, or this watcher closed.
      Thread.sleep(RETRY_MILLIS);
    }
  }

  private synchronized void begin(ConfigdConnection now) throws IOException {
    if (closed) {
      throw new IOException("closed");
    }
    connection = now;
    connections++;
  }

  /// Takes a message. False if the connection is not to go on.
  private synchronized boolean heard(FromServer message) {
    switch (message) {
      case Notification.Announced(var entry) -> {
        String request = entry.transaction().request().getOrElse("");
        told.add(new Watched.Announcement(entry.revision(), request));
        last = entry.revision();
        notifyAll();
        return random.nextInt(RECONNECT_ONE_IN) != 0;
      }
      case Response.Services _ -> {}
      case Response.SnapshotEnd(_, var revision) -> {
        if (first == null) {
          first = revision;
          last = revision;
        } else {
          course.complain("watcher: subscribed from " + last + " and was told everything");
          return false;
        }
      }
      case Response.Since(_, var revision) -> {
        if (!revision.equals(last)) {
          course.complain("watcher: subscribed from " + last + ", was told since " + revision);
        }
      }
      default -> course.complain("watcher: was told " + message);
    }
    return true;
  }

  private synchronized @Nullable Revision last() {
    return last;
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  /// Waits until it was told of this revision. False if it is not in time.
  public synchronized boolean await(Revision revision, long millis) throws InterruptedException {
    long deadline = System.nanoTime() + millis * 1_000_000;
    while (last == null || last.compareTo(revision) < 0) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return false;
      }
      wait(left);
    }
    return true;
  }

  public synchronized void close() throws IOException {
    closed = true;
    if (connection != null) {
      connection.close();
    }
  }

  public synchronized int connections() {
    return connections;
  }

  public synchronized int announcements() {
    return told.size();
  }

  /// What it was told that cannot be, given the last revision there was.
  public synchronized List<String> violations(Revision to) {
    Revision from = first;
    return from == null
        ? List.of("a watcher was never told of any state")
        : Watched.violations(from, to, told, course.answered());
  }
}
