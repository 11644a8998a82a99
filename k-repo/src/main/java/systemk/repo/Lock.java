package systemk.repo;

import io.vavr.control.Option;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/// The lock of a repository, held while it is open. The file also bears witness: it holds a
/// generation that was certainly reached, so that a journal that was deleted, or cut while nobody
/// had it open, is noticed.
final class Lock implements Closeable {
  // Version 1 had no checksum.
  private static final Pattern CONTENT =
      Pattern.compile("generation ([0-9]{1,18})\n(check [0-9a-f]{8}\n)?");

  private final Path path;
  private Option<FileChannel> channel = Option.none();

  Lock(Path path) {
    this.path = path;
  }

  /// Takes the lock. False if somebody else has it, in this process or another.
  ///
  /// @throws IOException if the file cannot be opened for writing
  boolean take(Disk disk) throws IOException {
    FileChannel opened = disk.openLock(path);
    boolean taken = false;
    try {
      taken = opened.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      taken = false;
    } finally {
      if (!taken) {
        opened.close();
      }
    }
    channel = taken ? Option.some(opened) : Option.none();
    return taken;
  }

  Path path() {
    return path;
  }

  /// The generation that was certainly reached; none if there is no repository yet, or if the file
  /// was removed to give up what is missing.
  ///
  /// A power failure may leave anything in the file, so what makes no sense only bears no witness.
  ///
  /// @param notices hears of that
  Option<Long> generation(Consumer<String> notices) throws IOException {
    String content = channel.isDefined() ? content(channel.get()) : content(path);
    Option<Long> generation = generation(content);
    if (generation.isEmpty() && !content.isEmpty()) {
      notices.accept(path + " is damaged: it cannot tell whether the journal was cut");
    }
    return generation;
  }

  private static String content(FileChannel open) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(128);
    open.read(bytes, 0);
    return new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
  }

  /// What a lock file holds, if there is one. Not for a process that has the lock: closing the file
  /// would let go of it.
  static String content(Path path) throws IOException {
    return Files.exists(path) ? Files.readString(path, StandardCharsets.ISO_8859_1) : "";
  }

  /// The generation that a content tells of; none if it makes no sense.
  static Option<Long> generation(String content) {
    Matcher matcher = CONTENT.matcher(content);
    if (!matcher.matches()) {
      return Option.none();
    }
    long generation = Long.parseLong(matcher.group(1));
    return matcher.group(2) == null || content.equals(content(generation))
        ? Option.some(generation)
        : Option.none();
  }

  /// Notes a generation that is durable. The lock must have been taken.
  void reached(long generation) throws IOException {
    byte[] content = content(generation).getBytes(StandardCharsets.ISO_8859_1);
    FileChannel open = channel.get();
    open.write(ByteBuffer.wrap(content), 0);
    open.truncate(content.length);
    open.force(false);
  }

  private static String content(long generation) {
    String text = "generation " + generation + "\n";
    var crc = new CRC32C();
    crc.update(text.getBytes(StandardCharsets.ISO_8859_1));
    return text + "check %08x\n".formatted(crc.getValue());
  }

  @Override
  public void close() throws IOException {
    if (channel.isDefined()) {
      channel.get().close();
    }
  }
}
