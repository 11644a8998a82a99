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

/// Asks k.init which processes there are.
///
/// Nothing in the repository depends on the answer, so a k.init that cannot be asked is something
/// to tell the user, not a failure.
final class InitLink {
  private static final long BOUND_SECONDS = 2;
  private static final long MILLIS_PER_TICK = 10;

  private final Path socket;

  InitLink(Path socket) {
    this.socket = socket;
  }

  /// The processes of these contracts, or why nobody knows.
  Reply processes(Vector<Long> contracts) throws InterruptedException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      var asking = new FutureTask<>(() -> ask(channel, contracts));
      Thread.ofVirtual().name("ask k.init").start(asking);
      return new Reply.Running(asking.get(BOUND_SECONDS, TimeUnit.SECONDS));
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
    return new Reply.Failed("cannot ask k.init: " + reason);
  }

  private Vector<ProcessLine> ask(SocketChannel channel, Vector<Long> contracts)
      throws IOException {
    ShortPath.with(socket, path -> channel.connect(UnixDomainSocketAddress.of(path)));
    Frames frames = new Frames();
    long boot = bootMillis();
    Vector<ProcessLine> processes = Vector.empty();
    for (long contract : contracts) {
      Json.Obj answer = ask(channel, frames, contract).asObj("answer");
      for (Json process : answer.items("processes")) {
        processes = processes.append(line(contract, process.asObj("process"), boot));
      }
    }
    return processes;
  }

  /// A contract that is no more has no processes: k.init's refusal is an answer, too.
  private static Json ask(SocketChannel channel, Frames frames, long contract) throws IOException {
    Json request =
        Json.object().put("id", contract).put("op", "processes").put("contract", contract).build();
    ByteBuffer out = Frames.encode(request);
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
        return answers.getFirst();
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
