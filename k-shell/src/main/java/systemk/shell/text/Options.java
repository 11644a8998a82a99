package systemk.shell.text;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;

/// A command line taken apart as getopt(3) of POSIX does: options up to the first operand or `--`,
/// clustered or not, their arguments attached or separate.
public record Options(Vector<Given> given, Vector<String> operands) {

  /// An option as it was given; the argument is empty where it takes none.
  public record Given(char letter, String argument) {}

  /// Takes arguments apart, or says in getopt's words what is wrong with them.
  ///
  /// @param spec the option letters, each followed by `:` if it takes an argument
  public static Either<String, Options> parse(String spec, Vector<String> arguments) {
    Vector<Given> given = Vector.empty();
    int at = 0;
    while (at < arguments.size() && isOptions(arguments.get(at))) {
      String word = arguments.get(at++);
      if (word.equals("--")) {
        break;
      }
      for (int i = 1; i < word.length(); i++) {
        char letter = word.charAt(i);
        int known = letter == ':' ? -1 : spec.indexOf(letter);
        if (known < 0) {
          return Either.left("illegal option -- " + letter);
        }
        if (known + 1 == spec.length() || spec.charAt(known + 1) != ':') {
          given = given.append(new Given(letter, ""));
          continue;
        }
        if (i + 1 < word.length()) {
          given = given.append(new Given(letter, word.substring(i + 1)));
        } else if (at < arguments.size()) {
          given = given.append(new Given(letter, arguments.get(at++)));
        } else {
          return Either.left("option requires an argument -- " + letter);
        }
        break;
      }
    }
    return Either.right(new Options(given, arguments.drop(at)));
  }

  private static boolean isOptions(String word) {
    return word.length() > 1 && word.startsWith("-");
  }

  public boolean has(char letter) {
    return given.exists(option -> option.letter() == letter);
  }

  /// The argument of the last option of this letter.
  public Option<String> last(char letter) {
    return all(letter).lastOption();
  }

  /// The arguments of all options of this letter.
  public Vector<String> all(char letter) {
    return given.filter(option -> option.letter() == letter).map(Given::argument);
  }

  /// How many of these options were given, each counted once.
  public int countOf(String letters) {
    return (int) letters.chars().filter(letter -> has((char) letter)).count();
  }
}
