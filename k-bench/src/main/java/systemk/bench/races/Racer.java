package systemk.bench.races;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import systemk.api.client.ConfigdConnection;
import systemk.api.protocol.FromServer;
import systemk.api.protocol.Request;
import systemk.api.protocol.Response;

/// A client that reads registers with svcprop and commits to them under guards, one operation after
/// the other, and goes on when k.configd is killed: a commit that was not answered is sent again.
public final class Racer implements Runnable {
  private static final long RETRY_MILLIS = 2;

  private final Course course;
  private final Path socket;
  private final int number;
  private final SplittableRandom random;
  private @Nullable ConfigdConnection connection;
  private long requests;

  public Racer(Course course, Path socket, int number, long seed) {
    this.course = course;
    this.socket = socket;
    this.number = number;
    this.random = new SplittableRandom(seed * 1_000_003 + number);
  }

  @Override
  public void run() {
    try {
      while (!course.isOver()) {
        int register = random.nextInt(Course.REGISTERS);
        String value = read(register);
        if (value != null && random.nextInt(100) < 60) {
          commit(register, value);
        } else if (random.nextInt(100) < 10) {
          note();
        }
      }
      disconnect();
    } catch (IOException | RuntimeException e) {
      course.complain("client " + number + ": " + e);
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts a client", e);
    }
  }

  /// Reads a register; null if k.configd was killed before it answered.
  private @Nullable String read(int register) throws IOException, InterruptedException {
    long id = ++requests;
    ConfigdConnection now = connect();
    if (now == null) {
      return null;
    }
    String name = Course.register(register).toString();
    var run =
        new Request.Run(
            id,
            identity(id),
            false,
            List.of("svcprop", "-p", Course.GROUP + "/" + Course.PROPERTY, name),
            "/",
            Request.Terminal.NONE,
            "");
    long begun = System.nanoTime();
    try {
      now.send(run);
      StringBuilder out = new StringBuilder();
      FromServer answer = now.receive();
      while (!(answer instanceof Response.Exit)) {
        if (answer instanceof Response.Out(_, var text)) {
          out.append(text);
        } else {
          course.complain("client " + number + ": svcprop said " + answer);
        }
        answer = now.receive();
      }
      String value = out.toString().strip();
      course.saw(new Observation.Read(register, begun, System.nanoTime(), value));
      return value;
    } catch (IOException _) {
      // It was killed. What a read saw that nobody heard of does not matter.
      disconnect();
      return null;
    }
  }

  private void commit(int register, String seen) throws IOException, InterruptedException {
    Long expected = course.generationOf(seen).getOrNull();
    if (expected == null) {
      // Its committer has not been told yet.
      return;
    }
    long id = ++requests;
    String value = "v" + number + "." + id;
    long begun = System.nanoTime();
    FromServer answer =
        ask(new Request.Commit(id, Course.guarded(register, value, expected, identity(id))));
    long ended = System.nanoTime();
    switch (answer) {
      case Response.Done(_, var revision) -> {
        course.committed(value, revision, identity(id));
        course.saw(
            new Observation.Wrote(register, begun, ended, value, revision.generation(), expected));
      }
      case Response.Repeated(_, var revision) -> {
        course.committed(value, revision, identity(id));
        course.saw(
            new Observation.Wrote(register, begun, ended, value, revision.generation(), expected));
      }
      case Response.Rejected _ ->
          course.saw(new Observation.Refused(register, begun, ended, expected));
      default -> course.complain("client " + number + ": a commit was answered by " + answer);
    }
  }

  private void note() throws IOException, InterruptedException {
    long id = ++requests;
    switch (ask(new Request.Commit(id, Course.note(number, id, identity(id))))) {
      case Response.Done(_, var revision) -> course.noted(revision, identity(id));
      case Response.Repeated(_, var revision) -> course.noted(revision, identity(id));
      case FromServer other ->
          course.complain("client " + number + ": a note was answered by " + other);
    }
  }

  private String identity(long id) {
    return "race " + number + " " + id;
  }

  /// Sends a request until it is answered.
  private FromServer ask(Request request) throws IOException, InterruptedException {
    Predicate<FromServer> mine =
        answer -> answer instanceof Response response && response.id() == request.id();
    while (true) {
      ConfigdConnection now = connect();
      if (now == null) {
        continue;
      }
      try {
        now.send(request);
        FromServer answer = now.receive();
        if (!mine.test(answer)) {
          throw new IllegalStateException("asked " + request.id() + ", answered " + answer);
        }
        return answer;
      } catch (IOException _) {
        disconnect();
      }
    }
  }

  /// The connection; null if there is nobody to connect to just now.
  private @Nullable ConfigdConnection connect() throws InterruptedException {
    if (connection == null) {
      try {
        connection = ConfigdConnection.open(socket);
      } catch (IOException _) {
        // k.configd is about to be started again.
        Thread.sleep(RETRY_MILLIS);
      }
    }
    return connection;
  }

  private void disconnect() throws IOException {
    ConfigdConnection now = connection;
    if (now != null) {
      connection = null;
      now.close();
    }
  }
}
