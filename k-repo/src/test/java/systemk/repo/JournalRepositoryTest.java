package systemk.repo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static systemk.repo.Site.commit;
import static systemk.repo.Site.done;
import static systemk.repo.Site.enabled;
import static systemk.repo.Site.http;
import static systemk.repo.Site.state;

import io.vavr.control.Option;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import systemk.core.property.Property;
import systemk.core.repository.Committed;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Revision;
import systemk.core.repository.Transaction;

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
      assertThat(again.ledger(0, Long.MAX_VALUE - 1)).hasSize(2);
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
  void aRequestIsCommittedOnceWhateverHappensBetween() {
    var site = new Site(root);
    Revision first;
    Revision second;
    var enable = Transaction.of(Site.AUTHOR, List.of(enabled(false))).withRequest("r-1");
    var report = Transaction.of(Site.AUTHOR, List.of(state("online"))).withRequest("r-2");
    var small = new Options.Limits(1, 1, 256, 4096, 1 << 20);
    try (var repository = JournalRepository.open(site.options("boot-1", small))) {
      done(commit(repository, http()));
      first = done(commit(repository, enable)).entry().revision();
      second = done(commit(repository, report)).entry().revision();
      var again = (CommitResult.Repeated) commit(repository, enable);
      assertThat(again.revision()).isEqualTo(first);
      assertThat(again.now()).isEqualTo(repository.read());
      done(commit(repository, state("offline")));
    }
    try (var repository = site.open("boot-1")) {
      var now = repository.read();
      assertThat(commit(repository, enable)).isEqualTo(new CommitResult.Repeated(first, now));
      assertThat(commit(repository, report)).isEqualTo(new CommitResult.Repeated(second, now));
      assertThat(repository.read()).isSameAs(now);
    }
    try (var repository = site.open("boot-2")) {
      assertThat(commit(repository, enable)).isInstanceOf(CommitResult.Repeated.class);
      assertThat(commit(repository, report)).isInstanceOf(CommitResult.Done.class);
    }
  }

  @Test
  void aProposalThatFailsFailsAlone() {
    var site = new Site(root);
    try (var repository = site.open("boot-1")) {
      var failed = repository.submit(_ -> fail("no idea"));
      var refused = commit(repository, enabled(true));
      var nothing = Site.await(repository, _ -> Option.none());
      done(commit(repository, http()));
      assertThatThrownBy(() -> failed.toCompletableFuture().join()).hasRootCauseMessage("no idea");
      assertThat(((CommitResult.Refused) refused).reasons().map(r -> r.message()))
          .containsExactly("cannot find svc:/network/http:apache/:properties/general");
      assertThat(nothing).isEqualTo(new CommitResult.Nothing(RepositoryState.EMPTY));
    }
  }

  private static Option<Transaction> fail(String why) {
    throw new IllegalStateException(why);
  }

  @Test
  void aTransactionThatIsTooLargeForAFrameIsRefused() {
    var site = new Site(root);
    var small = new Options.Limits(1 << 20, 1 << 20, 256, 4096, 3000);
    try (var repository = JournalRepository.open(site.options("boot-1", small))) {
      done(commit(repository, http()));
      var large = commit(repository, Site.set(Property.of("comment", "x".repeat(4000))));
      assertThat(((CommitResult.Refused) large).reasons().map(r -> r.message()))
          .containsExactly("cannot commit: the transaction is larger than 3000 bytes");
      List<CompletableFuture<CommitResult>> many = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        var one = Site.set(Property.of("comment", i + "x".repeat(1000)));
        var transaction = Option.some(Transaction.of(Site.AUTHOR, List.of(one)));
        many.add(repository.submit(_ -> transaction).toCompletableFuture());
      }
      assertThat(many).allSatisfy(result -> done(result.join()));
      assertThat(repository.read().revision().generation()).isEqualTo(21);
    }
  }

  @Test
  void theRingForgetsTheOldest() {
    var site = new Site(root);
    var short4 = new Options.Limits(1 << 20, 1 << 20, 256, 4, 1 << 20);
    try (var repository = JournalRepository.open(site.options("boot-1", short4))) {
      done(commit(repository, http()));
      for (int i = 0; i < 6; i++) {
        done(commit(repository, i % 2 == 0 ? state("s" + i) : enabled(i % 4 == 1)));
      }
      assertThat(repository.read().revision()).isEqualTo(new Revision(4, 3));
      assertThat(repository.since(new Revision(4, 3)).get()).isEmpty();
      assertThat(repository.since(new Revision(2, 1)).get()).hasSize(4);
      assertThat(repository.since(new Revision(1, 1))).isEmpty();
      assertThat(repository.since(new Revision(9, 9))).isEmpty();
      assertThat(repository.ledger(0, Long.MAX_VALUE - 1)).hasSize(4);
    }
  }

  @Test
  void listenersHearInOrderAndTheirTroubleIsTheirs() {
    var site = new Site(root);
    List<Committed> heard = new ArrayList<>();
    try (var repository = site.open("boot-1")) {
      List<Boolean> readable = new ArrayList<>();
      repository.listen(
          entry -> readable.add(repository.read().revision().compareTo(entry.revision()) >= 0));
      repository.listen(heard::add);
      done(commit(repository, http()));
      done(commit(repository, state("online")));
      assertThat(heard.stream().map(Committed::revision))
          .containsExactly(new Revision(1, 0), new Revision(1, 1));
      assertThat(readable).containsExactly(true, true);
      assertThat(repository.since(new Revision(0, 0)).get().asJava()).isEqualTo(heard);
    }
  }

  @Test
  void aDamagedJournalIsNamedAndServicesCanStillBeRun() throws IOException {
    var site = new Site(root);
    RepositoryState good;
    try (var repository = site.open("boot-1")) {
      good = done(commit(repository, http())).after();
      done(commit(repository, enabled(false)));
      done(commit(repository, enabled(true)));
      repository.abandon();
    }
    Path journal = site.last("j-");
    String text = Files.readString(journal);
    int second = text.indexOf('\n') + 1;
    Files.writeString(journal, text.replaceFirst("\"false\"", "\"fals3\""));
    try (var repository = site.open("boot-2")) {
      String command =
          "truncate -s %d %s && rm -f %s %s"
              .formatted(
                  second,
                  journal,
                  site.directory().resolve("lock"),
                  VolatileJournal.path(site.volatileDirectory(), "boot-2"));
      assertThat(repository.readOnly())
          .containsExactly(
              "%s is damaged at byte %d (a frame is broken and sound ones follow): restore it from a backup, or give up what follows with: %s"
                  .formatted(journal, second, command));
      assertThat(repository.read()).isEqualTo(good);
      assertThat(commit(repository, enabled(false))).isInstanceOf(CommitResult.ReadOnly.class);
      var running = done(commit(repository, state("online"))).after();
      assertThat(repository.read()).isSameAs(running);
    }
    assertThat(Files.readString(journal)).contains("fals3");
    Files.writeString(journal, text.substring(0, second));
    Files.delete(site.directory().resolve("lock"));
    try (var repaired = site.open("boot-3")) {
      assertThat(repaired.readOnly()).isEmpty();
      assertThat(repaired.read()).isEqualTo(good);
      done(commit(repaired, enabled(false)));
    }
  }

  @Test
  void checkpointsAndTheJournalBehindThemAreKeptTwice() throws IOException {
    var site = new Site(root);
    var few = new Options.Limits(1 << 20, 1 << 20, 256, 2, 1 << 20);
    for (int i = 0; i < 6; i++) {
      try (var repository = JournalRepository.open(site.options("boot-1", few))) {
        done(i == 0 ? commit(repository, http()) : commit(repository, enabled(i % 2 == 0)));
      }
    }
    var directory = new RepositoryDirectory(site.directory());
    assertThat(directory.checkpoints().stream().map(RepositoryDirectory::generation))
        .containsExactly(4L, 5L, 6L);
    assertThat(directory.segments().stream().map(RepositoryDirectory::generation))
        .containsExactly(5L, 6L, 7L);
    Files.write(directory.checkpoint(6), new byte[] {1, 2, 3});
    try (var repository = JournalRepository.open(site.options("boot-1", few))) {
      assertThat(repository.readOnly()).isEmpty();
      assertThat(repository.read().revision().generation()).isEqualTo(6);
      assertThat(site.notices).hasSize(1).first().asString().startsWith("checkpoint not used: ");
    }
    Files.delete(directory.checkpoint(4));
    Files.delete(directory.checkpoint(5));
    Files.write(directory.checkpoint(6), new byte[] {1, 2, 3});
    try (var repository = JournalRepository.open(site.options("boot-1", few))) {
      assertThat(repository.readOnly().get()).contains("restore the directory from a backup");
    }
  }

  @Test
  void aJournalThatWasDeletedIsMissed() throws IOException {
    var site = new Site(root);
    JournalRepository repository = site.open("boot-1");
    done(commit(repository, http()));
    repository.abandon();
    Files.delete(site.last("j-"));
    try (var again = site.open("boot-2")) {
      assertThat(again.readOnly().get()).contains("missing");
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
