package systemk.repo;

import static org.assertj.core.api.Assertions.assertThat;
import static systemk.repo.Site.commit;
import static systemk.repo.Site.done;
import static systemk.repo.Site.enabled;
import static systemk.repo.Site.http;
import static systemk.repo.Site.state;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import systemk.core.repository.RepositoryState;

final class FailingDiskTest {
  @TempDir private Path root;
  private final FrailDisk disk = new FrailDisk();
  private Site site;

  @BeforeEach
  void place() {
    site = new Site(root.resolve("a"));
  }

  private JournalRepository open() {
    return JournalRepository.open(site.options("boot-1"), disk);
  }

  /// What another process would find.
  private RepositoryState found(String name) {
    Site copy = site.copyTo(root.resolve(name));
    try (var again = copy.open("boot-1")) {
      assertThat(again.readOnly()).isEmpty();
      return again.read();
    }
  }

  @Test
  void aFullDiskRefusesWithItsReasonAndTheNextCommitTriesAgain() {
    try (var repository = open()) {
      RepositoryState before = done(commit(repository, http())).after();
      disk.full(true);
      for (int i = 0; i < 5; i++) {
        var refused = (CommitResult.ReadOnly) commit(repository, enabled(i % 2 == 0));
        assertThat(refused.reason())
            .isEqualTo("cannot write " + site.last("j-") + ": No space left on device");
        assertThat(repository.readOnly()).containsExactly(refused.reason());
        assertThat(repository.read()).isSameAs(before);
        assertThat(commit(repository, state("online"))).isInstanceOf(CommitResult.ReadOnly.class);
      }
      assertThat(found("full")).isEqualTo(before);
      disk.full(false);
      done(commit(repository, enabled(false)));
      assertThat(repository.readOnly()).isEmpty();
      RepositoryState last = done(commit(repository, state("online"))).after();
      assertThat(found("again")).isEqualTo(last);
    }
  }

  @Test
  void aFailedForceEndsPersistentWritingForGood() {
    try (var repository = open()) {
      RepositoryState before = done(commit(repository, http())).after();
      disk.failsToForce(true);
      var refused = (CommitResult.ReadOnly) commit(repository, enabled(false));
      assertThat(refused.reason())
          .isEqualTo("cannot make " + site.last("j-") + " durable: Input/output error");
      assertThat(repository.read()).isSameAs(before);
      disk.failsToForce(false);
      assertThat(commit(repository, enabled(false))).isEqualTo(refused);
      assertThat(repository.readOnly()).containsExactly(refused.reason());
      assertThat(site.notices).containsExactly(refused.reason());
      assertThat(found("before")).isEqualTo(before);
      RepositoryState last = done(commit(repository, state("online"))).after();
      assertThat(found("volatile")).isEqualTo(last);
    }
  }

  @Test
  void aWriteThatCannotBeUndoneEndsWritingForGood() {
    try (var repository = open()) {
      RepositoryState before = done(commit(repository, http())).after();
      disk.full(true);
      disk.failsToTruncate(true);
      assertThat(((CommitResult.ReadOnly) commit(repository, state("online"))).reason())
          .contains("No space left on device", "cannot undo it");
      disk.full(false);
      disk.failsToTruncate(false);
      assertThat(commit(repository, state("online"))).isInstanceOf(CommitResult.ReadOnly.class);
      assertThat(commit(repository, enabled(false))).isInstanceOf(CommitResult.ReadOnly.class);
      assertThat(repository.read()).isSameAs(before);
    }
  }

  @Test
  void aCheckpointThatFailsCostsNothingButANotice() {
    var limits = new Options.Limits(1, 1, 256, 4096, 1 << 20);
    RepositoryState last;
    try (var repository = JournalRepository.open(site.options("boot-1", limits), disk)) {
      done(commit(repository, http()));
      disk.failsToRename(true);
      done(commit(repository, enabled(false)));
      done(commit(repository, state("online")));
      last = done(commit(repository, enabled(true))).after();
      assertThat(repository.readOnly()).isEmpty();
      assertThat(found("without")).isEqualTo(last);
    }
    assertThat(site.notices)
        .isNotEmpty()
        .allSatisfy(notice -> assertThat(notice).endsWith("Input/output error"));
    disk.failsToRename(false);
    try (var repository = JournalRepository.open(site.options("boot-1", limits), disk)) {
      assertThat(repository.read()).isEqualTo(last);
      done(commit(repository, enabled(false)));
    }
    assertThat(site.last("c-")).exists();
  }

  @Test
  void aSegmentThatCannotBeBegunIsRemovedAgain() {
    var limits = new Options.Limits(1, 1 << 20, 256, 4096, 1 << 20);
    try (var repository = JournalRepository.open(site.options("boot-1", limits), disk)) {
      disk.failsToSyncDirectories(true);
      done(commit(repository, http()));
      RepositoryState last = repository.read();
      // The removal cannot be made durable either, so nothing more may be relied on.
      Await.until(() -> repository.readOnly().isDefined());
      assertThat(repository.read()).isEqualTo(last);
      disk.failsToSyncDirectories(false);
      assertThat(found("removed")).isEqualTo(last);
    }
  }
}
