package systemk.configd;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import systemk.core.repository.Author;
import systemk.core.repository.Change;
import systemk.core.repository.Landmarks;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Transaction;
import systemk.repo.CommitResult;
import systemk.repo.Repository;
import systemk.shell.history.Entries;

/// Commits what k.configd itself has to say.
record Clerk(Repository repository, Author author) {
  private static final Logger LOG = LoggerFactory.getLogger(Clerk.class);
  private static final Duration DISK = Duration.ofMinutes(1);

  static Clerk of(Repository repository, long owner) {
    return new Clerk(
        repository, new Author(owner, owner, ProcessHandle.current().pid(), "k.configd"));
  }

  /// Whether something was configured since the snapshot of this name.
  boolean isNews(String name, long generation) {
    return Landmarks.generation(repository.read(), name)
        .forAll(last -> isNewsSince(last, generation));
  }

  /// Whether something was configured after a generation.
  boolean isNewsSince(long last, long generation) {
    return repository.ledger(last + 1, generation).exists(Entries::isConfiguration);
  }

  /// Says whether it is on disk, or there was nothing to be done.
  boolean commit(String comment, Function<RepositoryState, Vector<Change>> changes)
      throws InterruptedException {
    try {
      CommitResult result =
          repository
              .submit(
                  newest -> {
                    Vector<Change> wanted = changes.apply(newest);
                    return wanted.isEmpty()
                        ? Option.none()
                        : Option.some(Transaction.of(author, wanted).withComment(comment));
                  })
              .toCompletableFuture()
              .get(DISK.toSeconds(), TimeUnit.SECONDS);
      return switch (result) {
        case CommitResult.Done _, CommitResult.Nothing _, CommitResult.Repeated _ -> true;
        case CommitResult.Refused(var reasons) -> {
          LOG.atError()
              .addKeyValue("reasons", reasons.map(r -> r.message()).mkString("; "))
              .log("a transaction of k.configd itself was refused");
          yield false;
        }
        case CommitResult.ReadOnly _ -> false;
      };
    } catch (ExecutionException | TimeoutException e) {
      LOG.atError().setCause(e).log("cannot commit");
      return false;
    }
  }
}
