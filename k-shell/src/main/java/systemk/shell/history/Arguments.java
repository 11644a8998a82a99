package systemk.shell.history;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;

/// The words after a command, of which some are options with long names, in any place.
public record Arguments(Vector<Given> given, Vector<String> operands) {

  /// An option as it was given; the value is empty where it takes none.
  public record Given(String option, String value) {}

  /// Takes words apart, or says what is wrong with them.
  public static Either<String, Arguments> parse(
      Vector<String> words, Vector<String> flags, Vector<String> valued) {
    Vector<Given> given = Vector.empty();
    Vector<String> operands = Vector.empty();
    int at = 0;
    while (at < words.size()) {
      String word = words.get(at++);
      if (flags.contains(word)) {
        given = given.append(new Given(word, ""));
      } else if (valued.contains(word)) {
        if (at == words.size()) {
          return Either.left("option " + word + " wants a value");
        }
        given = given.append(new Given(word, words.get(at++)));
      } else if (word.length() > 1 && word.startsWith("-")) {
        return Either.left("unknown option " + word);
      } else {
        operands = operands.append(word);
      }
    }
    return Either.right(new Arguments(given, operands));
  }

  public boolean has(String option) {
    return given.exists(g -> g.option().equals(option));
  }

  public Option<String> value(String option) {
    return values(option).lastOption();
  }

  public Vector<String> values(String option) {
    return given.filter(g -> g.option().equals(option)).map(Given::value);
  }
}
