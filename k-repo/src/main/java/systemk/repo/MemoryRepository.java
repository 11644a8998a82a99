package systemk.repo;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import systemk.core.repository.Committed;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Revision;
import systemk.repo.GroupCommit.Job;

/// A repository without a disk: the model of the one with a disk, and a stand-in for it in tests.
///
/// A proposal is decided by the thread that submits it, before [#submit] returns; one that is
/// submitted by a listener or by whoever waits for a result comes after it.
public final class MemoryRepository implements Repository {
  private final InstantSource clock;
  private final Options.Limits limits;
  private final List<Consumer<Committed>> listeners = new CopyOnWriteArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Queue<Job> queue = new ArrayDeque<>();
  private final Past past = new Past();
  private volatile Published published;
  private volatile boolean closed;

  /// An empty repository.
  public MemoryRepository(InstantSource clock) {
    this(RepositoryState.EMPTY, clock, Options.Limits.DEFAULT);
  }

  public MemoryRepository(RepositoryState state, InstantSource clock, Options.Limits limits) {
    this.clock = clock;
    this.limits = limits;
    this.published = new Published(state, History.startingAt(state.revision()));
  }

  @Override
  public RepositoryState read() {
    return published.state();
  }

  @Override
  public CompletionStage<CommitResult> submit(Proposal proposal) {
    var job = new Job(proposal, new CompletableFuture<>());
    lock.lock();
    try {
      queue.add(job);
      // Whoever submits while a proposal is being decided only leaves his behind it.
      if (lock.getHoldCount() == 1) {
        for (Job next = queue.poll(); next != null; next = queue.poll()) {
          decide(next);
        }
      }
    } finally {
      lock.unlock();
    }
    return job.result().minimalCompletionStage();
  }

  private void decide(Job job) {
    if (closed) {
      job.result().complete(new CommitResult.ReadOnly("the repository is closed"));
      return;
    }
    var group = new GroupCommit(published, limits, clock, Option.none());
    group.ask(job);
    published = group.after();
    group.entries().forEach(entry -> listeners.forEach(listener -> listener.accept(entry)));
    group.answer();
  }

  @Override
  public void listen(Consumer<Committed> listener) {
    listeners.add(listener);
  }

  @Override
  public Option<Vector<Committed>> since(Revision revision) {
    return published.history().recent().since(revision);
  }

  @Override
  public Either<String, RepositoryState> at(long generation) {
    return past.at(() -> published, generation)
        .toEither(() -> Past.unknown(generation, published.generation(), oldest()));
  }

  @Override
  public Vector<Committed> ledger(long from, long to) {
    return published.history().ledger().between(from, to);
  }

  @Override
  public long oldest() {
    return published.oldest();
  }

  @Override
  public Either<String, Path> backup(String name) {
    return Either.left("cannot back up a repository that is not on disk");
  }

  @Override
  public Verification verify() {
    return new Verification(0, 0, 0, 0, 0, published.generation(), Vector.empty());
  }

  @Override
  public Option<String> readOnly() {
    return closed ? Option.some("the repository is closed") : Option.none();
  }

  /// What a reboot does to the repository.
  public void reboot() {
    lock.lock();
    try {
      Published old = published;
      RepositoryState state = old.state().withoutVolatile();
      published = new Published(state, old.history().rebooted(state.revision()));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    closed = true;
  }
}
