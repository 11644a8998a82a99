package systemk.repo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static systemk.repo.Site.commit;
import static systemk.repo.Site.done;
import static systemk.repo.Site.enabled;
import static systemk.repo.Site.http;
import static systemk.repo.Site.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import systemk.core.repository.RepositoryState;

final class BackupTest {
  private static final Instant RESTORED = Instant.parse("2026-11-20T13:45:00Z");

  @TempDir private Path root;

  private List<String> beside() throws IOException {
    try (Stream<Path> files = Files.list(root)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aBackupHoldsThePersistentPartAndIsReadAlone() throws IOException {
    var site = new Site(root);
    try (var repository = site.open("boot-1")) {
      done(commit(repository, http()));
      var last = done(commit(repository, state("online"))).after();
      Path file = repository.backup("mine").get();
      assertThat(file).hasFileName("etc-mine-20260102_030405");
      assertThat(RepositoryFile.read(file)).isEqualTo(last.withoutVolatile());
      assertThat(root.resolve("etc-mine")).isSymbolicLink().hasSameBinaryContentAs(file);
      assertThat(beside()).containsExactly("etc", "etc-mine", file.getFileName().toString(), "run");
      assertThat(repository.backup("a/b").getLeft())
          .isEqualTo("cannot back up: \"a/b\" is not a name");
    }
  }

  @Test
  void theSameIsNotKeptTwiceAndFourAreKept() throws IOException {
    var site = new Site(root);
    try (var repository = site.open("boot-1")) {
      done(commit(repository, http()));
      Path first = repository.backup("mine").get();
      assertThat(repository.backup("mine")).containsExactly(first);
      done(commit(repository, state("online")));
      assertThat(repository.backup("mine")).containsExactly(first);
      Path other = repository.backup("other").get();
      for (int i = 0; i < 5; i++) {
        done(commit(repository, enabled(i % 2 == 0)));
        Path file = repository.backup("mine").get();
        assertThat(root.resolve("etc-mine").toRealPath()).isEqualTo(file.toRealPath());
      }
      assertThat(beside().stream().filter(name -> name.startsWith("etc-mine-")))
          .hasSize(Backups.KEPT);
      assertThat(first).doesNotExist();
      assertThat(other).exists();
    }
  }

  @Test
  void aBackupOfACheckpointIsASecondNameForIt() throws IOException {
    var site = new Site(root);
    try (var repository = site.open("boot-1")) {
      done(commit(repository, http()));
    }
    try (var repository = site.open("boot-1")) {
      Path file = repository.backup("mine").get();
      assertThat(Files.getAttribute(file, "unix:nlink")).isEqualTo(2);
    }
  }

  @Test
  void aNewBootBacksUpWhatItFindsBeforeItWrites() {
    var site = new Site(root);
    RepositoryState found;
    try (var repository = site.open("boot-1")) {
      found = done(commit(repository, http())).after();
      repository.abandon();
    }
    Options options = site.options("boot-2");
    var backing =
        Options.of(options.directory(), options.volatileDirectory(), "boot-2", Site.CLOCK, _ -> {});
    try (var repository = JournalRepository.open(backing)) {
      done(commit(repository, enabled(false)));
    }
    assertThat(RepositoryFile.read(root.resolve("etc-boot"))).isEqualTo(found);
    try (var repository = JournalRepository.open(backing)) {
      done(commit(repository, enabled(true)));
    }
    assertThat(RepositoryFile.read(root.resolve("etc-boot"))).isEqualTo(found);
    assertThat(site.last("etc-boot-")).hasFileName("etc-boot-20260102_030405");
  }

  @Test
  void aFullDiskIsSaidAndLeavesTheOldBackup() {
    var site = new Site(root);
    var disk = new FrailDisk();
    try (var repository = JournalRepository.open(site.options("boot-1"), disk)) {
      done(commit(repository, http()));
      Path first = repository.backup("mine").get();
      done(commit(repository, enabled(false)));
      disk.failsToRename(true);
      assertThat(repository.backup("mine").getLeft())
          .isEqualTo("cannot back up the repository: Input/output error");
      assertThat(root.resolve("etc-mine")).hasSameBinaryContentAs(first);
    }
  }

  @Test
  void aDamagedRepositoryIsReplacedAndItsFilesAreKept() throws IOException {
    var site = new Site(root);
    Path backup;
    RepositoryState saved;
    try (var repository = site.open("boot-1")) {
      done(commit(repository, http()));
      done(commit(repository, enabled(false)));
      backup = repository.backup("mine").get();
      saved = repository.read();
      done(commit(repository, enabled(true)));
      done(commit(repository, state("online")));
      done(commit(repository, enabled(false)));
      assertThatThrownBy(() -> restore(site, saved))
          .isInstanceOf(RepositoryInUse.class)
          .hasMessage("cannot restore " + site.directory() + ": a k.configd has it open");
      repository.abandon();
    }
    Path journal = site.last("j-");
    Files.write(journal, new byte[] {'x'});
    Path kept = restore(site, RepositoryFile.read(backup));
    assertThat(kept).hasFileName("etc-damaged-20261120_134500");
    assertThat(kept.resolve(journal.getFileName())).hasContent("x");
    try (var repository = site.open("boot-1")) {
      assertThat(repository.readOnly()).isEmpty();
      assertThat(repository.read()).isEqualTo(saved);
      done(commit(repository, enabled(true)));
      assertThat(repository.at(2).get()).isEqualTo(saved.withoutVolatile());
    }
    assertThat(site.notices).isEmpty();
  }

  private static Path restore(Site site, RepositoryState state) {
    return Restore.replace(
        site.directory(), site.volatileDirectory(), state, InstantSource.fixed(RESTORED).instant());
  }

  @Test
  void aFileThatIsNoneIsRefused() throws IOException {
    Path file = root.resolve("file");
    RepositoryFile.write(file, RepositoryState.EMPTY);
    assertThat(RepositoryFile.read(file)).isEqualTo(RepositoryState.EMPTY);
    Files.writeString(file, "nothing of the kind");
    assertThatThrownBy(() -> RepositoryFile.read(file))
        .isInstanceOf(RepositoryException.class)
        .hasMessageStartingWith("cannot read " + file);
  }
}
