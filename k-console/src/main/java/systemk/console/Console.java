package systemk.console;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;
import systemk.client.Dialogue;
import systemk.wire.Layout;

/// `svccfg` for somebody at a terminal: a prompt, line editing, a history, completion.
/* Each line is a command of its own for k.configd; what is selected and the transaction that is open
 * come back with its answer and go with the next one. So nothing is lost when k.configd is restarted
 * between two lines, and within a line the client waits as it always does.
 */
public final class Console {
  private static final int USAGE = 2;
  private static final String END = "end";

  /// Held here, for loggers that nobody holds lose their level.
  private static final Logger LINE_EDITING = Logger.getLogger("org.jline");

  private final Terminal terminal;
  private final LineReader reader;
  private final Dialogue dialogue;
  private final String program;

  private Console(Terminal terminal, LineReader reader, Dialogue dialogue, String program) {
    this.terminal = terminal;
    this.reader = reader;
    this.dialogue = dialogue;
    this.program = program;
  }

  public static void main(String[] args) {
    List<String> words = List.of(args);
    if (words.size() < 4 || !words.get(0).equals("--root") || !words.get(2).equals("--")) {
      System.err.println("usage: systemk.console.Console --root DIR -- svccfg [OPTION]...");
      System.exit(USAGE);
      return;
    }
    System.exit(run(new Layout(Path.of(words.get(1))), words.subList(3, words.size())));
  }

  private static int run(Layout layout, List<String> command) {
    // What JLine complains of, such as a history it cannot read, is nothing for a user.
    LINE_EDITING.setLevel(Level.OFF);
    // The program that made this one reads the same terminal; JLine gives it back as it was.
    try (Terminal terminal = TerminalBuilder.builder().system(true).provider("ffm").build()) {
      Dialogue dialogue = new Dialogue(layout, errors(terminal));
      LineReaderBuilder builder =
          LineReaderBuilder.builder()
              .terminal(terminal)
              .appName("svccfg")
              .parser(new Words())
              .completer(new Completion(dialogue, command.get(0), terminal))
              .variable(LineReader.SECONDARY_PROMPT_PATTERN, "> ")
              .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
              .option(LineReader.Option.HISTORY_IGNORE_DUPS, true);
      HistoryFile.of(System.getenv())
          .ifPresent(file -> builder.variable(LineReader.HISTORY_FILE, file));
      LineReader reader = builder.build();
      // While a line runs, nobody else listens.
      terminal.handle(Terminal.Signal.INT, _ -> dialogue.interrupt());
      return new Console(terminal, reader, dialogue, command.get(0)).talk(command);
    } catch (IOException e) {
      System.err.println("svccfg: cannot use the terminal: " + e.getMessage());
      return 1;
    }
  }

  /// Where messages go: in colour, if they are read by somebody who wants it.
  private static OutputStream errors(Terminal terminal) {
    OutputStream plain = new FileOutputStream(FileDescriptor.err);
    String never = System.getenv("NO_COLOR");
    boolean dumb = terminal.getType().startsWith(Terminal.TYPE_DUMB);
    boolean coloured = (never == null || never.isEmpty()) && !dumb && Descriptors.isTerminal(2);
    return coloured ? new Red(plain) : plain;
  }

  /// The dialogue to its end.
  private int talk(List<String> command) {
    int status = dialogue.say(command, width());
    while (dialogue.prompt() != null) {
      String line = line(dialogue.prompt());
      if (line == null) {
        return dialogue.say(List.of(program, END), width());
      }
      if (!line.isBlank()) {
        int ended = dialogue.say(words(line), width());
        // As in SMF, an error is for whoever typed the line; what counts is how it all ends.
        status = dialogue.prompt() == null ? ended : 0;
      }
    }
    return status;
  }

  /// A line as a command; one that looks like an option is none.
  private List<String> words(String line) {
    List<String> words = new ArrayList<>(List.of(program));
    if (line.stripLeading().startsWith("-")) {
      words.add("--");
    }
    words.add(line);
    return words;
  }

  /// The next line; empty if it was abandoned, null after the last one.
  private @Nullable String line(@Nullable String prompt) {
    try {
      return reader.readLine(prompt);
    } catch (UserInterruptException e) {
      return "";
    } catch (EndOfFileException e) {
      return null;
    }
  }

  private int width() {
    int width = terminal.getColumns();
    return width > 0 ? width : 80;
  }
}
