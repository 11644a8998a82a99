package systemk.init;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Locale;

/// A file that shows `k-guard` that the event loop still turns: the pid and a count that grows.
///
/// It is written over in place, which takes no space, so that a full file system does not stop the
/// heart.
final class Heartbeat {
  static final Duration EVERY = Duration.ofSeconds(2);

  private final FileChannel channel;
  private final int pid;
  private long beats;

  private Heartbeat(FileChannel channel, int pid) {
    this.channel = channel;
    this.pid = pid;
  }

  static Heartbeat in(Path file, int pid) throws IOException {
    return new Heartbeat(
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE), pid);
  }

  void beat() throws IOException {
    // Always of one length, so that nothing is left of the last one.
    String line = String.format(Locale.ROOT, "%-10d %-20d\n", pid, ++beats);
    channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII)), 0);
  }
}
