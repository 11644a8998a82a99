package systemk.shell.svcs;

import io.vavr.collection.Map;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.Comparator;
import java.util.Locale;
import systemk.core.fmri.InstanceFmri;
import systemk.core.method.HealthCheck;
import systemk.core.property.Property;
import systemk.core.repository.Composition;
import systemk.core.repository.RepositoryState;
import systemk.shell.Invocation;
import systemk.shell.Outcome.ProcessLine;
import systemk.shell.text.Options;
import systemk.shell.text.Style;
import systemk.shell.text.Times;
import systemk.shell.view.Dependency;
import systemk.shell.view.FileFacts;
import systemk.shell.view.Protection;
import systemk.shell.view.Status;
import systemk.shell.view.TemplateTexts;

/// All there is to know about one instance, as `svcs -l` shows it (smf.md §1.2.1).
final class Paragraph {
  private static final int LABEL_WIDTH = 13;

  private final RepositoryState state;
  private final Invocation invocation;
  private final Options options;
  private final TargetStates targets;
  private final Style style;

  Paragraph(RepositoryState state, Invocation invocation, Options options, FileFacts files) {
    this.state = state;
    this.invocation = invocation;
    this.options = options;
    this.targets = new TargetStates(state, files);
    this.style = new Style(invocation.terminal());
  }

  String of(InstanceFmri instance, Map<Long, Vector<ProcessLine>> processes) {
    Status status = Status.of(state, instance);
    Composition running = state.running(instance);
    StringBuilder text = new StringBuilder();
    line(text, "fmri", instance.toString());
    invocation.tongue().commonName(running).forEach(name -> line(text, "name", name));
    if (options.has('z') || options.has('Z')) {
      line(text, "zone", "global");
    }
    enabled(text, instance);
    if (status.known()) {
      line(text, "state", style.state(status.state(), status.state()));
      line(text, "next_state", status.inTransition() ? status.next() : "none");
    }
    status.since().forEach(time -> line(text, "state_time", Times.zoned(time, invocation.zone())));
    status.said("alt_logfile").forEach(file -> line(text, "alt_logfile", file));
    status.said("logfile").forEach(file -> line(text, "logfile", file));
    line(text, "restarter", Status.restarter(state, instance));
    if (status.live().property("restarter", "contract").isDefined()) {
      line(
          text,
          "contract_id",
          status.contracts().map(id -> Long.toUnsignedString(id) + " ").mkString());
    }
    status.said("status_text").forEach(words -> line(text, "status", words));
    status.said("limit").forEach(limit -> line(text, "limit_hit", limit));
    check(running).forEach(check -> line(text, "check", check));
    Dependency.of(running).forEach(dependency -> line(text, "dependency", dependency(dependency)));
    if (options.has('p')) {
      status
          .contracts()
          .flatMap(contract -> processes.get(contract).getOrElse(Vector.empty()))
          .sorted(Comparator.comparingLong(ProcessLine::pid))
          .forEach(process -> line(text, "process", process.pid() + " " + process.args()));
    }
    if (options.has('v')) {
      properties(text, running);
    }
    return text.toString();
  }

  private static void line(StringBuilder text, String label, String value) {
    text.append(label)
        .repeat(' ', Math.max(1, LABEL_WIDTH - label.length()))
        .append(value)
        .append('\n');
  }

  private void enabled(StringBuilder text, InstanceFmri instance) {
    Option<Boolean> permanent = state.permanentlyEnabled(instance);
    Option<Boolean> temporary = state.temporarilyEnabled(instance);
    Option<Boolean> effective = temporary.orElse(permanent);
    if (effective.isEmpty()) {
      return;
    }
    boolean differs = temporary.isDefined() && !temporary.equals(permanent);
    line(text, "enabled", effective.get() + (differs ? " (temporary)" : ""));
    if (!effective.get()) {
      state
          .live(instance, temporary.isDefined() ? "general_ovr" : "general", "comment")
          .flatMap(Property::single)
          .filter(comment -> !comment.isEmpty())
          .forEach(comment -> line(text, "comment", comment));
    }
  }

  /// How the health of the service is checked, in the words of its configuration.
  private static Option<String> check(Composition running) {
    return Vector.of("exec", "tcp", "http", "unix")
        .filter(kind -> running.property(HealthCheck.GROUP, kind).isDefined())
        .headOption()
        .map(
            kind ->
                kind
                    + " "
                    + running.value(HealthCheck.GROUP, kind).getOrElse("")
                    + " ("
                    + HealthCheck.action(running).name().toLowerCase(Locale.ROOT)
                    + ")");
  }

  private String dependency(Dependency dependency) {
    return dependency.grouping()
        + "/"
        + dependency.restartOn()
        + dependency
            .entities()
            .map(entity -> " " + entity + " (" + shown(targets.word(entity)) + ")")
            .mkString();
  }

  private String shown(String word) {
    return style.state(word, word);
  }

  private void properties(StringBuilder text, Composition running) {
    TemplateTexts templates = new TemplateTexts(running, invocation.tongue());
    for (String group : running.groupsOfType("application")) {
      if (!Protection.isReadable(invocation, running, group)) {
        continue;
      }
      text.append(group).append(" (application)\n");
      templates.description(group).forEach(words -> described(text, words));
      for (Property property : running.properties(group)) {
        if (!templates.isHidden(group, property.name())) {
          text.append(group).append('/').append(property.name());
          text.append(" (").append(property.type().token()).append(") = ");
          property.values().forEach(value -> text.append(value).append(' '));
          text.append('\n');
          templates.description(group, property.name()).forEach(words -> described(text, words));
        }
      }
    }
  }

  private static void described(StringBuilder text, String words) {
    words.lines().forEach(line -> text.append("    ").append(line.strip()).append('\n'));
  }
}
