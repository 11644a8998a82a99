package systemk.shell.svcadm;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.time.Duration;
import java.util.Locale;
import systemk.core.repository.RepositoryState;
import systemk.shell.Outcome;
import systemk.shell.svcadm.Completion.Verdict;
import systemk.shell.view.Status;

/// A wait for everything asked for to have happened, or to be known not to.
///
/// @param said what the command said before the wait
/// @param asked the repository it was asked on
record Waiting(
    Vector<Completion> completions, Outcome.Exit said, RepositoryState asked, Duration patience) {

  Outcome outcome() {
    return new Outcome.Await(this::decided, patience, this::timedOut);
  }

  /// The end of the command, once every instance is decided. Failing (3) outweighs being unable to
  /// start (4).
  private Option<Outcome> decided(RepositoryState state) {
    Vector<Verdict> verdicts = completions.map(completion -> completion.judge(state));
    if (verdicts.exists(verdict -> verdict instanceof Verdict.Pending)) {
      return Option.none();
    }
    StringBuilder err = new StringBuilder(said.err());
    int status = said.status();
    for (Verdict verdict : verdicts) {
      if (verdict instanceof Verdict.Failed(String message, int code)) {
        err.append("svcadm: ").append(message).append('\n');
        status = status == 3 ? 3 : code;
      }
    }
    return Option.some(new Outcome.Exit(said.out(), err.toString(), status));
  }

  private Outcome timedOut() {
    StringBuilder err = new StringBuilder(said.err());
    for (Completion completion : completions) {
      String goal = completion.step().goal().name().toLowerCase(Locale.ROOT);
      Status before = Status.of(asked, completion.instance());
      err.append("svcadm: Timed out after ")
          .append(patience.toSeconds())
          .append(" seconds waiting for \"")
          .append(completion.instance())
          .append("\" to be ")
          .append(goal.replace('_', ' '))
          .append(" (was ")
          .append(before.known() ? before.state() : "uninitialized")
          .append(").\n");
    }
    return new Outcome.Exit(said.out(), err.toString(), 3);
  }
}
