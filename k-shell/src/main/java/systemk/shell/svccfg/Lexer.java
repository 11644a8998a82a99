package systemk.shell.svccfg;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;

/// Takes the text of commands apart, as illumos's svccfg.l does (smf.md §1.5).
///
/// Words are made of anything but blanks, newlines and `" > = ( )`. In double quotes a backslash
/// takes the next character as it is. A `#` where a word could begin starts a comment. A command
/// ends with its line, unless a backslash precedes the newline or a parenthesis is open.
final class Lexer {
  /// What no word has in it.
  static final String DELIMITERS = " \t\r\n\">=()";

  private final Option<String> file;
  private final String text;
  private int at;
  private int line = 1;
  private int begun = 1;
  private int open;
  private int unclosed;
  private boolean continued;
  private Vector<Token> tokens = Vector.empty();
  private Vector<CommandLine> commands = Vector.empty();

  private Lexer(Option<String> file, String text) {
    this.file = file;
    this.text = text;
  }

  /// The commands of a text, or the line on which a quote is opened that is never closed.
  static Either<Integer, Vector<CommandLine>> lex(String text) {
    return lex(Option.none(), text);
  }

  /// The commands of the text of a file. What has a NUL in it is no text.
  static Either<Integer, Vector<CommandLine>> lex(Option<String> file, String text) {
    int nul = text.indexOf('\0');
    return nul < 0
        ? new Lexer(file, text).run()
        : Either.left(1 + (int) text.chars().limit(nul).filter(c -> c == '\n').count());
  }

  /// Whether a text ends where a command does, and not in quotes or parentheses or with a backslash
  /// that asks for another line.
  static boolean isWhole(String text) {
    Lexer lexer = new Lexer(Option.none(), text);
    return lexer.run().isRight() && lexer.unclosed == 0 && !lexer.continued;
  }

  private Either<Integer, Vector<CommandLine>> run() {
    while (at < text.length()) {
      char c = text.charAt(at);
      switch (c) {
        case ' ', '\t', '\r' -> at++;
        case '\n' -> newline();
        case '#' -> at = end(text.indexOf('\n', at));
        case '=', '(', ')', '>' -> symbol(c);
        case '"' -> {
          int start = line;
          if (!quoted()) {
            return Either.left(start);
          }
        }
        default -> word();
      }
    }
    unclosed = open;
    endCommand();
    return Either.right(commands);
  }

  private int end(int found) {
    return found < 0 ? text.length() : found;
  }

  private void newline() {
    at++;
    line++;
    if (open == 0) {
      endCommand();
    }
  }

  private void endCommand() {
    if (!tokens.isEmpty()) {
      commands = commands.append(new CommandLine(file, begun, tokens));
      tokens = Vector.empty();
    }
    open = 0;
  }

  private void add(Token token) {
    if (tokens.isEmpty()) {
      begun = line;
    }
    tokens = tokens.append(token);
  }

  private void symbol(char c) {
    add(new Token.Symbol(String.valueOf(c)));
    open = c == '(' ? open + 1 : c == ')' ? Math.max(0, open - 1) : open;
    at++;
  }

  private void word() {
    StringBuilder word = new StringBuilder();
    while (at < text.length() && DELIMITERS.indexOf(text.charAt(at)) < 0) {
      if (text.startsWith("\\\n", at)) {
        at += 2;
        line++;
        continued = at == text.length();
        break;
      }
      word.append(text.charAt(at++));
      continued = at == text.length() && word.charAt(word.length() - 1) == '\\';
    }
    if (!word.isEmpty()) {
      add(new Token.Word(word.toString()));
    }
  }

  private boolean quoted() {
    StringBuilder inside = new StringBuilder();
    int from = line;
    at++;
    while (at < text.length() && text.charAt(at) != '"') {
      if (text.charAt(at) == '\\' && at + 1 < text.length()) {
        at++;
      }
      if (text.charAt(at) == '\n') {
        line++;
      }
      inside.append(text.charAt(at++));
    }
    if (at >= text.length()) {
      return false;
    }
    at++;
    if (tokens.isEmpty()) {
      begun = from;
    }
    tokens = tokens.append(new Token.Quoted(inside.toString()));
    return true;
  }
}
