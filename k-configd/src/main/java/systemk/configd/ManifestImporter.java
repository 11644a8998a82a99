package systemk.configd;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import systemk.core.manifest.Finding;
import systemk.core.repository.Author;
import systemk.core.repository.Change;
import systemk.core.repository.Rejection;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Revision;
import systemk.core.repository.Transaction;
import systemk.core.repository.Transactions;
import systemk.repo.CommitResult;
import systemk.repo.Repository;
import systemk.shell.manifest.FileRecords;
import systemk.shell.manifest.Importing;
import systemk.shell.manifest.Incoming;
import systemk.shell.manifest.Mirror;
import systemk.shell.text.Times;
import systemk.wire.Layout;

/// Brings the files of the root into the repository at boot, before anybody can look: those that
/// are new, changed or gone since the last time.
/* All files that are good go into one transaction, with what is remembered of each: nobody ever sees
 * half of them, and a k.configd that is killed in between begins again. A file that is not good is told
 * of in the log, line by line, and holds up none of the others; it is tried again at every start, and
 * what it said before stays.
 *
 * An import too large for one transaction, which takes thousands of files, is cut in two.
 */
final class ManifestImporter {
  private static final Logger LOG = LoggerFactory.getLogger(ManifestImporter.class);
  private static final int MOST_CHANGES = Transactions.MAX_CHANGES / 2;
  private static final Duration DISK = Duration.ofMinutes(5);

  private final Layout layout;
  private final MirroredFiles files;
  private final Repository repository;
  private final Author author;
  private final InstantSource clock;

  ManifestImporter(Layout layout, Repository repository, long owner, InstantSource clock) {
    this.layout = layout;
    this.files = new MirroredFiles(layout.root());
    this.repository = repository;
    this.author = new Author(owner, owner, ProcessHandle.current().pid(), "k.configd");
    this.clock = clock;
  }

  void importChanged() {
    Mirror.Choice choice = choice();
    Vector<Incoming> files = choice.read().flatMap(this::read);
    if (!files.isEmpty() || !choice.gone().isEmpty()) {
      commit(files, choice.gone());
    }
  }

  private Mirror.Choice choice() {
    try {
      return Mirror.choose(repository.read(), layout.root().toString(), files.list());
    } catch (IOException e) {
      LOG.atError().addKeyValue("reason", e).log("cannot list the manifests");
      return new Mirror.Choice(Vector.empty(), Vector.empty());
    }
  }

  private Option<Incoming> read(Mirror.Listed listed) {
    Either<Vector<String>, Incoming> read =
        Incoming.read(
            layout.root().toString(),
            listed,
            MirroredFiles.text(listed.file()),
            MirroredFiles::text);
    read.swap().forEach(errors -> errors.forEach(LOG::error));
    return read.toOption();
  }

  private void commit(Vector<Incoming> incoming, Vector<FileRecords.Entry> gone) {
    RepositoryState state = repository.read();
    Vector<Incoming> good = good(state, incoming, gone);
    Vector<Change> changes = changes(state, good, gone).getOrElse(Vector.empty());
    if (changes.size() > MOST_CHANGES && good.size() > 1) {
      int half = good.size() / 2;
      commit(good.take(half), gone);
      commit(good.drop(half), Vector.empty());
    } else if (!changes.isEmpty()) {
      submit(good, gone);
    }
  }

  /// Those that can be imported one after the other; of each of the rest the reason is told.
  private Vector<Incoming> good(
      RepositoryState start, Vector<Incoming> incoming, Vector<FileRecords.Entry> gone) {
    if (changes(start, incoming, gone).isRight()) {
      return incoming;
    }
    Vector<Incoming> good = Vector.empty();
    RepositoryState state = start;
    for (Incoming one : incoming) {
      RepositoryState before = state;
      Either<Vector<String>, RepositoryState> after =
          changes(before, Vector.of(one), Vector.empty())
              .flatMap(
                  changes ->
                      Transactions.apply(before, Transaction.of(author, changes))
                          .mapLeft(reasons -> reasons.map(Rejection::message)));
      if (after.isRight()) {
        good = good.append(one);
        state = after.get();
      } else {
        after.getLeft().forEach(reason -> LOG.error(one.manifest().source() + ": " + reason));
      }
    }
    return good;
  }

  /// What imports these into a state. Instances that are being run now are refreshed; after a boot,
  /// none is.
  private Either<Vector<String>, Vector<Change>> changes(
      RepositoryState state, Vector<Incoming> incoming, Vector<FileRecords.Entry> gone) {
    boolean running =
        state.instances().exists(i -> state.live(i, "restarter", "state").isDefined());
    return importing()
        .plan(state, incoming, gone, running)
        .mapLeft(reasons -> reasons.map(Rejection::message))
        .filterOrElse(
            plan -> !plan.findings().exists(Finding::isError),
            plan -> plan.findings().filter(Finding::isError).map(Finding::message))
        .map(
            plan ->
                plan.changes().isEmpty()
                    ? plan.changes()
                    : plan.changes().appendAll(Importing.landmark(state)));
  }

  private Importing importing() {
    return new Importing(author, Times.nanoseconds(clock.instant()), layout.root().toString());
  }

  private void submit(Vector<Incoming> incoming, Vector<FileRecords.Entry> gone) {
    tell(importing().plan(repository.read(), incoming, gone, false));
    CommitResult result =
        await(
            newest ->
                changes(newest, incoming, gone)
                    .toOption()
                    .map(
                        changes -> Transaction.of(author, changes).withComment(Importing.COMMENT)));
    switch (result) {
      case CommitResult.Done(var entry, _) -> {
        incoming.forEach(one -> told(one.manifest().source(), entry.revision(), "imported"));
        gone.forEach(one -> told(one.file(), entry.revision(), "taken back"));
      }
      case CommitResult.Refused(var reasons) ->
          reasons.forEach(reason -> LOG.error("cannot import manifests: " + reason.message()));
      case CommitResult.ReadOnly(var reason) ->
          LOG.atError().addKeyValue("reason", reason).log("cannot import manifests");
      case CommitResult.Nothing _, CommitResult.Repeated _ ->
          LOG.error("cannot import manifests: the repository changed meanwhile");
    }
  }

  private static void told(String file, Revision revision, String what) {
    LOG.atInfo().addKeyValue("file", file).addKeyValue("revision", revision).log(what);
  }

  private static void tell(Either<Vector<Rejection>, Importing.Plan> plan) {
    for (Finding finding : plan.map(Importing.Plan::findings).getOrElse(Vector.empty())) {
      if (finding instanceof Finding.Absent) {
        LOG.info(finding.message());
      } else {
        LOG.warn(finding.message());
      }
    }
  }

  private CommitResult await(Repository.Proposal proposal) {
    try {
      return repository
          .submit(proposal)
          .toCompletableFuture()
          .get(DISK.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException | InterruptedException e) {
      throw new IllegalStateException("cannot import manifests", e);
    }
  }
}
