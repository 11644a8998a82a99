package systemk.core.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.TreeMap;
import io.vavr.collection.TreeSet;
import io.vavr.collection.Vector;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.property.PropertyGroup;
import systemk.core.repository.Author;
import systemk.core.repository.Change;
import systemk.core.repository.Instance;
import systemk.core.repository.Repositories;
import systemk.core.repository.Repositories.Pick;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Service;
import systemk.core.repository.Snapshot;
import systemk.core.repository.Transaction;
import systemk.core.repository.Transactions;

class HistoryProperties {
  private static final Author AUTHOR = new Author(0, 0, 1, "svccfg");

  @Provide
  Arbitrary<RepositoryState> states() {
    return Repositories.states();
  }

  @Provide
  Arbitrary<List<Pick>> picks() {
    return Repositories.picks().list().ofMinSize(1).ofMaxSize(6);
  }

  private static RepositoryState applied(RepositoryState state, Vector<Change> changes) {
    return changes.isEmpty()
        ? state
        : Transactions.apply(state, Transaction.of(AUTHOR, changes))
            .getOrElseThrow(reasons -> new AssertionError(reasons.toString()));
  }

  /// Everything that a patch is to bring back: persistent groups, by content, and the snapshots
  /// that do not tell of an instance's life.
  private static TreeMap<String, Object> content(RepositoryState state) {
    TreeMap<String, Object> content = TreeMap.empty();
    for (Service service : state.services().values()) {
      content = content.put(service.fmri().toString(), groups(service.groups()));
      for (Instance instance : service.instances().values()) {
        content =
            content
                .put(instance.fmri().toString(), groups(instance.groups()))
                .put(
                    instance.fmri() + " snapshots",
                    instance
                        .snapshots()
                        .values()
                        .filter(s -> s.name().equals("mine"))
                        .map(s -> groups(s.instance()).toString() + groups(s.service()))
                        .toVector());
      }
    }
    return content;
  }

  private static Vector<PropertyGroup> groups(TreeMap<String, PropertyGroup> groups) {
    return groups.values().filter(PropertyGroup::persistent).map(g -> g.at(0)).toVector();
  }

  @Property
  void aPatchMakesOneStateTheOther(
      @ForAll("states") RepositoryState from, @ForAll("states") RepositoryState to) {
    RepositoryState target = withoutNamesOfVolatileGroups(to, from);
    RepositoryState patched =
        applied(from, Patch.between(from, target, Differences.all(from, target)));
    assertThat(content(patched)).isEqualTo(content(target));
    assertThat(Patch.between(patched, target, Differences.all(patched, target))).isEmpty();
  }

  /// A group that is volatile here cannot be persistent there; the names tell which is which, but a
  /// few are odd on purpose.
  private static RepositoryState withoutNamesOfVolatileGroups(
      RepositoryState state, RepositoryState other) {
    Vector<Change> odd = Vector.empty();
    for (var entry : other.volatileGroups()) {
      for (String name : entry._2.keySet()) {
        if (state.ownGroups(entry._1).get(name).exists(PropertyGroup::persistent)) {
          odd = odd.append(new Change.RemoveGroup(entry._1, name));
        }
      }
    }
    return applied(state, odd);
  }

  @Property
  void thereAreDifferencesExactlyWhereAPatchChangesWhatCounts(
      @ForAll("states") RepositoryState state, @ForAll("picks") List<Pick> picks) {
    RepositoryState after =
        Transactions.apply(state, Repositories.transaction(state, picks)).getOrElse(state);
    TreeSet<ServiceFmri> all = Differences.all(state, after);
    boolean patched =
        Patch.between(state, after, all)
            .exists(
                c -> !(c instanceof Change.PutSnapshot) && !(c instanceof Change.RemoveSnapshot));
    if (!patched) {
      assertThat(Differences.between(state, after, all)).isEmpty();
    }
    assertThat(Differences.between(state, state, all)).isEmpty();
    assertThat(Differences.between(state, after, all).size())
        .isEqualTo(Differences.between(after, state, all).size());
  }

