package systemk.bench.daemon;

import io.vavr.control.Option;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import systemk.shell.manual.Flag;
import systemk.shell.manual.Manual;
import systemk.shell.manual.Subcommand;

/// The options a tool of k was called with: those its part of the manual page of k names.
public final class CommandLine {
  /// What the launchers put first.
  private static final String HOME = "--home";

  private final Subcommand tool;
  private final Map<String, String> values = new HashMap<>();
  private final Set<String> flags = new HashSet<>();
  private final List<String> operands = new ArrayList<>();

  private CommandLine(Subcommand tool) {
    this.tool = tool;
  }

  /// Reads the arguments. Shows the help and exits with 0 if asked to, with 2 if they make no
  /// sense.
  ///
  /// @param tool the command of k, such as `prove`
  public static CommandLine parse(String tool, String... arguments) {
    CommandLine line = parseWithOperands(tool, arguments);
    if (!line.operands.isEmpty()) {
      throw line.refused("unknown option \"" + line.operands.getFirst() + "\"");
    }
    return line;
  }

  /// Reads the arguments of a tool that takes more than options.
  public static CommandLine parseWithOperands(String tool, String... arguments) {
    CommandLine line = new CommandLine(Manual.of("k").subcommand(tool).get());
    for (int i = 0; i < arguments.length; i++) {
      String option = arguments[i];
      if (option.equals("-?") || option.equals("--help")) {
        System.out.print(line.usage() + "\n" + line.tool.help());
        System.exit(0);
      }
      boolean home = option.equals(HOME);
      Option<Flag> known = line.tool.flags().find(flag -> flag.names().contains(option));
      if (known.exists(flag -> flag.argument().isEmpty())) {
        line.flags.add(option);
      } else if (!option.startsWith("-")) {
        line.operands.add(option);
      } else if (!home && known.isEmpty()) {
        throw line.refused("unknown option \"" + option + "\"");
      } else if (i + 1 == arguments.length) {
        throw line.refused(option + " wants a value");
      } else {
        line.values.put(option, arguments[++i]);
      }
    }
    return line;
  }

  /// What is neither an option nor the value of one.
  public List<String> operands() {
    return List.copyOf(operands);
  }

  private String usage() {
    return "usage: k " + tool.usage() + "\n";
  }

  /// Where the distribution is.
  public Path home() {
    return Path.of(text(HOME, "."));
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

  /// The numbers an option has, with commas, in order; exits with 2 if they are none or out of
  /// bounds.
  public List<Integer> numbers(String option, String otherwise, int least, int most) {
    String text = text(option, otherwise);
    try {
      List<Integer> numbers =
          Arrays.stream(text.split(",", -1)).map(Integer::parseInt).distinct().sorted().toList();
      if (numbers.getFirst() >= least && numbers.getLast() <= most) {
        return numbers;
      }
    } catch (NumberFormatException _) {
      // Told below, like one that is too small.
    }
    throw refused(
        "%s wants numbers from %d to %d, not \"%s\"".formatted(option, least, most, text));
  }

  public int count(String option, int otherwise) {
    return Math.toIntExact(Math.min(number(option, otherwise), Integer.MAX_VALUE));
  }

  /// Says what is wrong and exits with 2.
  public RuntimeException refused(String what) {
    System.err.print("k " + tool.name() + ": " + what + "\n" + usage());
    System.exit(2);
    return new IllegalStateException("exited");
  }
}
