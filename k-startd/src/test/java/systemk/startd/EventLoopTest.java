package systemk.startd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import systemk.api.protocol.Response;
import systemk.core.Time;
import systemk.core.engine.Event;
import systemk.core.engine.Machine;
import systemk.core.engine.Purpose;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.method.ExitStatus;
import systemk.core.property.Layer;
import systemk.core.property.Property;
import systemk.core.repository.Author;
import systemk.core.repository.Change;
import systemk.core.restarter.InstanceState;

class EventLoopTest {
  private static final InstanceFmri WEB = InstanceFmri.of("svc:/web:default");

  private final FakeOutside outside = new FakeOutside();
  private EventLoop loop = loop("first");
  private long nanos = 1_000_000_000L;

  private EventLoop loop(String incarnation) {
    return new EventLoop(outside, new Author(0, 0, 2, "k.startd"), incarnation, "/var/log");
  }

  private Time now() {
    nanos += 1_000_000;
    return new Time(nanos, Instant.ofEpochSecond(0, nanos));
  }

  private void take(Message message) {
    takeInOneTurn(message);
  }

  private void takeInOneTurn(Message... messages) {
    for (Message message : messages) {
      loop.take(message, now());
    }
    loop.endTurn(now());
  }

  private void takeAll(List<Message> messages) {
    messages.forEach(this::take);
  }

  private void answerCommits() {
    while (!outside.asked.isEmpty()) {
      take(outside.commitNext());
    }
  }

  @BeforeEach
  void aDaemonIsConfigured() {
    outside.administer(
        new Change.AddService(WEB.service()),
        new Change.AddInstance(WEB),
        new Change.AddGroup(WEB, "general", "framework", true, Layer.MANIFEST, true),
        new Change.SetProperty(
            WEB, "general", Property.of("enabled", true), Layer.MANIFEST, Option.none()),
        new Change.AddGroup(WEB, "start", "method", true, Layer.MANIFEST, true),
        new Change.SetProperty(
            WEB, "start", Property.of("exec", "/bin/web"), Layer.MANIFEST, Option.none()),
        new Change.AddGroup(WEB, "stop", "method", true, Layer.MANIFEST, true),
        new Change.SetProperty(
            WEB, "stop", Property.of("exec", ":kill"), Layer.MANIFEST, Option.none()));
  }

  private void begin(Event.LivingContract... contracts) {
    take(new Message.RepositoryConnected());
    takeAll(outside.snapshot());
    take(new Message.Greeted(Vector.of(contracts)));
  }

  private String token() {
    return loop.model().lifecycle(WEB).get().phase().currentRun().get().token();
  }

  private void bringOnline() {
    begin();
    answerCommits();
    String token = token();
    take(new Message.Answered(new Event.Spawned(WEB, token, 7, 70)));
    take(
        new Message.Happened(
            1, new Event.Exited(WEB, token, 7, 70, true, new ExitStatus.Code(0), 71)));
    answerCommits();
    assertThat(loop.model().lifecycle(WEB).get().state()).isEqualTo(InstanceState.ONLINE);
  }

  @Test
  void nothingIsDoneBeforeItIsOnRecord() {
    begin();
    assertThat(outside.done).containsExactly("subscribe all");
    assertThat(outside.asked).hasSize(1);
    answerCommits();
    assertThat(outside.done).contains("run web start");
  }

  @Test
  void nothingIsDecidedBeforeBothSidesAreHeardOf() {
    take(new Message.RepositoryConnected());
    takeAll(outside.snapshot());
    assertThat(outside.asked).isEmpty();
    take(new Message.Greeted(Vector.empty()));
    assertThat(outside.asked).hasSize(1);
  }

  @Test
  void anEventIsAcknowledgedAfterWhatItLedToIsOnRecord() {
    begin();
    answerCommits();
    String token = token();
    take(new Message.Answered(new Event.Spawned(WEB, token, 7, 70)));
    answerCommits();
    take(
        new Message.Happened(
            5, new Event.Exited(WEB, token, 7, 70, true, new ExitStatus.Code(0), 71)));
    assertThat(outside.done).doesNotContain("ack 5", "web online");
    answerCommits();
    assertThat(outside.done).containsSubsequence("web online", "ack 5");
  }

