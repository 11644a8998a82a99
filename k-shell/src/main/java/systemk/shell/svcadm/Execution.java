package systemk.shell.svcadm;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.time.Duration;
import systemk.core.repository.Change;
import systemk.core.repository.RepositoryState;
import systemk.shell.Outcome;
import systemk.shell.text.Output;
import systemk.shell.view.Status;

/// Carries out steps: writes them in one transaction, and waits for them if that is wanted.
///
/// @param patience how long to wait for them to have happened; none to return at once
record Execution(Asker asker, boolean verbose, Option<Duration> patience) {

  Outcome.Decision of(Vector<Step> steps, RepositoryState state, Output output) {
    if (!asker.invocation().mayWrite()) {
      steps.forEach(step -> output.fail(denial(step)));
      return new Outcome.Decision.Answer(output.exit());
    }
    if (verbose) {
      steps.filter(step -> !step.said().isEmpty()).forEach(step -> output.line(step.said()));
    }
    Vector<Change> changes = steps.flatMap(Step::changes);
    if (changes.isEmpty()) {
      return new Outcome.Decision.Answer(after(steps, state, output));
    }
    return new Outcome.Decision.Commit(
        changes,
        "",
        _ -> after(steps, state, output),
        reasons -> {
          Output refused = new Output(asker.invocation().program());
          reasons.forEach(reason -> refused.fail(reason.message()));
          return refused.exit();
        });
  }

  private String denial(Step step) {
    return verbose
        ? step.instance()
            + ": Couldn't modify \""
            + step.group()
            + "\" property group (permission denied)."
        : step.instance() + ": Permission denied.";
  }

  /// What follows the write: the end, or the wait for it to have happened.
  private Outcome after(Vector<Step> steps, RepositoryState before, Output output) {
    return patience.isEmpty() || steps.isEmpty()
        ? output.exit()
        : waiting(steps, before, output.exit(), patience.get());
  }

  /// A wait for all that the steps are to lead to.
  static Outcome waiting(
      Vector<Step> steps, RepositoryState before, Outcome.Exit said, Duration patience) {
    return new Waiting(
            steps.map(step -> new Completion(step, Status.of(before, step.instance()))),
            said,
            before,
            patience)
        .outcome();
  }
}
