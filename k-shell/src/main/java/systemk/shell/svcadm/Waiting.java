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
    int[] decided = {0};
    return new Outcome.Await(
        state -> isPending(state, decided) ? Option.none() : decided(state),
        patience,
        this::timedOut);
  }

  /// Whether one of them, from the one on that was found undecided last, still is. A thousand
  /// services make thousands of states; to look at all services for each took longer than to stop
  /// them.
  ///
  /// @param decided how many were found decided; remembered from one state to the next
  private boolean isPending(RepositoryState state, int[] decided) {
    while (decided[0] < completions.size()) {
      if (completions.get(decided[0]).judge(state) instanceof Verdict.Pending) {
        return true;
      }
      decided[0]++;
    }
    // One that was decided before may be so no more.
    decided[0] = 0;
    return false;
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
        err.append(line(message));
        status = status == 3 ? 3 : code;
      }
    }
    return Option.some(new Outcome.Exit(said.out(), err.toString(), status));
  }

  /// Says of each instance that is not decided what it was waited for.
  private Outcome timedOut() {
    return new Outcome.Need(
        new Outcome.Question.Newest(),
        reply ->
            reply instanceof Outcome.Reply.State(RepositoryState now)
                ? timedOut(now)
                : new Outcome.Exit(said.out(), said.err(), 3));
  }

  private Outcome timedOut(RepositoryState now) {
    StringBuilder err = new StringBuilder(said.err());
    for (Completion completion : completions) {
      switch (completion.judge(now)) {
        case Verdict.Done _ -> {}
        case Verdict.Failed(String message, _) -> err.append(line(message));
        case Verdict.Pending _ -> err.append(line(late(completion)));
      }
    }
    return new Outcome.Exit(said.out(), err.toString(), 3);
  }

  private String late(Completion completion) {
    Status before = Status.of(asked, completion.instance());
    return "Timed out after "
        + patience.toSeconds()
        + " seconds waiting for \""
        + completion.instance()
        + "\" to be "
        + completion.step().goal().name().toLowerCase(Locale.ROOT).replace('_', ' ')
        + " (was "
        + (before.known() ? before.state() : "uninitialized")
        + ").";
  }

  private static String line(String message) {
    return "svcadm: " + message + "\n";
  }
}
