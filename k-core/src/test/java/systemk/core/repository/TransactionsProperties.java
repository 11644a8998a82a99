package systemk.core.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.repository.Repositories.Pick;

final class TransactionsProperties {
  private static final Author AUTHOR = new Author(0, 0, 1, "test");

  @Provide
  Arbitrary<RepositoryState> states() {
    return Repositories.states();
  }

  @Provide
  Arbitrary<List<Pick>> picks() {
    return Repositories.picks().list().ofMinSize(1).ofMaxSize(6);
  }

  @Property
  void revisionsIncreaseByOneOnCommit(
      @ForAll("states") RepositoryState state, @ForAll("picks") List<Pick> picks) {
    Transaction transaction = Repositories.transaction(state, picks);
    Revision before = state.revision();
    Either<Vector<Rejection>, RepositoryState> result = Transactions.apply(state, transaction);
    Statistics.label("outcome").collect(result.isRight() ? "committed" : "refused");
    if (result.isRight()) {
      boolean isVolatile = Transactions.isVolatile(state, transaction);
      assertThat(result.get().revision())
          .isEqualTo(
              isVolatile
                  ? new Revision(before.generation(), before.tick() + 1)
                  : new Revision(before.generation() + 1, before.tick()));
    } else {
      assertThat(result.getLeft()).isNotEmpty();
    }
  }

  @Property
  void oneBadChangeSpoilsAll(
      @ForAll("states") RepositoryState state, @ForAll("picks") List<Pick> picks) {
    Transaction transaction = Repositories.transaction(state, picks);
    Change bad = new Change.DeleteService(new ServiceFmri("no/such"));
    for (int i = 0; i <= transaction.changes().size(); i++) {
      var spoilt = Transaction.of(AUTHOR, transaction.changes().insert(i, bad));
      assertThat(Transactions.apply(state, spoilt).getLeft())
          .contains(new Rejection.NoSuchEntity(new ServiceFmri("no/such")));
    }
  }

  @Property
  void aStaleGuardIsNamedWhateverElseIsIn(
      @ForAll("states") RepositoryState state, @ForAll("picks") List<Pick> picks) {
    Transaction transaction = Repositories.transaction(state, picks);
    long generation = state.revision().generation();
    var stale = transaction.withGuards(List.of(new Guard.Unchanged(generation - 1)));
    assertThat(Transactions.apply(state, stale).getLeft())
        .contains(new Rejection.NotLatest("the repository", generation - 1, generation));
    var fresh = transaction.withGuards(List.of(new Guard.Unchanged(generation)));
    assertThat(Transactions.apply(state, fresh)).isEqualTo(Transactions.apply(state, transaction));
  }

  @Property
  void aPersistentChangeOfAGroupMovesItsGuard(
      @ForAll("states") RepositoryState state, @ForAll("picks") List<Pick> picks) {
    RepositoryState after =
        Transactions.apply(state, Repositories.transaction(state, picks)).getOrElse(state);
    for (EntityFmri entity : entities(state)) {
      for (var group : state.ownGroups(entity).filterValues(g -> g.persistent()).values()) {
        var now = after.ownGroups(entity).get(group.name());
        boolean same = now.exists(g -> g.generation() == group.generation());
        assertThat(same).isEqualTo(now.contains(group));
      }
    }
  }

  @Property
  void transactionsOnDifferentServicesCommute(
      @ForAll("states") RepositoryState state,
      @ForAll("picks") List<Pick> first,
      @ForAll("picks") List<Pick> second) {
    Transaction a = about("a", Repositories.transaction(state, first));
    Transaction b = about("b/c", Repositories.transaction(state, second));
    var ab = Transactions.apply(state, a).flatMap(s -> Transactions.apply(s, b));
    var ba = Transactions.apply(state, b).flatMap(s -> Transactions.apply(s, a));
    assertThat(ab.isRight()).isEqualTo(ba.isRight());
    if (ab.isRight()) {
      assertThat(Repositories.timeless(ab.get())).isEqualTo(Repositories.timeless(ba.get()));
      assertThat(ab.get().revision()).isEqualTo(ba.get().revision());
    }
  }

  private static Transaction about(String service, Transaction transaction) {
    return Transaction.of(
        AUTHOR, transaction.changes().filter(change -> change.owner().name().equals(service)));
  }

  @Property
  void whatIsPersistentDoesNotDependOnWhatIsVolatile(
      @ForAll("states") RepositoryState state, @ForAll("picks") List<Pick> picks) {
    Transaction transaction = Repositories.transaction(state, picks);
    var attempt = Transactions.attempt(state, transaction);
    if (attempt.isRight()) {
      Applied applied = attempt.get();
      RepositoryState durable = state.withoutVolatile();
      RepositoryState expected = applied.state().withoutVolatile();
      Transaction part = transaction.without(applied.volatileChanges());
      Statistics.label("kind")
          .collect(
              applied.volatileChanges().isEmpty()
                  ? "persistent"
                  : part.changes().isEmpty() ? "volatile" : "mixed");
      if (part.changes().isEmpty()) {
        assertThat(expected).isEqualTo(durable);
      } else {
        assertThat(Transactions.apply(durable, part)).containsExactly(expected);
      }
    }
  }

