package systemk.repo;

import static org.assertj.core.api.Assertions.assertThat;
import static systemk.repo.Site.commit;
import static systemk.repo.Site.done;
import static systemk.repo.Site.http;
import static systemk.repo.Site.state;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import systemk.core.repository.Revision;

final class MemoryRepositoryTest {
  private final MemoryRepository repository = new MemoryRepository(Site.CLOCK);

  @Test
  void aResultIsThereWhenSubmitReturns() {
    var entry = done(commit(repository, http())).entry();
    assertThat(entry.revision()).isEqualTo(new Revision(1, 0));
    assertThat(entry.time()).isEqualTo(Site.CLOCK.instant());
    assertThat(repository.since(new Revision(0, 0)).get()).containsExactly(entry);
    assertThat(repository.ledger(0, Long.MAX_VALUE - 1)).containsExactly(entry);
  }

  @Test
  void whatAListenerSubmitsComesAfterwards() {
    List<Revision> heard = new ArrayList<>();
    repository.listen(
        entry -> {
          heard.add(entry.revision());
          if (heard.size() == 1) {
            var later = repository.submit(_ -> io.vavr.control.Option.none()).toCompletableFuture();
            assertThat(later).isNotDone();
          }
        });
    done(commit(repository, http()));
    done(commit(repository, state("online")));
    assertThat(heard).containsExactly(new Revision(1, 0), new Revision(1, 1));
  }

  @Test
  void aRebootLeavesWhatIsPersistent() {
    done(commit(repository, http()));
    var last = done(commit(repository, state("online"))).after();
    repository.reboot();
    assertThat(repository.read()).isEqualTo(last.withoutVolatile());
    assertThat(repository.ledger(0, Long.MAX_VALUE - 1)).hasSize(1);
    assertThat(repository.since(new Revision(1, 1))).isEmpty();
  }

  @Test
  void nothingIsTakenAfterTheClose() {
    repository.close();
    assertThat(commit(repository, http()))
        .isEqualTo(new CommitResult.ReadOnly("the repository is closed"));
    assertThat(repository.readOnly()).containsExactly("the repository is closed");
  }
}
