package systemk.init;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import systemk.init.loop.Loop;
import systemk.linux.Kernel;
import systemk.linux.KernelException;

/// The thread that waits for children to end. It reaps nobody itself: it wakes the loop, and waits
/// until the loop has written down and reaped what there was.
final class Reaper {
  private static final int LOOK_AGAIN_SECONDS = 1;

  private final Kernel kernel;
  private final Loop loop;
  private final Runnable reap;
  private final Console console;
  private final Semaphore made = new Semaphore(0);
  private final Semaphore done = new Semaphore(0);

  /// @param reap run on the loop when a child has ended
  Reaper(Kernel kernel, Loop loop, Runnable reap, Console console) {
    this.kernel = kernel;
    this.loop = loop;
    this.reap = reap;
    this.console = console;
  }

  void start() {
    // A platform thread, since waitid(2) holds on to the thread that carries it.
    Thread.ofPlatform().daemon().name("reaper").start(this::run);
  }

  /// There is a child to wait for now.
  void childMade() {
    made.release();
  }

  private void run() {
    try {
      while (true) {
        waitForOne();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void waitForOne() throws InterruptedException {
    boolean ended;
    try {
      ended = kernel.awaitExit().isPresent();
    } catch (KernelException e) {
      console.report(e);
      ended = false;
    }
    if (ended) {
      loop.post(this::reapThenGoOn);
      done.acquire();
    } else {
      // There is no child. One may come without our making it: an orphan of a process that entered
      // the namespace from outside; so look again now and then.
      if (made.tryAcquire(LOOK_AGAIN_SECONDS, TimeUnit.SECONDS)) {
        made.drainPermits();
      }
    }
  }

  private void reapThenGoOn() {
    try {
      reap.run();
    } finally {
      done.release();
    }
  }
}
