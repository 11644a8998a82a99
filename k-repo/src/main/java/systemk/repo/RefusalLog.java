package systemk.repo;

import io.vavr.collection.Vector;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;
import systemk.core.rights.Refusal;
import systemk.json.Json;
import systemk.json.JsonException;
import systemk.json.JsonText;
import systemk.repo.json.Fields;
import systemk.repo.json.StoredCodec;

/// What was refused to whom, beside the repository: frames as in its journal, each with the hash of
/// the one before, in two files of a bounded size.
/* The ledger proper has only what was committed, for everything in it is replayed and counts as
 * history that one can go back to; strangers must not be able to fill it or push others out of it. So
 * refusals have files of their own. When the newer one is full it replaces the older one, and a line
 * that a power failure left half written is cut off.
 */
public final class RefusalLog {
  /// How large each of the two files gets.
  private static final int FILE_BYTES = 1 << 20;

  private final Path file;
  private final Path older;
  private final int fileBytes;

  public RefusalLog(Path file) {
    this(file, FILE_BYTES);
  }

  RefusalLog(Path file, int fileBytes) {
    this.file = file;
    this.older = file.resolveSibling(file.getFileName() + ".old");
    this.fileBytes = fileBytes;
  }

  /// What is on record, oldest first, and how many lines cannot be read.
  public record Contents(Vector<Refusal> refusals, int damaged) {}

  /// Writes a refusal to disk.
  public synchronized void append(Refusal refusal) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    Last last = last();
    byte[] members =
        ("\"refused\":" + JsonText.write(StoredCodec.refusal(refusal)))
            .getBytes(StandardCharsets.UTF_8);
    byte[] frame = Frame.encode(last.seq() + 1, last.hash(), members);
    long at = last.end();
    if (at > 0 && at + frame.length > fileBytes) {
      Files.move(file, older, StandardCopyOption.ATOMIC_MOVE);
      at = 0;
    }
    try (FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      channel.truncate(at);
      ByteBuffer bytes = ByteBuffer.wrap(frame);
      while (bytes.hasRemaining()) {
        channel.write(bytes, at + bytes.position());
      }
      channel.force(true);
    }
  }

  /// Where the next frame goes, and what it names.
  private record Last(long end, long seq, String hash) {}

  private Last last() throws IOException {
    Vector<byte[]> lines = lines(file);
    long end = lines.map(line -> (long) line.length).sum().longValue();
    return lines
        .orElse(() -> readable(older))
        .filter(Frame::isSound)
        .lastOption()
        .map(RefusalLog::frame)
        .map(frame -> new Last(end, frame.seq(), frame.hash()))
        .getOrElse(new Last(end, 0, Frame.NO_HASH));
  }

  /// A sound line that is no frame all the same was written by somebody else.
  private static Frame frame(byte[] line) {
    try {
      return Frame.decode(line);
    } catch (JsonException e) {
      return new Frame(0, 0, Frame.NO_HASH, Fields.of(Json.object().build(), ""), Frame.hash(line));
    }
  }

  private static Vector<byte[]> readable(Path path) {
    try {
      return lines(path);
    } catch (IOException e) {
      return Vector.empty();
    }
  }

  /// The whole lines of a file; none if there is no file.
  private static Vector<byte[]> lines(Path path) throws IOException {
    if (!Files.exists(path)) {
      return Vector.empty();
    }
    byte[] all = Files.readAllBytes(path);
    Vector<byte[]> lines = Vector.empty();
    int from = 0;
    for (int i = 0; i < all.length; i++) {
      if (all[i] == '\n') {
        lines = lines.append(Arrays.copyOfRange(all, from, i + 1));
        from = i + 1;
      }
    }
    return lines;
  }

  public synchronized Contents read() throws IOException {
    Vector<Refusal> refusals = Vector.empty();
    int damaged = 0;
    for (byte[] line : lines(older).appendAll(lines(file))) {
      try {
        Frame frame = Frame.isSound(line) ? Frame.decode(line) : null;
        if (frame == null) {
          damaged++;
        } else {
          refusals = refusals.append(frame.only(frame.seq(), "refused", StoredCodec::refusal));
        }
      } catch (JsonException e) {
        damaged++;
      }
    }
    return new Contents(refusals, damaged);
  }
}
