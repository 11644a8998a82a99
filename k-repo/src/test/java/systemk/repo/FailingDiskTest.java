package systemk.repo;

import static org.assertj.core.api.Assertions.assertThat;
import static systemk.repo.Site.commit;
import static systemk.repo.Site.done;
import static systemk.repo.Site.enabled;
import static systemk.repo.Site.http;
import static systemk.repo.Site.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Revision;

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
  void aCheckpointThatAKillInterruptedIsMadeUpForByTheNextCommit() throws IOException {
    var limits = new Options.Limits(1 << 10, 1 << 20, 256, 4096, 1 << 20);
    try (var repository = JournalRepository.open(site.options("boot-1", limits), disk)) {
      done(commit(repository, http()));
      for (int i = 0; i < 5; i++) {
        done(commit(repository, enabled(i % 2 == 0)));
      }
      Await.until(() -> site.count("c-") == 1);
      site = site.copyTo(root.resolve("killed"));
    }
    // As if it had been killed before the checkpoint had its name.
    Files.delete(site.last("c-"));
    assertThat(site.count("c-")).isZero();
    try (var repository = JournalRepository.open(site.options("boot-1"), disk)) {
      done(commit(repository, enabled(false)));
      Await.until(() -> site.count("c-") == 1);
      assertThat(repository.read()).isEqualTo(found("again"));
    }
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

  private Instant now = Site.CLOCK.instant();

  /// A repository whose clock the test moves.
  private JournalRepository openWithClock() {
    Options options = site.options("boot-1");
    return JournalRepository.open(
        new Options(
            options.directory(),
            options.volatileDirectory(),
            "boot-1",
            () -> now,
            options.limits(),
            false,
            site.notices::add),
        disk);
  }

  @Test
  void afterAFailedForceWritingGoesOnInOtherFiles() {
    try (var repository = openWithClock()) {
      RepositoryState before = done(commit(repository, http())).after();
      disk.failsToForce(true);
      var refused = (CommitResult.ReadOnly) commit(repository, enabled(false));
      now = now.plusSeconds(3);
      assertThat(commit(repository, enabled(false))).isEqualTo(refused);
      disk.failsToForce(false);
      now = now.plusSeconds(1);
      assertThat(commit(repository, enabled(false))).isEqualTo(refused);
      assertThat(repository.read()).isEqualTo(before);
      now = now.plusSeconds(1);
      var mended = done(commit(repository, enabled(false)));
      assertThat(mended.entry().revision()).isEqualTo(new Revision(2, 0));
      assertThat(repository.readOnly()).isEmpty();
      RepositoryState last = done(commit(repository, state("online"))).after();
      assertThat(site.notices).last().isEqualTo("the repository can be written again");
      assertThat(found("mended")).isEqualTo(last);
      assertThat(repository.verify().wrong()).isEmpty();
      assertThat(repository.at(1)).containsExactly(before);
    }
    assertThat(JournalRepository.verify(site.directory()).wrong()).isEmpty();
  }

  @Test
  void aFailedForceOfTheFirstFrameLeavesNothingBehind() {
    try (var repository = openWithClock()) {
      disk.failsToForce(true);
      assertThat(commit(repository, http())).isInstanceOf(CommitResult.ReadOnly.class);
      disk.failsToForce(false);
      now = now.plusSeconds(2);
      RepositoryState last = done(commit(repository, http())).after();
      assertThat(found("mended")).isEqualTo(last);
    }
  }

  @Test
  void aReadOnlyDirectoryIsServedAndWrittenAsSoonAsItCanBe() {
    RepositoryState before;
    try (var repository = open()) {
      before = done(commit(repository, http())).after();
    }
    disk.readOnly(true);
    try (var repository = openWithClock()) {
      assertThat(repository.read()).isEqualTo(before);
      var refused = (CommitResult.ReadOnly) commit(repository, enabled(false));
      assertThat(refused.reason())
          .isEqualTo(
              "backend is read-only: "
                  + site.directory().resolve("lock")
                  + ": Read-only file system");
      RepositoryState running = done(commit(repository, state("online"))).after();
      assertThat(repository.at(1)).containsExactly(before);
      disk.readOnly(false);
      assertThat(commit(repository, enabled(false))).isEqualTo(refused);
      now = now.plusSeconds(2);
      RepositoryState last = done(commit(repository, enabled(false))).after();
      assertThat(last.revision()).isEqualTo(new Revision(2, 1));
      assertThat(running.revision()).isEqualTo(new Revision(1, 1));
      assertThat(repository.readOnly()).isEmpty();
      assertThat(found("again")).isEqualTo(last);
    }
  }

  @Test
  void whatSomebodyElseChangedIsNotWrittenOver() {
    try (var repository = open()) {
      done(commit(repository, http()));
    }
    disk.readOnly(true);
    try (var repository = openWithClock()) {
      try (var other = site.open("boot-2")) {
        done(commit(other, enabled(false)));
      }
      disk.readOnly(false);
      now = now.plusSeconds(2);
      assertThat(commit(repository, enabled(true))).isInstanceOf(CommitResult.ReadOnly.class);
      assertThat(repository.readOnly())
          .containsExactly("the repository was changed by somebody else: restart k.configd");
    }
  }
}
