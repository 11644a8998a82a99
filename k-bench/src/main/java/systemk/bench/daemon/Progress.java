package systemk.bench.daemon;

import java.io.Console;
import java.io.PrintStream;

/// One line that says how far a long piece of work has come: on a terminal again and again in its
/// place, elsewhere a few times.
public final class Progress implements AutoCloseable {
  private static final long TERMINAL_NANOS = 100_000_000L;
  private static final long OTHER_NANOS = 30_000_000_000L;
  private static final int WIDTH = 100;

  private final PrintStream out = System.err;
  private final boolean terminal = onTerminal();
  private final String what;
  private long last = System.nanoTime();
  private boolean shown;

  public Progress(String what) {
    this.what = what;
  }

  /// JDK 22 to 24 always had a console; with 25 there is none again where there is no terminal.
  @SuppressWarnings("SystemConsoleNull")
  private static boolean onTerminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  /// Shows this, unless something was shown just now.
  public synchronized void at(String state) {
    long now = System.nanoTime();
    if (now - last < (terminal ? TERMINAL_NANOS : OTHER_NANOS)) {
      return;
    }
    last = now;
    String line = what + ": " + state;
    if (terminal) {
      out.print("\r" + line + " ".repeat(Math.max(0, WIDTH - line.length())));
      out.flush();
      shown = true;
    } else {
      out.println(line);
    }
  }

  /// Takes the line off a terminal.
  @Override
  public synchronized void close() {
    if (shown) {
      out.print("\r" + " ".repeat(WIDTH) + "\r");
      out.flush();
      shown = false;
    }
  }
}
