package systemk.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// A set of descriptors one thread waits on, over epoll(7), level-triggered.
public final class Poll implements AutoCloseable {
  /// One descriptor and what it is ready for. Errors and hang-ups show as readable.
  public record Ready(int descriptor, boolean readable, boolean writable) {}

  private static final int EPOLLIN = 1;
  private static final int EPOLLOUT = 4;
  private static final int EPOLLERR = 8;
  private static final int EPOLLHUP = 16;
  private static final int CTL_ADD = 1;
  private static final int CTL_DEL = 2;
  private static final int CTL_MOD = 3;
  private static final int BATCH = 256;

  // struct epoll_event is packed on x86-64 alone.
  private static final boolean PACKED = System.getProperty("os.arch", "").equals("amd64");
  private static final int EVENT_BYTES = PACKED ? 12 : 16;
  private static final int DATA_OFFSET = PACKED ? 4 : 8;

  private final Arena arena = Arena.ofConfined();
  private final MemorySegment events = arena.allocate((long) EVENT_BYTES * BATCH, 8);
  private final int descriptor =
      Libc.check(Libc.status(Libc.EPOLL_CREATE1, Libc.O_CLOEXEC), "make an epoll set");

  public void add(int watched) {
    control(CTL_ADD, watched, EPOLLIN);
  }

  /// Chooses what is waited for on a descriptor that was added.
  public void change(int watched, boolean reading, boolean writing) {
    control(CTL_MOD, watched, (reading ? EPOLLIN : 0) | (writing ? EPOLLOUT : 0));
  }

  public void remove(int watched) {
    control(CTL_DEL, watched, 0);
  }

  private void control(int operation, int watched, int interest) {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment event = call.allocate(16, 8);
      event.set(JAVA_INT_UNALIGNED, 0, interest);
      event.set(JAVA_INT_UNALIGNED, DATA_OFFSET, watched);
      Libc.check(
          Libc.status(Libc.EPOLL_CTL, descriptor, operation, watched, event.address()),
          "watch descriptor " + watched);
    }
  }

  /// Waits for at most so many milliseconds, for ever if negative, and answers what is ready.
  public List<Ready> await(int timeoutMillis) {
    int count = Libc.status(Libc.EPOLL_WAIT, descriptor, events.address(), BATCH, timeoutMillis);
    if (count == -Libc.EINTR) {
      return List.of();
    }
    Libc.check(count, "wait for descriptors");
    List<Ready> ready = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      int state = events.get(JAVA_INT_UNALIGNED, (long) EVENT_BYTES * i);
      int watched = events.get(JAVA_INT_UNALIGNED, (long) EVENT_BYTES * i + DATA_OFFSET);
      ready.add(
          new Ready(
              watched, (state & (EPOLLIN | EPOLLERR | EPOLLHUP)) != 0, (state & EPOLLOUT) != 0));
    }
    return ready;
  }

  @Override
  public void close() {
    Descriptors.close(descriptor);
    arena.close();
  }
}
