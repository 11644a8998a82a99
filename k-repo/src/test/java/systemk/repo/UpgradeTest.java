package systemk.repo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static systemk.repo.Site.commit;
import static systemk.repo.Site.done;
import static systemk.repo.Site.enabled;
import static systemk.repo.Site.state;

import io.vavr.control.Option;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Revision;
import systemk.core.repository.Transaction;

/// Repositories that earlier versions wrote.
final class UpgradeTest {
  private static final String KEPT = "etc-upgrade-20260102_030405";

  @TempDir private Path root;

  private Site unpacked(String name) throws IOException {
    try (var zip = new ZipInputStream(getClass().getResourceAsStream("/version-1/" + name))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        Path file = root.resolve(entry.getName());
        Files.createDirectories(file.getParent());
        Files.copy(zip, file);
      }
    }
    return new Site(root);
  }

  private static Option<String> value(RepositoryState state, String property) {
    return state.current(Site.HTTP).value("general", property);
  }

  @ParameterizedTest
  @ValueSource(strings = {"journal-only.zip", "torn-tail.zip"})
  void aJournalOfVersionOneIsUpgradedOnce(String name) throws IOException {
    Site site = unpacked(name);
    RepositoryState found;
    try (var repository = site.open("boot-1")) {
      found = repository.read();
      assertThat(repository.readOnly()).isEmpty();
      assertThat(found.revision()).isEqualTo(new Revision(3, 2));
      assertThat(value(found, "enabled")).containsExactly("false");
      assertThat(value(found, "note")).containsExactly("n\u00fcr \u2028 text");
      assertThat(found.current(Site.HTTP).value("restarter", "state")).containsExactly("offline");
      assertThat(repository.ledger(1, 3)).hasSize(3);
      assertThat(repository.at(1).get().revision()).isEqualTo(new Revision(1, 0));
      assertThat(commit(repository, repeated("r-1"))).isInstanceOf(CommitResult.Repeated.class);
      assertThat(site.notices).last().asString().startsWith("repository upgraded; ");
      assertThat(root.resolve(KEPT).resolve("j-0000000000000000001.log")).exists();
      repository.abandon();
    }
    site.notices.clear();
    try (var repository = site.open("boot-1")) {
      assertThat(site.notices).isEmpty();
      assertThat(repository.read()).isEqualTo(found);
      assertThat(commit(repository, repeated("r-1"))).isInstanceOf(CommitResult.Repeated.class);
      done(commit(repository, enabled(true)));
      done(commit(repository, state("online")));
      assertThat(repository.ledger(1, 9)).hasSize(4);
      assertThat(repository.at(3).get()).isEqualTo(found.withoutVolatile());
    }
    try (var kept = JournalRepository.open(kept(site, KEPT))) {
      assertThat(kept.readOnly()).isEmpty();
      assertThat(kept.read()).isEqualTo(found.withoutVolatile());
    }
  }

  private static Transaction repeated(String request) {
    return Transaction.of(Site.AUTHOR, List.of(enabled(false))).withRequest(request);
  }

  /// What was kept beside, opened for itself.
  private static Options kept(Site site, String name) {
    return Options.of(
        site.root.resolve(name), site.root.resolve("other"), "b", Site.CLOCK, site.notices::add);
  }

  @Test
  void checkpointsAndSegmentsOfVersionOneAreReadOn() throws IOException {
    Site site = unpacked("checkpoints.zip");
    RepositoryState found;
    try (var repository = site.open("boot-2")) {
      found = repository.read();
      assertThat(found.revision()).isEqualTo(new Revision(45, 6));
      assertThat(value(found, "last")).containsExactly("2");
      assertThat(repository.oldest()).isEqualTo(36);
      assertThat(value(repository.at(40).get(), "last")).isEmpty();
      assertThat(value(repository.at(44).get(), "last")).containsExactly("1");
      assertThat(repository.at(35).getLeft()).contains("the oldest is 36");
      assertThat(repository.ledger(30, 45)).hasSize(16);
      // Of the segment before the checkpoint that was read.
      assertThat(commit(repository, repeated("r-2-3"))).isInstanceOf(CommitResult.Repeated.class);
    }
    try (var repository = site.open("boot-3")) {
      assertThat(repository.read()).isEqualTo(found.withoutVolatile());
      assertThat(commit(repository, repeated("r-2-3"))).isInstanceOf(CommitResult.Repeated.class);
      assertThat(repository.ledger(30, 45)).hasSize(16);
    }
    try (Stream<Path> files = Files.list(root.resolve(KEPT))) {
      assertThat(files).hasSize(5);
    }
  }

  @Test
  void aDiskWithoutRoomIsUpgradedAnotherTime() throws IOException {
    Site site = unpacked("checkpoints.zip");
    var disk = new FrailDisk();
    disk.full(true);
    try (var repository = JournalRepository.open(site.options("boot-2"), disk)) {
      assertThat(repository.read().revision()).isEqualTo(new Revision(45, 6));
      assertThat(site.notices).last().asString().startsWith("cannot upgrade the repository: ");
      disk.full(false);
      done(commit(repository, enabled(true)));
      repository.abandon();
    }
    try (var repository = site.open("boot-2")) {
      assertThat(repository.read().revision()).isEqualTo(new Revision(46, 6));
      assertThat(site.notices).last().asString().startsWith("repository upgraded; ");
    }
  }

  @Test
  void aLaterVersionIsLeftAlone() throws IOException {
    var site = new Site(root);
    try (var repository = site.open("boot-1")) {
      done(commit(repository, Site.http()));
      repository.abandon();
    }
    Path journal = site.last("j-");
    byte[] later =
        Frame.encode(
            1, Frame.NO_HASH, "\"tx\":[]".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    String text = new String(later, java.nio.charset.StandardCharsets.UTF_8).substring(9).strip();
    Files.write(journal, framed(text.replace("\"v\":2", "\"v\":3")));
    assertThatThrownBy(() -> site.open("boot-1"))
        .isInstanceOf(RepositoryException.class)
        .hasMessage(
            "cannot open the repository: %s has format version 3, and this program knows none later than 2: use the SystemK that wrote it"
                .formatted(journal));
  }

  private static byte[] framed(String body) {
    var crc = new java.util.zip.CRC32C();
    byte[] json = body.getBytes(java.nio.charset.StandardCharsets.UTF_8);
    crc.update(json);
    return "%08x %s\n"
        .formatted(crc.getValue(), body)
        .getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }
}
