package systemk.repo;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/// A journal file that frames are appended to. Used by the writer's thread alone. Behind the last
/// frame there may be zeros, which are the end of the file for whoever reads it.
final class FrameLog implements Closeable {
  /// What became of an append.
  sealed interface Outcome {
    /// The frame is in the file, and durable if that was asked for.
    record Written() implements Outcome {}

    /// It is not, and the file is as it was before: the next append may succeed.
    record NotWritten(String reason) implements Outcome {}

    /// Nobody knows what is in the file now.
    record Broken(String reason) implements Outcome {}
  }

  private Path path;
  private final Disk.WritableFile file;
  private long length;
  private String head;
  private final int ahead;
  private long seq;
  private long filled;

  /// @param ahead how many zeros are written ahead of the frames, at a time
  FrameLog(Tail tail, Disk.WritableFile file, int ahead) {
    this.ahead = ahead;
    this.filled = tail.length();
    this.path = tail.path();
    this.file = file;
    this.length = tail.length();
    this.head = tail.head();
    this.seq = tail.seq();
  }

  Path path() {
    return path;
  }

  /// This log, whose file is to get another name.
  FrameLog as(Path renamed) {
    path = renamed;
    return this;
  }

  long length() {
    return length;
  }

  /// The hash of the last frame.
  String head() {
    return head;
  }

  /// The number of the next frame, if they are counted.
  long seq() {
    return seq;
  }

  /// Appends a frame that names the last one.
  ///
  /// @param force whether to wait until it is durable
  Outcome append(long number, byte[] members, boolean force) {
    byte[] frame = Frame.encode(number, head, members);
    try {
      file.write(ByteBuffer.wrap(frame), length);
      fill(length + frame.length);
    } catch (IOException e) {
      return undo("cannot write " + path + ": " + said(e), e);
    }
    if (force) {
      try {
        file.force();
      } catch (IOException e) {
        // Linux drops the pages it could not write, so a second try would succeed and lie.
        undo("", e);
        return new Outcome.Broken("cannot make " + path + " durable: " + said(e));
      }
    }
    length += frame.length;
    seq++;
    head = Frame.hash(frame);
    return new Outcome.Written();
  }

  /// Writes zeros where the next frames will go. Making a frame durable is quicker where the file
  /// need not grow for it.
  private void fill(long end) {
    if (end <= filled || ahead == 0) {
      return;
    }
    try {
      file.write(ByteBuffer.allocate(ahead), end);
      filled = end + ahead;
    } catch (IOException e) {
      // There is no room to spare. The frame is there, which is what counts; whether there is room
      // for the next one is asked when it comes.
      filled = end;
    }
  }

  /// Ends the file with the last frame.
  void end() throws IOException {
    file.truncate(length);
    filled = length;
  }

  /// Takes back what was written of a frame, so that the file ends with the one before it.
  private Outcome undo(String reason, IOException cause) {
    try {
      end();
      return new Outcome.NotWritten(reason);
    } catch (IOException e) {
      e.addSuppressed(cause);
      return new Outcome.Broken(reason + ", and cannot undo it: " + said(e));
    }
  }

  static String said(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  void force() throws IOException {
    file.force();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
