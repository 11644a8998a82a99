package systemk.dist;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// A program that is run as another user: sends each line of its input as a frame to a socket and
/// writes what is answered, up to the end of the request, in a line. It needs nothing but the JDK,
/// because that user may not even read the class path.
final class Impostor {
  private Impostor() {}

  public static void main(String[] arguments) throws IOException {
    var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
        channel.connect(UnixDomainSocketAddress.of(Path.of(arguments[0])));
        byte[] text = line.getBytes(StandardCharsets.UTF_8);
        channel.write(ByteBuffer.allocate(4 + text.length).putInt(text.length).put(text).flip());
        StringBuilder answer = new StringBuilder();
        String frame;
        do {
          frame =
              StandardCharsets.UTF_8.decode(read(channel, read(channel, 4).getInt())).toString();
          answer.append(frame);
        } while (frame.contains(",\"out\":") || frame.contains(",\"err\":"));
        System.out.println(answer);
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
