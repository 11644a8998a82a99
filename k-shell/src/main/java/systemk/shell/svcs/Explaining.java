package systemk.shell.svcs;

import io.vavr.collection.Vector;
import systemk.core.fmri.InstanceFmri;
import systemk.core.repository.Boots;
import systemk.core.repository.RepositoryState;
import systemk.json.Json;
import systemk.json.JsonText;
import systemk.shell.Invocation;
import systemk.shell.Outcome;
import systemk.shell.text.Options;
import systemk.shell.text.Output;
import systemk.shell.view.Diagnosis;
import systemk.shell.view.FileFacts;
import systemk.shell.view.Operands;
import systemk.shell.view.Status;

/// `svcs -x`: why instances do not run (smf.md §1.2.3).
final class Explaining {
  private final Invocation invocation;
  private final RepositoryState state;
  private final Options options;
  private final Output output;

  Explaining(Invocation invocation, RepositoryState state, Options options, Output output) {
    this.invocation = invocation;
    this.state = state;
    this.options = options;
    this.output = output;
  }

  Outcome run() {
    return FileFacts.of(state, state.instances(), files -> explain(new Diagnosis(state, files)));
  }

  private Outcome explain(Diagnosis diagnosis) {
    Vector<InstanceFmri> subjects =
        options.operands().isEmpty()
            ? diagnosis.culprits()
            : reported(new Operands(state, output).instances(options.operands()));
    diagnosis.warnings(subjects).forEach(output::warn);
    if (options.has('j')) {
      Json json =
          Json.array(
              subjects
                  .map(s -> StatusJson.explained(state, invocation.tongue(), diagnosis, s))
                  .asJava());
      return output.line(JsonText.pretty(json)).exit();
    }
    return options.operands().isEmpty()
        ? new Outcome.Need(
            new Outcome.Question.ReadOnly(),
            reply -> {
              output.print(damage(reply)).print(fallback());
              return blocks(subjects, diagnosis);
            })
        : blocks(subjects, diagnosis);
  }

  private Outcome blocks(Vector<InstanceFmri> subjects, Diagnosis diagnosis) {
    ExplanationText text =
        new ExplanationText(
            state, diagnosis, invocation, options.has('v'), options.has('z') || options.has('Z'));
    if (!options.has('L')) {
      return output.print(subjects.map(text::block).mkString("\n")).exit();
    }
    return new LogFiles(state, options, output)
        .tails(
            subjects,
            tails -> {
              output.print(
                  subjects.zipWith(tails, (s, tail) -> text.block(s) + tail).mkString("\n"));
              return output.exit();
            });
  }

  /// That nothing can be changed matters more than any service that does not run.
  private static String damage(Outcome.Reply reply) {
    return reply instanceof Outcome.Reply.Text(String reason) && !reason.isEmpty()
        ? "The repository takes no changes.\nReason: " + reason + "\n\n"
        : "";
  }

  /// That the machine does not run with what was configured last.
  private String fallback() {
    return Boots.of(state)
        .fallback()
        .map(
            back ->
                "The system booted with an earlier configuration.\nReason: "
                    + Boots.PATIENCE
                    + " boots missed their milestone with generation "
                    + back.left()
                    + "; generation "
                    + back.to()
                    + " had reached it.\n   See: svccfg diff "
                    + back.to()
                    + " "
                    + back.left()
                    + "\n   See: svccfg rollback --to "
                    + back.left()
                    + "  (takes that up again)\n\n")
        .getOrElse("");
  }

  private Vector<InstanceFmri> reported(Vector<InstanceFmri> instances) {
    for (InstanceFmri instance : instances) {
      if (!Status.of(state, instance).known()) {
        output.warn(instance + " has no \"restarter\" property group; ignoring.");
      }
    }
    return instances.filter(instance -> Status.of(state, instance).known());
  }
}
