package systemk.shell.manual;

import io.vavr.collection.Vector;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a line that shows how a command is called says of its options and operands.
final class Synopsis {
  private static final Pattern OPTION = Pattern.compile("(?<![\\w/-])(--[a-z][\\w-]*|-[A-Za-z?]+)");

  private Synopsis() {}

  /// All options in it: `-rst` are three.
  static Vector<String> options(String usage) {
    Vector<String> found = Vector.empty();
    Matcher options = OPTION.matcher(usage);
    while (options.find()) {
      String option = options.group();
      found =
          option.startsWith("--")
              ? found.append(option)
              : found.appendAll(
                  Vector.ofAll(option.substring(1).toCharArray()).map(letter -> "-" + letter));
    }
    return found.distinct();
  }

  /// The placeholders of its operands: what is left without its name, options and their arguments.
  static Vector<String> operands(String usage, Vector<Flag> flags) {
    Vector<String> words =
        Vector.of(usage.replaceAll("\\.\\.\\.", " ").split("[\\s|]+"))
            .map(word -> word.replaceAll("[\\[\\]{}()]", ""))
            .tail();
    Vector<String> operands = Vector.empty();
    boolean argument = false;
    for (String word : words) {
      if (word.startsWith("-")) {
        argument = takesArgument(word, flags);
      } else if (argument) {
        argument = false;
      } else if (word.chars().anyMatch(Character::isLetter)) {
        operands = operands.append(word);
      }
    }
    return operands.distinct();
  }

  private static boolean takesArgument(String option, Vector<Flag> flags) {
    String last = option.startsWith("--") ? option : "-" + option.charAt(option.length() - 1);
    return flags.exists(flag -> flag.names().contains(last) && !flag.argument().isEmpty());
  }
}
