package systemk.configd;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import systemk.api.client.ConfigdConnection;
import systemk.api.client.Replica;
import systemk.api.protocol.FromServer;
import systemk.api.protocol.Notification;
import systemk.api.protocol.Request;
import systemk.api.protocol.Response;
import systemk.core.fmri.ServiceFmri;
import systemk.core.property.Layer;
import systemk.core.property.Property;
import systemk.core.repository.Change;
import systemk.core.repository.Revision;
import systemk.core.repository.Transaction;
import systemk.shell.Outcome;

@Timeout(120)
final class SubscriptionTest {
  @TempDir Path root;

  private final HeapRepository repository = new HeapRepository();

  private Served serve() throws IOException {
    return new Served(root, repository, (_, _) -> Outcome.Exit.ok(""));
  }

  private void commit(int number) {
    Transaction transaction =
        number % 3 == 0
            ? Transaction.of(
                Served.CLAIMED,
                List.of(
                    new Change.Report(
                        new ServiceFmri("a").instance("default"),
                        "restarter",
                        "framework",
                        Vector.of(Property.count("n", number)),
                        Vector.empty())))
            : Served.adding("s" + number);
    repository.submit(_ -> Option.some(transaction));
  }

  private void makeInstance() {
    repository.submit(
        _ ->
            Option.some(
                Transaction.of(
                    Served.CLAIMED,
                    List.of(
                        new Change.AddService(new ServiceFmri("a")),
                        new Change.AddInstance(new ServiceFmri("a").instance("default"))))));
  }

  @Test
  void aNewSubscriberGetsTheStateAndThenWhatIsCommitted() throws IOException {
    makeInstance();
    try (Served served = serve();
        ConfigdConnection connection = served.connect()) {
      connection.send(new Request.Subscribe(1, Option.none()));
      assertThat(connection.receive()).isInstanceOf(Response.Services.class);
      assertThat(connection.receive()).isEqualTo(new Response.SnapshotEnd(1, new Revision(1, 0)));
      commit(1);
      assertThat(connection.receive())
          .isEqualTo(new Notification.Announced(repository.entries().getLast()));
    }
  }

  @Test
  void aSubscriberThatComesBackIsToldWhatItMissed() throws IOException {
    makeInstance();
    try (Served served = serve()) {
      commit(1);
      commit(2);
      try (ConfigdConnection connection = served.connect()) {
        connection.send(new Request.Subscribe(1, Option.some(new Revision(1, 0))));
        assertThat(connection.receive()).isEqualTo(new Response.Since(1, new Revision(1, 0)));
        assertThat(connection.receive())
            .isEqualTo(new Notification.Announced(repository.entries().get(1)));
        assertThat(connection.receive())
            .isEqualTo(new Notification.Announced(repository.entries().get(2)));
      }
    }
  }

  @Test
  void aSubscriberNeedNotBeToldOfItsOwn() throws IOException {
    makeInstance();
    try (Served served = serve();
        ConfigdConnection connection = served.connect()) {
      Revision from = new Revision(1, 0);
      connection.send(new Request.Subscribe(1, Option.some(from), Option.some("me/")));
      assertThat(connection.receive()).isEqualTo(new Response.Since(1, from));
      repository.submit(_ -> Option.some(Served.adding("mine").withRequest("me/1")));
      repository.submit(_ -> Option.some(Served.adding("theirs").withRequest("metoo/1")));
      assertThat(connection.receive())
          .isEqualTo(new Notification.Announced(repository.entries().getLast()));
    }
    try (Served served = serve();
        ConfigdConnection connection = served.connect()) {
      Revision from = new Revision(1, 0);
      connection.send(new Request.Subscribe(1, Option.some(from), Option.some("me/")));
      assertThat(connection.receive()).isEqualTo(new Response.Since(1, from));
      // What it missed may be more than it knows it did.
      assertThat(connection.receive())
          .isEqualTo(new Notification.Announced(repository.entries().get(1)));
    }
  }

  @Test
  void whatIsNoLongerRememberedIsSentWhole() throws IOException {
    makeInstance();
    repository.remember(1);
    try (Served served = serve()) {
      commit(1);
      commit(2);
      assertThat(served.ask(new Request.Subscribe(1, Option.some(new Revision(1, 0)))))
          .isInstanceOf(Response.Services.class);
      assertThat(served.ask(new Request.Subscribe(1, Option.some(new Revision(99, 0)))))
          .isInstanceOf(Response.Services.class);
    }
  }

  @Test
  void aTransactionLongerThanAFrameArrives() throws IOException {
    makeInstance();
    try (Served served = serve();
        ConfigdConnection connection = served.connect()) {
      connection.send(new Request.Subscribe(1, Option.some(new Revision(1, 0))));
      connection.receive();
      Vector<Change> changes =
          Vector.range(0, 6000)
              .map(
                  n ->
                      new Change.SetProperty(
                          new ServiceFmri("a"),
                          "big",
                          Property.of("p" + n, "x".repeat(4000)),
                          Layer.ADMIN,
                          Option.none()));
      repository.submit(
          _ ->
              Option.some(
                  Transaction.of(
                      Served.CLAIMED,
                      changes.prepend(
                          new Change.AddGroup(
                              new ServiceFmri("a"),
                              "big",
                              "framework",
                              true,
                              Layer.ADMIN,
                              true)))));
      assertThat(connection.receive())
          .isEqualTo(new Notification.Announced(repository.entries().getLast()));
    }
  }

  @Test
  void aSubscriberThatStopsReadingHoldsUpNobody() throws IOException {
    makeInstance();
    try (Served served = serve();
        ConfigdConnection silent = served.connect();
        ConfigdConnection other = served.connect()) {
      silent.send(new Request.Subscribe(1, Option.some(new Revision(1, 0))));
      other.send(new Request.Subscribe(1, Option.some(new Revision(1, 0))));
      assertThat(other.receive()).isInstanceOf(Response.Since.class);
      for (int i = 0; i < 15_000; i++) {
        commit(i);
        assertThat(other.receive()).isInstanceOf(Notification.Announced.class);
      }
    }
  }

  /// Property 38: whatever happens to connections and servers, a subscriber that comes back with
  /// the last revision it knows misses nothing and sees nothing twice.
  @RepeatedTest(10)
  void noTransactionIsMissedOrSeenTwice(RepetitionInfo repetition) throws Exception {
    Random random = new Random(repetition.getCurrentRepetition());
    makeInstance();
    repository.remember(random.nextInt(1, 200));
    AtomicBoolean done = new AtomicBoolean();
    try (Served served = serve()) {
      Thread writer =
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int i = 0; i < 1500; i++) {
                      commit(i);
                    }
                    done.set(true);
                  });
      Replica replica = Replica.EMPTY;
      while (!done.get() || !replica.known().contains(repository.read())) {
        if (random.nextInt(4) == 0) {
          served.restart();
        }
        replica = follow(served, replica, random.nextInt(1, 60));
      }
      writer.join();
      assertThat(repository.entries()).hasSize(1501);
    }
  }

  /// Reads so many messages on one connection. Every announcement must follow from what is known:
  /// the replica throws if one is missing or comes twice.
  private Replica follow(Served served, Replica known, int messages) throws IOException {
    Replica replica = known.disconnected();
    try (ConfigdConnection connection = served.connect()) {
      connection.send(new Request.Subscribe(1, replica.revision()));
      for (int i = 0; i < messages; i++) {
        if (i > 0 && replica.known().contains(repository.read())) {
          break;
        }
        FromServer message = connection.receive();
        replica = replica.after(message);
      }
    }
    return replica;
  }
}
