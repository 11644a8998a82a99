package systemk.shell.svccfg;

import io.vavr.collection.Vector;
import io.vavr.control.Option;

/// A command as its tokens, with the file it is in, if it is in one, and the line it begins on.
record CommandLine(Option<String> file, int line, Vector<Token> tokens) {
  String name() {
    return tokens.head().text();
  }

  Vector<Token> arguments() {
    return tokens.tail();
  }

  /// The arguments as plain texts.
  Vector<String> words() {
    return arguments().map(Token::text);
  }

  /// Whether no argument is a symbol.
  boolean plain() {
    return !arguments().exists(token -> token instanceof Token.Symbol);
  }

  /// What precedes messages about it.
  String place() {
    return place(file, line);
  }

  /// What precedes messages about a line.
  static String place(Option<String> file, int line) {
    return file.map(
            name -> "svccfg (" + (name.equals("-") ? "<stdin>" : name) + ", line " + line + ")")
        .getOrElse("svccfg");
  }
}
