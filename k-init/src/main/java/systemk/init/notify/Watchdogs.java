package systemk.init.notify;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import systemk.init.loop.Reactor;

/// Notices services that promised to say regularly that they are alive, and do not. Each silence is
/// told once.
public final class Watchdogs {
  private static final class Watch {
    private final long period;
    private long heard;
    private boolean told;

    private Watch(long period, long heard) {
      this.period = period;
      this.heard = heard;
    }
  }

  private final Reactor loop;
  private final LongSupplier nanos;
  private final LongConsumer late;
  private final Map<Long, Watch> watches = new HashMap<>();

  /// @param late told of a contract that is
  public Watchdogs(Reactor loop, LongSupplier nanos, LongConsumer late) {
    this.loop = loop;
    this.nanos = nanos;
    this.late = late;
  }

  /// Begins to wait, unless it does so already.
  public void begin(long contract, Duration period) {
    if (!watches.containsKey(contract)) {
      Watch watch = new Watch(period.toNanos(), nanos.getAsLong());
      watches.put(contract, watch);
      loop.after(period, () -> look(contract, watch));
    }
  }

  /// The service says that it is alive.
  public void alive(long contract) {
    Watch watch = watches.get(contract);
    if (watch != null) {
      watch.heard = nanos.getAsLong();
      if (watch.told) {
        watch.told = false;
        loop.after(Duration.ofNanos(watch.period), () -> look(contract, watch));
      }
    }
  }

  /// Waits no longer.
  public void end(long contract) {
    watches.remove(contract);
  }

  private void look(long contract, Watch watch) {
    if (watches.get(contract) != watch || watch.told) {
      return;
    }
    long left = watch.period - (nanos.getAsLong() - watch.heard);
    if (left > 0) {
      loop.after(Duration.ofNanos(left), () -> look(contract, watch));
    } else {
      watch.told = true;
      late.accept(contract);
    }
  }
}
