package systemk.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vavr.collection.TreeMap;
import io.vavr.collection.TreeSet;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import systemk.api.protocol.FromServer;
import systemk.api.protocol.Notification;
import systemk.api.protocol.Response;
import systemk.core.fmri.InstanceFmri;
import systemk.core.notify.Transition;
import systemk.core.property.Property;
import systemk.core.repository.Author;
import systemk.core.repository.Change;
import systemk.core.repository.Committed;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Transaction;
import systemk.core.repository.Transactions;

final class WatchTest {
  private static final InstanceFmri WEB = InstanceFmri.of("svc:/site/web:default");
  private static final Instant NOW = Instant.EPOCH;

  @TempDir Path directory;

  private static Transaction reporting(String state) {
    return Transaction.of(
        new Author(0, 0, 1, "k.startd"),
        Vector.of(
            new Change.Report(
                WEB,
                "restarter",
                "framework",
                Vector.of(Property.of("state", state)),
                Vector.empty())));
  }

  private static RepositoryState state(String word) {
    RepositoryState made =
        Transactions.apply(
                RepositoryState.EMPTY,
                Transaction.of(
                    new Author(0, 0, 1, "test"),
                    Vector.of(new Change.AddService(WEB.service()), new Change.AddInstance(WEB))))
            .get();
    return Transactions.apply(made, reporting(word)).get();
  }

  /// A whole state as k.configd sends it.
  private static Watch.Next whole(Watch watch, RepositoryState state) {
    FromServer services = new Response.Services(1, List.copyOf(state.services().values().asJava()));
    Watch.Next part = watch.after(services, NOW);
    assertThat(part.transitions()).isEmpty();
    return part.watch().after(new Response.SnapshotEnd(1, state.revision()), NOW);
  }

  private static Watch.Next then(Watch watch, RepositoryState state, String word) {
    Transaction transaction = reporting(word);
    RepositoryState after = Transactions.apply(state, transaction).get();
    return watch.after(
        new Notification.Announced(new Committed(after.revision(), NOW, transaction)), NOW);
  }

  @Test
  void theFirstTimeNobodyIsToldWhatIsSoAlready() {
    RepositoryState state = state("online");
    Watch.Next first = whole(Watch.from(Option.none()), state);
    assertThat(first.transitions()).isEmpty();
    assertThat(then(first.watch(), state, "maintenance").transitions())
        .containsExactly(new Transition(WEB, "online", "maintenance", "", NOW));
  }

  @Test
  void whatHappenedWhileThereWasNoneIsOneTransition() {
    Told told = new Told(TreeMap.of(WEB.toString(), "online", "svc:/gone:default", "online"));
    Watch.Next first = whole(Watch.from(Option.some(told)), state("maintenance"));
    assertThat(first.transitions())
        .containsExactly(new Transition(WEB, "online", "maintenance", "", NOW));
    assertThat(whole(Watch.from(Option.some(told)), state("online")).transitions()).isEmpty();
  }

  @Test
  void whatIsNotDeliveredIsNotTold() {
    RepositoryState now = state("maintenance");
    Told before = new Told(TreeMap.of(WEB.toString(), "online"));
    assertThat(Told.of(now, before, TreeSet.of(WEB)).states())
        .isEqualTo(TreeMap.of(WEB.toString(), "online"));
    assertThat(Told.of(now, before, TreeSet.empty()).states())
        .isEqualTo(TreeMap.of(WEB.toString(), "maintenance"));
  }

  @Test
  void theFileIsOfOneLifeOfTheInit() throws IOException {
    Path file = directory.resolve("notify.json");
    assertThat(Told.read(file, "1")).isEmpty();
    Told told = new Told(TreeMap.of(WEB.toString(), "online"));
    told.write(file, "1");
    assertThat(Told.read(file, "1")).contains(told);
    assertThat(Told.read(file, "2")).isEmpty();
    Files.writeString(file, "{");
    assertThatThrownBy(() -> Told.read(file, "1")).isInstanceOf(IOException.class);
  }
}
