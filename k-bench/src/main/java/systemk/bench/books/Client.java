package systemk.bench.books;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import systemk.api.client.ConfigdConnection;
import systemk.api.protocol.FromServer;
import systemk.api.protocol.ProtocolException;
import systemk.api.protocol.Request;
import systemk.api.protocol.Response;
import systemk.core.repository.Revision;

/// One client: sends transactions without waiting for each answer, and remembers what it sent and
/// what it was told, over any number of connections.
/* Its requests carry an identity of their own and are numbered across all clients, so that an answer
 * found in a record of the daemon's system calls can be told whose it was. What was not answered on one
 * connection is sent again on the next, in the same order and with the same identities, before anything
 * else.
 */
final class Client {
  private static final int SHIFT = 40;
  private static final int CLOSE_SECONDS = 30;

  private final Books books;
  private final int number;
  private final SplittableRandom random;
  private final AtomicReference<Books.Till> till;
  // Guarded by this.
  private final List<Operation> operations = new ArrayList<>();
  private final TreeMap<Integer, Operation> open = new TreeMap<>();
  private final List<String> complaints = new ArrayList<>();
  private int entriesSent;
  private int entriesAcknowledged;
  private int reportsSent;
  private int reportsAcknowledged;
  private long tillWon;
  private boolean tillOpen;
  private long generation;
  private int refused;

  private volatile boolean loading;
  private @Nullable Line line;

  /// One connection and its threads.
  private final class Line {
    private final ConfigdConnection connection;
    private final Semaphore window;
    private final int room;
    private final Thread receiver;
    private @Nullable Thread sender;

    Line(ConfigdConnection connection, int room) {
      this.connection = connection;
      this.room = room;
      this.window = new Semaphore(room);
      this.receiver = Thread.ofPlatform().daemon().name("answers " + number).unstarted(this::hear);
    }

    private void hear() {
      try {
        while (true) {
          answered(connection.receive());
          window.release();
        }
      } catch (IOException _) {
        // The daemon was killed, or this connection closed: what is open stays open.
        loading = false;
      } catch (ProtocolException e) {
        complain(String.valueOf(e.getMessage()));
      } finally {
        window.release(room);
      }
    }

    private void load() {
      try {
        while (loading) {
          window.acquire();
          if (loading) {
            connection.send(next());
          }
        }
      } catch (IOException _) {
        // As above.
        loading = false;
      } catch (InterruptedException e) {
        throw new IllegalStateException("nobody interrupts a client", e);
      }
    }
  }

  Client(Books books, int number, long seed, AtomicReference<Books.Till> till) {
    this.books = books;
    this.number = number;
    this.random = new SplittableRandom(seed * 31 + number);
    this.till = till;
  }

  /// The client and the place in its history that the id of a request stands for.
  static int clientOf(long id) {
    return (int) (id >>> SHIFT);
  }

  static int indexOf(long id) {
    return (int) (id & 0xffffffffL);
  }

  /// Connects, and sends what is open again.
  ///
  /// @param room how many requests may be unanswered
  void connect(Path socket, int room) throws IOException {
    Line made = new Line(ConfigdConnection.open(socket), room);
    line = made;
    made.receiver.start();
    for (Request request : again()) {
      made.connection.send(request);
    }
  }

  private synchronized List<Request> again() {
    return open.entrySet().stream().map(e -> request(e.getKey(), e.getValue())).toList();
  }

  private Request request(int index, Operation operation) {
    return new Request.Commit(
        ((long) number << SHIFT) | index,
        operation.transaction(books, number).withRequest("prove " + number + " " + index));
  }

  /// Waits until all that was sent is answered. False if it is not in time.
  synchronized boolean awaitAnswers(Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (!open.isEmpty()) {
      long millis = (deadline - System.nanoTime()) / 1_000_000;
      if (millis <= 0) {
        return false;
      }
      wait(millis);
    }
    return true;
  }

  /// Sends one transaction after the other from now on.
  void load() {
    Line now = current();
    loading = true;
    Thread sender = Thread.ofPlatform().daemon().name("client " + number).unstarted(now::load);
    now.sender = sender;
    sender.start();
  }

