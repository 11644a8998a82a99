package systemk.shell.svcs;

import io.vavr.collection.Vector;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.notify.Events;
import systemk.core.notify.Parameters;
import systemk.core.repository.RepositoryState;
import systemk.shell.Outcome;
import systemk.shell.text.Options;
import systemk.shell.text.Output;
import systemk.shell.view.NotifyText;
import systemk.shell.view.Operands;

/// `svcs -n`: who is told of the transitions of services (smf.md §8).
final class Notified {
  private final RepositoryState state;
  private final Options options;
  private final Output output;

  Notified(RepositoryState state, Options options, Output output) {
    this.state = state;
    this.options = options;
    this.output = output;
  }

  Outcome run() {
    if (options.operands().isEmpty()) {
      everything();
    } else {
      Vector<InstanceFmri> named = new Operands(state, output).instances(options.operands());
      output.print(named.map(this::of).mkString("\n"));
    }
    return output.exit();
  }

  /// What holds for one instance, and where that is said.
  private String of(InstanceFmri instance) {
    return text(
        instance,
        Events.TRANSITIONS
            .flatMap(event -> Parameters.of(state, instance, event))
            .flatMap(NotifyText::withSource));
  }

  /// What is said of the fault manager's events, and what holds for all services.
  private void everything() {
    output.line("Notification parameters for FMA Events");
    Parameters.faults(state)
        .flatMap(event -> Parameters.own(state, Parameters.FAULTS, event))
        .flatMap(NotifyText::lines)
        .forEach(output::line);
    output.line("").line("System wide notification parameters:");
    output.print(
        text(
            Parameters.GLOBAL,
            Events.TRANSITIONS
                .flatMap(event -> Parameters.own(state, Parameters.GLOBAL, event))
                .flatMap(NotifyText::lines)));
  }

  private static String text(EntityFmri entity, Vector<String> lines) {
    return lines.prepend(entity + ":").mkString("", "\n", "\n");
  }
}
