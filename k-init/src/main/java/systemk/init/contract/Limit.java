package systemk.init.contract;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A resource limit of setrlimit(2) by its number, and the flag and unit dash's `ulimit` has for
/// it.
enum Limit {
  CPU(0, 't', 1),
  FSIZE(1, 'f', 512),
  DATA(2, 'd', 1024),
  STACK(3, 's', 1024),
  CORE(4, 'c', 512),
  RSS(5, 'm', 1024),
  MEMLOCK(8, 'l', 1024),
  NPROC(6, 'p', 1),
  NOFILE(7, 'n', 1),
  AS(9, 'v', 1024),
  LOCKS(10, 'w', 1),
  RTPRIO(14, 'r', 1);

  private final int number;
  private final char flag;
  private final long unit;

  Limit(int number, char flag, long unit) {
    this.number = number;
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

  int number() {
    return number;
  }

  /// The value in the unit of setrlimit(2), but no finer than [#amount] can say it.
  String rounded(@Nullable Long value) {
    if (value == null) {
      return "unlimited";
    }
    return Long.toString(value > Long.MAX_VALUE - unit ? value : Math.ceilDiv(value, unit) * unit);
  }
}
