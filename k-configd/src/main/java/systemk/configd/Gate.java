package systemk.configd;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import systemk.core.repository.Author;
import systemk.core.repository.Rejection;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Transaction;
import systemk.core.rights.Principal;
import systemk.core.rights.Requirement;
import systemk.core.rights.Rights;
import systemk.repo.CommitResult;
import systemk.repo.Repository;

/// The one door through which clients' transactions go to the repository, whatever way they come.
/// Rights are decided on the very state a transaction is made for, by the writer, so nothing can
/// change between the decision and the commit.
final class Gate {
  private final Repository repository;
  private final Refusals refusals;

  Gate(Repository repository, Refusals refusals) {
    this.repository = repository;
    this.refusals = refusals;
  }

  /// Hands a proposal to the repository's writer, which commits it if its author may.
  CompletionStage<CommitResult> submit(
      Author author, Principal principal, Repository.Proposal proposal) {
    if (principal.mayAll()) {
      return repository.submit(proposal);
    }
    // Whoever may not does not come as far as the writer, for whom all wait.
    RepositoryState now = repository.read();
    Option<Transaction> first = proposal.on(now);
    Vector<Requirement> missing = unmet(principal, now, first);
    if (first.isEmpty() || !missing.isEmpty()) {
      return CompletableFuture.completedStage(
          first.isEmpty() ? new CommitResult.Nothing(now) : refused(author, missing));
    }
    // The proposal may be asked more than once; the last answer is the one that counts.
    AtomicReference<Vector<Requirement>> last = new AtomicReference<>(Vector.empty());
    return repository
        .submit(
            newest -> {
              Option<Transaction> wanted = proposal.on(newest);
              last.set(unmet(principal, newest, wanted));
              return last.get().isEmpty() ? wanted : Option.none();
            })
        .thenApply(result -> last.get().isEmpty() ? result : refused(author, last.get()));
  }

  private static Vector<Requirement> unmet(
      Principal principal, RepositoryState state, Option<Transaction> transaction) {
    return transaction
        .map(wanted -> Rights.unmet(principal, state, wanted.changes()))
        .getOrElse(Vector.empty());
  }

  private CommitResult refused(Author author, Vector<Requirement> unmet) {
    note(author, unmet);
    return new CommitResult.Refused(
        unmet.map(one -> new Rejection.Denied(one.entity(), one.group())));
  }

  /// Puts an attempt on record that did not come so far as to be a transaction.
  void note(Author author, Vector<Requirement> unmet) {
    refusals.note(author, unmet);
  }
}
