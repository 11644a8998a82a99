package systemk.client;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/// One of the two output streams. Remembers how much was printed and a checksum of it, so that a
/// command that has to be run again goes on where it stopped.
final class Output {
  private final OutputStream stream;
  private long printed;
  private final CRC32 checksum = new CRC32();

  // Of the run that is under way: how much came, and its checksum while it is what was printed
  // before.
  private long came;
  private CRC32 again = new CRC32();

  private Output(OutputStream stream) {
    this.stream = stream;
  }

  static Output standard() {
    return new Output(new FileOutputStream(FileDescriptor.out));
  }

  static Output error() {
    return new Output(new FileOutputStream(FileDescriptor.err));
  }

  static Output to(OutputStream stream) {
    return new Output(stream);
  }

  /// The command runs from its beginning.
  void rewind() {
    came = 0;
    again = new CRC32();
  }

  /// Prints what has not been printed. False if the command now says something else than what was
  /// printed: then the rest would make no sense.
  ///
  /// @throws IOException if nobody reads the stream
  boolean print(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int known = (int) Math.min(Math.max(printed - came, 0), bytes.length);
    came += bytes.length;
    if (known > 0) {
      again.update(bytes, 0, known);
      if (came >= printed && again.getValue() != checksum.getValue()) {
        return false;
      }
    }
    if (known < bytes.length) {
      stream.write(bytes, known, bytes.length - known);
      checksum.update(bytes, known, bytes.length - known);
      printed = came;
    }
    return true;
  }

  /// Whether the run that ended printed all that an earlier one had printed.
  boolean isConsistent() {
    return came >= printed;
  }
}
