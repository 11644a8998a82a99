package systemk.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/// What can be done with a file descriptor, whatever it is of.
public final class Descriptors {
  /// The answer of a read or write that would have to wait.
  public static final int WOULD_BLOCK = -1;

  /// The answer of a read or write on a connection that is broken.
  public static final int BROKEN = -2;

  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int EFD_CLOEXEC = Libc.O_CLOEXEC;
  private static final int EFD_NONBLOCK = Libc.O_NONBLOCK;

  private Descriptors() {}

  public static void close(int descriptor) {
    Libc.status(Libc.CLOSE, descriptor);
  }

  /// Reads into a direct buffer. Answers the number of bytes, 0 at the end, [#WOULD_BLOCK] or
  /// [#BROKEN].
  public static int read(int descriptor, ByteBuffer buffer) {
    long address = MemorySegment.ofBuffer(buffer).address();
    int count = outcome(Libc.size(Libc.READ, descriptor, address, buffer.remaining()));
    if (count > 0) {
      buffer.position(buffer.position() + count);
    }
    return count;
  }

  /// Sends from a direct buffer over a socket. Answers the number of bytes, [#WOULD_BLOCK] or
  /// [#BROKEN].
  public static int send(int descriptor, ByteBuffer buffer) {
    long address = MemorySegment.ofBuffer(buffer).address();
    int count =
        outcome(Libc.size(Libc.SEND, descriptor, address, buffer.remaining(), MSG_NOSIGNAL));
    if (count > 0) {
      buffer.position(buffer.position() + count);
    }
    return count;
  }

  private static int outcome(long result) {
    if (result >= 0) {
      return (int) result;
    }
    return result == -Libc.EAGAIN || result == -Libc.EINTR ? WOULD_BLOCK : BROKEN;
  }

  /// A descriptor that is readable from [#raise] until [#lower].
  public static int flag() {
    return Libc.check(Libc.status(Libc.EVENTFD, 0, EFD_CLOEXEC | EFD_NONBLOCK), "make an eventfd");
  }

  public static void raise(int flag) {
    try (Arena arena = Arena.ofConfined()) {
      Libc.size(Libc.WRITE, flag, arena.allocateFrom(JAVA_LONG, 1).address(), 8);
    }
  }

  public static void lower(int flag) {
    try (Arena arena = Arena.ofConfined()) {
      Libc.size(Libc.READ, flag, arena.allocate(8, 8).address(), 8);
    }
  }
}
