package systemk.notify;

import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import systemk.core.notify.Means;
import systemk.core.notify.Transition;
import systemk.json.Json;
import systemk.json.JsonText;

/// What is said of a transition, in the words of each way to say it. Pure.
///
/// @param host the name of the machine
record Message(Transition transition, String host) {
  private static final DateTimeFormatter SYSLOG_TIME =
      DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss", Locale.ROOT);
  private static final Vector<String> FACILITIES =
      Vector.of(
          "kern",
          "user",
          "mail",
          "daemon",
          "auth",
          "syslog",
          "lpr",
          "news",
          "uucp",
          "cron",
          "authpriv",
          "ftp",
          "",
          "",
          "",
          "",
          "local0",
          "local1",
          "local2",
          "local3",
          "local4",
          "local5",
          "local6",
          "local7");
  private static final int ERR = 3;
  private static final int WARNING = 4;
  private static final int NOTICE = 5;

  /// The transition in a line.
  String line() {
    String reason = transition.reason();
    return transition.instance()
        + ": "
        + transition.from()
        + " -> "
        + transition.to()
        + (reason.isEmpty() ? "" : " (" + reason.replace('_', ' ') + ")");
  }

  /// A mail for sendmail(8) with `-t`: headers, a blank line, text.
  String mail(Means means) {
    StringBuilder text = new StringBuilder();
    header(text, "To", means.parameters().get("to").getOrElse(Vector.empty()).mkString(", "));
    header(
        text,
        "Subject",
        means
            .parameter("subject")
            .getOrElse(host + ": " + transition.instance() + " is " + transition.to()));
    means
        .parameters()
        .filterKeys(name -> !name.equals("to") && !name.equals("subject"))
        .forEach(
            (name, values) ->
                header(
                    text,
                    name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1),
                    values.mkString(", ")));
    header(text, "Auto-Submitted", "auto-generated");
    header(text, "MIME-Version", "1.0");
    header(text, "Content-Type", "text/plain; charset=UTF-8");
    text.append('\n');
    text.append("HOST: ").append(host).append('\n');
    text.append("TIME: ").append(transition.time()).append('\n');
    text.append("FMRI: ").append(transition.instance()).append('\n');
    text.append("FROM-STATE: ").append(transition.from()).append('\n');
    text.append("TO-STATE: ").append(transition.to()).append('\n');
    if (!transition.reason().isEmpty()) {
      text.append("REASON: ").append(transition.reason()).append('\n');
    }
    text.append("\nSee: svcs -xv ").append(transition.instance()).append('\n');
    return text.toString();
  }

  /// A header cannot begin another one, whatever its value is.
  private static void header(StringBuilder text, String name, String value) {
    text.append(name).append(": ").append(value.replaceAll("\\p{Cntrl}", " ")).append('\n');
  }

  /// A datagram for syslogd, as syslog(3) writes it.
  String syslog(Means means, ZoneId zone, long pid) {
    int facility = FACILITIES.indexOf(means.parameter("facility").getOrElse("daemon"));
    int severity =
        switch (transition.to()) {
          case "maintenance" -> ERR;
          case "degraded" -> WARNING;
          default -> NOTICE;
        };
    return "<%d>%s k.notify[%d]: %s"
        .formatted(
            Math.max(facility, 0) * 8 + severity,
            SYSLOG_TIME.format(transition.time().atZone(zone)),
            pid,
            line());
  }

  /// For programs.
  String json() {
    return JsonText.write(
        Json.object()
            .put("event", "state-transition")
            .put("host", host)
            .put("time", transition.time().toString())
            .put("fmri", transition.instance().toString())
            .put("from", transition.from())
            .put("to", transition.to())
            .put("reason", transition.reason())
            .build());
  }

  /// The same as variables.
  TreeMap<String, String> environment() {
    return TreeMap.<String, String>empty()
        .put("SMF_FMRI", transition.instance().toString())
        .put("SMF_FROM_STATE", transition.from())
        .put("SMF_TO_STATE", transition.to())
        .put("SMF_REASON", transition.reason())
        .put("SMF_TIME", transition.time().toString());
  }

  /// Who gets it, for logs and to tell receivers apart; none if this program cannot tell anybody
  /// this way.
  static Option<String> receiver(Means means) {
    return switch (means.type()) {
      case Means.MAIL ->
          Option.some(
              "mailto:" + means.parameters().get("to").getOrElse(Vector.empty()).mkString(","));
      case Means.SYSLOG -> Option.some("syslog:" + means.parameter("facility").getOrElse("daemon"));
      case Means.COMMAND -> means.parameter("path").map(path -> "exec:" + path);
      case Means.WEBHOOK -> means.parameter("url");
      default -> Option.none();
    };
  }
}
