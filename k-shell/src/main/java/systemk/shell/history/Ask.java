package systemk.shell.history;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import java.util.function.Function;
import systemk.core.repository.Committed;
import systemk.core.repository.RepositoryState;
import systemk.shell.Outcome;
import systemk.shell.Outcome.Question;
import systemk.shell.Outcome.Reply;

/// The questions about the repository, with answers of the right kind.
public final class Ask {
  private Ask() {}

  /// The newest state.
  public static Outcome newest(Function<RepositoryState, Outcome> then) {
    return new Outcome.Need(
        new Question.Newest(),
        reply ->
            reply instanceof Reply.State(RepositoryState state)
                ? then.apply(state)
                : Outcome.Exit.failed("svccfg: cannot read the repository\n", 1));
  }

  /// The persistent part of the state after a generation, or why it cannot be had.
  public static Outcome stateAt(
      long generation, Function<Either<String, RepositoryState>, Outcome> then) {
    return new Outcome.Need(
        new Question.StateAt(generation),
        reply ->
            then.apply(
                switch (reply) {
                  case Reply.State(RepositoryState state) -> Either.right(state);
                  case Reply.Failed(String reason) -> Either.left(reason);
                  default -> Either.left("generation " + generation + " cannot be had");
                }));
  }

  /// The transactions that made the generations from one to another, oldest first.
  public static Outcome ledger(long from, long to, Function<Vector<Committed>, Outcome> then) {
    return new Outcome.Need(
        new Question.Ledger(from, to),
        reply ->
            then.apply(
                reply instanceof Reply.Entries(Vector<Committed> entries)
                    ? entries
                    : Vector.empty()));
  }
}
