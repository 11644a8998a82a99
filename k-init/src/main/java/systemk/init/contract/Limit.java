package systemk.init.contract;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A resource limit of setrlimit(2), and the flag and unit dash's `ulimit` has for it.
enum Limit {
  CPU('t', 1),
  FSIZE('f', 512),
  DATA('d', 1024),
  STACK('s', 1024),
  CORE('c', 512),
  RSS('m', 1024),
  MEMLOCK('l', 1024),
  NPROC('p', 1),
  NOFILE('n', 1),
  AS('v', 1024),
  LOCKS('w', 1),
  RTPRIO('r', 1);

  private final char flag;
  private final long unit;

  Limit(char flag, long unit) {
    this.flag = flag;
    this.unit = unit;
  }

  static Optional<Limit> of(String name) {
    for (Limit limit : values()) {
      if (limit.name().toLowerCase(Locale.ROOT).equals(name)) {
        return Optional.of(limit);
      }
    }
    return Optional.empty();
  }

  String option() {
    return "-" + flag;
  }

  /// The value in the unit of `ulimit`, rounded up: a limit is never tighter than asked for.
  String amount(@Nullable Long value) {
    return value == null ? "unlimited" : Long.toString(Math.ceilDiv(value, unit));
  }
}
