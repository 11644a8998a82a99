package systemk.init;

import java.util.Optional;

/// What the kernel's command line says to SystemK.
///
/// @param milestone the milestone to boot to, as `svcadm milestone` names it; nothing if it is the
///   usual one
/// @param debug whether the daemons are to log more
record KernelOptions(Optional<String> milestone, boolean debug) {
  static final KernelOptions NONE = new KernelOptions(Optional.empty(), false);

  private static final String MILESTONE = "systemk.milestone=";

  /// Reads `/proc/cmdline`. Words for others are passed over; of several milestones the last
  /// counts.
  static KernelOptions parse(String line) {
    Optional<String> milestone = Optional.empty();
    boolean debug = false;
    for (String word : line.strip().split("\\s+")) {
      switch (word) {
        case "systemk.debug" -> debug = true;
        case "single", "s", "S", "1" -> milestone = Optional.of("single-user");
        case "emergency", "-b" -> milestone = Optional.of("none");
        default -> {
          if (word.startsWith(MILESTONE)) {
            milestone = Optional.of(word.substring(MILESTONE.length()));
          }
        }
      }
    }
    return new KernelOptions(milestone.filter(name -> !name.isEmpty()), debug);
  }

  /// Whether few or no services run then, so that somebody must be let in at the console.
  boolean needsShell() {
    return milestone
        .filter(name -> name.equals("none") || name.contains("single-user"))
        .isPresent();
  }
}
