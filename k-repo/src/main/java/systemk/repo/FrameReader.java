package systemk.repo;

import io.vavr.control.Option;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import systemk.json.JsonException;
import systemk.repo.json.NewerVersion;

/// Reads the frames of a journal file in order, up to its end or the first line that is none.
/* Two things may be wrong with a file. Its last frame may be torn: the process was killed, or the
 * power went, between the write and the acknowledgement. A torn write leaves a line that does not end,
 * or one with zeros in it where sectors never reached the disk; and nothing that was acknowledged is
 * behind it. Zeros behind the last frame were written ahead and are no frame. Anything else cannot come from an interrupted append, so it is damage: a complete line
 * with a wrong checksum, a sound frame behind an unsound one, a frame that does not follow from the one
 * before it. The reader only tells which; whoever reads decides what a torn frame means in this file.
 */
final class FrameReader implements AutoCloseable {
  /// What stands at the end of what could be read.
  sealed interface End {
    /// The file ends with a whole frame.
    record Clean() implements End {}

    /// A frame was cut short.
    record Torn() implements End {}

    /// What follows is not what was written.
    record Damaged(String why) implements End {}
  }

  private static final int SECTOR = 512;

  private final Path path;
  private final InputStream in;
  private final byte[] buffer = new byte[1 << 16];
  private final int frameBytes;
  private int from;
  private int filled;
  private long offset;
  private long next;
  private Option<String> head;
  private Option<End> end = Option.none();

  /// @param prev the hash the first frame must name, if it is known
  FrameReader(Path path, int frameBytes, Option<String> prev) throws IOException {
    this.path = path;
    this.in = Files.newInputStream(path);
    this.frameBytes = frameBytes;
    this.head = prev;
  }

  Path path() {
    return path;
  }

  /// Where the frame answered last begins; where the trouble begins once there is an end.
  long offset() {
    return offset;
  }

  /// The hash of the last frame.
  String head() {
    return head.getOrElse(Frame.NO_HASH);
  }

  /// Why there is no next frame.
  End end() {
    return end.getOrElseThrow(() -> new IllegalStateException("not read to its end"));
  }

  /// The next frame; none at the end.
  Option<Frame> next() throws IOException {
    if (end.isDefined()) {
      return Option.none();
    }
    offset = next;
    if (fill() && buffer[from] == 0) {
      return ended(zeros());
    }
    byte[] line = line(frameBytes);
    if (line.length == 0) {
      return ended(new End.Clean());
    }
    if (!Frame.isSound(line)) {
      return ended(unsound(line));
    }
    try {
      Frame frame = Frame.decode(line);
      if (head.exists(hash -> !hash.equals(frame.prev()))) {
        return ended(new End.Damaged("the frame does not follow the one before it"));
      }
      next = offset + line.length;
      head = Option.some(frame.hash());
      return Option.some(frame);
    } catch (NewerVersion e) {
      throw e.in(path);
    } catch (JsonException e) {
      return ended(new End.Damaged(String.valueOf(e.getMessage())));
    }
  }

  /// What zeros mean where a frame should begin. The writer fills the file with them ahead of the
  /// frames, so zeros up to the end are the end. If anything follows, the frame's first sector may
  /// not have reached the disk when later ones did, but then they end with a sector.
  private End zeros() throws IOException {
    long at = offset;
    while (fill() && buffer[from] == 0) {
      from++;
      at++;
    }
    if (!fill()) {
      return new End.Clean();
    }
    for (byte[] line = line(frameBytes); line.length > 0; line = line(frameBytes)) {
      if (Frame.isSound(line)) {
        return new End.Damaged("a frame is missing and sound ones follow");
      }
    }
    return at % SECTOR == 0
        ? new End.Torn()
        : new End.Damaged("something follows the zeros behind the last frame");
  }

  private Option<Frame> ended(End how) {
    end = Option.some(how);
    return Option.none();
  }

  private End unsound(byte[] broken) throws IOException {
    byte[] line = broken;
    while (line.length > 0) {
      if (Frame.isSound(line)) {
        return new End.Damaged("a frame is broken and sound ones follow");
      }
      line = line(frameBytes);
    }
    return mayBeTorn(broken)
        ? new End.Torn()
        : new End.Damaged("the checksum of the frame is wrong");
  }

  /// Whether an interrupted append can have left this.
  private boolean mayBeTorn(byte[] line) {
    if (line[line.length - 1] == '\n') {
      return hasUnwrittenSector(line);
    }
    int end = line.length;
    while (end > 0 && line[end - 1] == 0) {
      end--;
    }
    // Only the line feed is another byte: all of it was written once.
    byte[] changed = Arrays.copyOf(line, end);
    changed[end - 1] = '\n';
    // Or it is gone, though not with its sector.
    byte[] ended = Arrays.copyOf(line, end + 1);
    ended[end] = '\n';
    boolean gone = end < line.length && (offset + end) % SECTOR != 0 && Frame.isSound(ended);
    return !Frame.isSound(changed) && !gone;
  }

  /// Whether some sector's part of the line is nothing but zeros.
  private boolean hasUnwrittenSector(byte[] line) {
    boolean zeros = true;
    for (int i = 0; i < line.length; i++) {
      boolean begins = (offset + i) % SECTOR == 0;
      if (begins && i > 0 && zeros) {
        return true;
      }
      zeros = (begins || zeros) && line[i] == 0;
    }
    return zeros;
  }

  /// The bytes up to and with the next line feed, or up to the end of the file, or as many as a
  /// frame may have at most.
  private byte[] line(int limit) throws IOException {
    var line = new ByteArrayOutputStream(1024);
    while (line.size() < limit && fill()) {
      int end = Math.min(filled, from + limit - line.size());
      int at = from;
      while (at < end && buffer[at] != '\n') {
        at++;
      }
      boolean ended = at < end;
      int taken = (ended ? at + 1 : at) - from;
      line.write(buffer, from, taken);
      from += taken;
      if (ended) {
        break;
      }
    }
    return line.toByteArray();
  }

  /// Whether there is anything more in the buffer, or in the file to fill it with.
  private boolean fill() throws IOException {
    if (from == filled) {
      from = 0;
      filled = Math.max(0, in.read(buffer));
    }
    return filled > 0;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
