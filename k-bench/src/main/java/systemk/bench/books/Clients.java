package systemk.bench.books;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import systemk.api.client.ConfigdConnection;
import systemk.api.protocol.FromServer;
import systemk.api.protocol.Request;
import systemk.api.protocol.Response;
import systemk.core.repository.RepositoryState;

/// All clients of the proof together.
public final class Clients {
  private final Books books;
  private final AtomicReference<Books.Till> till = new AtomicReference<>(new Books.Till(0, 0));
  private final List<Client> clients = new ArrayList<>();
  private @Nullable Long opened;

  public Clients(Books books, long seed) {
    this.books = books;
    for (int i = 0; i < books.clients(); i++) {
      clients.add(new Client(books, i, seed, till));
    }
  }

  /// Commits what everything else rests on.
  public void open(Path socket) throws IOException {
    try (ConfigdConnection connection = ConfigdConnection.open(socket)) {
      connection.send(new Request.Commit(-1, books.opening()));
      FromServer answer = connection.receive();
      if (!(answer instanceof Response.Done(_, var revision))) {
        throw new IOException("cannot open the books: " + answer);
      }
      opened = revision.generation();
      till.set(new Books.Till(0, revision.generation()));
    }
  }

  /// The generation from which on everything is counted.
  public long opened() {
    Long generation = opened;
    if (generation == null) {
      throw new IllegalStateException("the books are not open");
    }
    return generation;
  }

  /// Connects everybody and sends again what was not answered.
  ///
  /// @param room how many requests each may have unanswered
  public void connect(Path socket, int room) throws IOException {
    for (Client client : clients) {
      client.connect(socket, room);
    }
  }

  /// Waits until everything is answered. False if it is not in time.
  public boolean awaitAnswers(Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    for (Client client : clients) {
      if (!client.awaitAnswers(Duration.ofNanos(deadline - System.nanoTime()))) {
        return false;
      }
    }
    return true;
  }

  public void load() {
    clients.forEach(Client::load);
  }

  public void pause() throws InterruptedException {
    for (Client client : clients) {
      client.pause();
    }
  }

  public void disconnect() throws IOException, InterruptedException {
    for (Client client : clients) {
      client.disconnect();
    }
  }

  public Claims claims() {
    return new Claims(
        clients.stream().map(Client::claims).toList(),
        clients.stream().mapToLong(Client::generation).max().orElse(0));
  }

  /// Compares a repository with all that was acknowledged, and with what clients were told that
  /// makes no sense.
  public Verdict check(RepositoryState state) {
    Verdict verdict = books.check(state, opened(), claims(), true);
    clients.forEach(client -> client.complaints().forEach(verdict::wrong));
    return verdict;
  }

  /// Whether a state is one that once was, however much of the end is missing.
  public Verdict checkPast(RepositoryState state) {
    return books.check(state, opened(), transcript().claims(), true);
  }

  public Books books() {
    return books;
  }

  public long acknowledged() {
    return clients.stream().mapToLong(Client::acknowledged).sum();
  }

  public long refused() {
    return clients.stream().mapToLong(Client::refused).sum();
  }

  public long unanswered() {
    return clients.stream().mapToLong(Client::unanswered).sum();
  }

  /// Everything that was sent, to be acknowledged once more in the order a record tells.
  public Transcript transcript() {
    return new Transcript(
        clients.stream().map(Client::operations).toList(),
        clients.stream().map(Client::claims).toList());
  }
}
