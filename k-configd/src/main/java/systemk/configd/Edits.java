package systemk.configd;

import io.vavr.control.Option;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import systemk.api.protocol.Request;
import systemk.core.repository.Author;
import systemk.core.repository.Guard;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Transaction;
import systemk.core.rights.Principal;
import systemk.repo.CommitResult;
import systemk.repo.Repository;
import systemk.shell.Outcome;
import systemk.shell.Outcome.Decision;

/// The edits of one run of a command.
/* Each edit of a run has an identity made of the run's and its number, so that a run that is sent
 * again, after the connection or k.configd itself broke, commits nothing twice: the repository knows
 * the identities of what it committed. The number counts edits, committed or not, because the second
 * run goes through the same ones.
 *
 * A second run decides on a state that has the first run's change in it already, and may find nothing
 * to do, or that it must not be done again ("exists already"). So before such an answer counts, the
 * repository is asked whether this very edit was committed, by a transaction that can only be
 * recognised or refused.
 */
final class Edits {
  /// How long the disk may take. Beyond it nobody knows whether the edit was made.
  private static final Duration DISK = Duration.ofSeconds(60);

  private final Desk desk;
  private final Gate gate;
  private final Request.Run request;
  private final Author caller;
  private final Principal principal;
  private int count;

  Edits(Desk desk, Request.Run request, Author caller, Principal principal) {
    this.desk = desk;
    this.gate = desk.gate();
    this.request = request;
    this.caller = caller;
    this.principal = principal;
  }

  /// What came of an edit.
  sealed interface Result {
    /// The command goes on.
    ///
    /// @param seen the state it goes on with, if it was shown one
    record Next(Outcome outcome, Option<RepositoryState> seen) implements Result {}

    /// The repository takes no changes.
    record ReadOnly(String reason) implements Result {}
  }

  static String program(Request.Run request) {
    String path = request.argv().getFirst();
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /// Makes the next edit of the run.
  Result make(Outcome.Edit edit) throws InterruptedException {
    count++;
    return submit(edit);
  }

  private Result submit(Outcome.Edit edit) throws InterruptedException {
    // Asked on the writer's thread, perhaps more than once; the last decision is the one that
    // counts.
    AtomicReference<@Nullable Decision> last = new AtomicReference<>();
    CommitResult result =
        await(
            newest -> {
              Decision decision = edit.decide().apply(desk.seenBy(principal, newest));
              last.set(decision);
              return transaction(decision);
            });
    Decision decision = last.get();
    return decision == null ? unasked(result) : next(noted(decision), result);
  }

  private Option<Transaction> transaction(Decision decision) {
    return switch (decision) {
      case Decision.Commit commit when !commit.changes().isEmpty() ->
          Option.some(
              Transaction.of(caller, commit.changes())
                  .withComment(commit.comment())
                  .withRequest(identity()));
      case Decision.Commit _, Decision.Answer _ -> Option.none();
      case Decision.Denied(_, var then) -> transaction(then);
    };
  }

  /// What is to be done, once what the command itself refused is on record.
  private Decision noted(Decision decision) {
    if (decision instanceof Decision.Denied(var unmet, var then)) {
      gate.note(caller, unmet);
      return noted(then);
    }
    return decision;
  }

  private String identity() {
    return count == 1 ? request.request() : request.request() + "/" + count;
  }

  private CommitResult await(Repository.Proposal proposal) throws InterruptedException {
    try {
      return gate.submit(caller, principal, proposal)
          .toCompletableFuture()
          .get(DISK.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw new IllegalStateException("cannot decide on an edit", e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException("the disk took more than " + DISK.toSeconds() + " s", e);
    }
  }

  /// The repository answered without asking what to commit.
  private Result unasked(CommitResult result) {
    return result instanceof CommitResult.ReadOnly(var reason)
        ? new Result.ReadOnly(reason)
        : failed("the repository did not take the change");
  }

  private Result next(Decision decision, CommitResult result) throws InterruptedException {
    return switch (decision) {
      case Decision.Commit commit -> committed(commit, result);
      case Decision.Answer(var outcome) -> answered(outcome, result);
      case Decision.Denied(_, var then) -> next(then, result);
    };
  }

  private Result committed(Decision.Commit commit, CommitResult result) {
    return switch (result) {
      case CommitResult.Done(_, var after) -> goOn(commit, after);
      case CommitResult.Repeated(_, var now) -> goOn(commit, now);
      case CommitResult.Nothing(var now) -> goOn(commit, now);
      case CommitResult.Refused(var reasons) ->
          new Result.Next(commit.refused().apply(reasons), Option.none());
      case CommitResult.ReadOnly(var reason) -> new Result.ReadOnly(reason);
    };
  }

  private Result goOn(Decision.Commit commit, RepositoryState state) {
    Outcome then = commit.then().apply(desk.seenBy(principal, state));
    return new Result.Next(then, Option.some(state));
  }

  private Result answered(Outcome outcome, CommitResult result) throws InterruptedException {
    boolean failing = outcome instanceof Outcome.Exit(_, _, int status) && status != 0;
    if (request.again() && failing && wasCommitted()) {
      String note = program(request) + ": the change was made before the connection broke\n";
      return new Result.Next(new Outcome.Exit("", note, 0), Option.none());
    }
    return new Result.Next(
        outcome,
        result instanceof CommitResult.Nothing(var now) ? Option.some(now) : Option.none());
  }

  /// Whether this edit is in the repository: asked by a transaction no repository would commit.
  private boolean wasCommitted() throws InterruptedException {
    Transaction probe =
        Transaction.of(caller, List.of())
            .withRequest(identity())
            .withGuards(List.of(new Guard.Unchanged(-1)));
    return await(_ -> Option.some(probe)) instanceof CommitResult.Repeated;
  }

  private Result failed(String message) {
    return new Result.Next(
        Outcome.Exit.failed(program(request) + ": " + message + "\n", 1), Option.none());
  }

  /// What a command says that could not write.
  static Outcome readOnly(Request.Run request, String reason) {
    return Outcome.Exit.failed(program(request) + ": Repository read-only. (" + reason + ")\n", 1);
  }
}
