package systemk.configd;

import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import systemk.core.repository.Committed;
import systemk.core.repository.Rejection;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Revision;
import systemk.core.repository.Transaction;
import systemk.core.repository.Transactions;
import systemk.repo.CommitResult;
import systemk.repo.Repository;
import systemk.repo.Verification;

/// A repository without a disk that outlives the servers a test puts before it.
final class HeapRepository implements Repository {
  private final Map<String, Revision> requests = new HashMap<>();
  private final List<Committed> ledger = new ArrayList<>();
  private final List<Consumer<Committed>> listeners = new ArrayList<>();
  private TreeMap<Long, RepositoryState> past;
  private volatile RepositoryState state;
  private volatile Option<String> readOnly = Option.none();
  private int remembered = 1000;

  HeapRepository() {
    this(RepositoryState.EMPTY);
  }

  HeapRepository(RepositoryState state) {
    this.state = state;
    this.past = TreeMap.of(state.revision().generation(), state.withoutVolatile());
  }

  /// How many transactions [#since] knows.
  synchronized void remember(int transactions) {
    remembered = transactions;
  }

  synchronized List<Committed> entries() {
    return List.copyOf(ledger);
  }

  void refuse(String reason) {
    readOnly = Option.some(reason);
  }

  @Override
  public RepositoryState read() {
    return state;
  }

  @Override
  public synchronized CompletionStage<CommitResult> submit(Proposal proposal) {
    try {
      return CompletableFuture.completedStage(decide(proposal));
    } catch (RuntimeException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  private CommitResult decide(Proposal proposal) {
    Option<Transaction> wanted = proposal.on(state);
    if (wanted.isEmpty()) {
      return new CommitResult.Nothing(state);
    }
    Transaction transaction = wanted.get();
    Option<Revision> before = transaction.request().flatMap(id -> Option.of(requests.get(id)));
    if (before.isDefined()) {
      return new CommitResult.Repeated(before.get(), state);
    }
    if (readOnly.isDefined()) {
      return new CommitResult.ReadOnly(readOnly.get());
    }
    Either<Vector<Rejection>, RepositoryState> applied = Transactions.apply(state, transaction);
    if (applied.isLeft()) {
      return new CommitResult.Refused(applied.getLeft());
    }
    state = applied.get();
    past = past.put(state.revision().generation(), state);
    Committed entry = new Committed(state.revision(), Instant.EPOCH, transaction);
    transaction.request().forEach(id -> requests.put(id, entry.revision()));
    ledger.add(entry);
    listeners.forEach(listener -> listener.accept(entry));
    return new CommitResult.Done(entry, state);
  }

  @Override
  public synchronized void listen(Consumer<Committed> listener) {
    listeners.add(listener);
  }

  @Override
  public synchronized Option<Vector<Committed>> since(Revision revision) {
    Vector<Committed> later =
        Vector.ofAll(ledger).filter(entry -> entry.revision().compareTo(revision) > 0);
    return later.size() <= remembered ? Option.some(later) : Option.none();
  }

  @Override
  public synchronized Either<String, RepositoryState> at(long generation) {
    return past.get(generation)
        .map(RepositoryState::withoutVolatile)
        .toEither(() -> "generation " + generation + " is not on record");
  }

  @Override
  public synchronized Vector<Committed> ledger(long from, long to) {
    Vector<Committed> found = Vector.empty();
    for (Committed entry : ledger) {
      long generation = entry.revision().generation();
      boolean isFirst = found.forAll(other -> other.revision().generation() < generation);
      found = generation >= from && generation <= to && isFirst ? found.append(entry) : found;
    }
    return found;
  }

  @Override
  public synchronized long oldest() {
    return past.head()._1;
  }

  @Override
  public Either<String, Path> backup(String name) {
    return Either.left("cannot back up a repository that is not on disk");
  }

  @Override
  public synchronized Verification verify() {
    return new Verification(0, 0, 0, 0, 0, state.revision().generation(), Vector.empty());
  }

  @Override
  public Option<String> readOnly() {
    return readOnly;
  }

  /// A stopped server closes its repository; the next one goes on with what is there.
  @Override
  public synchronized void close() {
    listeners.clear();
  }
}
