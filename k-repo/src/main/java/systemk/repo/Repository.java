package systemk.repo;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import systemk.core.repository.Committed;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Revision;
import systemk.core.repository.Transaction;

/// A repository with one writer. Readers see the last durable state and never wait.
public interface Repository extends AutoCloseable {

  /// The last state all of whose transactions are on disk.
  RepositoryState read();

  /// Hands a proposal to the writer. The result comes when the transaction is on disk, or when it
  /// is known that there will be none. Never throws; completes on the writer's thread.
  CompletionStage<CommitResult> submit(Proposal proposal);

  /// Tells every transaction committed from now on, in order, after its state can be read. Called
  /// on the writer's thread, which must not be held up.
  void listen(Consumer<Committed> listener);

  /// The transactions committed after this revision, in order; none if they are no longer at hand
  /// or the revision was never reached in this boot.
  Option<Vector<Committed>> since(Revision revision);

  /// The persistent part of the state right after a generation, with tick 0; else one line that
  /// says why it cannot be had.
  ///
  /// As far as memory reaches, this costs what was touched since and no more, however many services
  /// there are, but for the first call, which looks at all of them; services that did not change
  /// between two answers are the same objects in both. What is older is read from disk, on the
  /// thread of whoever asks, and may take seconds.
  Either<String, RepositoryState> at(long generation);

  /// The transactions that made the generations from `from` to `to`, both included, in order; fewer
  /// if some are no longer on record. May read from disk as [#at] does.
  Vector<Committed> ledger(long from, long to);

  /// The oldest generation that [#at] answers, besides pinned ones.
  long oldest();

  /// Copies the persistent part of the newest state to a file beside the repository, which
  /// [RepositoryFile] reads, and answers it, or one line that says why it cannot be done. A file
  /// that holds the same already is answered instead. The last four of a name are kept. Takes as
  /// long as writing everything takes.
  Either<String, Path> backup(String name);

  /// Looks at every record on disk, up to the newest state. Takes as long as reading and replaying
  /// all of it takes, on the thread of whoever asks.
  Verification verify();

  /// Why writing is refused, if it is. Transactions that touch only non-persistent groups are taken
  /// even then, so that services can be run, unless their journal is what failed.
  Option<String> readOnly();

  @Override
  void close();

  /// Decides, on the newest state, what to commit. Pure; may be asked again on another state.
  @FunctionalInterface
  interface Proposal {
    /// The transaction; none if nothing is to be committed after all.
    Option<Transaction> on(RepositoryState newest);
  }
}
