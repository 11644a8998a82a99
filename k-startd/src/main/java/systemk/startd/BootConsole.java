package systemk.startd;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import systemk.core.fmri.InstanceFmri;
import systemk.core.restarter.InstanceState;
import systemk.core.restarter.StateChange;

/// What people see while services come up and go down: a line when one has arrived where it stays
/// for now. Times count from the start of this process.
final class BootConsole {
  private final PrintStream out;
  private final boolean coloured;
  private final Instant begin;

  BootConsole(PrintStream out, boolean coloured, Instant begin) {
    this.out = out;
    this.coloured = coloured;
    this.begin = begin;
  }

  void show(StateChange change) {
    if (change.from() == change.to() || !isNews(change)) {
      return;
    }
    Duration since = Duration.between(begin, change.time());
    out.println(
        String.format(
            Locale.ROOT,
            "[%9.3f] %s %s%s",
            since.toMillis() / 1000.0,
            colour(change.to(), String.format(Locale.ROOT, "%-13s", word(change))),
            change.fmri(),
            advice(change.fmri(), change.to())));
    out.flush();
  }

  private static boolean isNews(StateChange change) {
    return switch (change.to()) {
      case ONLINE, DEGRADED, MAINTENANCE -> true;
      case OFFLINE, DISABLED, UNINITIALIZED -> change.from().isRunning();
    };
  }

  private static String word(StateChange change) {
    return change.to() == InstanceState.UNINITIALIZED ? "gone" : change.to().token();
  }

  private static String advice(InstanceFmri fmri, InstanceState state) {
    return state == InstanceState.MAINTENANCE ? "  (see: svcs -xv " + fmri + ")" : "";
  }

  private String colour(InstanceState state, String text) {
    if (!coloured) {
      return text;
    }
    String code =
        switch (state) {
          case ONLINE -> "32";
          case DEGRADED -> "35";
          case MAINTENANCE -> "31";
          case OFFLINE -> "33";
          case DISABLED, UNINITIALIZED -> "2";
        };
    return "\u001b[" + code + "m" + text + "\u001b[0m";
  }
}
