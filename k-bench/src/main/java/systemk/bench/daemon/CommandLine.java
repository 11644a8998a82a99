package systemk.bench.daemon;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The options a bench was called with.
public final class CommandLine {
  private final String usage;
  private final Map<String, String> values = new HashMap<>();
  private final Set<String> flags = new HashSet<>();

  private CommandLine(String usage) {
    this.usage = usage;
  }

  /// Reads the arguments. Shows the usage and exits with 0 if asked to, with 2 if they make no
  /// sense.
  ///
  /// @param valued the options that take a value
  /// @param plain the options that take none
  public static CommandLine parse(
      String usage, List<String> valued, List<String> plain, String... arguments) {
    CommandLine line = new CommandLine(usage);
    for (int i = 0; i < arguments.length; i++) {
      String option = arguments[i];
      if (option.equals("-?") || option.equals("--help")) {
        System.out.println(usage);
        System.exit(0);
      } else if (plain.contains(option)) {
        line.flags.add(option);
      } else if (!valued.contains(option)) {
        throw line.refused("unknown option \"" + option + "\"");
      } else if (i + 1 == arguments.length) {
        throw line.refused(option + " wants a value");
      } else {
        line.values.put(option, arguments[++i]);
      }
    }
    return line;
  }

  /// Whether an option without a value is there.
  public boolean has(String flag) {
    return flags.contains(flag);
  }

  public String text(String option, String otherwise) {
    return values.getOrDefault(option, otherwise);
  }

  /// The number an option has; exits with 2 if it is none or negative.
  public long number(String option, long otherwise) {
    String value = values.get(option);
    try {
      long number = value == null ? otherwise : Long.parseLong(value);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException _) {
      // Told below, like a negative one.
    }
    throw refused(option + " wants a number, not \"" + value + "\"");
  }

  public int count(String option, int otherwise) {
    return Math.toIntExact(Math.min(number(option, otherwise), Integer.MAX_VALUE));
  }

  /// Says what is wrong and exits with 2.
  public RuntimeException refused(String what) {
    System.err.println(what + "\n" + usage);
    System.exit(2);
    return new IllegalStateException("exited");
  }
}