  @Test
  void theEndOfWhatAContainerIsThereForIsTold() {
    loop =
        new EventLoop(
            outside,
            Machine::step,
            new Author(0, 0, 2, "k.startd"),
            "first",
            "/var/log",
            Purpose.of(Option.some(WEB), false));
    bringOnline();
    assertThat(outside.done).noneMatch(done -> done.startsWith("end"));

    ExitStatus status = new ExitStatus.Signalled(11, true);
    take(new Message.Happened(2, new Event.Exited(WEB, "", 7, 71, true, status, 0)));

    assertThat(outside.done).contains("end 139 svc:/web:default ended with status 139");
  }

  @Test
  void whatCouldNotBeLimitedIsSaidInTheLogOfTheService() {
    begin();
    answerCommits();
    take(
        new Message.Answered(
            new Event.Spawned(WEB, token(), 7, 70), List.of("memory_max", "pids_max")));
    assertThat(outside.logged)
        .contains(
            loop.model().logFile(WEB)
                + " Running without these resource limits, which cannot be set here: memory_max,"
                + " pids_max.");
  }

  @Test
  void whatConcernsNoInstanceIsAcknowledgedInItsTurn() {
    begin();
    answerCommits();
    String token = token();
    take(new Message.Answered(new Event.Spawned(WEB, token, 7, 70)));
    answerCommits();
    take(
        new Message.Happened(
            5, new Event.Exited(WEB, token, 7, 70, true, new ExitStatus.Code(0), 71)));
    take(new Message.Noted(6));
    assertThat(outside.done).doesNotContain("ack 5", "ack 6");
    answerCommits();
    assertThat(outside.done).containsSubsequence("web online", "ack 5", "ack 6");
  }

  @Test
  void whatConcernsNoInstanceDoesNotOvertakeWhatWasToldBefore() {
    bringOnline();
    loop = loop("second");
    take(new Message.Greeted(Vector.of(new Event.LivingContract(7, "t", WEB.toString()))));
    take(new Message.Happened(2, new Event.Emptied(WEB, "t", 7)));
    take(new Message.Noted(3));
    assertThat(outside.done).doesNotContain("ack 3");
    take(new Message.RepositoryConnected());
    takeAll(outside.snapshot());
    answerCommits();
    assertThat(outside.done).containsSubsequence("web offline", "ack 3");
  }

  @Test
  void eventsToldBeforeTheRepositoryIsReadAreNotLost() {
    bringOnline();
    loop = loop("second");
    take(new Message.Greeted(Vector.of(new Event.LivingContract(7, "t", WEB.toString()))));
    take(new Message.Happened(2, new Event.Emptied(WEB, "t", 7)));
    take(new Message.RepositoryConnected());
    takeAll(outside.snapshot());
    answerCommits();
    assertThat(outside.done).contains("ack 2", "web offline");
  }

  @Test
  void whatWasNotAnsweredIsAskedAgainUnderTheSameIdentity() {
    begin();
    var first = outside.asked.getFirst();
    outside.asked.clear();
    take(new Message.RepositoryLost("gone"));
    assertThat(outside.done).doesNotContain("run web start");
    take(new Message.RepositoryConnected());
    assertThat(outside.asked).containsExactly(first);
    assertThat(outside.done).last().isEqualTo("subscribe " + outside.state.revision());
  }

  @Test
  void decisionsGoOnWhileTheRepositoryIsAwayButActsWait() {
    bringOnline();
    take(new Message.RepositoryLost("gone"));
    take(
        new Message.Happened(
            2, new Event.Exited(WEB, "t", 7, 71, true, new ExitStatus.Signalled(9, false), 0)));
    take(new Message.Happened(3, new Event.Emptied(WEB, "t", 7)));
    assertThat(outside.asked).isEmpty();
    assertThat(outside.done).doesNotContain("ack 2", "ack 3");
    take(new Message.RepositoryConnected());
    answerCommits();
    assertThat(outside.done).containsSubsequence("ack 2", "web offline", "ack 3");
  }

  @Test
  void aNewRestarterGoesOnWithoutTouchingWhatRuns() {
    bringOnline();
    outside.done.clear();
    loop = loop("second");
    begin(new Event.LivingContract(7, "t", WEB.toString()));
    answerCommits();
    assertThat(outside.done).containsExactly("subscribe all");
    assertThat(loop.model().lifecycle(WEB).get().state()).isEqualTo(InstanceState.ONLINE);
  }

  @Test
  void aNewRestarterAsksAgainForAMethodThatWasUnderWay() {
    begin();
    answerCommits();
    String token = token();
    loop = loop("second");
    begin();
    answerCommits();
    assertThat(token()).isEqualTo(token);
    assertThat(outside.done).filteredOn("run web start"::equals).hasSize(2);
  }

