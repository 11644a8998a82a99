package systemk.repo;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/// A journal file that frames are appended to. Used by the writer's thread alone.
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

  private final Path path;
  private final Disk.WritableFile file;
  private long length;
  private String head;
  private long seq;

  FrameLog(Tail tail, Disk.WritableFile file) {
    this.path = tail.path();
    this.file = file;
    this.length = tail.length();
    this.head = tail.head();
    this.seq = tail.seq();
  }

  Path path() {
    return path;
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
  Outcome append(long number, String members, boolean force) {
    byte[] frame = Frame.encode(number, head, members);
    try {
      file.write(ByteBuffer.wrap(frame), length);
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

  /// Takes back what was written of a frame, so that the file ends with the one before it.
  private Outcome undo(String reason, IOException cause) {
    try {
      file.truncate(length);
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
