package systemk.init.loop;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import systemk.json.Json;
import systemk.linux.Descriptors;
import systemk.wire.FrameException;
import systemk.wire.Frames;

/// One socket that carries frames both ways, on the loop. What the other side does not read is kept
/// up to a limit; beyond it the connection is closed.
public final class Connection {
  /// The longest frame a client may send.
  public static final int MAX_REQUEST_BYTES = 4 << 20;

  private static final int MAX_QUEUED_BYTES = 8 << 20;
  private static final int READ_BYTES = 16 << 10;
  private static final int READS_PER_TURN = 64;
  private static final Duration LAST_WORDS = Duration.ofSeconds(5);

  /// What a connection tells its owner.
  public interface Listener {
    void received(Connection connection, Json message);

    /// The other side sent something that is not a frame. Nothing more will be read.
    void garbled(Connection connection, String problem);

    /// The other side has caught up with everything that was queued.
    void drained(Connection connection);

    /// The connection is closed, by whichever side.
    void closed(Connection connection, String why);
  }

  private final Loop loop;
  private final int socket;
  private final Listener listener;
  private final Frames frames = new Frames(MAX_REQUEST_BYTES);
  private final ByteBuffer input = ByteBuffer.allocateDirect(READ_BYTES);
  private final ByteBuffer output = ByteBuffer.allocateDirect(READ_BYTES);
  private final Deque<ByteBuffer> queue = new ArrayDeque<>();
  private int queuedBytes;
  private boolean writing;
  private boolean holding;
  private boolean ending;
  private boolean open = true;

  public Connection(Loop loop, int socket, Listener listener) {
    this.loop = loop;
    this.socket = socket;
    this.listener = listener;
    output.limit(0);
    loop.watch(socket, this::ready);
  }

  public boolean isOpen() {
    return open;
  }

  /// How many bytes wait for the other side to read.
  public int queuedBytes() {
    return queuedBytes;
  }

  /// Sends a message, at the end of this turn or when the other side reads.
  /* What is said in one turn goes out together, so that the other side is woken once for it and sees it
   * as one: that the last process of a service has ended, say, with that its main process has.
   */
  public void send(Json message) {
    if (!open || ending) {
      return;
    }
    ByteBuffer frame = Frames.encode(message);
    // One message on an idle connection may be as long as any frame: a table of contracts is.
    if (queuedBytes > 0 && queuedBytes + frame.remaining() > MAX_QUEUED_BYTES) {
      close("it does not read what it asked for");
      return;
    }
    queue.add(frame);
    queuedBytes += frame.remaining();
    if (queuedBytes >= READ_BYTES) {
      flush();
    } else if (!holding) {
      holding = true;
      loop.atEndOfTurn(
          () -> {
            holding = false;
            flush();
          });
    }
  }

  /// Sends what is queued, then closes. The other side gets a moment to read it.
  public void end() {
    ending = true;
    loop.after(LAST_WORDS, () -> close("it was sent away"));
    flush();
  }

  public void close(String why) {
    if (open) {
      open = false;
      loop.unwatch(socket);
      Descriptors.close(socket);
      queue.clear();
      queuedBytes = 0;
      listener.closed(this, why);
    }
  }

  private void ready(boolean readable, boolean writable) {
    if (writable) {
      flush();
      if (open && queuedBytes == 0) {
        listener.drained(this);
      }
    }
    for (int i = 0; readable && open && !ending && i < READS_PER_TURN; i++) {
      input.clear();
      int count = Descriptors.read(socket, input);
      if (count == Descriptors.WOULD_BLOCK) {
        return;
      }
      if (count <= 0) {
        close(frames.isAtBoundary() ? "it hung up" : "it hung up within a frame");
        return;
      }
      deliver(input.flip());
    }
    if (readable && open && ending) {
      discardUntilEnd();
    }
  }

  private void deliver(ByteBuffer bytes) {
    List<Json> messages;
    try {
      messages = frames.feed(bytes);
    } catch (FrameException e) {
      listener.garbled(this, String.valueOf(e.getMessage()));
      return;
    }
    for (Json message : messages) {
      if (open && !ending) {
        listener.received(this, message);
      }
    }
  }

  /// While the last words go out nothing is read; only a hang-up still counts.
  private void discardUntilEnd() {
    input.clear();
    int count = Descriptors.read(socket, input);
    if (count == 0 || count == Descriptors.BROKEN) {
      close("it hung up");
    }
  }

  private void flush() {
    while (open) {
      if (!output.hasRemaining() && !refill()) {
        write(false);
        if (ending) {
          close("it was sent away");
        }
        return;
      }
      int count = Descriptors.send(socket, output);
      if (count == Descriptors.WOULD_BLOCK) {
        write(true);
        return;
      }
      if (count == Descriptors.BROKEN) {
        close("it hung up");
        return;
      }
      queuedBytes -= count;
    }
  }

  private void write(boolean wanted) {
    if (writing != wanted) {
      writing = wanted;
      loop.interest(socket, true, wanted);
    }
  }

  /// Moves the next piece of the queue to where the kernel can read it.
  private boolean refill() {
    output.clear();
    while (output.hasRemaining() && !queue.isEmpty()) {
      ByteBuffer next = queue.element();
      int count = Math.min(next.remaining(), output.remaining());
      output.put(next.slice(next.position(), count));
      next.position(next.position() + count);
      if (!next.hasRemaining()) {
        queue.remove();
      }
    }
    output.flip();
    return output.hasRemaining();
  }
}