  @Test
  void aReadOnlyRepositoryStillRecordsStates() {
    begin();
    FakeOutside.Asked mixed = outside.asked.removeFirst();
    take(new Message.FromRepository(new Response.ReadOnly(mixed.id(), "the disk is full")));
    assertThat(outside.asked).hasSize(1);
    assertThat(outside.asked.getFirst().transaction().changes())
        .allMatch(change -> change instanceof Change.Report);
    answerCommits();
    assertThat(outside.done).contains("run web start");
  }

  @Test
  void whatIsTakenInOneTurnIsOneRecord() {
    bringOnline();
    outside.done.clear();
    takeInOneTurn(
        new Message.Happened(
            2, new Event.Exited(WEB, "t", 7, 71, true, new ExitStatus.Signalled(9, false), 0)),
        new Message.Happened(3, new Event.Emptied(WEB, "t", 7)));
    assertThat(outside.asked).hasSize(1);
    assertThat(outside.asked.getFirst().transaction().changes())
        .filteredOn(change -> change instanceof Change.Report)
        .hasSize(1);
    assertThat(outside.done).isEmpty();
    answerCommits();
    assertThat(outside.done).containsSubsequence("web offline", "run web start", "ack 3");
    assertThat(outside.done).noneMatch(done -> done.equals("ack 2") || done.startsWith("signal"));
  }

  @Test
  void itsOwnTransactionsAreTakenUpInTheirPlaceInHistory() {
    bringOnline();
    take(
        new Message.Happened(
            2, new Event.Exited(WEB, "t", 7, 71, true, new ExitStatus.Signalled(9, false), 0)));
    Message answer = outside.commitNext();
    Message later =
        outside.administer(
            new Change.SetProperty(
                WEB, "general", Property.of("enabled", false), Layer.ADMIN, Option.none()));
    take(later);
    assertThat(loop.model().isEnabled(WEB)).isTrue();
    take(answer);
    assertThat(loop.model().isEnabled(WEB)).isFalse();
    answerCommits();
    assertThat(loop.model().repository()).isEqualTo(outside.state);
  }

  @Test
  void aTransactionThatFollowsNoneEndsTheProcess() {
    bringOnline();
    outside.administer(new Change.AddService(new ServiceFmri("missed")));
    Message next = outside.administer(new Change.AddService(new ServiceFmri("told")));
    assertThatThrownBy(() -> take(next)).isInstanceOf(EventLoop.Hopeless.class);
  }

  @Test
  void whatDoesNotFitIntoATurnIsTakenInTheNext() {
    int messages = 1_000;
    Queue<Message> waiting = new ArrayDeque<>();
    for (int i = 0; i < messages; i++) {
      waiting.add(new Message.Pinged());
    }
    int turns = 0;
    for (Message next = waiting.poll(); next != null; next = waiting.poll()) {
      loop.takeTurn(next, waiting, this::now);
      turns++;
    }
    assertThat(outside.done).hasSize(messages);
    assertThat(turns).isBetween(2, messages / 2);
  }

  @Test
  void whatIsLookedForWaitsForNoRecord() {
    outside.administer(
        new Change.AddGroup(WEB, "startd", "framework", true, Layer.ADMIN, false),
        new Change.SetProperty(
            WEB, "startd", Property.of("duration", "child"), Layer.ADMIN, Option.none()));
    begin();
    assertThat(outside.done).containsExactly("subscribe all", "look file://localhost/bin/web");
    assertThat(outside.asked).hasSize(1);
    take(outside.commitNext());
    assertThat(outside.done).last().isEqualTo("run web start");
  }

  @Test
  void losingInitEndsTheProcess() {
    assertThatThrownBy(() -> take(new Message.InitLost("closed")))
        .isInstanceOf(EventLoop.Hopeless.class)
        .hasMessageContaining("k.init");
  }

  @Test
  void shutdownStopsWhatRunsAndSaysSo() {
    bringOnline();
    take(new Message.ShuttingDown());
    answerCommits();
    assertThat(outside.done).contains("signal 7 15").doesNotContain("shutdown complete");
    take(new Message.Happened(4, new Event.Emptied(WEB, "t", 7)));
    answerCommits();
    assertThat(outside.done).last().isEqualTo("ack 4");
    assertThat(outside.done).contains("shutdown complete");
  }

  @Test
  void aPingIsAnsweredByTheLoopItself() {
    take(new Message.Pinged());
    assertThat(outside.done).containsExactly("pong");
  }
}
