package systemk.shell.svccfg;

import io.vavr.collection.Vector;

/// A command as its tokens, with the line it begins on.
record CommandLine(int line, Vector<Token> tokens) {
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
}
