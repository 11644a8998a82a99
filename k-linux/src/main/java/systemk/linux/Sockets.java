package systemk.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Unix stream sockets that never block.
public final class Sockets {
  static final int AF_UNIX = 1;
  private static final int SOCK_STREAM = 1;
  private static final int FLAGS = Libc.O_CLOEXEC | Libc.O_NONBLOCK;
  static final int SOL_SOCKET = 1;
  private static final int SO_PEERCRED = 17;
  private static final int SO_PEERGROUPS = 59;
  private static final int MAX_GROUPS = 65536;
  static final int ADDRESS_BYTES = 110;
  private static final int BACKLOG = 64;

  private Sockets() {}

  /// A listening socket at a path nothing exists at, open to its owner alone.
  public static int listen(String path) {
    int socket = open();
    try (Arena arena = Arena.ofConfined()) {
      long address = address(arena, path);
      Libc.check(Libc.status(Libc.BIND, socket, address, ADDRESS_BYTES), "bind " + path);
      // Nobody can connect before listen(2), so there is no moment in which the mode is too wide.
      Libc.check(Libc.status(Libc.CHMOD, Libc.string(arena, path), 0600), "close off " + path);
      Libc.check(Libc.status(Libc.LISTEN, socket, BACKLOG), "listen on " + path);
      return socket;
    } catch (KernelException e) {
      Descriptors.close(socket);
      throw e;
    }
  }

  /// A connection to the socket at this path; nothing if nobody takes it at the moment.
  public static OptionalInt connect(String path) {
    int socket = open();
    try (Arena arena = Arena.ofConfined()) {
      if (Libc.status(Libc.CONNECT, socket, address(arena, path), ADDRESS_BYTES) == 0) {
        return OptionalInt.of(socket);
      }
      Descriptors.close(socket);
      return OptionalInt.empty();
    }
  }

  /// Accepts a connection. Answers its socket, [Descriptors#WOULD_BLOCK] if none waits, or
  /// [Descriptors#BROKEN] if there is no room for it.
  public static int accept(int listening) {
    int socket;
    do {
      socket = Libc.status(Libc.ACCEPT4, listening, 0, 0, FLAGS);
    } while (socket == -Libc.EINTR || socket == -Libc.ECONNABORTED);
    if (socket >= 0) {
      return socket;
    }
    return socket == -Libc.EAGAIN ? Descriptors.WOULD_BLOCK : Descriptors.BROKEN;
  }

  public static Peer peer(int socket) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment credentials = arena.allocate(12, 4);
      long length = arena.allocateFrom(JAVA_INT, 12).address();
      Libc.check(
          Libc.status(
              Libc.GETSOCKOPT, socket, SOL_SOCKET, SO_PEERCRED, credentials.address(), length),
          "ask who is connected");
      return new Peer(
          credentials.get(JAVA_INT, 0), credentials.get(JAVA_INT, 4), credentials.get(JAVA_INT, 8));
    }
  }

  /// The supplementary groups of the process that connected, as they were when it did; nothing if
  /// this kernel does not tell.
  public static Optional<List<Integer>> peerGroups(int socket) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment list = arena.allocate(4L * MAX_GROUPS, 4);
      MemorySegment length = arena.allocateFrom(JAVA_INT, 4 * MAX_GROUPS);
      int status =
          Libc.status(
              Libc.GETSOCKOPT, socket, SOL_SOCKET, SO_PEERGROUPS, list.address(), length.address());
      if (status == -Libc.ENOPROTOOPT) {
        return Optional.empty();
      }
      Libc.check(status, "ask for the groups of who is connected");
      List<Integer> groups = new ArrayList<>();
      for (int i = 0; i < length.get(JAVA_INT, 0) / 4; i++) {
        groups.add(list.getAtIndex(JAVA_INT, i));
      }
      return Optional.of(groups);
    }
  }

  private static int open() {
    return Libc.check(
        Libc.status(Libc.SOCKET, AF_UNIX, SOCK_STREAM | FLAGS, 0), "make a unix socket");
  }

  static long address(Arena arena, String path) {
    byte[] name = path.getBytes(StandardCharsets.UTF_8);
    if (name.length > ADDRESS_BYTES - 3) {
      throw new IllegalArgumentException("a socket path has at most 107 bytes: " + path);
    }
    MemorySegment address = arena.allocate(ADDRESS_BYTES, 8);
    address.set(JAVA_SHORT, 0, (short) AF_UNIX);
    MemorySegment.copy(name, 0, address, JAVA_BYTE, 2, name.length);
    return address.address();
  }
}
