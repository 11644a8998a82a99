package systemk.core.rights;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import systemk.core.fmri.EntityFmri;
import systemk.core.property.PropertyGroup;
import systemk.core.repository.Change;
import systemk.core.repository.Repositories;
import systemk.core.repository.Repositories.Pick;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Service;
import systemk.core.repository.Snapshot;
import systemk.core.repository.Transaction;
import systemk.core.repository.Transactions;

/// Laws of who may do what, over all states and transactions.
final class RightsProperties {

  @Provide
  Arbitrary<RepositoryState> states() {
    return Repositories.states();
  }

  @Provide
  Arbitrary<List<Pick>> changes() {
    return Repositories.picks().list().ofMinSize(1).ofMaxSize(5);
  }

  @Provide
  Arbitrary<List<String>> authorizations() {
    return Arbitraries.of(
            "solaris.smf.modify",
            "solaris.smf.manage",
            "solaris.smf.modify.application",
            "solaris.smf.modify.framework",
            "solaris.smf.modify.*",
            "solaris.*",
            "v",
            "user:1")
        .list()
        .ofMaxSize(4);
  }

  @Property
  void whoHasNoRightsChangesNothing(
      @ForAll("states") RepositoryState state, @ForAll("changes") List<Pick> picks) {
    Vector<Change> changes = Repositories.transaction(state, picks).changes();
    assertThat(Rights.mayMake(Principal.NOBODY, state, changes)).isEqualTo(changes.isEmpty());
  }

  @Property
  void oneMoreAuthorizationNeverTakesARightAway(
      @ForAll("states") RepositoryState state,
      @ForAll("changes") List<Pick> picks,
      @ForAll("authorizations") List<String> some,
      @ForAll("authorizations") List<String> more) {
    Vector<Change> changes = Repositories.transaction(state, picks).changes();
    Principal who = Principal.NOBODY.known(some).granted(some);
    if (Rights.mayMake(who, state, changes)) {
      assertThat(Rights.mayMake(who.granted(more), state, changes)).isTrue();
      assertThat(Rights.mayMake(who.known(more), state, changes)).isTrue();
    }
  }

  @Property
  void whoMayModifyMayDoAll(
      @ForAll("states") RepositoryState state, @ForAll("changes") List<Pick> picks) {
    Vector<Change> changes = Repositories.transaction(state, picks).changes();
    Principal who = Principal.NOBODY.granted(List.of("solaris.smf.modify"));
    assertThat(Rights.mayMake(who, state, changes)).isTrue();
  }

  @Property(tries = 3000)
  void theRightToOneTypeOfGroupChangesNoOther(
      @ForAll("states") RepositoryState state, @ForAll("changes") List<Pick> picks) {
    Transaction transaction = Repositories.transaction(state, picks);
    Principal who = Principal.NOBODY.granted(List.of("solaris.smf.modify.application"));
    if (Rights.mayMake(who, state, transaction.changes())) {
      Transactions.apply(state, transaction)
          .forEach(after -> assertThat(otherThan(after)).isEqualTo(otherThan(state)));
    }
  }

  /// All groups but those of type application, and who there is. The snapshot that keeps what an
  /// edit replaces goes with the edit.
  private static Vector<Object> otherThan(RepositoryState state) {
    Vector<Object> found = Vector.empty();
    for (Service service : state.services().values()) {
      found = found.append(service.fmri()).appendAll(groups(state, service.fmri()));
      for (var instance : service.instances().values()) {
        found =
            found
                .append(instance.fmri())
                .append(instance.snapshots().remove(Snapshot.PREVIOUS))
                .appendAll(groups(state, instance.fmri()));
      }
    }
    return found;
  }

  private static Vector<PropertyGroup> groups(RepositoryState state, EntityFmri entity) {
    return state
        .ownGroups(entity)
        .values()
        .filter(group -> !group.type().equals("application"))
        .toVector();
  }

  @Property
  void everyTextOfGrantsIsRead(@ForAll String text) {
    Grants grants = Grants.parse(text);
    assertThat(grants.of(Principal.NOBODY.names())).isEmpty();
    assertThat(grants.problems().size()).isLessThanOrEqualTo(20);
  }
}
