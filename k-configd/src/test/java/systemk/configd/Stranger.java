package systemk.configd;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// A program of another user: sends the frames it is given and prints what is answered to each. It
/// needs nothing but the JDK, because that user may not even read the class path.
final class Stranger {
  private Stranger() {}

  public static void main(String[] arguments) throws IOException {
    for (int i = 1; i < arguments.length; i++) {
      try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
        channel.connect(UnixDomainSocketAddress.of(Path.of(arguments[0])));
        byte[] text = arguments[i].getBytes(StandardCharsets.UTF_8);
        channel.write(ByteBuffer.allocate(4 + text.length).putInt(text.length).put(text).flip());
        int length = read(channel, 4).getInt();
        System.out.println(StandardCharsets.UTF_8.decode(read(channel, length)));
      }
    }
  }

  private static ByteBuffer read(SocketChannel channel, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes) < 0) {
        throw new EOFException("closed");
      }
    }
    return bytes.flip();
  }
}
