package systemk.core.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.List;
import org.junit.jupiter.api.Test;
import systemk.core.fmri.InstanceFmri;
import systemk.core.property.Layer;
import systemk.core.property.Property;
import systemk.core.property.PropertyGroup;
import systemk.core.property.Provenance;

final class TransactionsTest {
  private static final Author AUTHOR = new Author(0, 0, 1, "svccfg");
  private static final InstanceFmri HTTP = InstanceFmri.of("svc:/network/http:apache");
  private static final RepositoryState CONFIGURED =
      applied(
          RepositoryState.EMPTY,
          new Change.AddService(HTTP.service()),
          new Change.AddInstance(HTTP),
          add("config", "application", true, Layer.MANIFEST),
          set("config", 80, Layer.MANIFEST));

  private static Change add(String group, String type, boolean persistent, Layer layer) {
    return new Change.AddGroup(HTTP, group, type, persistent, layer, true);
  }

  private static Change set(String group, long port, Layer layer) {
    return new Change.SetProperty(
        HTTP, group, Property.integer("port", port), layer, Option.none());
  }

  private static Change report(String group) {
    return new Change.Report(
        HTTP, group, "framework", Vector.of(Property.of("state", "online")), Vector.empty());
  }

  private static RepositoryState applied(RepositoryState state, Change... changes) {
    return Transactions.apply(state, Transaction.of(AUTHOR, List.of(changes))).get();
  }

  private static List<String> refused(RepositoryState state, Change... changes) {
    return Transactions.apply(state, Transaction.of(AUTHOR, List.of(changes)))
        .getLeft()
        .map(Rejection::message)
        .asJava();
  }

  @Test
  void whatATransactionMakesVolatileItWritesToAsVolatile() {
    RepositoryState after =
        applied(
            CONFIGURED,
            add("scratch", "application", false, Layer.ADMIN),
            set("scratch", 1, Layer.ADMIN));
    assertThat(after.revision()).isEqualTo(new Revision(1, 1));
    RepositoryState mixed =
        applied(after, set("scratch", 2, Layer.ADMIN), set("config", 8080, Layer.ADMIN));
    assertThat(mixed.revision()).isEqualTo(new Revision(2, 1));
    RepositoryState gone =
        applied(
            mixed,
            new Change.DeleteGroup(HTTP, "scratch", Layer.ADMIN),
            new Change.WithdrawGroup(HTTP, "scratch", Layer.ADMIN));
    assertThat(gone.revision()).isEqualTo(new Revision(3, 1));
    assertThat(gone.ownGroups(HTTP).keySet()).containsExactly("config");
  }

  @Test
  void whatIsPendingInAGroupIsSaidByTheTransactionThatPutsIt() {
    PropertyGroup known = CONFIGURED.ownGroup(HTTP, "config").get();
    PropertyGroup image =
        known.supply(
            Layer.ADMIN, Property.integer("port", 81), Provenance.pending(Option.some("/f")));
    RepositoryState after = applied(CONFIGURED, new Change.PutGroup(HTTP, image));
    PropertyGroup put = after.ownGroup(HTTP, "config").get();
    var settings = put.layered().get("port").get().settings();
    assertThat(settings.get(Layer.ADMIN).get().provenance())
        .isEqualTo(new Provenance(2, Option.some("/f")));
    assertThat(settings.get(Layer.MANIFEST).get().provenance().generation()).isEqualTo(1);
    assertThat(put.layers().get(Layer.ADMIN).get().provenance().generation()).isEqualTo(2);
    assertThat(put.generation()).isEqualTo(2);
  }

  @Test
  void aHiddenGroupKeepsItsTypeAndDurability() {
    RepositoryState hidden =
        applied(CONFIGURED, new Change.DeleteGroup(HTTP, "config", Layer.ADMIN));
    assertThat(hidden.current(HTTP).hasGroup("config")).isFalse();
    assertThat(refused(hidden, report("config")))
        .containsExactly("svc:/network/http:apache/:properties/config has the other durability");
    assertThat(refused(hidden, add("config", "application", false, Layer.ADMIN)))
        .containsExactly(
            "svc:/network/http:apache/:properties/config exists with type application");
    assertThat(refused(hidden, add("config", "framework", true, Layer.ADMIN))).hasSize(1);
    RepositoryState again = applied(hidden, add("config", "application", true, Layer.ADMIN));
    assertThat(again.current(HTTP).hasGroup("config")).isTrue();
    assertThat(again.current(HTTP).properties("config")).isEmpty();
  }

