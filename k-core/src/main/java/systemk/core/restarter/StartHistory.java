package systemk.core.restarter;

import io.vavr.collection.Vector;
import java.time.Duration;

/// The last few starts of an instance, oldest first, by which "restarting too quickly" is known
/// (smf.md fact 8; illumos `restarter_rate_critical`).
///
/// @param starts times on [systemk.core.Time#nanos]'s clock
public record StartHistory(Vector<Long> starts) {
  /// How many starts are remembered.
  public static final int SIZE = 5;

  public static final StartHistory NONE = new StartHistory(Vector.empty());

  /// This history with one start more.
  public StartHistory with(long nanos) {
    return new StartHistory(starts.append(nanos).takeRight(SIZE));
  }

  /// Whether the remembered starts are `count` many and on average closer together than `interval`.
  /// A `count` above [#SIZE] can never be reached and counts as [#SIZE].
  public boolean isTooQuick(int count, Duration interval) {
    int wanted = Math.max(2, Math.min(count, SIZE));
    if (starts.size() < wanted) {
      return false;
    }
    Vector<Long> recent = starts.takeRight(wanted);
    long average = (recent.last() - recent.head()) / (wanted - 1);
    return average < interval.toNanos();
  }
}
