package systemk.configd;

import io.vavr.collection.Vector;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import systemk.json.Json;
import systemk.shell.Outcome.ProcessLine;
import systemk.shell.Outcome.Reply;
import systemk.wire.Frames;
import systemk.wire.ShortPath;

/// Asks k.init which processes there are, and for the end of the machine.
///
/// Nothing in the repository depends on the answer, so a k.init that cannot be asked is something
/// to tell the user, not a failure.
final class InitLink {
  private static final long BOUND_SECONDS = 2;
  private static final long PATIENCE_SECONDS = 10;
  private static final long LOOK_AGAIN_MILLIS = 50;
  private static final long MILLIS_PER_TICK = 10;

  private static final String CANNOT_ASK = "cannot ask k.init: ";

  private final Path socket;

  InitLink(Path socket) {
    this.socket = socket;
  }

  /// The processes of these contracts, or why nobody knows.
  Reply processes(Vector<Long> contracts) throws InterruptedException {
    return talk(
        line -> {
          long boot = bootMillis();
          Vector<ProcessLine> processes = Vector.empty();
          for (long contract : contracts) {
            for (Json process : line.processes(contract).items("processes")) {
              processes = processes.append(line(contract, process.asObj("process"), boot));
            }
          }
          return new Reply.Running(processes);
        });
  }

  /// The instance a process is of; an empty text if it is of none, or why nobody knows.
  Reply owner(long pid) throws InterruptedException {
    return talk(line -> new Reply.Text(line.owner(pid).optionalString("owner").orElse("")));
  }

  /// Whether the tree of services is that of a machine or a container.
  Reply machine() throws InterruptedException {
    awaitInit();
    return talk(
        line ->
            line.ask(Json.object().put("id", 1).put("op", "status"))
                    .object("init")
                    .string("mode")
                    .equals("user")
                ? new Reply.Failed("this tree of services is not what the machine was booted with")
                : new Reply.Text(""));
  }

  /// Has the machine end.
  Reply end(String how, String reason, boolean force) throws InterruptedException {
    return order(
        Json.object()
            .put("op", "shutdown")
            .put("how", how)
            .put("reason", reason)
            .put("force", force));
  }

  /// Shows a text to all who are logged in.
  Reply announce(String text) throws InterruptedException {
    return order(Json.object().put("op", "announce").put("text", text));
  }

  /// Begins an upgrade, or tells how the one with this token is doing: `under way`, `done`, or why
  /// it failed. One whose k.init cannot be asked is under way: it is becoming another.
  Reply upgrade(String token, String home) throws InterruptedException {
    awaitInit();
    Reply reply =
        talk(
            line -> {
              Json.Obj answer =
                  line.ask(
                      Json.object()
                          .put("id", 1)
                          .put("op", "upgrade")
                          .put("token", token)
                          .put("home", home));
              Optional<String> error = answer.optionalString("error");
              if (error.isPresent()) {
                return new Reply.Failed(error.get());
              }
              String state = answer.string("state");
              return state.equals("failed")
                  ? new Reply.Failed(answer.string("reason"))
                  : new Reply.Text(state);
            });
    return reply instanceof Reply.Failed(String reason) && reason.startsWith(CANNOT_ASK)
        ? new Reply.Text("under way")
        : reply;
  }

  /// Has the console be a single administrator's.
  Reply singleUser() throws InterruptedException {
    return order(Json.object().put("op", "single_user"));
  }

  /// Has a shell offered on the console, for this reason.
  Reply rescue(String reason) throws InterruptedException {
    return order(Json.object().put("op", "rescue").put("reason", reason));
  }

  private Reply order(Json.Builder order) throws InterruptedException {
    awaitInit();
    return talk(
        line ->
            line.ask(order.put("id", 1))
                .optionalString("error")
                .<Reply>map(Reply.Failed::new)
                .orElseGet(() -> new Reply.Text("")));
  }

  /// Waits until k.init can be connected to, for a while: one that was killed is back in a moment.
  private void awaitInit() throws InterruptedException {
    long begin = System.nanoTime();
    while (!isThere() && System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
      TimeUnit.MILLISECONDS.sleep(LOOK_AGAIN_MILLIS);
    }
  }

  private boolean isThere() {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return ShortPath.with(socket, path -> channel.connect(UnixDomainSocketAddress.of(path)));
    } catch (IOException _) {
      return false;
    }
  }

  /// What is asked of k.init, once it is connected.
  private interface Talk {
    Reply with(Line line) throws IOException;
  }

  private Reply talk(Talk talk) throws InterruptedException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      var asking =
          new FutureTask<>(
              () -> {
                ShortPath.with(socket, path -> channel.connect(UnixDomainSocketAddress.of(path)));
                return talk.with(new Line(channel, new Frames()));
              });
      Thread.ofVirtual().name("ask k.init").start(asking);
      return asking.get(BOUND_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      // Closing the channel, as leaving the block did, is what ends the thread that asks.
      return failed("no answer within " + BOUND_SECONDS + " s");
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      return failed(cause == null ? "it failed" : String.valueOf(cause.getMessage()));
    } catch (IOException e) {
      return failed(String.valueOf(e.getMessage()));
    }
  }

  private static Reply failed(String reason) {
    return new Reply.Failed(CANNOT_ASK + reason);
  }

  /// A connection to k.init, for one question at a time.
  private record Line(SocketChannel channel, Frames frames) {

    /// A contract that is no more has no processes: k.init's refusal is an answer, too.
    Json.Obj processes(long contract) throws IOException {
      return ask(
          Json.object().put("id", contract).put("op", "processes").put("contract", contract));
    }

    Json.Obj owner(long pid) throws IOException {
      return ask(Json.object().put("id", pid).put("op", "owner").put("pid", pid));
    }

    private Json.Obj ask(Json.Builder request) throws IOException {
      ByteBuffer out = Frames.encode(request.build());
      while (out.hasRemaining()) {
        channel.write(out);
      }
      ByteBuffer in = ByteBuffer.allocate(16 << 10);
      while (true) {
        in.clear();
        if (channel.read(in) < 0) {
          throw new EOFException("it closed the connection");
        }
        List<Json> answers = frames.feed(in.flip());
        if (!answers.isEmpty()) {
          return answers.getFirst().asObj("answer");
        }
      }
    }
  }

  private static ProcessLine line(long contract, Json.Obj process, long boot) {
    long started =
        process.has("start_time_millis")
            ? process.integer("start_time_millis")
            : boot + process.integer("start_time", 0) * MILLIS_PER_TICK;
    return new ProcessLine(
        contract,
        process.integer("pid"),
        started,
        process.optionalString("comm").orElse(""),
        arguments(process),
        process.flag("zombie"));
  }

  private static String arguments(Json.Obj process) {
    Optional<Json> args = process.find("args");
    return args.isPresent() && args.get() instanceof Json.Str(var text)
        ? text
        : String.join(" ", process.strings("args"));
  }

  /// When the machine was booted, from which the kernel counts the start times of processes.
  private static long bootMillis() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/stat"))) {
      if (line.startsWith("btime ")) {
        return Long.parseLong(line.substring("btime ".length())) * 1000;
      }
    }
    return 0;
  }
}