  @Property
  void volatileGroupsCanBePutBack(@ForAll("states") RepositoryState state) {
    assertThat(state.withoutVolatile().withVolatileGroups(state.volatileGroups()))
        .containsExactly(state.at(new Revision(state.revision().generation(), 0)));
    assertThat(state.withoutVolatile().volatileGroups()).isEmpty();
  }

  @Property
  void addingAndDeletingRestoresTheState(@ForAll("states") RepositoryState state) {
    var service = new ServiceFmri("brand/new");
    InstanceFmri instance = service.instance("one");
    RepositoryState added =
        applied(state, new Change.AddService(service), new Change.AddInstance(instance));
    assertThat(applied(added, new Change.DeleteInstance(instance)).exists(instance)).isFalse();
    RepositoryState restored = applied(added, new Change.DeleteService(service));
    assertThat(restored.at(state.revision())).isEqualTo(state);
  }

  private static RepositoryState applied(RepositoryState state, Change... changes) {
    return Transactions.apply(state, Transaction.of(AUTHOR, List.of(changes))).get();
  }

  private static Vector<EntityFmri> entities(RepositoryState state) {
    return state
        .services()
        .values()
        .<EntityFmri>map(Service::fmri)
        .toVector()
        .appendAll(state.instances());
  }

  @Property
  void aCompositionShowsTheInstanceOverTheService(@ForAll("states") RepositoryState state) {
    for (InstanceFmri instance : state.instances()) {
      Composition composed = state.current(instance);
      for (String group : composed.groupNames()) {
        for (var property : composed.properties(group)) {
          var own = state.ownGroup(instance, group).flatMap(g -> g.property(property.name()));
          var inherited =
              state.ownGroup(instance.service(), group).flatMap(g -> g.property(property.name()));
          assertThat(own.orElse(inherited)).containsExactly(property);
          assertThat(composed.property(group, property.name())).containsExactly(property);
        }
      }
      assertThat(composed.only(true).groupNames().appendAll(composed.only(false).groupNames()))
          .containsAll(composed.groupNames());
    }
  }

  @Property
  void aSnapshotIsWhatWasThereAndStaysSo(
      @ForAll("states") RepositoryState state, @ForAll("picks") List<Pick> picks) {
    for (InstanceFmri instance : state.instances()) {
      RepositoryState taken = applied(state, new Change.TakeSnapshot(instance, "taken"));
      Composition then = taken.snapshot(instance, "taken").get().composition();
      assertThat(then).isEqualTo(state.current(instance).only(true));
      RepositoryState later = Repositories.run(taken, List.of(picks));
      later
          .snapshot(instance, "taken")
          .forEach(snapshot -> assertThat(snapshot.composition()).isEqualTo(then));
    }
  }

  @Property
  void aRevertBringsBackAllButTheEnabledState(
      @ForAll("states") RepositoryState state, @ForAll("picks") List<Pick> picks) {
    for (InstanceFmri instance : state.instances()) {
      RepositoryState taken = applied(state, new Change.TakeSnapshot(instance, "taken"));
      RepositoryState later = Repositories.run(taken, List.of(picks));
      if (later.snapshot(instance, "taken").isDefined()) {
        RepositoryState reverted = applied(later, new Change.Revert(instance, "taken"));
        assertThat(withoutEnabled(reverted, instance)).isEqualTo(withoutEnabled(taken, instance));
        if (later.permanentlyEnabled(instance).isDefined()) {
          assertThat(reverted.permanentlyEnabled(instance))
              .isEqualTo(later.permanentlyEnabled(instance));
        }
        // A volatile group gives way to a persistent one of its name that was frozen.
        boolean givesWay =
            later
                .volatileGroups()
                .get(instance)
                .exists(
                    groups -> groups.keySet().exists(taken.current(instance).only(true)::hasGroup));
        if (!givesWay) {
          assertThat(reverted.volatileGroups()).isEqualTo(later.volatileGroups());
        }
      }
    }
  }

  private static Vector<Object> withoutEnabled(RepositoryState state, InstanceFmri instance) {
    Composition composed = state.current(instance).only(true);
    return composed
        .groupNames()
        .flatMap(group -> composed.properties(group).map(p -> Vector.<Object>of(group, p)))
        .filter(
            pair -> !pair.head().equals("general") || !pair.last().toString().contains("enabled"))
        .map(pair -> (Object) pair)
        .toVector();
  }
}