  @Property
  void undoingTheLastTransactionRestoresTheStateBefore(
      @ForAll("states") RepositoryState before, @ForAll("picks") List<Pick> picks) {
    RepositoryState after =
        Transactions.apply(before, Repositories.transaction(before, picks)).getOrElse(before);
    Vector<Change> inverse =
        Undo.changes(before, after, after, Differences.all(before, after))
            .getOrElseThrow(overlap -> new AssertionError("refused: " + overlap));
    if (!mixesDurability(before, after)) {
      assertThat(content(applied(after, inverse))).isEqualTo(content(before));
    }
  }

  @Property
  void anUndoKeepsWhatOthersChangedSinceOrIsRefused(
      @ForAll("states") RepositoryState before,
      @ForAll("picks") List<Pick> picks,
      @ForAll("picks") List<Pick> since) {
    RepositoryState after =
        Transactions.apply(before, Repositories.transaction(before, picks)).getOrElse(before);
    RepositoryState now =
        Transactions.apply(after, Repositories.transaction(after, since)).getOrElse(after);
    var undo = Undo.changes(before, after, now, Differences.all(before, after));
    if (undo.isRight() && !mixesDurability(before, now)) {
      RepositoryState undone = applied(now, undo.get());
      // Doing it again on top leads back to where they were, but for the snapshots.
      Vector<Change> redo =
          Patch.between(before, after, Differences.all(before, after))
              .filter(c -> c instanceof Change.PutGroup || c instanceof Change.RemoveGroup);
      for (Change change : redo) {
        switch (change) {
          case Change.PutGroup(var entity, var image) when now.exists(entity) ->
              assertThat(now.ownGroups(entity).get(image.name()).exists(image::hasSameContent))
                  .isTrue();
          default -> {}
        }
      }
      assertThat(undone.services().keySet().removeAll(before.services().keySet()))
          .isEqualTo(
              now.services()
                  .keySet()
                  .removeAll(after.services().keySet())
                  .removeAll(before.services().keySet()));
    }
  }

  private static boolean mixesDurability(RepositoryState before, RepositoryState now) {
    return now.volatileGroups()
        .exists(
            entry ->
                entry
                    ._2
                    .keySet()
                    .exists(
                        name ->
                            before
                                .ownGroups(entry._1)
                                .get(name)
                                .exists(PropertyGroup::persistent)));
  }

  /// Found by the property above: the snapshot of an instance that lost it and then went itself.
  @Example
  void anUndoBringsBackNoSnapshotOfAnInstanceThatIsGone() {
    InstanceFmri web = InstanceFmri.of("svc:/web:default");
    RepositoryState before =
        applied(
            RepositoryState.EMPTY,
            Vector.of(
                new Change.AddService(web.service()),
                new Change.AddInstance(web),
                new Change.TakeSnapshot(web, "mine")));
    RepositoryState after = applied(before, Vector.of(new Change.RemoveSnapshot(web, "mine")));
    RepositoryState now = applied(after, Vector.of(new Change.DeleteInstance(web)));
    assertThat(Undo.changes(before, after, now, Differences.all(before, after)).get()).isEmpty();
    assertThat(
            content(
                applied(
                    after,
                    Undo.changes(before, after, after, Differences.all(before, after)).get())))
        .isEqualTo(content(before));
  }

  @Property
  void takingTheSameSnapshotAgainChangesNothing(@ForAll("states") RepositoryState state) {
    if (state.instances().isEmpty()) {
      return;
    }
    var instance = state.instances().head();
    Vector<Change> take = Vector.of(new Change.TakeSnapshot(instance, Snapshot.RUNNING));
    RepositoryState once = applied(state, take);
    assertThat(applied(once, take).at(once.revision())).isEqualTo(once);
  }
}
