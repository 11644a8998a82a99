package systemk.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import systemk.json.Json;

/// What the user's terminal and environment are like, found out without system calls the JDK does
/// not have.
final class Surroundings {
  private static final int WIDTH = 80;
  private static final String ZONES = "zoneinfo/";

  private static final String CHECK_HASH = "SVCCFG_CHECKHASH";

  /// What `LC_ALL` was before the script that starts this program set it; see there.
  private static final String CALLERS_LOCALE = "SYSTEMK_LC_ALL";

  private Surroundings() {}

  /// The number of this process. The JDK's own way to it starts a thread pool.
  static String pid() {
    return link(Path.of("/proc/self"));
  }

  static String workingDirectory() {
    return System.getProperty("user.dir", "/");
  }

  /// Whether this file descriptor is a terminal, by the name of what it is open on.
  static boolean isTerminal(int descriptor) {
    String name = link(Path.of("/proc/self/fd", Integer.toString(descriptor)));
    return name.startsWith("/dev/pts/")
        || name.startsWith("/dev/tty")
        || name.startsWith("/dev/hvc")
        || name.equals("/dev/console");
  }

  /// Whether colours are welcome on standard output (no-color.org).
  static boolean takesColour() {
    String refusal = System.getenv("NO_COLOR");
    String kind = System.getenv("TERM");
    return (refusal == null || refusal.isEmpty())
        && kind != null
        && !kind.isEmpty()
        && !kind.equals("dumb")
        && isTerminal(1);
  }

  static int width() {
    String columns = System.getenv("COLUMNS");
    if (columns == null || columns.isEmpty() || columns.length() > 4) {
      return WIDTH;
    }
    int width = 0;
    for (int i = 0; i < columns.length(); i++) {
      int digit = columns.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return WIDTH;
      }
      width = width * 10 + digit;
    }
    return Math.max(1, width);
  }

  /// The variables that commands depend on, wherever they run.
  static Json environment() {
    Json.Builder set = Json.object().put("LC_MESSAGES", locale());
    if (checksHashes()) {
      set.put(CHECK_HASH, System.getenv(CHECK_HASH));
    }
    return set.build();
  }

  static boolean checksHashes() {
    return System.getenv(CHECK_HASH) != null;
  }

  /// The locale of messages as setlocale(3) finds it; empty if none is set.
  static String locale() {
    String all = callersLocale();
    if (!all.isEmpty()) {
      return all;
    }
    String messages = System.getenv("LC_MESSAGES");
    String any = messages == null || messages.isEmpty() ? System.getenv("LANG") : messages;
    return any == null ? "" : any;
  }

  /// `LC_ALL` as the caller has it; empty if it is not set.
  static String callersLocale() {
    String saved = System.getenv(CALLERS_LOCALE);
    String all = saved == null ? System.getenv("LC_ALL") : saved;
    return all == null ? "" : all;
  }

  /// The name of the user's time zone as tzset(3) finds it; empty if it has none.
  static String zone() {
    String zone = System.getenv("TZ");
    if (zone == null || zone.isEmpty()) {
      zone = link(Path.of("/etc/localtime"));
    }
    int zones = zone.lastIndexOf(ZONES);
    if (zones >= 0) {
      return zone.substring(zones + ZONES.length());
    }
    return zone.startsWith(":") ? zone.substring(1) : zone;
  }

  private static String link(Path path) {
    try {
      return Files.readSymbolicLink(path).toString();
    } catch (IOException | UnsupportedOperationException e) {
      // Not a link, or closed: then there is nothing to be learnt from it.
      return "";
    }
  }
}