  /// Sends nothing new any more; answers still come.
  void pause() throws InterruptedException {
    loading = false;
    Line now = current();
    now.window.release(now.room);
    if (now.sender != null) {
      now.sender.join();
    }
  }

  /// Ends the connection, which may be broken already.
  void disconnect() throws IOException, InterruptedException {
    loading = false;
    Line now = line;
    if (now != null) {
      now.connection.close();
      now.window.release(now.room);
      if (!now.receiver.join(Duration.ofSeconds(CLOSE_SECONDS))) {
        throw new IOException("a connection does not close");
      }
      if (now.sender != null) {
        now.sender.join(TimeUnit.SECONDS.toMillis(CLOSE_SECONDS));
      }
      line = null;
    }
  }

  private Line current() {
    Line now = line;
    if (now == null) {
      throw new IllegalStateException("not connected");
    }
    return now;
  }

  private synchronized Request next() {
    Operation operation = choose(random.nextInt(100));
    int index = operations.size();
    operations.add(operation);
    open.put(index, operation);
    return request(index, operation);
  }

  private Operation choose(int dice) {
    if (dice < 10) {
      return new Operation.Report(++reportsSent);
    }
    if (dice < 16 && !tillOpen) {
      Books.Till now = till.get();
      tillOpen = true;
      return new Operation.Till(now.value() + 1, now.generation());
    }
    return new Operation.Entry(++entriesSent);
  }

  private synchronized void answered(FromServer message) {
    switch (message) {
      case Response.Done(long id, var revision) -> done(indexOf(id), revision);
      case Response.Repeated(long id, var revision) -> done(indexOf(id), revision);
      case Response.Rejected(long id, var reasons) -> rejected(indexOf(id), reasons);
      default -> complaints.add("client " + number + " was told " + message);
    }
    if (open.isEmpty()) {
      notifyAll();
    }
  }

  private void done(int index, Revision revision) {
    Operation operation = open.remove(index);
    generation = Math.max(generation, revision.generation());
    switch (operation) {
      case Operation.Entry(int n) -> entriesAcknowledged = inOrder(n, entriesAcknowledged);
      case Operation.Report(int n) -> reportsAcknowledged = inOrder(n, reportsAcknowledged);
      case Operation.Till(long value, _) -> {
        tillOpen = false;
        tillWon = Math.max(tillWon, value);
        Books.Till reached = new Books.Till(value, revision.generation());
        till.accumulateAndGet(reached, (a, b) -> a.value() >= b.value() ? a : b);
      }
      case null -> complaints.add("client " + number + ": answer to nothing, " + index);
    }
  }

  private int inOrder(int n, int before) {
    if (n != before + 1) {
      complaints.add("client " + number + ": " + n + " was acknowledged after " + before);
    }
    return n;
  }

  private void rejected(int index, List<String> reasons) {
    if (open.remove(index) instanceof Operation.Till) {
      tillOpen = false;
      refused++;
    } else {
      complaints.add("client " + number + ": refused: " + String.join("; ", reasons));
    }
  }

  private synchronized void complain(String what) {
    complaints.add("client " + number + ": " + what);
  }

  synchronized Claims.Client claims() {
    return new Claims.Client(
        new Claims.Range(entriesAcknowledged, entriesSent),
        new Claims.Range(reportsAcknowledged, reportsSent),
        tillWon);
  }

  synchronized long generation() {
    return generation;
  }

  /// How many transactions were acknowledged.
  synchronized int acknowledged() {
    return operations.size() - open.size() - refused;
  }

  synchronized int refused() {
    return refused;
  }

  synchronized int unanswered() {
    return open.size();
  }

  /// What this client heard that it should not have. Empties the list.
  synchronized List<String> complaints() {
    List<String> told = List.copyOf(complaints);
    complaints.clear();
    return told;
  }

  /// All this client ever sent, by the indexes in the ids of its requests.
  synchronized List<Operation> operations() {
    return List.copyOf(operations);
  }
}
