package systemk.configd;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import systemk.core.manifest.Manifest;
import systemk.core.repository.Author;
import systemk.core.repository.Change;
import systemk.core.repository.Landmarks;
import systemk.core.repository.Rejection;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Transaction;
import systemk.core.repository.Transactions;
import systemk.repo.CommitResult;
import systemk.repo.Repository;
import systemk.shell.manifest.Importing;
import systemk.shell.manifest.ManifestError;
import systemk.wire.Layout;

/// Brings the manifests of the root into the repository: at the first start all of them, later
/// those whose content changed.
/* All files that are good go into one transaction, with what is remembered of each: nobody ever sees
 * half of them, and a k.configd that is killed in between begins again. A file that is not good is told
 * of in the log, line by line, and holds up none of the others; it is tried again at every start.
 *
 * An import too large for one transaction, which takes thousands of files, is cut in two.
 */
final class ManifestImporter {
  private static final Logger LOG = LoggerFactory.getLogger(ManifestImporter.class);
  private static final int MOST_CHANGES = Transactions.MAX_CHANGES / 2;
  private static final Duration DISK = Duration.ofMinutes(5);

  private final Layout layout;
  private final Repository repository;
  private final Author author;
  private final InstantSource clock;

  /// A file and what it declares.
  private record Decoded(ManifestFile file, Manifest manifest) {}

  ManifestImporter(Layout layout, Repository repository, long owner, InstantSource clock) {
    this.layout = layout;
    this.repository = repository;
    this.author = new Author(owner, owner, ProcessHandle.current().pid(), "k.configd");
    this.clock = clock;
  }

  void importChanged() {
    Vector<Decoded> changed = changed().flatMap(this::decode);
    if (!changed.isEmpty()) {
      commit(changed);
    }
  }

  private Vector<ManifestFile> changed() {
    try {
      RepositoryState state = repository.read();
      return ManifestFile.below(layout.manifests())
          .flatMap(this::read)
          .filter(file -> !file.isImported(state));
    } catch (IOException | UncheckedIOException e) {
      LOG.atError()
          .addKeyValue("directory", layout.manifests())
          .addKeyValue("reason", e.getMessage())
          .log("cannot read the manifests");
      return Vector.empty();
    }
  }

  private Option<ManifestFile> read(Path path) {
    try {
      return Option.some(ManifestFile.read(layout.root(), path));
    } catch (IOException e) {
      LOG.atError()
          .addKeyValue("file", path)
          .addKeyValue("reason", e.getMessage())
          .log("cannot read a manifest");
      return Option.none();
    }
  }

  private Option<Decoded> decode(ManifestFile file) {
    Either<Vector<ManifestError>, Manifest> decoded = file.decode();
    decoded.swap().forEach(errors -> errors.sorted().forEach(e -> LOG.error(e.toString())));
    return decoded.toOption().map(manifest -> new Decoded(file, manifest));
  }

  private void commit(Vector<Decoded> decoded) {
    RepositoryState state = repository.read();
    Vector<Decoded> good = good(state, decoded);
    Vector<Change> changes = changes(state, good).getOrElse(Vector.empty());
    if (changes.size() > MOST_CHANGES && good.size() > 1) {
      int half = good.size() / 2;
      commit(good.take(half));
      commit(good.drop(half));
    } else if (!changes.isEmpty()) {
      submit(good);
    }
  }

  /// Those that can be imported one after the other; of each of the rest the reason is told.
  private Vector<Decoded> good(RepositoryState start, Vector<Decoded> decoded) {
    if (changes(start, decoded).isRight()) {
      return decoded;
    }
    Vector<Decoded> good = Vector.empty();
    RepositoryState state = start;
    for (Decoded one : decoded) {
      RepositoryState before = state;
      Either<Vector<Rejection>, RepositoryState> after =
          changes(before, Vector.of(one))
              .flatMap(changes -> Transactions.apply(before, Transaction.of(author, changes)));
      if (after.isRight()) {
        good = good.append(one);
        state = after.get();
      } else {
        after.getLeft().forEach(reason -> LOG.error(one.file().path() + ": " + reason.message()));
      }
    }
    return good;
  }

  /// What imports these into a state. Instances that are being run now are refreshed; after a boot,
  /// none is.
  private Either<Vector<Rejection>, Vector<Change>> changes(
      RepositoryState state, Vector<Decoded> decoded) {
    Instant now = clock.instant();
    long nanos = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
    boolean running =
        state.instances().exists(i -> state.live(i, "restarter", "state").isDefined());
    Vector<Change> records =
        state.exists(ManifestFile.RECORDS)
            ? Vector.empty()
            : Vector.of(new Change.AddService(ManifestFile.RECORDS));
    return new Importing(author, nanos)
        .plan(state, decoded.map(Decoded::manifest), running)
        .map(
            changes ->
                changes
                    .appendAll(landmark(state))
                    .appendAll(records)
                    .appendAll(decoded.flatMap(one -> one.file().remember())));
  }

  /// What was before the import gets a name, if there was anything.
  private static Vector<Change> landmark(RepositoryState state) {
    return state.services().values().forAll(service -> Landmarks.isAboutRepository(service.fmri()))
        ? Vector.empty()
        : Landmarks.naming(state, Landmarks.IMPORT, state.revision().generation());
  }

  private void submit(Vector<Decoded> decoded) {
    CommitResult result =
        await(
            newest ->
                changes(newest, decoded)
                    .toOption()
                    .map(
                        changes ->
                            Transaction.of(author, changes).withComment("import of manifests")));
    switch (result) {
      case CommitResult.Done(var entry, _) ->
          decoded.forEach(
              one ->
                  LOG.atInfo()
                      .addKeyValue("file", one.file().path())
                      .addKeyValue("revision", entry.revision())
                      .log("imported"));
      case CommitResult.Refused(var reasons) ->
          reasons.forEach(reason -> LOG.error("cannot import manifests: " + reason.message()));
      case CommitResult.ReadOnly(var reason) ->
          LOG.atError().addKeyValue("reason", reason).log("cannot import manifests");
      case CommitResult.Nothing _, CommitResult.Repeated _ ->
          LOG.error("cannot import manifests: the repository changed meanwhile");
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
