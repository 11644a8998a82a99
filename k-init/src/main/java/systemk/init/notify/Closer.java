package systemk.init.notify;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import systemk.linux.Descriptors;

/// Closes descriptors that strangers sent, beside the loop: closing one may wait for whoever serves
/// the file, and a socket may linger.
public final class Closer implements IntConsumer {
  private static final int THREADS = 4;
  private static final int IDLE_SECONDS = 5;
  private static final int STACK_BYTES = 128 << 10;

  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          THREADS,
          THREADS,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          task -> {
            Thread thread = new Thread(null, task, "k.init-closer", STACK_BYTES);
            thread.setDaemon(true);
            return thread;
          });

  public Closer() {
    threads.allowCoreThreadTimeOut(true);
  }

  @Override
  public void accept(int descriptor) {
    threads.execute(() -> Descriptors.close(descriptor));
  }
}
