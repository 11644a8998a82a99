package systemk.repo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static systemk.repo.Site.commit;
import static systemk.repo.Site.done;
import static systemk.repo.Site.enabled;
import static systemk.repo.Site.http;
import static systemk.repo.Site.state;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Revision;

final class JournalRepositoryTest {
  @TempDir private Path root;

  @Test
  void whatWasCommittedIsThereAfterAClose() {
    var site = new Site(root);
    RepositoryState last;
    try (var repository = site.open("boot-1")) {
      assertThat(repository.read()).isEqualTo(RepositoryState.EMPTY);
      done(commit(repository, http()));
      done(commit(repository, state("online")));
      last = done(commit(repository, enabled(false))).after();
      assertThat(last.revision()).isEqualTo(new Revision(2, 1));
      assertThat(repository.read()).isSameAs(last);
    }
    try (var again = site.open("boot-1")) {
      assertThat(again.read()).isEqualTo(last);
      assertThat(again.readOnly()).isEmpty();
      assertThat(again.ledger()).hasSize(2);
    }
    try (var rebooted = site.open("boot-2")) {
      assertThat(rebooted.read()).isEqualTo(last.withoutVolatile());
    }
    assertThat(site.notices).isEmpty();
    assertThat(Files.exists(site.last("c-"))).isTrue();
  }

  @Test
  void whatWasCommittedIsThereAfterAKill() {
    var site = new Site(root.resolve("a"));
    RepositoryState last;
    try (var repository = site.open("boot-1")) {
      done(commit(repository, http()));
      done(commit(repository, state("offline")));
      done(commit(repository, enabled(false)));
      last = done(commit(repository, state("online"))).after();
      Site copy = site.copyTo(root.resolve("b"));
      try (var again = copy.open("boot-1")) {
        assertThat(again.readOnly()).isEmpty();
        assertThat(again.read()).isEqualTo(last);
        assertThat(again.since(new Revision(1, 0)).get()).hasSize(3);
      }
      Site other = site.copyTo(root.resolve("c"));
      try (var rebooted = other.open("boot-2")) {
        assertThat(rebooted.read()).isEqualTo(last.withoutVolatile());
      }
    }
  }

  @Test
  void ticksOfAnotherBootAreNotTakenForThoseOfThisOne() {
    var site = new Site(root.resolve("a"));
    try (var repository = site.open("boot-1")) {
      done(commit(repository, http()));
      done(commit(repository, state("offline")));
      done(commit(repository, state("online")));
      done(commit(repository, enabled(false)));
      site.copyTo(root.resolve("b"));
    }
    var second = new Site(root.resolve("b"));
    try (var repository = second.open("boot-2")) {
      assertThat(repository.read().revision()).isEqualTo(new Revision(2, 0));
      RepositoryState last = done(commit(repository, state("maintenance"))).after();
      Site third = second.copyTo(root.resolve("c"));
      try (var again = third.open("boot-2")) {
        assertThat(again.readOnly()).isEmpty();
        assertThat(again.read()).isEqualTo(last);
        assertThat(again.since(new Revision(2, 0)).get()).hasSize(1);
        assertThat(again.since(new Revision(2, 2))).isEmpty();
      }
    }
  }

  @Test
  void aSecondDaemonIsTurnedAway() {
    var site = new Site(root);
    try (var repository = site.open("boot-1")) {
      assertThatThrownBy(() -> site.open("boot-1"))
          .isInstanceOf(RepositoryException.class)
          .hasMessage("the repository in " + site.directory() + " is in use by another k.configd");
      assertThat(repository.readOnly()).isEmpty();
    }
    site.open("boot-1").close();
  }
}
