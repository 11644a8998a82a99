package systemk.shell.svccfg;

import io.vavr.control.Option;

/// What the user's side has to know of the language of `svccfg` while a line is being typed.
public final class Typing {
  private Typing() {}

  /// Whether the text is complete, or more lines are to come: a quote or a parenthesis is open, or
  /// the last line ends in a backslash.
  public static boolean isComplete(String text) {
    return Lexer.isWhole(text);
  }

  /// Whether the operands of the command that begins a text are files or directories.
  public static boolean wantsFiles(String text) {
    return Option.of(text.strip().split("\\s", 2)[0])
        .flatMap(CommandTable::find)
        .exists(command -> command.usage().matches(".*\\b(file|path|directory)\\b.*"));
  }
}
