package systemk.bench.daemon;

import io.vavr.control.Option;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import systemk.api.client.ConfigdConnection;
import systemk.api.client.Replica;
import systemk.api.protocol.FromServer;
import systemk.api.protocol.Request;
import systemk.api.protocol.Response;
import systemk.core.repository.RepositoryState;

/// Reads the whole state of a k.configd through its socket.
final class Snapshots {
  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final ScheduledExecutorService WATCH =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("snapshot watch").factory());

  private Snapshots() {}

  /// @throws IOException if it does not come whole, or not in time
  static RepositoryState take(ConfigdConnection connection) throws IOException {
    var watch = WATCH.schedule(() -> cut(connection), BOUND.toSeconds(), TimeUnit.SECONDS);
    try {
      connection.send(new Request.Subscribe(1, Option.none()));
      Replica replica = Replica.EMPTY;
      while (replica.known().isEmpty()) {
        FromServer message = connection.receive();
        if (message instanceof Response.Failed(_, var reason)) {
          throw new IOException("cannot subscribe: " + reason);
        }
        replica = replica.after(message);
      }
      return replica.known().get();
    } finally {
      watch.cancel(false);
    }
  }

  private static void cut(ConfigdConnection connection) {
    try {
      connection.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
