package systemk.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Unix datagram sockets that never block and know who wrote.
public final class Datagrams {
  /// One datagram.
  ///
  /// @param sender as the kernel vouches for it; number 0 for a process that cannot be seen here
  /// @param descriptors that came with it; whoever receives them closes them
  /// @param whole whether nothing of it was cut off
  public record Datagram(String text, Peer sender, List<Integer> descriptors, boolean whole) {
    public Datagram {
      descriptors = List.copyOf(descriptors);
    }
  }

  private static final int SOCK_DGRAM = 2;
  private static final int SO_PASSCRED = 16;
  private static final int SCM_RIGHTS = 1;
  private static final int SCM_CREDENTIALS = 2;
  private static final int MSG_CTRUNC = 0x8;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int MSG_TRUNC = 0x20;
  private static final int MSG_CMSG_CLOEXEC = 0x4000_0000;
  private static final int NOBODY = 65534;

  private static final int TEXT_BYTES = 4096;
  // The kernel lets at most 253 descriptors travel with one message.
  private static final int CONTROL_BYTES = 32 + 16 + 253 * 4 + 4;
  private static final int HEADER_BYTES = 16;

  private Datagrams() {}

  /// Sends one datagram to the socket at this path, without waiting.
  ///
  /// @throws KernelException if nobody takes it now
  public static void send(String path, byte[] bytes) {
    int socket = open();
    try (Arena arena = Arena.ofConfined()) {
      long address = Sockets.address(arena, path);
      Libc.check(
          Libc.status(Libc.CONNECT, socket, address, Sockets.ADDRESS_BYTES), "connect to " + path);
      MemorySegment data = arena.allocate(Math.max(1, bytes.length));
      MemorySegment.copy(bytes, 0, data, JAVA_BYTE, 0, bytes.length);
      Libc.check(
          (int) Libc.size(Libc.SEND, socket, data.address(), bytes.length, MSG_NOSIGNAL),
          "send to " + path);
    } finally {
      Descriptors.close(socket);
    }
  }

  /// A socket at a path nothing exists at, which only this user may write to.
  public static int bind(String path, int uid) {
    int socket = open();
    try (Arena arena = Arena.ofConfined()) {
      long address = Sockets.address(arena, path);
      Libc.check(Libc.status(Libc.BIND, socket, address, Sockets.ADDRESS_BYTES), "bind " + path);
      long name = Libc.string(arena, path);
      Libc.check(Libc.status(Libc.CHMOD, name, 0600), "close off " + path);
      Libc.check(Libc.status(Libc.CHOWN, name, uid, -1), "give away " + path);
      return socket;
    } catch (KernelException | IllegalArgumentException e) {
      Descriptors.close(socket);
      throw e;
    }
  }

  /// A socket without a file, by a name of the abstract namespace. Everybody may write to it.
  public static int bindAbstract(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    int socket = open();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(Sockets.ADDRESS_BYTES, 8);
      address.set(JAVA_SHORT, 0, (short) Sockets.AF_UNIX);
      MemorySegment.copy(bytes, 0, address, JAVA_BYTE, 3, bytes.length);
      // The length is part of the name.
      Libc.check(
          Libc.status(Libc.BIND, socket, address.address(), 3 + bytes.length), "bind @" + name);
      return socket;
    } catch (KernelException e) {
      Descriptors.close(socket);
      throw e;
    }
  }

  private static int open() {
    int socket =
        Libc.check(
            Libc.status(
                Libc.SOCKET, Sockets.AF_UNIX, SOCK_DGRAM | Libc.O_CLOEXEC | Libc.O_NONBLOCK, 0),
            "make a unix socket");
    try (Arena arena = Arena.ofConfined()) {
      long on = arena.allocateFrom(JAVA_INT, 1).address();
      // Before the socket has a name, so that no datagram comes without its sender.
      Libc.check(
          Libc.status(Libc.SETSOCKOPT, socket, Sockets.SOL_SOCKET, SO_PASSCRED, on, 4),
          "ask for senders");
      return socket;
    } catch (KernelException e) {
      Descriptors.close(socket);
      throw e;
    }
  }

  /// The next datagram; nothing if none waits.
  public static Optional<Datagram> receive(int socket) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocate(TEXT_BYTES, 8);
      MemorySegment control = arena.allocate(CONTROL_BYTES, 8);
      MemorySegment vector = arena.allocate(16, 8);
      vector.set(JAVA_LONG, 0, text.address());
      vector.set(JAVA_LONG, 8, TEXT_BYTES);
      // struct msghdr: iov at 16, its length 24, control 32, its length 40, flags 48.
      MemorySegment header = arena.allocate(56, 8);
      header.set(JAVA_LONG, 16, vector.address());
      header.set(JAVA_LONG, 24, 1);
      header.set(JAVA_LONG, 32, control.address());
      header.set(JAVA_LONG, 40, CONTROL_BYTES);
      long count = Libc.size(Libc.RECVMSG, socket, header.address(), MSG_CMSG_CLOEXEC);
      if (count < 0) {
        return Optional.empty();
      }
      byte[] bytes = text.asSlice(0, count).toArray(JAVA_BYTE);
      boolean whole = (header.get(JAVA_INT, 48) & (MSG_TRUNC | MSG_CTRUNC)) == 0;
      return Optional.of(
          read(
              new String(bytes, StandardCharsets.UTF_8),
              control.asSlice(0, header.get(JAVA_LONG, 40)),
              whole));
    }
  }

  /// Takes the control messages apart: length at 0, level at 8, type at 12, data from 16 on, the
  /// next one at a multiple of eight.
  private static Datagram read(String text, MemorySegment control, boolean whole) {
    Peer sender = new Peer(0, NOBODY, NOBODY);
    List<Integer> descriptors = new ArrayList<>();
    long at = 0;
    while (at + HEADER_BYTES <= control.byteSize()) {
      long end = at + Math.max(control.get(JAVA_LONG, at), HEADER_BYTES);
      int type = control.get(JAVA_INT, at + 12);
      if (type == SCM_CREDENTIALS) {
        sender =
            new Peer(
                control.get(JAVA_INT, at + 16),
                control.get(JAVA_INT, at + 20),
                control.get(JAVA_INT, at + 24));
      } else if (type == SCM_RIGHTS) {
        for (long fd = at + HEADER_BYTES; fd + 4 <= Math.min(end, control.byteSize()); fd += 4) {
          descriptors.add(control.get(JAVA_INT, fd));
        }
      }
      at = (end + 7) & ~7L;
    }
    return new Datagram(text, sender, descriptors, whole);
  }
}
