package systemk.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.List;

/// The functions of libc that SystemK calls, one to one, all through a single downcall shape.
///
/// Every function is called as `long f(long, long, long, long, long, long)`: the C calling
/// conventions of x86-64 and of AArch64 pass integers and pointers in general registers, ignore the
/// registers a function does not read, and leave the upper half of an `int` result undefined, which
/// [#status] cuts off. Linking one shape instead of fifty halves the start of the process.
///
/// A result is never negative unless it is an error: then it is the error number, negated. The
/// number is captured within the call, because the JVM makes calls of its own between any two of
/// ours.
final class Libc {
  static final int EPERM = 1;
  static final int ENOENT = 2;
  static final int ESRCH = 3;
  static final int EINTR = 4;
  static final int EAGAIN = 11;
  static final int ECHILD = 10;
  static final int EEXIST = 17;
  static final int EINVAL = 22;
  static final int ERANGE = 34;
  static final int ENOSYS = 38;
  static final int ENOPROTOOPT = 92;
  static final int EOPNOTSUPP = 95;
  static final int ECONNABORTED = 103;

  static final int O_RDONLY = 0;
  static final int O_WRONLY = 1;
  static final int O_RDWR = 2;
  static final int O_CREAT = 0100;
  static final int O_APPEND = 02000;
  static final int O_NONBLOCK = 04000;
  static final int O_CLOEXEC = 02000000;

  static final MemorySegment ACCEPT4 = find("accept4");
  static final MemorySegment BIND = find("bind");
  static final MemorySegment CHMOD = find("chmod");
  static final MemorySegment CHOWN = find("chown");
  static final MemorySegment CLOSE = find("close");
  static final MemorySegment CONNECT = find("connect");
  static final MemorySegment EPOLL_CREATE1 = find("epoll_create1");
  static final MemorySegment EPOLL_CTL = find("epoll_ctl");
  static final MemorySegment EPOLL_WAIT = find("epoll_wait");
  static final MemorySegment EXECVE = find("execve");
  static final MemorySegment EVENTFD = find("eventfd");
  static final MemorySegment FALLOCATE = find("fallocate");
  static final MemorySegment FCNTL = find("fcntl");
  static final MemorySegment GETEUID = find("geteuid");
  static final MemorySegment GETGRGID_R = find("getgrgid_r");
  static final MemorySegment GETGRNAM_R = find("getgrnam_r");
  static final MemorySegment GETGROUPLIST = find("getgrouplist");
  static final MemorySegment GETPID = find("getpid");
  static final MemorySegment GETPWNAM_R = find("getpwnam_r");
  static final MemorySegment GETPWUID_R = find("getpwuid_r");
  static final MemorySegment GETSOCKOPT = find("getsockopt");
  static final MemorySegment INOTIFY_ADD_WATCH = find("inotify_add_watch");
  static final MemorySegment INOTIFY_INIT1 = find("inotify_init1");
  static final MemorySegment INOTIFY_RM_WATCH = find("inotify_rm_watch");
  static final MemorySegment IOCTL = find("ioctl");
  static final MemorySegment KILL = find("kill");
  static final MemorySegment LISTEN = find("listen");
  static final MemorySegment MKFIFO = find("mkfifo");
  static final MemorySegment OPEN = find("open");
  static final MemorySegment POSIX_SPAWN = find("posix_spawn");
  static final MemorySegment PRCTL = find("prctl");
  static final MemorySegment READ = find("read");
  static final MemorySegment REBOOT = find("reboot");
  static final MemorySegment RECVMSG = find("recvmsg");
  static final MemorySegment SEND = find("send");
  static final MemorySegment SETSOCKOPT = find("setsockopt");
  static final MemorySegment SOCKET = find("socket");
  static final MemorySegment SYSCALL = find("syscall");
  static final MemorySegment WAITID = find("waitid");
  static final MemorySegment WRITE = find("write");

  private static final MemorySegment STRERROR = find("strerror");
  private static final StructLayout CAPTURE = Linker.Option.captureStateLayout();
  private static final MethodHandle CALL = link();

  private Libc() {}

  static MemorySegment find(String function) {
    return Linker.nativeLinker().defaultLookup().findOrThrow(function);
  }

  /// Whether this libc has the function at all.
  static boolean has(String function) {
    SymbolLookup lookup = Linker.nativeLinker().defaultLookup();
    return lookup.find(function).isPresent();
  }

  @SuppressWarnings("restricted")
  private static MethodHandle link() {
    return Linker.nativeLinker()
        .downcallHandle(
            FunctionDescriptor.of(
                JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
            Linker.Option.captureCallState("errno"));
  }

  /// Calls a function that answers an `int`: zero or more, or -1 with errno.
  static int status(MemorySegment function, long... arguments) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CAPTURE);
      int result = (int) invoke(function, state, arguments);
      return result == -1 ? -state.get(JAVA_INT, 0) : result;
    }
  }

  /// Calls a function that answers a `ssize_t` or a `long`: zero or more, or -1 with errno.
  static long size(MemorySegment function, long... arguments) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment state = arena.allocate(CAPTURE);
      long result = invoke(function, state, arguments);
      return result == -1 ? -state.get(JAVA_INT, 0) : result;
    }
  }

  /// Calls a function that answers an error number itself, as `posix_spawn` does; zero is success.
  static int error(MemorySegment function, long... arguments) {
    try (Arena arena = Arena.ofConfined()) {
      return (int) invoke(function, arena.allocate(CAPTURE), arguments);
    }
  }

  private static long invoke(MemorySegment function, MemorySegment state, long[] arguments) {
    long[] a = arguments.length == 6 ? arguments : java.util.Arrays.copyOf(arguments, 6);
    try {
      return (long) CALL.invokeExact(function, state, a[0], a[1], a[2], a[3], a[4], a[5]);
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  /// A terminated copy of the text.
  static long string(Arena arena, String text) {
    return arena.allocateFrom(text).address();
  }

  /// A `char *[]` that ends with a null pointer.
  static MemorySegment vector(Arena arena, List<String> texts) {
    MemorySegment vector = arena.allocate(8L * (texts.size() + 1), 8);
    for (int i = 0; i < texts.size(); i++) {
      vector.set(JAVA_LONG, 8L * i, string(arena, texts.get(i)));
    }
    return vector;
  }

  static long strings(Arena arena, List<String> texts) {
    return vector(arena, texts).address();
  }

  /// The terminated text at an address that libc answered.
  @SuppressWarnings("restricted")
  static String text(long address) {
    return MemorySegment.ofAddress(address).reinterpret(Integer.MAX_VALUE).getString(0);
  }

  /// What an error number means, in libc's words.
  static String describe(int errno) {
    try (Arena arena = Arena.ofConfined()) {
      return text(invoke(STRERROR, arena.allocate(CAPTURE), new long[] {errno}));
    }
  }

  /// The answer, unless it is an error.
  static int check(int result, String what) {
    if (result < 0) {
      throw new KernelException(what, -result);
    }
    return result;
  }
}
