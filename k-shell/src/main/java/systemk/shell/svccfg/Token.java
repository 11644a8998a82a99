package systemk.shell.svccfg;

/// A piece of a `svccfg` command.
sealed interface Token {
  /// The text it stands for.
  String text();

  /// A bare word.
  record Word(String text) implements Token {}

  /// A text that stood in quotes, without them.
  record Quoted(String text) implements Token {}

  /// One of `=`, `(`, `)` and `>`.
  record Symbol(String text) implements Token {}
}
