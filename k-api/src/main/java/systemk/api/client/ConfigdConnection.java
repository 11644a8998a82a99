package systemk.api.client;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Queue;
import systemk.api.json.Pieces;
import systemk.api.json.WireCodec;
import systemk.api.protocol.FromServer;
import systemk.api.protocol.ProtocolException;
import systemk.api.protocol.Request;
import systemk.json.Json;
import systemk.json.JsonException;
import systemk.wire.FrameException;
import systemk.wire.Frames;
import systemk.wire.ShortPath;

/// One connection to k.configd. Any thread may send; one thread at a time may receive.
///
/// A connection does not outlive the server: when [#receive] throws, make another one, subscribe
/// from the last revision seen, and send again every request that has not been answered.
public final class ConfigdConnection implements AutoCloseable {
  private static final int READ_BYTES = 64 << 10;

  private final SocketChannel channel;
  private final Object sending = new Object();
  private final Frames frames = new Frames();
  private final Pieces pieces = new Pieces();
  private final ByteBuffer bytes = ByteBuffer.allocate(READ_BYTES);
  private final Queue<FromServer> received = new ArrayDeque<>();

  private ConfigdConnection(SocketChannel channel) {
    this.channel = channel;
  }

  /// Connects to the server at this socket.
  ///
  /// @throws IOException if nobody listens there
  public static ConfigdConnection open(Path socket) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      return ShortPath.with(
          socket,
          path -> {
            channel.connect(UnixDomainSocketAddress.of(path));
            return new ConfigdConnection(channel);
          });
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /// Sends a request, whole, before any other request of another thread.
  ///
  /// @throws IOException if the connection is broken
  /// @throws FrameException if the request is longer than a frame; nothing was sent
  public void send(Request request) throws IOException {
    ByteBuffer frame = Frames.encode(WireCodec.encode(request));
    synchronized (sending) {
      while (frame.hasRemaining()) {
        channel.write(frame);
      }
    }
  }

  /// Waits for the next message. There is no bound to the wait: [#close] ends it.
  ///
  /// @throws IOException if the connection is broken or closed
  /// @throws ProtocolException if what came is not a message
  public FromServer receive() throws IOException {
    while (received.isEmpty()) {
      bytes.clear();
      if (channel.read(bytes) < 0) {
        throw new EOFException("k.configd closed the connection");
      }
      take(bytes.flip());
    }
    return received.remove();
  }

  private void take(ByteBuffer some) {
    try {
      for (Json frame : frames.feed(some)) {
        pieces.join(frame).map(WireCodec::fromServer).ifPresent(received::add);
      }
    } catch (FrameException | JsonException e) {
      throw new ProtocolException("cannot read what k.configd sent: " + e.getMessage(), e);
    }
  }

  /// Closes the connection and lets a thread that waits in [#receive] go with an exception.
  @Override
  public void close() throws IOException {
    channel.close();
  }
}
