package systemk.configd;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import systemk.core.fmri.InstanceFmri;
import systemk.core.property.Layer;
import systemk.core.property.Property;
import systemk.core.repository.Author;
import systemk.core.repository.Boots;
import systemk.core.repository.Change;
import systemk.core.repository.Confirmation;
import systemk.core.repository.Landmarks;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Transaction;

@Timeout(60)
final class KeeperTest {
  private static final InstanceFmri WEB = InstanceFmri.of("svc:/web:default");
  private static final Author ADMIN = new Author(0, 0, 1, "svccfg");

  /// There is no k.init to be asked.
  private static final InitLink NOBODY = new InitLink(Path.of("/nonexistent/init.sock"));

  private final HeapRepository repository = new HeapRepository();
  private final Feed feed = new Feed();
  private Option<Feed.Cursor> running = Option.none();

  @BeforeEach
  void configure() {
    repository.listen(feed::publish);
    commit(
        _ ->
            Vector.of(
                new Change.AddService(WEB.service()),
                new Change.AddInstance(WEB),
                new Change.AddGroup(WEB, "general", "framework", true, Layer.ADMIN, false),
                set("general", Property.of("enabled", true)),
                new Change.AddGroup(WEB, "config", "application", true, Layer.ADMIN, false),
                port(80)));
    Keeper.boot(repository, NOBODY, Option.none(), 0, InstantSource.system());
  }

  @AfterEach
  void end() {
    running.forEach(Feed.Cursor::end);
  }

  private static Change set(String group, Property property) {
    return new Change.SetProperty(WEB, group, property, Layer.ADMIN, Option.none());
  }

  private static Change port(long port) {
    return set("config", Property.count("port", port));
  }

  private void commit(Function<RepositoryState, Vector<Change>> changes) {
    repository
        .submit(newest -> Option.some(Transaction.of(ADMIN, changes.apply(newest))))
        .toCompletableFuture()
        .join();
  }

  private void report(String state) {
    commit(
        _ ->
            Vector.of(
                new Change.Report(
                    WEB,
                    "restarter",
                    "framework",
                    Vector.of(Property.of("state", state)),
                    Vector.empty())));
  }

  /// Moves the port in a commit that has to be confirmed.
  private void move(long to, Duration within, InstanceFmri... healthy) {
    commit(newest -> Confirmation.awaiting(newest, within, Vector.of(healthy)).prepend(port(to)));
  }

  private void start() {
    running.forEach(Feed.Cursor::end);
    Feed.Cursor cursor = feed.open();
    running = Option.some(cursor);
    Thread.ofPlatform()
        .daemon()
        .start(new Keeper(repository, cursor, NOBODY, 0, InstantSource.system()));
  }

  private static void until(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }

  private Option<String> now() {
    return repository.read().current(WEB).value("config", "port");
  }

  private boolean isSettled() {
    return Confirmation.pending(repository.read()).isEmpty();
  }

  @Test
  void whatNobodyConfirmsInTimeIsReverted() {
    start();
    move(81, Duration.ofSeconds(1));
    until(this::isSettled);
    assertThat(now()).contains("80");
    assertThat(Landmarks.generation(repository.read(), Landmarks.UNCONFIRMED)).isEmpty();
  }

  @Test
  void theFailureOfANamedServiceRevertsAtOnce() {
    start();
    report("online");
    move(81, Duration.ofHours(1), WEB);
    report("maintenance");
    until(this::isSettled);
    assertThat(now()).contains("80");
  }

  @Test
  void whatIsConfirmedStays() {
    start();
    move(81, Duration.ofHours(1));
    commit(Confirmation::settled);
    move(82, Duration.ofSeconds(1));
    until(this::isSettled);
    assertThat(now()).contains("81");
  }

  @Test
  void theNextKeeperKeepsTheDeadlineOfTheOneThatWasKilled() {
    start();
    move(81, Duration.ofHours(1));
    until(() -> deadline().isDefined());
    long known = deadline().get();
    start();
    report("online");
    assertThat(deadline()).contains(known);
    // The hour is over.
    commit(
        _ ->
            Vector.of(
                new Change.SetProperty(
                    Landmarks.REPOSITORY,
                    "session",
                    Property.integer("deadline", System.nanoTime() - 1),
                    Layer.ADMIN,
                    Option.none())));
    until(this::isSettled);
    assertThat(now()).contains("80");
  }

