package systemk.shell.svcs;

import io.vavr.collection.Vector;
import systemk.core.fmri.InstanceFmri;
import systemk.core.repository.Composition;
import systemk.core.repository.RepositoryState;
import systemk.shell.Invocation;
import systemk.shell.text.Style;
import systemk.shell.text.Times;
import systemk.shell.view.Cause;
import systemk.shell.view.Diagnosis;
import systemk.shell.view.Status;

/// Explanations as `svcs -x` shows them (smf.md §1.2.3).
final class ExplanationText {
  private static final int LINE_WIDTH = 80;
  private static final String INDENT = " ".repeat(8);

  private final RepositoryState state;
  private final Diagnosis diagnosis;
  private final Invocation invocation;
  private final boolean verbose;
  private final boolean zoned;
  private final String messageBase;

  ExplanationText(
      RepositoryState state,
      Diagnosis diagnosis,
      Invocation invocation,
      boolean verbose,
      boolean zoned) {
    this.state = state;
    this.diagnosis = diagnosis;
    this.invocation = invocation;
    this.verbose = verbose;
    this.zoned = zoned;
    this.messageBase =
        state
            .current(Status.DEFAULT_RESTARTER)
            .value("msg", "base")
            .getOrElse("http://illumos.org/msg/");
  }

  /// One instance: its state, the reasons, where to read more, and who suffers.
  String block(InstanceFmri instance) {
    Status status = Status.of(state, instance);
    Composition running = state.running(instance);
    StringBuilder text = new StringBuilder();
    text.append(instance)
        .append(" (")
        .append(invocation.tongue().commonName(running).getOrElse("?"))
        .append(")\n");
    if (zoned) {
      text.append("  Zone: global\n");
    }
    text.append(" State: ")
        .append(new Style(invocation.terminal()).state(status.state(), status.state()));
    status
        .since()
        .forEach(time -> text.append(" since ").append(Times.full(time, invocation.zone())));
    text.append('\n');
    Vector<Cause> causes = diagnosis.causes(instance);
    if (causes.isEmpty() && !status.running()) {
      text.append("Reason: Unknown.\n");
      see(text, messageBase + "SMF-8000-AR");
    }
    causes.forEach(cause -> cause(text, instance, cause));
    manuals(text, running);
    causes.flatMap(cause -> cause.reason().logs()).distinct().forEach(log -> see(text, log));
    status.logs().forEach(log -> see(text, log));
    impact(text, instance, status);
    return text.toString();
  }

  private static void see(StringBuilder text, String where) {
    text.append("   See: ").append(where).append('\n');
  }

  private void cause(StringBuilder text, InstanceFmri instance, Cause cause) {
    boolean here = cause.at().equals(instance);
    if (here) {
      text.append("Reason: ").append(cause.reason().text()).append('\n');
    } else {
      String start = "Reason: Service " + cause.at();
      String end = cause.reason().summary();
      boolean fits = start.length() + 1 + end.length() <= LINE_WIDTH;
      text.append(start).append(fits ? " " : "\n" + INDENT).append(end).append('\n');
    }
    if (verbose && !here) {
      path(text, cause.path());
    }
    String code = here ? cause.reason().code() : "GE";
    if (!code.isEmpty()) {
      see(text, messageBase + "SMF-8000-" + code);
    }
  }

  private static void path(StringBuilder text, Vector<InstanceFmri> path) {
    text.append("  Path: ").append(path.head()).append('\n');
    for (int hop = 1; hop < path.size(); hop++) {
      text.append(INDENT).repeat(' ', 2 * hop).append(path.get(hop)).append('\n');
    }
  }

  private void manuals(StringBuilder text, Composition running) {
    for (String group : running.groupsOfType("template")) {
      if (group.startsWith("tm_man_")) {
        String title = running.value(group, "title").getOrElse("?");
        String section = running.value(group, "section").getOrElse("?");
        String path = running.value(group, "manpath").getOrElse(":default");
        String in = path.equals(":default") ? "" : " -M " + path;
        see(
            text,
            verbose ? "man" + in + " -s " + section + " " + title : title + "(" + section + ")");
      } else if (group.startsWith("tm_doc_")) {
        running.value(group, "uri").forEach(uri -> see(text, uri));
      }
    }
  }

  private void impact(StringBuilder text, InstanceFmri instance, Status status) {
    Vector<InstanceFmri> impacted = diagnosis.impacted(instance);
    text.append("Impact: ");
    if (impacted.isEmpty()) {
      text.append(status.running() ? "None.\n" : "This service is not running.\n");
      return;
    }
    text.append(
        impacted.size() == 1
            ? "1 dependent service is not running"
            : impacted.size() + " dependent services are not running");
    if (!verbose) {
      text.append(".  (Use -v for list.)\n");
      return;
    }
    text.append(":\n");
    impacted.forEach(fmri -> text.append(INDENT).append(fmri).append('\n'));
  }
}
