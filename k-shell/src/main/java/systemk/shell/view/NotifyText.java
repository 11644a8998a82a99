package systemk.shell.view;

import io.vavr.Tuple2;
import io.vavr.collection.Vector;
import systemk.core.notify.Means;
import systemk.core.notify.Parameters;

/// Who is told of an event, as `svccfg listnotify` and `svcs -n` show it (smf.md §8).
public final class NotifyText {
  private NotifyText() {}

  /// The lines about one event, with where what holds comes from.
  public static Vector<String> withSource(Parameters parameters) {
    return lines(parameters, " (source: " + parameters.source() + ")");
  }

  public static Vector<String> lines(Parameters parameters) {
    return lines(parameters, "");
  }

  private static Vector<String> lines(Parameters parameters, String source) {
    return parameters
        .means()
        .flatMap(NotifyText::lines)
        .prepend("    Event: " + parameters.event() + source);
  }

  private static Vector<String> lines(Means means) {
    return means
        .parameters()
        .toVector()
        .map(NotifyText::line)
        .prepend("            Active: " + means.active())
        .prepend("        Notification Type: " + means.type());
  }

  private static String line(Tuple2<String, Vector<String>> parameter) {
    return "            " + parameter._1 + ": " + parameter._2.mkString(", ");
  }
}
