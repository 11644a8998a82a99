package systemk.init;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// Where k.init says things: its standard error, one line each. A thread of its own writes, so that
/// a console nobody reads stops nothing; lines it has no room for are counted.
final class Console {
  private static final int MAX_LINES = 1000;

  private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(MAX_LINES);
  private final AtomicLong lost = new AtomicLong();
  private final AtomicLong unwritten = new AtomicLong();
  // Not System.err, which shares locks with whatever else prints.
  private final PrintStream out =
      new PrintStream(new FileOutputStream(FileDescriptor.err), false, StandardCharsets.UTF_8);

  Console() {
    Thread.ofPlatform().daemon().name("console").start(this::write);
  }

  void say(String line) {
    unwritten.incrementAndGet();
    if (!lines.offer("k.init: " + line)) {
      unwritten.decrementAndGet();
      lost.incrementAndGet();
    }
  }

  /// Says what went wrong and where; it is a bug, or the machine is in a bad way.
  void report(Throwable accident) {
    StringBuilder text = new StringBuilder("unexpected: ").append(accident);
    StackTraceElement[] trace = accident.getStackTrace();
    for (int i = 0; i < Math.min(trace.length, 6); i++) {
      text.append(i == 0 ? " at " : " < ").append(trace[i]);
    }
    say(text.toString());
  }

  private void write() {
    try {
      while (true) {
        String line = lines.take();
        long missing = lost.getAndSet(0);
        if (missing > 0) {
          out.println("k.init: " + missing + " lines are missing here");
        }
        out.println(line);
        out.flush();
        unwritten.decrementAndGet();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Gives what was said a moment to appear.
  void drain() {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
    while (unwritten.get() > 0 && System.nanoTime() - end < 0) {
      LockSupport.parkNanos(1_000_000);
    }
  }
}
