package systemk.api.transport;

import java.util.concurrent.atomic.AtomicLong;

/// How many bytes of unfinished frames a group of clients may have in memory.
final class Allowance {
  // Small frames are free: there are never more of them than connections.
  private static final int FREE_BYTES = 64 << 10;

  private final AtomicLong left;

  Allowance(long bytes) {
    left = new AtomicLong(bytes);
  }

  static Allowance unlimited() {
    return new Allowance(Long.MAX_VALUE);
  }

  boolean take(int bytes) {
    if (bytes <= FREE_BYTES) {
      return true;
    }
    if (left.addAndGet(-bytes) >= 0) {
      return true;
    }
    left.addAndGet(bytes);
    return false;
  }

  void giveBack(int bytes) {
    if (bytes > FREE_BYTES) {
      left.addAndGet(bytes);
    }
  }
}
