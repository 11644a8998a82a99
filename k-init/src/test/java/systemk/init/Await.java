package systemk.init;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// Waits for what must come about, and fails if it does not.
final class Await {
  static final Duration PATIENCE = Duration.ofSeconds(40);

  private Await() {}

  static void until(String what, BooleanSupplier condition) {
    until(what, PATIENCE, condition);
  }

  static void until(String what, Duration patience, BooleanSupplier condition) {
    long end = System.nanoTime() + patience.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("waited in vain for: " + what);
      }
      LockSupport.parkNanos(2_000_000);
    }
  }
}
