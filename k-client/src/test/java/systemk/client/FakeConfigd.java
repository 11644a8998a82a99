package systemk.client;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.Queue;
import systemk.json.Json;
import systemk.wire.Frames;
import systemk.wire.Layout;
import systemk.wire.Plain;
import systemk.wire.ShortPath;

/// A k.configd that says what a test tells it to.
final class FakeConfigd implements AutoCloseable {
  private final Layout layout;
  private final ServerSocketChannel server;

  FakeConfigd(Layout layout) throws IOException {
    this.layout = layout;
    Files.createDirectories(layout.run());
    Files.deleteIfExists(layout.configdSocket());
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    ShortPath.with(layout.configdSocket(), path -> server.bind(UnixDomainSocketAddress.of(path)));
  }

  Client accept() throws IOException {
    return new Client(server.accept());
  }

  @Override
  public void close() throws IOException {
    server.close();
    Files.deleteIfExists(layout.configdSocket());
  }

  /// The other end of one connection.
  static final class Client implements AutoCloseable {
    private final SocketChannel channel;
    private final Frames frames = new Frames();
    private final Queue<Json> received = new ArrayDeque<>();

    private Client(SocketChannel channel) {
      this.channel = channel;
    }

    Json.Obj receive() throws IOException {
      ByteBuffer bytes = ByteBuffer.allocate(1 << 16);
      while (received.isEmpty()) {
        bytes.clear();
        if (channel.read(bytes) < 0) {
          throw new EOFException("the client went away");
        }
        frames.contents(bytes.flip()).forEach(content -> received.add(Plain.read(content)));
      }
      return received.remove().asObj("request");
    }

    /// Sends this text as a frame, JSON or plain.
    void say(String text) throws IOException {
      ByteBuffer frame = Frames.frame(text.getBytes(StandardCharsets.UTF_8));
      while (frame.hasRemaining()) {
        channel.write(frame);
      }
    }

    /// Sends bytes that are no frame.
    void babble(byte[] bytes) throws IOException {
      channel.write(ByteBuffer.wrap(bytes));
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
