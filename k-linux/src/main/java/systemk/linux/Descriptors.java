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

  private static final int F_SETFD = 2;
  private static final int FD_CLOEXEC = 1;
  private static final int F_DUPFD_CLOEXEC = 1030;
  private static final int F_DUPFD_QUERY = 1027;
  private static final int KCMP_FILE = 0;

  // kcmp(2) is older than the generic table; F_DUPFD_QUERY of Linux 6.10 needs no rights.
  private static final int SYS_KCMP = System.getProperty("os.arch", "").equals("amd64") ? 312 : 272;

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

  /// A second descriptor for what this one leads to, with this or a higher number.
  public static int duplicate(int descriptor, int least) {
    return Libc.check(
        Libc.status(Libc.FCNTL, descriptor, F_DUPFD_CLOEXEC, least), "duplicate a descriptor");
  }

  /// Whether a descriptor stays open when this process becomes another program.
  public static void outliveProgram(int descriptor, boolean staying) {
    Libc.check(
        Libc.status(Libc.FCNTL, descriptor, F_SETFD, staying ? 0 : FD_CLOEXEC),
        "say how long a descriptor is open");
  }

  /// Whether two descriptors lead to the same open file, socket or whatever it is. Says no where
  /// the kernel does not tell.
  public static boolean areSame(int one, int other) {
    return Libc.status(Libc.FCNTL, one, F_DUPFD_QUERY, other) == 1
        || isSameByKcmp(Libc.status(Libc.GETPID), one, other);
  }

  private static boolean isSameByKcmp(int self, int one, int other) {
    return Libc.size(Libc.SYSCALL, SYS_KCMP, self, self, KCMP_FILE, one, other) == 0;
  }

  /// Makes a named pipe that its owner alone may open, unless it is there already.
  public static void makeFifo(String path) {
    try (Arena arena = Arena.ofConfined()) {
      int result = Libc.status(Libc.MKFIFO, Libc.string(arena, path), 0600);
      if (result != -Libc.EEXIST) {
        Libc.check(result, "make named pipe " + path);
      }
    }
  }

  /// The end of a named pipe to read from. Never blocks.
  public static int readFifo(String path) {
    return open(path, Libc.O_RDONLY | Libc.O_NONBLOCK);
  }

  /// The end of a named pipe to write to. It can also be read, so that a write does not fail, and
  /// what was written stays, while nobody else reads.
  public static int writeFifo(String path) {
    return open(path, Libc.O_RDWR);
  }

  private static int open(String path, int flags) {
    try (Arena arena = Arena.ofConfined()) {
      return Libc.check(
          Libc.status(Libc.OPEN, Libc.string(arena, path), flags | Libc.O_CLOEXEC), "open " + path);
    }
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