  @Test
  void aLayerGoesOnSupplyingWhatAHigherOneHides() {
    RepositoryState hidden =
        applied(CONFIGURED, new Change.DeleteGroup(HTTP, "config", Layer.ADMIN));
    assertThat(refused(hidden, set("config", 81, Layer.ADMIN)))
        .containsExactly("cannot find svc:/network/http:apache/:properties/config");
    RepositoryState upgraded = applied(hidden, set("config", 81, Layer.MANIFEST));
    assertThat(upgraded.current(HTTP).hasGroup("config")).isFalse();
    RepositoryState revealed =
        applied(upgraded, new Change.WithdrawGroup(HTTP, "config", Layer.ADMIN));
    assertThat(revealed.current(HTTP).value("config", "port")).containsExactly("81");
  }

  @Test
  void namesThatAreNoneAreRefusedAndNotThrown() {
    assertThat(
            refused(
                CONFIGURED,
                add("a b", "application", true, Layer.ADMIN),
                add("a", "9", true, Layer.ADMIN),
                new Change.DeleteGroup(HTTP, "", Layer.ADMIN),
                new Change.DeleteProperty(HTTP, "config", ":", Layer.ADMIN),
                new Change.TakeSnapshot(HTTP, "/"),
                report("-")))
        .containsExactly(
            "\"a b\" is not a property group name",
            "\"9\" is not a property group type",
            "\"\" is not a property group name",
            "\":\" is not a property name",
            "\"/\" is not a snapshot name",
            "\"-\" is not a property group name");
  }

  @Test
  void textsAreLimitedAndWellFormed() {
    var transaction = Transaction.of(AUTHOR, List.of());
    assertThat(Transactions.apply(CONFIGURED, transaction.withComment("é".repeat(512))).isRight())
        .isTrue();
    assertThat(Transactions.apply(CONFIGURED, transaction.withComment("é".repeat(513))).getLeft())
        .containsExactly(new Rejection.OverLimit("the comment is longer than 1024 bytes"));
    assertThat(Transactions.apply(CONFIGURED, transaction.withRequest("\ud800")).getLeft())
        .containsExactly(new Rejection.OverLimit("the request identity is not well-formed text"));
  }

  @Test
  void everyReasonIsNamed() {
    var other = InstanceFmri.of("svc:/none:such");
    assertThat(
            refused(
                CONFIGURED,
                new Change.AddService(HTTP.service()),
                new Change.AddInstance(other),
                new Change.Revert(HTTP, "mine"),
                add("config", "application", true, Layer.ADMIN)))
        .containsExactly(
            "svc:/network/http exists already",
            "cannot find svc:/none",
            "cannot find snapshot \"mine\" of svc:/network/http:apache",
            "svc:/network/http:apache/:properties/config exists already");
  }

  @Test
  void aReportOfAnInstanceThatIsGoneDoesNothing() {
    RepositoryState gone = applied(CONFIGURED, new Change.DeleteInstance(HTTP));
    RepositoryState after = applied(gone, report("restarter"));
    assertThat(after.services()).isEqualTo(gone.services());
  }

  @Test
  void aRequestMadeAgainMeanwhileIsNotConsumed() {
    RepositoryState reported = applied(CONFIGURED, report("restarter"));
    RepositoryState kept =
        applied(reported, new Change.Consume(HTTP, "restarter", "state", "offline"));
    assertThat(kept.services()).isEqualTo(reported.services());
    RepositoryState consumed =
        applied(reported, new Change.Consume(HTTP, "restarter", "state", "online"));
    assertThat(consumed.current(HTTP).value("restarter", "state")).isEmpty();
  }

  @Test
  void aRevertKeepsTheEnabledStateLayerByLayer() {
    RepositoryState state =
        applied(
            CONFIGURED,
            add("general", "framework", true, Layer.MANIFEST),
            enabled(false, Layer.MANIFEST),
            new Change.TakeSnapshot(HTTP, "mine"));
    RepositoryState enabled = applied(state, enabled(true, Layer.ADMIN));
    RepositoryState reverted = applied(enabled, new Change.Revert(HTTP, "mine"));
    assertThat(reverted.permanentlyEnabled(HTTP)).containsExactly(true);
    RepositoryState withdrawn =
        applied(reverted, new Change.WithdrawProperty(HTTP, "general", "enabled", Layer.ADMIN));
    assertThat(withdrawn.permanentlyEnabled(HTTP)).containsExactly(false);
  }

  private static Change enabled(boolean value, Layer layer) {
    return new Change.SetProperty(
        HTTP, "general", Property.of("enabled", value), layer, Option.none());
  }
}
