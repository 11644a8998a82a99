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
}
