package systemk.shell.dump;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import systemk.core.property.PropertyGroup;
import systemk.core.repository.Author;
import systemk.core.repository.Change;
import systemk.core.repository.Instance;
import systemk.core.repository.Repositories;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Service;
import systemk.core.repository.Transaction;
import systemk.core.repository.Transactions;

class DumpProperties {
  private static final Author AUTHOR = new Author(0, 0, 1, "svccfg load");

  @Provide
  Arbitrary<RepositoryState> states() {
    return Repositories.states();
  }

  @Provide
  Arbitrary<String> pieces() {
    return Arbitraries.of(
        List.of("{", "}", "[", "]", ":", ",", "null", "1", "\"masked\"", "\"admin\"", "true", ""));
  }

  private static Vector<DumpedService> read(TreeMap<String, String> files) {
    return files
        .toVector()
        .map(
            file ->
                DumpReader.read("d/" + file._1, file._1, file._2)
                    .getOrElseThrow(errors -> new AssertionError(errors + "\n" + file._2)));
  }

  private static RepositoryState applied(RepositoryState state, Vector<Change> changes) {
    return changes.isEmpty()
        ? state
        : Transactions.apply(state, Transaction.of(AUTHOR, changes))
            .getOrElseThrow(reasons -> new AssertionError(reasons.toString()));
  }

  /// All that is persistent but snapshots, whenever it came to be.
  private static TreeMap<String, TreeMap<String, PropertyGroup>> content(RepositoryState state) {
    TreeMap<String, TreeMap<String, PropertyGroup>> content = TreeMap.empty();
    for (Service service : state.services().values()) {
      content = content.put(service.fmri().toString(), lasting(service.groups()));
      for (Instance instance : service.instances().values()) {
        content = content.put(instance.fmri().toString(), lasting(instance.groups()));
      }
    }
    return content;
  }

  private static TreeMap<String, PropertyGroup> lasting(TreeMap<String, PropertyGroup> groups) {
    return Repositories.timeless(groups).filterValues(PropertyGroup::persistent);
  }

  @Property(tries = 500)
  void loadingWhatWasDumpedChangesNothing(@ForAll("states") RepositoryState state) {
    assertThat(Loading.of(state, read(Dump.of(state)), true).get().changes()).isEmpty();
  }

  @Property(tries = 500)
  void loadingTheDumpOfAnotherStateMakesItTheSame(
      @ForAll("states") RepositoryState state, @ForAll("states") RepositoryState other) {
    var loading = Loading.of(state, read(Dump.of(other)), true);
    if (loading.isLeft()) {
      assertThat(loading.getLeft()).allMatch(reason -> reason.contains("is not persistent here"));
      return;
    }
    RepositoryState after = applied(state, loading.get().changes());
    assertThat(Dump.of(after)).isEqualTo(Dump.of(other));
    assertThat(content(after)).isEqualTo(content(other));
    assertThat(after.volatileGroups().keySet())
        .isEqualTo(state.volatileGroups().keySet().filter(entity -> after.exists(entity)));
    assertThat(Loading.of(after, read(Dump.of(after)), true).get().changes()).isEmpty();
  }

  @Property(tries = 500)
  void whatIsPutInPlaceIsSaidByTheTransactionThatDoesIt(
      @ForAll("states") RepositoryState state, @ForAll("states") RepositoryState other) {
    for (Loading loading : Loading.of(state, read(Dump.of(other)), false)) {
      RepositoryState after = applied(state, loading.changes());
      long newest = after.revision().generation();
      for (Change change : loading.changes()) {
        if (change instanceof Change.PutGroup(var entity, var image)) {
          PropertyGroup group = after.ownGroups(entity).get(image.name()).get();
          assertThat(group.generation()).isEqualTo(newest);
          assertThat(group.layers().values().map(s -> s.provenance().generation()))
              .allMatch(generation -> generation > 0 && generation <= Math.max(newest, 1000));
        }
      }
      // Services without a file are left alone.
      assertThat(loading.others())
          .allMatch(service -> after.service(service).equals(state.service(service)));
    }
  }

  @Property(tries = 500)
  void aDumpTellsNothingOfTimesAndSnapshots(@ForAll("states") RepositoryState state) {
    assertThat(Dump.of(Repositories.timeless(state).withoutVolatile())).isEqualTo(Dump.of(state));
  }

  @Property(tries = 300)
  void aDumpCutOrChangedAnywhereIsReadOrRefused(
      @ForAll("states") RepositoryState state,
      @ForAll @IntRange(max = 2000) int at,
      @ForAll @IntRange(max = 20) int length,
      @ForAll("pieces") String piece) {
    for (var file : Dump.of(state)) {
      String text = file._2;
      int from = at % text.length();
      int to = Math.min(text.length(), from + length);
      String changed = text.substring(0, from) + piece + text.substring(to);
      var read = DumpReader.read("d", file._1, changed);
      if (read.isRight()) {
        // Whatever it says can be loaded, or named.
        for (Loading loading : Loading.of(state, Vector.of(read.get()), false)) {
          assertThat(applied(state, loading.changes())).isNotNull();
        }
      } else {
        assertThat(read.getLeft()).isNotEmpty();
      }
    }
  }
}
