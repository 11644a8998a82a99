package systemk.core.repository;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import systemk.core.property.PropertyGroup;

/// Applies transactions to repository states.
/* A transaction is tried change by change on the state the changes before it made. A change that is
 * refused leaves that state as it was and the next one is tried all the same, so that the answer can
 * name every reason at once; the result of a transaction with any reason against it is thrown away.
 *
 * A transaction is volatile if each of its changes concerns only non-persistent groups, seen on the
 * state that change is tried on. A volatile transaction makes a new tick, any other a new generation.
 * The generation goes into the changes' provenance and must be known before they are tried, so it is
 * guessed from the state before the transaction; a wrong guess, which takes a transaction that deletes
 * what it goes on to use, costs a second run.
 */
public final class Transactions {
  /// The most changes one transaction may have.
  public static final int MAX_CHANGES = 100_000;

  private Transactions() {}

  /// The state after the transaction, at its new revision, or every reason why there is none. Never
  /// throws.
  public static Either<Vector<Rejection>, RepositoryState> apply(
      RepositoryState state, Transaction transaction) {
    return attempt(state, transaction).map(Applied::state);
  }

  /// As [#apply], and which of the changes were volatile.
  public static Either<Vector<Rejection>, Applied> attempt(
      RepositoryState state, Transaction transaction) {
    Vector<Rejection> reasons = guards(state, transaction).appendAll(Limits.of(transaction));
    Run run = run(state, transaction);
    reasons = reasons.appendAll(run.reasons());
    return reasons.isEmpty()
        ? Either.right(new Applied(run.result().at(run.revision()), run.volatileChanges()))
        : Either.left(reasons);
  }

  /// Whether every change of the transaction concerns only non-persistent groups.
  public static boolean isVolatile(RepositoryState state, Transaction transaction) {
    return run(state, transaction).isVolatile();
  }

  private static Run run(RepositoryState state, Transaction transaction) {
    Revision now = state.revision();
    Revision tick = new Revision(now.generation(), now.tick() + 1);
    Revision generation = new Revision(now.generation() + 1, now.tick());
    boolean guess =
        transaction.changes().forAll(change -> Durability.of(state, change).isVolatile());
    Run run = Run.of(state, transaction.changes(), guess ? tick : generation);
    return run.isVolatile() == guess
        ? run
        : Run.of(state, transaction.changes(), guess ? generation : tick);
  }

  /// All changes tried in order.
  private record Run(
      Revision revision,
      RepositoryState result,
      int changes,
      Vector<Integer> volatileChanges,
      Vector<Rejection> reasons) {

    static Run of(RepositoryState state, Vector<Change> changes, Revision revision) {
      RepositoryState result = state;
      Vector<Integer> volatileChanges = Vector.empty();
      Vector<Rejection> reasons = Vector.empty();
      int position = 0;
      for (Change change : changes) {
        if (Durability.of(result, change).isVolatile()) {
          volatileChanges = volatileChanges.append(position);
        }
        Either<Rejection, RepositoryState> step = tried(result, change, revision.generation());
        if (step.isLeft()) {
          reasons = reasons.append(step.getLeft());
        } else {
          result = step.get();
        }
        position++;
      }
      return new Run(revision, result, position, volatileChanges, reasons);
    }

    private static Either<Rejection, RepositoryState> tried(
        RepositoryState state, Change change, long generation) {
      Option<Rejection> malformed = Limits.malformed(change);
      return malformed.isDefined()
          ? Either.left(malformed.get())
          : Steps.step(state, change, generation);
    }

    boolean isVolatile() {
      return volatileChanges.size() == changes;
    }
  }

  private static Vector<Rejection> guards(RepositoryState state, Transaction transaction) {
    return transaction.guards().flatMap(guard -> violation(state, guard));
  }

  private static Option<Rejection> violation(RepositoryState state, Guard guard) {
    return switch (guard) {
      case Guard.Unchanged(long expected) ->
          moved("the repository", expected, state.revision().generation());
      case Guard.GroupUnchanged(var entity, var group, long expected) ->
          moved(
              entity + "/:properties/" + group,
              expected,
              state.ownGroup(entity, group).map(PropertyGroup::generation).getOrElse(0L));
    };
  }

  private static Option<Rejection> moved(String what, long expected, long actual) {
    return expected == actual
        ? Option.none()
        : Option.some(new Rejection.NotLatest(what, expected, actual));
  }
}
