package systemk.init;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// The right to be the k.init of a root. The kernel takes it back when the process ends, however it
/// ends.
final class RootLock implements AutoCloseable {
  private final FileChannel channel;

  private RootLock(FileChannel channel) {
    this.channel = channel;
  }

  /// Takes the lock and writes down who has it; nothing if another process has.
  static Optional<RootLock> take(Path file, int pid) throws IOException {
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = channel.tryLock();
    if (lock == null) {
      channel.close();
      return Optional.empty();
    }
    // In place, not by rename: the lock is on this very file.
    ByteBuffer text = ByteBuffer.wrap((pid + "\n").getBytes(StandardCharsets.US_ASCII));
    channel.truncate(0);
    while (text.hasRemaining()) {
      channel.write(text);
    }
    return Optional.of(new RootLock(channel));
  }

  /// Who has the lock, as far as it is written.
  static String holder(Path file) throws IOException {
    String text = Files.readString(file).strip();
    return text.isEmpty() ? "?" : text;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
