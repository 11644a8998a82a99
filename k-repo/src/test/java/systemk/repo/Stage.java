package systemk.repo;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import systemk.core.repository.Committed;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Revision;

/// Plays a story to a repository on disk and to its model at once, and compares what they say.
final class Stage implements AutoCloseable {
  /// So small that checkpoints and new bases come all the time.
  static final Options.Limits LIMITS = new Options.Limits(6000, 5000, 4, 4096, 1 << 20);

  /// As small, and with a memory that is soon full.
  static final Options.Limits FORGETFUL = new Options.Limits(4000, 5000, 4, 6, 1 << 20);

  private final Path root;
  private final Disk disk;
  private final Options.Limits limits;
  private final MemoryRepository model;
  private final List<RepositoryState> published = new ArrayList<>();
  private final List<Committed> heard = new CopyOnWriteArrayList<>();
  private Site site;
  private JournalRepository repository;
  private int boot;
  private int copies;

  Stage() {
    this(Disk.REAL);
  }

  Stage(Disk disk) {
    this(disk, LIMITS);
  }

  Stage(Disk disk, Options.Limits limits) {
    this.limits = limits;
    this.model = new MemoryRepository(RepositoryState.EMPTY, Site.CLOCK, limits);
    try {
      this.root = Files.createTempDirectory("stage");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.disk = disk;
    this.site = new Site(root.resolve("0"));
    this.repository = open();
    published.add(repository.read());
  }

  private JournalRepository open() {
    JournalRepository opened = JournalRepository.open(site.options(boot(), limits), disk);
    opened.listen(heard::add);
    return opened;
  }

  String boot() {
    return "boot-" + boot;
  }

  Site site() {
    return site;
  }

  RepositoryState state() {
    return model.read();
  }

  /// Every state that could be read, in order.
  List<RepositoryState> published() {
    return published;
  }

  Path scratch(String name) {
    return root.resolve(name);
  }

  void play(Iterable<Story.Event> story) {
    for (Story.Event event : story) {
      play(event);
      check();
    }
  }

  void play(Story.Event event) {
    switch (event) {
      case Story.Commit _, Story.Report _ -> submit(Story.proposals(event));
      case Story.Inspect _ -> inspect();
      case Story.Restart _ -> {
        repository.close();
        repository = open();
      }
      case Story.Kill _ -> {
        moveOn();
        repository = open();
      }
      case Story.Reboot(var orderly) -> {
        if (orderly) {
          repository.close();
        } else {
          moveOn();
        }
        boot++;
        model.reboot();
        repository = open();
        published.add(repository.read());
      }
    }
  }

  private void inspect() {
    assertThat(repository.verify().wrong()).isEmpty();
    Path backup = repository.backup("story").get();
    assertThat(RepositoryFile.read(backup)).isEqualTo(model.read().withoutVolatile());
  }

  /// Lets go of the repository and leaves its files as they are, in another place.
  private void moveOn() {
    repository.abandon();
    site = site.copyTo(root.resolve("copy" + ++copies));
  }

  private void submit(List<Repository.Proposal> proposals) {
    List<CompletableFuture<CommitResult>> results = submitted(proposals);
    for (int i = 0; i < results.size(); i++) {
      CommitResult result = results.get(i).join();
      CommitResult expected = Site.await(model, proposals.get(i));
      if (result instanceof CommitResult.Done done) {
        published.add(done.after());
        assertThat(done).isEqualTo(expected);
        assertThat(heard).contains(done.entry());
      } else {
        // What else they tell may be of a later state of the same group commit.
        assertThat(result).hasSameClassAs(expected);
      }
    }
  }

  private List<CompletableFuture<CommitResult>> submitted(List<Repository.Proposal> proposals) {
    List<CompletableFuture<CommitResult>> results = new ArrayList<>();
    for (Repository.Proposal proposal : proposals) {
      results.add(repository.submit(proposal).toCompletableFuture());
    }
    return results;
  }

  /// The states that may be found after a kill in the middle of an event: the last acknowledged
  /// one, and those that the proposals not acknowledged would have led to.
  List<RepositoryState> playUntilKilled(Story.Event event) {
    List<Repository.Proposal> proposals = Story.proposals(event);
    List<CompletableFuture<CommitResult>> results = submitted(proposals);
    List<RepositoryState> possible = new ArrayList<>();
    possible.add(model.read());
    for (int i = 0; i < results.size(); i++) {
      boolean acknowledged = results.get(i).handle(Stage::isAcknowledged).join();
      Site.await(model, proposals.get(i));
      if (acknowledged) {
        possible.clear();
      }
      possible.add(model.read());
    }
    return possible;
  }

  private static boolean isAcknowledged(
      @Nullable CommitResult result, @Nullable Throwable failure) {
    return failure == null && !(result instanceof CommitResult.ReadOnly);
  }

  private void check() {
    assertThat(repository.readOnly()).isEmpty();
    assertThat(repository.read()).isEqualTo(model.read());
    Revision now = model.read().revision();
    assertThat(repository.since(now)).isNotEmpty();
    for (RepositoryState past : published) {
      var events = repository.since(past.revision());
      var expected = model.since(past.revision());
      if (events.isDefined() && expected.isDefined()) {
        assertThat(events).isEqualTo(expected);
      }
    }
    checkPast();
  }

  /// Every state that is on record can be had again, and who made it.
  private void checkPast() {
    long newest = model.read().revision().generation();
    for (RepositoryState past : published) {
      long generation = past.revision().generation();
      Either<String, RepositoryState> found = repository.at(generation);
      if (found.isRight()) {
        assertThat(found).isEqualTo(Either.right(past.withoutVolatile()));
      } else {
        // A checkpoint may just have been written, and the journal behind it pruned.
        assertThat(found.getLeft()).contains("no longer on record");
        assertThat(generation).isLessThan(repository.oldest());
      }
      if (generation >= model.oldest()) {
        assertThat(model.at(generation)).isEqualTo(found);
      }
    }
    assertThat(repository.at(newest + 1).getLeft()).endsWith("is yet to come");
    Vector<Committed> ledger = repository.ledger(1, newest);
    long oldest = repository.oldest();
    assertThat(oldest).isLessThanOrEqualTo(Math.max(0, newest - limits.remembered()));
    assertThat(ledger.size()).isGreaterThanOrEqualTo((int) (newest - oldest));
    assertThat(ledger).endsWith(model.ledger(1, newest).toJavaArray(Committed[]::new));
    assertThat(repository.ledger(newest, newest + 7)).isEqualTo(model.ledger(newest, newest));
  }

  JournalRepository repository() {
    return repository;
  }

  /// The files, without a repository that has them open.
  Site stopped() {
    repository.abandon();
    return site;
  }

  @Override
  public void close() {
    repository.abandon();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
