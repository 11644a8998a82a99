package systemk.repo;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import systemk.core.repository.Applied;
import systemk.core.repository.Committed;
import systemk.core.repository.Rejection;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Revision;
import systemk.core.repository.Transaction;
import systemk.core.repository.Transactions;
import systemk.json.JsonText;
import systemk.repo.json.StoredCodec;
import systemk.repo.json.StoredTransaction;

/// Proposals that become durable together, asked one after the other, each on the state the ones
/// before it led to. Nobody hears anything before [#answer].
final class GroupCommit {
  /// A proposal and who waits for its result.
  record Job(Repository.Proposal proposal, CompletableFuture<CommitResult> result) {}

  /// What a frame holds besides its transactions, generously.
  private static final int FRAME_OVERHEAD = 256;

  private final Options.Limits limits;
  private final InstantSource clock;
  private final Option<String> persistentRefused;

  private RepositoryState state;
  private History history;
  private final List<Committed> entries = new ArrayList<>();
  private final List<byte[]> texts = new ArrayList<>();
  private final List<Runnable> answers = new ArrayList<>();
  private final List<Job> dependent = new ArrayList<>();
  private boolean persistent;
  private long bytes = FRAME_OVERHEAD;

  /// @param persistentRefused why transactions that are not volatile are refused, if they are
  GroupCommit(
      Published from,
      Options.Limits limits,
      InstantSource clock,
      Option<String> persistentRefused) {
    this.state = from.state();
    this.history = from.history();
    this.limits = limits;
    this.clock = clock;
    this.persistentRefused = persistentRefused;
  }

  /// Asks a proposal. False if its transaction has no room in this frame any more; then it has to
  /// be asked again in the next.
  boolean ask(Job job) {
    Option<Transaction> proposed;
    Either<Vector<Rejection>, Applied> attempt;
    try {
      proposed = job.proposal().on(state);
      if (proposed.isEmpty()) {
        answer(job, CommitResult.Nothing::new);
        return true;
      }
      Option<Revision> known = proposed.get().request().flatMap(history::answered);
      if (known.isDefined()) {
        answer(job, now -> new CommitResult.Repeated(known.get(), now));
        return true;
      }
      attempt = Transactions.attempt(state, proposed.get());
    } catch (RuntimeException | StackOverflowError | AssertionError e) {
      // Whatever is wrong with one proposal must not reach the others.
      answers.add(() -> job.result().completeExceptionally(e));
      return true;
    }
    if (attempt.isLeft()) {
      answer(job, _ -> new CommitResult.Refused(attempt.getLeft()));
      return true;
    }
    return accept(job, proposed.get(), attempt.get());
  }

  private boolean accept(Job job, Transaction transaction, Applied applied) {
    var entry = new Committed(applied.state().revision(), clock.instant(), transaction);
    var stored = new StoredTransaction(entry, applied.volatileChanges());
    if (!stored.isVolatile() && persistentRefused.isDefined()) {
      answer(job, _ -> new CommitResult.ReadOnly(persistentRefused.get()));
      return true;
    }
    byte[] text = JsonText.bytes(StoredCodec.transaction(stored));
    long size = text.length + 1L;
    if (size + FRAME_OVERHEAD > limits.frameBytes()) {
      var tooLarge = "the transaction is larger than " + limits.frameBytes() + " bytes";
      answer(job, _ -> new CommitResult.Refused(Vector.of(new Rejection.OverLimit(tooLarge))));
      return true;
    }
    if (bytes + size > limits.frameBytes()) {
      return false;
    }
    bytes += size;
    persistent |= !stored.isVolatile();
    history = history.with(entry, state, limits.remembered());
    state = applied.state();
    entries.add(entry);
    texts.add(text);
    answer(job, _ -> new CommitResult.Done(entry, applied.state()));
    return true;
  }

  private void answer(Job job, Function<RepositoryState, CommitResult> result) {
    dependent.add(job);
    answers.add(() -> job.result().complete(result.apply(state)));
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  /// Whether any of its transactions is to outlive the boot.
  boolean isPersistent() {
    return persistent;
  }

  /// The transactions as JSON, in order.
  List<byte[]> texts() {
    return texts;
  }

  List<Committed> entries() {
    return entries;
  }

  /// What can be read once the frame is written.
  Published after() {
    return new Published(state, history);
  }

  /// Tells everybody the result.
  void answer() {
    answers.forEach(Runnable::run);
  }

  /// Tells everybody that the frame could not be written. A refusal, too, may have rested on what
  /// was not written.
  void fail(String reason) {
    dependent.forEach(job -> job.result().complete(new CommitResult.ReadOnly(reason)));
    answers.forEach(Runnable::run);
  }
}
