package systemk.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import systemk.wire.Layout;

/// A command line on its way to k.configd, and its output on the way back.
/* The commands themselves run inside k.configd; this program only carries. It lives for some thirty
 * milliseconds, most of which the JVM needs for itself, so what it does on every start avoids what is
 * slow the first time: lambdas, regular expressions, formatting, switches over types, threads.
 *
 * A k.configd that is being restarted makes the user wait, not fail. As long as a k.init holds the root
 * the client tries again, for half a minute after the last sign of life: on a slow machine k.init, which
 * stays the same process, needs more than ten seconds to replace all managers by others (svcadm upgrade), and
 * one that is no more ends the wait at once. The client in C waits for nobody and leaves that to this one, so
 * both are equally patient. A request that was under way is sent again with the same identity, by which
 * k.configd knows what it has done of it already; what was printed is not printed again (see `Output`).
 */
public final class Client {
  /// What a shell reports of a program that died of SIGPIPE: nobody wants the rest of the output.
  static final int BROKEN_PIPE = 141;

  /// What a shell reports of a program that died of SIGINT.
  static final int INTERRUPTED = 130;

  private static final long PATIENCE_MILLIS = 30_000;
  private static final long PAUSE_MILLIS = 20;
  private static final int USAGE = 2;

  private final Layout layout;
  private final Run run;

  Client(Layout layout, Run run) {
    this.layout = layout;
    this.run = run;
  }

  public static void main(String[] args) {
    int separator = Arrays.asList(args).indexOf("--");
    boolean rooted = separator == 2 && args[0].equals("--root");
    if (separator + 1 >= args.length || !(rooted || separator == 0)) {
      complain("usage: systemk.client.Client [--root DIR] -- COMMAND [ARGUMENT]...");
      exit(USAGE);
      return;
    }
    List<String> argv = Arrays.asList(args).subList(separator + 1, args.length);
    exit(new Client(new Layout(Path.of(rooted ? args[1] : defaultRoot())), begin(argv)).run());
  }

  private static Run begin(List<String> argv) {
    String begun = System.getenv("SYSTEMK_RESUME");
    return begun == null ? Run.of(argv) : Run.resumed(argv, begun);
  }

  private static String defaultRoot() {
    String root = System.getenv("SYSTEMK_ROOT");
    return root == null || root.isEmpty() ? "/" : root;
  }

  /// Ends at once: there is nothing a shutdown hook could have to do.
  private static void exit(int status) {
    Runtime.getRuntime().halt(status);
  }

  static void complain(String line) {
    byte[] text = (line + "\n").getBytes(StandardCharsets.UTF_8);
    System.err.write(text, 0, text.length);
    System.err.flush();
  }

  /// Runs the command to its end, through all that may happen to k.configd.
  int run() {
    long givenUp = System.currentTimeMillis() + PATIENCE_MILLIS;
    String trouble = null;
    while (true) {
      Ending ending = Conversation.hold(layout.configdSocket(), run);
      if (ending.isOver()) {
        return ending.status();
      }
      if (run.isAbandoned()) {
        return INTERRUPTED;
      }
      if (ending.denied()) {
        return unbound("insufficient privileges for action", denial());
      }
      trouble = ending.trouble() == null ? trouble : ending.trouble();
      if (ending.heard()) {
        givenUp = System.currentTimeMillis() + PATIENCE_MILLIS;
      }
      if (!isHeld() || System.currentTimeMillis() > givenUp) {
        return unavailable(trouble);
      }
      pause();
    }
  }

  /// Whether a k.init is there that will start k.configd again.
  private boolean isHeld() {
    try {
      String pid = Files.readString(layout.initLock()).strip();
      return !pid.isEmpty() && Files.exists(Path.of("/proc", pid));
    } catch (IOException e) {
      // No lock, or none of ours: nobody is going to start anything.
      return false;
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts the only thread", e);
    }
  }

  /// The socket itself is open to everybody, so it is a directory above it that is not.
  private String denial() {
    return "permission denied for "
        + layout.configdSocket()
        + "; run it as the user who runs this tree, or have that user open the directories above to"
        + " you";
  }

  private int unavailable(@Nullable String trouble) {
    String why =
        isHeld()
            ? "k.configd of " + layout.root() + " does not answer"
            : "nothing runs under "
                + layout.root()
                + "; start it with \"k up --root "
                + layout.root()
                + "\"";
    return unbound("repository server unavailable", why + (trouble == null ? "" : ": " + trouble));
  }

  /// @param what the error in SMF's words
  /// @param why what it comes from here
  private int unbound(String what, String why) {
    complain(run.program() + ": " + phrase(what) + " (" + why + ")");
    return 1;
  }

  /// SMF's commands each have their own words for it.
  private String phrase(String what) {
    return switch (run.program()) {
      case "svcs" -> "Could not bind to repository server: " + what + ".  Exiting.";
      case "svcprop" -> "Could not connect to configuration repository: " + what + ".";
      case "svccfg" -> "Could not connect to repository server: " + what + ".";
      default -> "Couldn't bind to configuration repository: " + what + ".";
    };
  }
}
