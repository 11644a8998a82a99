package systemk.api.transport;

import io.netty.channel.Channel;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import systemk.json.Json;
import systemk.json.JsonException;
import systemk.wire.Plain;

/// Hands the frames of one connection to its receiver, one after the other, on a virtual thread
/// that exists while there are any.
///
/// The event loop puts them here and goes on. When they come faster than they are handled, reading
/// from the socket stops until all are handled, and the client waits.
final class Inbox {
  private static final int MAX_BYTES = 1 << 20;
  private static final int MAX_FRAMES = 64;

  /// The largest frame that is looked at on the event loop, in bytes.
  private static final int SMALL = 1024;

  private final Channel channel;
  private final Connection connection;
  private final Receiver receiver;
  private final Acceptor acceptor;
  private final Queue<Frame> frames = new ArrayDeque<>();
  private int bytes;
  private boolean handling;
  private boolean over;

  Inbox(Channel channel, Connection connection, Receiver receiver, Acceptor acceptor) {
    this.channel = channel;
    this.connection = connection;
    this.receiver = receiver;
    this.acceptor = acceptor;
  }

  /// @param content what the frame says, which may have to be read first
  private record Frame(int bytes, Supplier<Json> content) {}

  void put(byte[] content) {
    Json read = content.length <= SMALL && isIdle() ? read(content) : null;
    if (read != null && isAnswered(read)) {
      return;
    }
    synchronized (this) {
      frames.add(new Frame(content.length, read != null ? () -> read : () -> Plain.read(content)));
      bytes += content.length;
      if (bytes > MAX_BYTES || frames.size() > MAX_FRAMES) {
        channel.config().setAutoRead(false);
      }
    }
    wake();
  }

  private synchronized boolean isIdle() {
    return !handling;
  }

  /* Whatever is wrong with a frame is found again, and told, where it is handled. */

  private static @Nullable Json read(byte[] content) {
    try {
      return Plain.read(content);
    } catch (JsonException e) {
      return null;
    }
  }

  private boolean isAnswered(Json frame) {
    try {
      return receiver.answered(frame);
    } catch (JsonException e) {
      return false;
    }
  }

  /// No more will come.
  void end() {
    synchronized (this) {
      over = true;
    }
    wake();
  }

  private void wake() {
    synchronized (this) {
      if (handling) {
        return;
      }
      handling = true;
    }
    Thread.ofVirtual().name("client " + connection.peer().pid()).start(this::handle);
  }

  private void handle() {
    Frame next = next();
    while (next != null) {
      handle(next);
      next = next();
    }
  }

  private @Nullable Frame next() {
    boolean last;
    synchronized (this) {
      Frame next = frames.poll();
      if (next != null) {
        bytes -= next.bytes();
        return next;
      }
      last = over;
      // After the end nobody is to wake it any more.
      handling = last;
    }
    if (last) {
      receiver.closed();
    } else if (!channel.config().isAutoRead()) {
      channel.config().setAutoRead(true);
    }
    return null;
  }

  private void handle(Frame frame) {
    try {
      receiver.received(frame.content().get());
    } catch (JsonException e) {
      acceptor.brokenOff(connection.peer(), "frame is not JSON: " + e.getMessage());
      connection.close("frame is not JSON: " + e.getMessage());
    } catch (RuntimeException | Error e) {
      acceptor.failed(connection.peer(), e);
      connection.close("internal error");
    }
  }
}
