package systemk.core.method;

import io.vavr.control.Option;
import systemk.core.property.Property;
import systemk.core.repository.Composition;

/// What all processes of a service together may use at most: the property group `resources`, in the
/// terms of cgroup v2 (Documentation/admin-guide/cgroup-v2.rst of the kernel).
///
/// @param memoryMax above this, in bytes, the kernel kills
/// @param memoryHigh above this, in bytes, the kernel slows down and reclaims
/// @param cpuWeight a share against other services, from 1 to 10,000; the kernel's default is 100
/// @param cpuMax percent of one processor's time
/// @param pidsMax how many processes and threads
/// @param ioWeight as `cpuWeight`, of input and output
public record Resources(
    Option<Long> memoryMax,
    Option<Long> memoryHigh,
    Option<Long> cpuWeight,
    Option<Long> cpuMax,
    Option<Long> pidsMax,
    Option<Long> ioWeight) {

  /// The property group.
  public static final String GROUP = "resources";

  private static final long MAX_WEIGHT = 10_000;

  /// No limit at all.
  public static final Resources NONE =
      new Resources(
          Option.none(), Option.none(), Option.none(), Option.none(), Option.none(), Option.none());

  /// What the configuration says. What is out of range is not said.
  public static Resources of(Composition configuration) {
    return new Resources(
        number(configuration, "memory_max", Long.MAX_VALUE),
        number(configuration, "memory_high", Long.MAX_VALUE),
        number(configuration, "cpu_weight", MAX_WEIGHT),
        number(configuration, "cpu_max", 1_000_000),
        number(configuration, "pids_max", 1 << 22),
        number(configuration, "io_weight", MAX_WEIGHT));
  }

  private static Option<Long> number(Composition configuration, String property, long most) {
    return configuration
        .property(GROUP, property)
        .flatMap(Property::asLong)
        .filter(value -> value >= 1 && value <= most);
  }
}
