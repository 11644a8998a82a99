package systemk.repo;

import static org.assertj.core.api.Assertions.assertThat;
import static systemk.repo.Site.commit;
import static systemk.repo.Site.done;
import static systemk.repo.Site.enabled;
import static systemk.repo.Site.http;
import static systemk.repo.Site.state;

import io.vavr.control.Either;
import io.vavr.control.Option;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.property.Layer;
import systemk.core.property.Property;
import systemk.core.repository.Change;
import systemk.core.repository.Committed;
import systemk.core.repository.Landmarks;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Revision;

final class PastTest {
  /// A checkpoint at each close, and a memory of two transactions.
  private static final Options.Limits SHORT = new Options.Limits(1 << 20, 1 << 20, 256, 2, 1 << 20);

  @TempDir private Path root;

  @Test
  void theStateAfterAGenerationHasNoVolatileGroups() {
    try (var repository = new Site(root).open("boot-1")) {
      done(commit(repository, http()));
      done(commit(repository, state("online")));
      var first = done(commit(repository, state("offline"))).after();
      done(commit(repository, new Change.DeleteService(Site.HTTP.service())));
      done(commit(repository, new Change.AddService(Site.HTTP.service())));
      done(commit(repository, new Change.AddInstance(Site.HTTP)));
      done(commit(repository, state("online")));
      assertThat(repository.at(0)).isEqualTo(Either.right(RepositoryState.EMPTY));
      assertThat(repository.at(1)).isEqualTo(Either.right(first.withoutVolatile()));
      assertThat(repository.at(2).get().services()).isEmpty();
      assertThat(repository.at(4).get()).isEqualTo(repository.read().withoutVolatile());
      assertThat(repository.at(4).get().revision()).isEqualTo(new Revision(4, 0));
      assertThat(repository.at(5).getLeft()).isEqualTo("generation 5 is yet to come");
    }
  }

  @Test
  void whatWasNotTouchedIsShared() {
    try (var repository = new Site(root).open("boot-1")) {
      done(commit(repository, http()));
      done(commit(repository, new Change.AddService(new ServiceFmri("a"))));
      done(commit(repository, new Change.AddInstance(InstanceFmri.of("svc:/a:b"))));
      for (int i = 0; i < 3; i++) {
        done(commit(repository, enabled(i % 2 == 0)));
        done(commit(repository, state("s" + i)));
      }
      var before = repository.at(4).get();
      var now = repository.at(6).get();
      assertThat(now.services().get("a").get()).isSameAs(before.services().get("a").get());
      assertThat(now.services().get("network/http"))
          .isNotEqualTo(before.services().get("network/http"));
      done(commit(repository, enabled(false)));
      assertThat(repository.at(4).get()).isEqualTo(before);
      assertThat(repository.at(7).get().services().get("a").get())
          .isSameAs(before.services().get("a").get());
    }
  }

  @Test
  void whatMemoryForgotIsReadFromDisk() {
    List<RepositoryState> states = new ArrayList<>(List.of(RepositoryState.EMPTY));
    List<Committed> entries = new ArrayList<>();
    try (var repository = JournalRepository.open(new Site(root).options("boot-1", SHORT))) {
      done(commit(repository, http()));
      entries.addAll(repository.ledger(1, 1).asJava());
      states.add(repository.read().withoutVolatile());
      for (int i = 0; i < 9; i++) {
        done(commit(repository, state("s" + i)));
        var one = done(commit(repository, Site.set(Property.count("n", i))));
        states.add(one.after().withoutVolatile());
        entries.add(one.entry());
      }
      for (int generation = 0; generation <= 10; generation++) {
        assertThat(repository.at(generation)).isEqualTo(Either.right(states.get(generation)));
      }
      assertThat(repository.oldest()).isZero();
      assertThat(repository.ledger(1, 10)).containsExactlyElementsOf(entries);
      assertThat(repository.ledger(4, 9)).containsExactlyElementsOf(entries.subList(3, 9));
      assertThat(repository.ledger(3, 5)).containsExactlyElementsOf(entries.subList(2, 5));
      assertThat(repository.ledger(9, 9)).containsExactly(entries.get(8));
      assertThat(repository.ledger(11, 20)).isEmpty();
      assertThat(repository.ledger(5, 4)).isEmpty();
    }
  }

  @Test
  void whatWasPrunedIsSaidToBeGone() throws IOException {
    var site = new Site(root);
    List<RepositoryState> states = new ArrayList<>(List.of(RepositoryState.EMPTY));
    for (int i = 0; i < 6; i++) {
      try (var repository = JournalRepository.open(site.options("boot-1", SHORT))) {
        done(i == 0 ? commit(repository, http()) : commit(repository, enabled(i % 2 == 0)));
        states.add(repository.read().withoutVolatile());
      }
    }
    try (var repository = JournalRepository.open(site.options("boot-1", SHORT))) {
      assertThat(repository.oldest()).isEqualTo(4);
      assertThat(repository.at(3).getLeft())
          .isEqualTo("generation 3 is no longer on record; the oldest is 4");
      for (int generation = 4; generation <= 6; generation++) {
        assertThat(repository.at(generation)).isEqualTo(Either.right(states.get(generation)));
      }
      assertThat(repository.ledger(1, 6).map(entry -> entry.revision().generation()))
          .containsExactly(5L, 6L);
      // Gone between a look at the directory and the next.
      Files.delete(new RepositoryDirectory(site.directory()).segment(5));
      assertThat(repository.at(5)).isEqualTo(Either.right(states.get(5)));
      Files.delete(new RepositoryDirectory(site.directory()).checkpoint(5));
      assertThat(repository.at(5).getLeft())
          .isEqualTo("generation 5 is no longer on record; the oldest is 6");
      assertThat(repository.at(6)).isEqualTo(Either.right(states.get(6)));
    }
  }

  /// A snapshot of the whole repository, as the state of a generation under a name.
  private static Change[] snapshot(RepositoryState state, long generation) {
    var service = Landmarks.REPOSITORY;
    var named = Property.count("mine", generation);
    var set =
        new Change.SetProperty(service, Landmarks.SNAPSHOTS, named, Layer.ADMIN, Option.none());
    var group =
        new Change.AddGroup(service, Landmarks.SNAPSHOTS, "application", true, Layer.ADMIN, false);
    return state.exists(service)
        ? new Change[] {set}
        : new Change[] {new Change.AddService(service), group, set};
  }

  @Test
  void whatASnapshotStandsForIsKeptUntilItIsForgotten() {
    var site = new Site(root);
    RepositoryState second = RepositoryState.EMPTY;
    for (int i = 0; i < 8; i++) {
      try (var repository = JournalRepository.open(site.options("boot-1", SHORT))) {
        done(i == 0 ? commit(repository, http()) : commit(repository, enabled(i % 2 == 0)));
        if (i == 1) {
          second = repository.read().withoutVolatile();
          done(commit(repository, snapshot(repository.read(), 2)));
        }
      }
    }
    try (var repository = JournalRepository.open(site.options("boot-1", SHORT))) {
      assertThat(repository.oldest()).isEqualTo(7);
      assertThat(repository.at(3).getLeft()).contains("no longer on record");
      assertThat(repository.at(2)).isEqualTo(Either.right(second));
      done(commit(repository, snapshot(repository.read(), 8)));
    }
    try (var repository = JournalRepository.open(site.options("boot-1", SHORT))) {
      assertThat(repository.at(2).getLeft()).contains("no longer on record");
      assertThat(repository.at(8).isRight()).isTrue();
    }
    assertThat(site.notices).isEmpty();
  }
}
