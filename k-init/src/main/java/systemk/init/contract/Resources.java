package systemk.init.contract;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import systemk.json.Json;

/// What a contract may use of the machine, as cgroup v2 limits it. Only limits that were asked for
/// are there.
///
/// @param limits by their names in a request
public record Resources(SortedMap<String, Long> limits) {
  public static final Resources NONE = new Resources(new TreeMap<>());

  private static final int CPU_PERIOD_MICROS = 100_000;

  /// A limit: its range, and the file of a cgroup it is written to.
  private enum Limit {
    MEMORY_MAX("memory_max", "memory.max", 0, Long.MAX_VALUE),
    MEMORY_HIGH("memory_high", "memory.high", 0, Long.MAX_VALUE),
    CPU_WEIGHT("cpu_weight", "cpu.weight", 1, 10_000),
    CPU_MAX("cpu_max", "cpu.max", 1, 1_000_000),
    PIDS_MAX("pids_max", "pids.max", 0, 1L << 22),
    IO_WEIGHT("io_weight", "io.weight", 1, 10_000);

    private final String member;
    private final String file;
    private final long least;
    private final long most;

    Limit(String member, String file, long least, long most) {
      this.member = member;
      this.file = file;
      this.least = least;
      this.most = most;
    }

    String text(long value) {
      return switch (this) {
        // Percent of one processor, so many microseconds of each tenth of a second.
        case CPU_MAX -> value * (CPU_PERIOD_MICROS / 100) + " " + CPU_PERIOD_MICROS;
        case IO_WEIGHT -> "default " + value;
        case MEMORY_MAX, MEMORY_HIGH, CPU_WEIGHT, PIDS_MAX -> Long.toString(value);
      };
    }
  }

  public Resources {
    limits = Collections.unmodifiableSortedMap(new TreeMap<>(limits));
  }

  static Resources parse(Json.Obj json) {
    SortedMap<String, Long> limits = new TreeMap<>();
    json.members()
        .forEach(
            (name, value) -> {
              Limit limit = limit(name);
              long number = value.asLong("resources." + name);
              if (number < limit.least || number > limit.most) {
                throw new Refusal(
                    "\"resources."
                        + name
                        + "\" must be from "
                        + limit.least
                        + " to "
                        + limit.most
                        + ", not "
                        + number);
              }
              limits.put(name, number);
            });
    return new Resources(limits);
  }

  private static Limit limit(String name) {
    for (Limit limit : Limit.values()) {
      if (limit.member.equals(name)) {
        return limit;
      }
    }
    throw new Refusal("there is no resource limit \"" + name + "\"");
  }

  /// Applies all limits, and answers the names of those that cannot be.
  ///
  /// @param write writes a text to a file of the contract's cgroup, and says whether that worked
  List<String> apply(BiPredicate<String, String> write) {
    List<String> notApplied = new ArrayList<>();
    // The soft limit before the hard one would be as good: nobody lives in the cgroup yet.
    limits.forEach(
        (name, value) -> {
          Limit limit = limit(name);
          if (!write.test(limit.file, limit.text(value))) {
            notApplied.add(name);
          } else if (limit == Limit.MEMORY_MAX) {
            // A service of which the kernel has killed a part is as good as dead, and whose part it
            // was nobody is told. Linux before 4.19 has no such file.
            boolean _ = write.test("memory.oom.group", "1");
          }
        });
    return notApplied;
  }
}
