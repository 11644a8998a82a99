package systemk.configd;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/// How many refusals are put on record: of each user twenty at once and one more every minute, of
/// all users together two hundred at once and one more every second. What is left out is counted.
final class RefusalBudget {
  private static final int OF_ONE = 20;
  private static final long ONE_MILLIS = 60_000;
  private static final int OF_ALL = 200;
  private static final long ALL_MILLIS = 1_000;

  /// How many users are told apart. Those who come after them share what is left.
  private static final int USERS = 1024;

  private static final long SHARED = -1;

  private final Map<Long, Bucket> users = new HashMap<>();
  private final Bucket all = new Bucket(OF_ALL, ALL_MILLIS);

  private static final class Bucket {
    private final int most;
    private final long refillMillis;
    private long left;
    private long filled = Long.MIN_VALUE;
    private long unrecorded;

    Bucket(int most, long refillMillis) {
      this.most = most;
      this.refillMillis = refillMillis;
      this.left = most;
    }

    void refill(long now) {
      if (filled == Long.MIN_VALUE || now < filled) {
        filled = now;
      }
      long more = (now - filled) / refillMillis;
      left = Math.min(most, left + more);
      filled += more * refillMillis;
    }

    boolean isIdle() {
      return left == most && unrecorded == 0;
    }
  }

  /// Whether an attempt is put on record; then with how many before it were not.
  synchronized OptionalLong admit(long uid, long now) {
    Bucket mine = bucket(uid, now);
    mine.refill(now);
    all.refill(now);
    if (mine.left == 0 || all.left == 0) {
      mine.unrecorded++;
      return OptionalLong.empty();
    }
    mine.left--;
    all.left--;
    long unrecorded = mine.unrecorded;
    mine.unrecorded = 0;
    return OptionalLong.of(unrecorded);
  }

  /// Counts as left out what was to be put on record and could not be.
  synchronized void giveBack(long uid, long unrecorded) {
    users.getOrDefault(uid, users.getOrDefault(SHARED, all)).unrecorded += unrecorded;
  }

  private Bucket bucket(long uid, long now) {
    Bucket known = users.get(uid);
    if (known != null) {
      return known;
    }
    if (users.size() >= USERS) {
      users.values().forEach(bucket -> bucket.refill(now));
      users.values().removeIf(Bucket::isIdle);
    }
    long key = users.size() >= USERS ? SHARED : uid;
    return users.computeIfAbsent(key, _ -> new Bucket(OF_ONE, ONE_MILLIS));
  }
}
