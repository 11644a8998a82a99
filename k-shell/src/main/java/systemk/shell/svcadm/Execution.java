package systemk.shell.svcadm;

import io.vavr.Tuple2;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.time.Duration;
import systemk.core.repository.Change;
import systemk.core.repository.RepositoryState;
import systemk.core.rights.Principal;
import systemk.core.rights.Rights;
import systemk.shell.Outcome;
import systemk.shell.text.Output;
import systemk.shell.view.Status;

/// Carries out steps: writes them in one transaction, and waits for them if that is wanted.
///
/// @param patience how long to wait for them to have happened; none to return at once
record Execution(Asker asker, boolean verbose, Option<Duration> patience) {
  private static final String CLEAR = "maint_off";
  private static final Duration MOMENT = Duration.ofSeconds(1);

  Outcome.Decision of(Vector<Step> steps, RepositoryState state, Output output) {
    // As in SMF, what may be done is done although something else is refused.
    Principal caller = asker.invocation().principal();
    Tuple2<Vector<Step>, Vector<Step>> parts =
        steps.partition(step -> Rights.mayMake(caller, state, step.changes()));
    parts._2.forEach(step -> output.fail(denial(step)));
    Outcome.Decision decision = allowed(parts._1, state, output);
    return parts._2.isEmpty()
        ? decision
        : new Outcome.Decision.Denied(
            parts._2.flatMap(step -> Rights.unmet(caller, state, step.changes())), decision);
  }

  private Outcome.Decision allowed(Vector<Step> steps, RepositoryState state, Output output) {
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
        ? taken(steps.filter(step -> step.action().equals(CLEAR)), output.exit())
        : waiting(steps, before, output.exit(), patience.get());
  }

  /// Gives restarters a moment to take requests to clear. Scripts look at the state right after
  /// them, with a client that is quicker than what SMF's scripts know.
  private static Outcome taken(Vector<Step> clears, Outcome.Exit exit) {
    return clears.isEmpty()
        ? exit
        : new Outcome.Await(
            state ->
                clears.forAll(step -> state.live(step.instance(), Asker.ACTIONS, CLEAR).isEmpty())
                    ? Option.some(exit)
                    : Option.none(),
            MOMENT,
            () -> exit);
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
