package systemk.init;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import systemk.json.Json;
import systemk.wire.FrameException;
import systemk.wire.Frames;
import systemk.wire.ShortPath;

/// A client of k.init's socket as k.startd is one.
final class TestClient implements AutoCloseable {
  private final SocketChannel channel;
  private final BlockingQueue<Json.Obj> replies = new LinkedBlockingQueue<>();
  private final BlockingQueue<Json.Obj> events = new LinkedBlockingQueue<>();
  private final Thread reader;
  private long ids;

  TestClient(Path socket) {
    try {
      channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      ShortPath.with(socket, path -> channel.connect(UnixDomainSocketAddress.of(path)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    reader = Thread.ofPlatform().daemon().start(this::read);
  }

  private void read() {
    Frames frames = new Frames();
    ByteBuffer buffer = ByteBuffer.allocate(65536);
    try {
      while (channel.read(buffer) >= 0) {
        for (Json frame : frames.feed(buffer.flip())) {
          Json.Obj message = frame.asObj("message");
          (message.has("type") ? events : replies).add(message);
        }
        buffer.clear();
      }
    } catch (IOException | FrameException _) {
      // The other side hung up, which is what some tests want.
    }
    replies.add(Json.object().put("closed", true).build());
    events.add(Json.object().put("closed", true).build());
  }

  /// Sends a request and answers the reply, whatever it is.
  Json.Obj ask(String op, Json.Builder members) {
    send(Json.object().put("id", ++ids).put("op", op).putAll(members.build().members()).build());
    Json.Obj reply = take(replies, "a reply to " + op);
    if (!reply.has("closed") && reply.integer("id") != ids) {
      throw new AssertionError("reply to another request: " + reply);
    }
    return reply;
  }

  /// The next reply, to whatever.
  Json.Obj reply() {
    return take(replies, "a reply");
  }

  /// Sends a request that must succeed.
  Json.Obj must(String op, Json.Builder members) {
    Json.Obj reply = ask(op, members);
    if (!reply.flag("ok")) {
      throw new AssertionError(op + " was refused: " + reply);
    }
    return reply;
  }

  /// Sends a request that must be refused, and answers why it was.
  String refused(String op, Json.Builder members) {
    Json.Obj reply = ask(op, members);
    return reply
        .optionalString("error")
        .orElseThrow(() -> new AssertionError(op + " was not refused: " + reply));
  }

  Json.Obj hello() {
    return must("hello", Json.object().put("client", "k.startd"));
  }

  static Json.Builder job(String token, String... argv) {
    return Json.object()
        .put("token", token)
        .put("owner", "svc:/test:" + token)
        .putStrings("argv", List.of(argv))
        .put("env", Json.object().put("PATH", "/usr/bin:/bin").build())
        .put("cwd", "/");
  }

  static Json.Builder script(String token, String script) {
    return job(token, "/bin/sh", "-c", script);
  }

  static Json.Builder contract(long id) {
    return Json.object().put("contract", id);
  }

  long spawn(Json.Builder job) {
    return must("spawn", job).integer("contract");
  }

  /// The next numbered event.
  Json.Obj event() {
    while (true) {
      Json.Obj event = take(events, "an event");
      if (event.has("event") || event.has("closed")) {
        return event;
      }
    }
  }

  /// The next message of this type, skipping others that are not numbered.
  Json.Obj message(String type) {
    while (true) {
      Json.Obj event = take(events, type);
      if (event.has("closed") || event.string("type").equals(type)) {
        return event;
      }
    }
  }

  /// A numbered event that is already there, if there is one.
  Optional<Json.Obj> waiting() {
    for (Json.Obj event = events.poll(); event != null; event = events.poll()) {
      if (event.has("event") || event.has("closed")) {
        return Optional.of(event);
      }
    }
    return Optional.empty();
  }

  void send(Json message) {
    sendRaw(Frames.encode(message));
  }

  void sendRaw(ByteBuffer bytes) {
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Json.Obj take(BlockingQueue<Json.Obj> queue, String what) {
    try {
      Json.Obj message = queue.poll(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);
      if (message == null) {
        throw new AssertionError("waited in vain for " + what);
      }
      return message;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
      reader.join();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
