package systemk.console;

import java.util.ArrayList;
import java.util.List;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import systemk.shell.svccfg.Typing;

/// Takes a line that is being typed apart as far as line editing needs it: whether more is to come,
/// and which word the cursor is in. What the line means is for `svccfg` to say.
final class Words implements Parser {
  private static final String DELIMITERS = " \t\n\">=()";

  /// A line with its words, the one of the cursor as far as it goes.
  private record Parsed(String line, int cursor, List<String> words, int begin)
      implements ParsedLine {
    @Override
    public String word() {
      return words.get(words.size() - 1);
    }

    @Override
    public int wordCursor() {
      return word().length();
    }

    @Override
    public int wordIndex() {
      return words.size() - 1;
    }
  }

  @Override
  public ParsedLine parse(String line, int cursor, ParseContext context) {
    boolean accepted = context == ParseContext.ACCEPT_LINE || context == ParseContext.UNSPECIFIED;
    if (accepted && !Typing.isComplete(line)) {
      throw new EOFError(-1, -1, "more is to come", "");
    }
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < cursor; i++) {
      char c = line.charAt(i);
      if (DELIMITERS.indexOf(c) < 0) {
        word.append(c);
      } else if (!word.isEmpty()) {
        words.add(word.toString());
        word.setLength(0);
      }
    }
    words.add(word.toString());
    return new Parsed(line, cursor, List.copyOf(words), cursor - word.length());
  }

  @Override
  public boolean isEscapeChar(char c) {
    return false;
  }
}
