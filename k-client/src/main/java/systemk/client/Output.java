package systemk.client;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/// One of the two output streams. Remembers how much was printed and a checksum of it, so that a
/// command that has to be run again, or goes on in this process, goes on where it stopped.
final class Output {
  private final OutputStream stream;
  private long printed;
  private long checksum;

  // Of the run that is under way: how much came, and its checksum.
  private long came;
  private CRC32 running = new CRC32();

  /// @param printed how many bytes were printed before
  /// @param checksum of those
  private Output(OutputStream stream, long printed, long checksum) {
    this.stream = stream;
    this.printed = printed;
    this.checksum = checksum;
  }

  static Output standard() {
    return standard(0, 0);
  }

  static Output standard(long printed, long checksum) {
    return new Output(new FileOutputStream(FileDescriptor.out), printed, checksum);
  }

  static Output error(long printed, long checksum) {
    return new Output(new FileOutputStream(FileDescriptor.err), printed, checksum);
  }

  static Output to(OutputStream stream) {
    return new Output(stream, 0, 0);
  }

  /// The command runs from its beginning.
  void rewind() {
    came = 0;
    running = new CRC32();
  }

  /// Prints what has not been printed. False if the command now says something else than what was
  /// printed: then the rest would make no sense.
  ///
  /// @throws IOException if nobody reads the stream
  boolean print(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int known = (int) Math.min(Math.max(printed - came, 0), bytes.length);
    if (known > 0) {
      running.update(bytes, 0, known);
      if (came + known == printed && running.getValue() != checksum) {
        return false;
      }
    }
    came += bytes.length;
    if (known < bytes.length) {
      stream.write(bytes, known, bytes.length - known);
      running.update(bytes, known, bytes.length - known);
      printed = came;
      checksum = running.getValue();
    }
    return true;
  }

  /// Whether the run that ended printed all that an earlier one had printed.
  boolean isConsistent() {
    return came >= printed;
  }
}
