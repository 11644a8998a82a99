package systemk.shell.manual;

import io.vavr.collection.Vector;

/// An option of a command.
///
/// @param names how it is spelt: `-T`, `--since`
/// @param argument the placeholder of its argument; empty if it takes none
/// @param summary what it does, in a sentence
public record Flag(Vector<String> names, String argument, String summary) {

  /// The option a term of a list of options is about, such as `-T seconds` or `-?, --help`.
  static Flag of(String term, String summary) {
    Vector<String> words = Vector.of(term.split("[ ,]+"));
    Vector<String> names = words.takeWhile(word -> word.startsWith("-"));
    return new Flag(names, words.drop(names.size()).mkString(" "), summary);
  }

  /// Whether it asks for help.
  boolean isHelp() {
    return names.contains("-?");
  }
}
