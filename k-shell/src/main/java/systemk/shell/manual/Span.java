package systemk.shell.manual;

/// A piece of a line of text.
sealed interface Span {
  String text();

  /// Words as they are.
  record Plain(String text) implements Span {}

  /// What is typed, or the name of something: between backquotes.
  record Code(String text) implements Span {}

  /// A placeholder, or a stressed word.
  record Emphasis(String text) implements Span {}

  /// Another page, by a file beside this one: `[svcs(1)](svcs.1.md)`.
  record Reference(String text, String file) implements Span {}
}