  private Option<Long> deadline() {
    return repository
        .read()
        .ownGroup(Landmarks.REPOSITORY, "session")
        .flatMap(group -> group.property("deadline"))
        .flatMap(Property::asLong);
  }

  @Test
  void aRebootReverts() {
    move(81, Duration.ofHours(1));
    // What a reboot leaves: nothing that is not persistent.
    commit(_ -> Vector.of(new Change.DeleteGroup(Landmarks.REPOSITORY, "session", Layer.ADMIN)));
    Keeper.boot(repository, NOBODY, Option.none(), 0, InstantSource.system());
    assertThat(now()).contains("80");
    assertThat(isSettled()).isTrue();
    assertThat(Landmarks.generation(repository.read(), Landmarks.BOOT)).isNotEmpty();
  }

  @Test
  void whatWasEditedMeanwhileIsRevertedWithIt() {
    start();
    move(81, Duration.ofSeconds(1));
    commit(_ -> Vector.of(port(99)));
    until(this::isSettled);
    assertThat(now()).contains("80");
  }

  @Test
  void theConfigurationEverythingCameUpWithIsTheLastGoodOne() {
    start();
    report("online");
    long good = repository.read().revision().generation();
    until(() -> Landmarks.generation(repository.read(), Landmarks.LAST_GOOD).isDefined());
    assertThat(Landmarks.generation(repository.read(), Landmarks.LAST_GOOD)).contains(good);
  }

  // Boots of a machine

  private static final InstanceFmri MILESTONE =
      InstanceFmri.of("svc:/milestone/multi-user-server:default");

  /// Boots a machine; what does not outlive a boot is gone before.
  private void bootMachine(String milestone) {
    running.forEach(Feed.Cursor::end);
    commit(
        newest ->
            Vector.of("session", "boot")
                .filter(group -> newest.ownGroup(Landmarks.REPOSITORY, group).isDefined())
                .<Change>map(
                    group -> new Change.DeleteGroup(Landmarks.REPOSITORY, group, Layer.ADMIN))
                .append(state(MILESTONE, "offline")));
    Keeper.boot(repository, NOBODY, Option.some(milestone), 0, InstantSource.system());
    start();
  }

  private static Change state(InstanceFmri fmri, String state) {
    return new Change.Report(
        fmri, "restarter", "framework", Vector.of(Property.of("state", state)), Vector.empty());
  }

  private void makeMilestone() {
    commit(
        _ ->
            Vector.of(
                new Change.AddService(MILESTONE.service()), new Change.AddInstance(MILESTONE)));
  }

  /// The present boot reaches its milestone, and that is on record.
  private void reach() {
    commit(_ -> Vector.of(state(MILESTONE, "online")));
    until(() -> Boots.of(repository.read()).missed() == 0);
  }

  @Test
  void theThirdBootGoesBackToTheConfigurationThatReachedItsMilestone() {
    makeMilestone();
    bootMachine("");
    reach();
    commit(_ -> Vector.of(port(81)));
    long bad = repository.read().revision().generation();
    bootMachine("");
    bootMachine("");
    assertThat(now()).contains("81");
    assertThat(Boots.of(repository.read()).missed()).isEqualTo(2);
    bootMachine("");
    assertThat(now()).contains("80");
    assertThat(Boots.of(repository.read()).fallback().get().left()).isGreaterThanOrEqualTo(bad);
    reach();
    // As long as nothing else was configured, it is still news.
    assertThat(Boots.of(repository.read()).fallback().isDefined()).isTrue();
    commit(_ -> Vector.of(port(82)));
    bootMachine("");
    reach();
    assertThat(Boots.of(repository.read()).fallback()).isEmpty();
    assertThat(now()).contains("82");
  }

  @Test
  void aBootToAMilestoneSomebodyNamedDoesNotCount() {
    makeMilestone();
    bootMachine("");
    reach();
    commit(_ -> Vector.of(port(81)));
    for (int i = 0; i < 4; i++) {
      bootMachine("single-user");
    }
    assertThat(Boots.of(repository.read()).missed()).isZero();
    assertThat(now()).contains("81");
    assertThat(
            repository
                .read()
                .current(InstanceFmri.of("svc:/system/svc/restarter:default"))
                .value("options_ovr", "milestone"))
        .contains("svc:/milestone/single-user:default");
  }

  @Test
  void aMilestoneNobodyKnowsIsTheUsualOne() {
    makeMilestone();
    bootMachine("multi-usr");
    assertThat(Boots.awaited(repository.read())).contains(MILESTONE.toString());
  }
}
