package systemk.repo;

import static org.assertj.core.api.Assertions.assertThat;
import static systemk.repo.Site.commit;
import static systemk.repo.Site.done;
import static systemk.repo.Site.http;

import io.vavr.control.Option;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import systemk.core.property.Property;
import systemk.core.repository.Committed;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Revision;
import systemk.core.repository.Transaction;

final class JournalRepositoryConcurrencyTest {
  private static final int CLIENTS = 8;
  private static final int EACH = 60;

  @TempDir private Path root;

  private static long number(RepositoryState state) {
    return state
        .current(Site.HTTP)
        .property("general", "number")
        .flatMap(Property::asLong)
        .getOrElse(0L);
  }

  private static Option<Transaction> increment(RepositoryState newest) {
    var next = Site.set(Property.integer("number", number(newest) + 1));
    return Option.some(Transaction.of(Site.AUTHOR, List.of(next)));
  }

  @Test
  void everyProposalSeesTheOnesBeforeIt() throws Exception {
    var site = new Site(root);
    // Small limits, so that checkpoints are taken meanwhile.
    var limits = new Options.Limits(20_000, 20_000, 16, 4096, 1 << 20);
    List<Committed> heard = Collections.synchronizedList(new ArrayList<>());
    try (var repository = JournalRepository.open(site.options("boot-1", limits));
        var clients = Executors.newFixedThreadPool(CLIENTS)) {
      done(commit(repository, http()));
      repository.listen(heard::add);
      List<Future<?>> running = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        running.add(clients.submit(() -> count(repository)));
      }
      for (Future<?> client : running) {
        client.get();
      }
      assertThat(number(repository.read())).isEqualTo(CLIENTS * EACH);
      assertThat(repository.since(new Revision(1, 0)).get().asJava()).isEqualTo(heard);
      assertThat(heard).isSortedAccordingTo((a, b) -> a.revision().compareTo(b.revision()));
      RepositoryState last = repository.read();
      Site copy = site.copyTo(root.resolveSibling(root.getFileName() + "-copy"));
      try (var again = copy.open("boot-1")) {
        assertThat(again.read()).isEqualTo(last);
      }
    }
    assertThat(site.notices).isEmpty();
  }

  private static void count(Repository repository) {
    for (int i = 0; i < EACH; i++) {
      RepositoryState before = repository.read();
      var done = done(Site.await(repository, JournalRepositoryConcurrencyTest::increment));
      assertThat(number(done.after())).isGreaterThan(number(before));
      assertThat(repository.read().revision()).isGreaterThanOrEqualTo(done.entry().revision());
    }
  }

  @Test
  void whatIsSubmittedBeforeTheCloseIsCommittedAndWhatComesAfterIsRefused() {
    var site = new Site(root);
    List<CompletableFuture<CommitResult>> results = new ArrayList<>();
    JournalRepository repository = site.open("boot-1");
    done(commit(repository, http()));
    for (int i = 0; i < 500; i++) {
      results.add(
          repository.submit(JournalRepositoryConcurrencyTest::increment).toCompletableFuture());
    }
    repository.close();
    assertThat(results).allSatisfy(result -> done(result.join()));
    assertThat(commit(repository, http()))
        .isEqualTo(new CommitResult.ReadOnly("the repository is closed"));
    repository.close();
    try (var again = site.open("boot-1")) {
      assertThat(number(again.read())).isEqualTo(500);
    }
  }
}
