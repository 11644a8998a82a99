package systemk.repo;

import io.vavr.control.Option;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The lock of a repository, held while it is open. The file also bears witness: it holds a
/// generation that was certainly reached, so that a journal that was deleted, or cut while nobody
/// had it open, is noticed.
final class Lock implements Closeable {
  private static final Pattern CONTENT = Pattern.compile("generation ([0-9]{1,18})\n");

  private final Path path;
  private final FileChannel channel;

  private Lock(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /// Takes the lock. None if somebody else has it, in this process or another.
  static Option<Lock> take(Path path) throws IOException {
    FileChannel channel =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    boolean taken = false;
    try {
      taken = channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      taken = false;
    } finally {
      if (!taken) {
        channel.close();
      }
    }
    return taken ? Option.some(new Lock(path, channel)) : Option.none();
  }

  Path path() {
    return path;
  }

  /// The generation that was certainly reached; none if there is no repository yet, or if the file
  /// was removed to give up what is missing.
  Option<Long> generation() throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(64);
    channel.read(bytes, 0);
    String content = new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII);
    Matcher matcher = CONTENT.matcher(content);
    return matcher.lookingAt() ? Option.some(Long.parseLong(matcher.group(1))) : Option.none();
  }

  /// Notes a generation that is durable.
  void reached(long generation) throws IOException {
    String content = "generation " + generation + "\n";
    channel.write(ByteBuffer.wrap(content.getBytes(StandardCharsets.US_ASCII)), 0);
    channel.force(false);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
