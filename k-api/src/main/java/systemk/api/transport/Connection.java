package systemk.api.transport;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import systemk.api.json.Pieces;
import systemk.api.json.WireCodec;
import systemk.api.protocol.FromServer;
import systemk.api.protocol.Notification;
import systemk.api.protocol.Peer;

/// A client's connection. Any thread may use it.
/* What is sent waits in memory until the client reads it. Two kinds of senders live with that
 * differently. One that can wait, such as a command with a long output, calls `awaitRoom` before each
 * message and so keeps little in memory however slow the client is. One that cannot, such as the feed
 * of committed transactions, just sends; a client that lets more than the limit pile up is
 * disconnected, and nobody else notices.
 */
public final class Connection {
  /// Above this, `awaitRoom` waits.
  private static final long ROOM_BYTES = 1 << 20;

  private static final int HEADER_BYTES = 4;

  private final Channel channel;
  private final Peer peer;
  private final Acceptor acceptor;
  private final long queueLimit;
  private final Object lock = new Object();
  private long queued;
  private boolean closed;

  Connection(Channel channel, Peer peer, Acceptor acceptor, long queueLimit) {
    this.channel = channel;
    this.peer = peer;
    this.acceptor = acceptor;
    this.queueLimit = queueLimit;
  }

  public Peer peer() {
    return peer;
  }

  /// Sends a message without waiting. Does nothing once the connection is closed.
  public void send(FromServer message) {
    sendEncoded(encode(message));
  }

  /// Sends a message after all that other threads have sent before, even from the event loop, which
  /// would overtake them otherwise.
  public void sendInTurn(FromServer message) {
    if (channel.eventLoop().inEventLoop()) {
      channel.eventLoop().execute(() -> send(message));
    } else {
      send(message);
    }
  }

  /// The form of a message that [#sendEncoded] takes, for messages with many receivers.
  public static List<byte[]> encode(FromServer message) {
    return Pieces.cut(WireCodec.encode(message));
  }

  /// Sends what [#encode] made, of one message or several, in one go: who waits for them is woken
  /// once.
  public void sendEncoded(List<byte[]> frames) {
    long size = 0;
    byte[][] parts = new byte[2 * frames.size()][];
    for (int i = 0; i < frames.size(); i++) {
      byte[] content = frames.get(i);
      parts[2 * i] = ByteBuffer.allocate(HEADER_BYTES).putInt(content.length).array();
      parts[2 * i + 1] = content;
      size += HEADER_BYTES + content.length;
    }
    write(size, parts);
  }

  private void write(long size, byte[][] parts) {
    synchronized (lock) {
      if (closed) {
        return;
      }
      queued += size;
      if (queued > queueLimit) {
        breakOff("it has let " + queued + " bytes wait");
        return;
      }
    }
    channel.writeAndFlush(Unpooled.wrappedBuffer(parts)).addListener(_ -> sent(size));
  }

  private void sent(long size) {
    synchronized (lock) {
      queued -= size;
      if (queued <= ROOM_BYTES) {
        lock.notifyAll();
      }
    }
  }

  /// Waits until little is waiting to be sent.
  ///
  /// @param atMost how long the client may take for that, after which it is disconnected
  /// @return whether the connection is still open
  public boolean awaitRoom(Duration atMost) throws InterruptedException {
    long deadline = System.nanoTime() + atMost.toNanos();
    synchronized (lock) {
      while (!closed && queued > ROOM_BYTES) {
        long millis = (deadline - System.nanoTime()) / 1_000_000;
        if (millis <= 0) {
          breakOff("it has read nothing for " + atMost.toSeconds() + " s");
          break;
        }
        lock.wait(millis);
      }
      return !closed;
    }
  }

  public boolean isOpen() {
    synchronized (lock) {
      return !closed;
    }
  }

  /// Closes the connection after telling the client why, if it still reads.
  public void close(String reason) {
    sendEncoded(encode(new Notification.Closing(reason)));
    end();
    channel.eventLoop().execute(this::closeAfterWhatIsQueued);
  }

  private void closeAfterWhatIsQueued() {
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    // A client that does not read would keep the connection for ever.
    var _ = channel.eventLoop().schedule(this::drop, 1, TimeUnit.SECONDS);
  }

  private void drop() {
    var _ = channel.close();
  }

  private void breakOff(String reason) {
    end();
    drop();
    acceptor.brokenOff(peer, reason);
  }

  /// Lets those who wait for room go. What is sent from now on goes nowhere.
  void end() {
    synchronized (lock) {
      closed = true;
      lock.notifyAll();
    }
  }
}
