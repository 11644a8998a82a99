package systemk.configd;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import systemk.api.client.ConfigdConnection;
import systemk.api.protocol.Request;
import systemk.api.protocol.Response;
import systemk.core.fmri.InstanceFmri;
import systemk.core.property.Layer;
import systemk.core.property.Property;
import systemk.core.repository.Author;
import systemk.core.repository.Change;
import systemk.core.repository.Revision;
import systemk.core.repository.Transaction;
import systemk.shell.Outcome;

@Timeout(60)
final class SessionTest {
  @TempDir Path root;

  private final HeapRepository repository = new HeapRepository();

  private Served serve() throws IOException {
    return new Served(root, repository, (_, _) -> Outcome.Exit.ok(""));
  }

  @Test
  void theKernelSaysWhoCommits() throws IOException {
    try (Served served = serve()) {
      assertThat(served.ask(new Request.Commit(1, Served.adding("a"))))
          .isEqualTo(new Response.Done(1, new Revision(1, 0)));
      Author author = repository.entries().getFirst().transaction().author();
      assertThat(author.uid()).isEqualTo(Served.owner());
      assertThat(author.pid()).isEqualTo(ProcessHandle.current().pid());
      assertThat(author.command()).isEqualTo("claimed");
    }
  }

  @Test
  void onePropertyIsReadAsTheEntityRunsWithIt() throws IOException {
    InstanceFmri web = InstanceFmri.of("svc:/web:default");
    Property port = Property.count("port", 80);
    Transaction made =
        Transaction.of(
            Served.CLAIMED,
            List.of(
                new Change.AddService(web.service()),
                new Change.AddInstance(web),
                new Change.AddGroup(web, "config", "application", true, Layer.ADMIN, false),
                new Change.SetProperty(web, "config", port, Layer.ADMIN, Option.none()),
                new Change.TakeSnapshot(web, "running"),
                new Change.SetProperty(
                    web, "config", Property.count("port", 81), Layer.ADMIN, Option.none())));
    try (Served served = serve()) {
      served.ask(new Request.Commit(1, made));
      assertThat(served.ask(new Request.Get(2, web, "config", "port")))
          .isEqualTo(new Response.Got(2, Option.some(port)));
      assertThat(served.ask(new Request.Get(3, web, "config", "none")))
          .isEqualTo(new Response.Got(3, Option.none()));
    }
  }

  /// Property 37.
  @Test
  void aCommitSentTwiceHappensOnce() throws IOException {
    Transaction transaction = Served.adding("a").withRequest("r1");
    try (Served served = serve()) {
      assertThat(served.ask(new Request.Commit(1, transaction)))
          .isEqualTo(new Response.Done(1, new Revision(1, 0)));
      served.restart();
      assertThat(served.ask(new Request.Commit(2, transaction)))
          .isEqualTo(new Response.Repeated(2, new Revision(1, 0)));
      assertThat(repository.entries()).hasSize(1);
    }
  }

  @Test
  void aRefusedCommitNamesEveryReason() throws IOException {
    Transaction twice =
        new Transaction(
            Served.adding("a").changes().appendAll(Served.adding("a").changes()),
            Vector.empty(),
            Served.CLAIMED,
            "x".repeat(2000),
            Option.none());
    try (Served served = serve()) {
      assertThat(served.ask(new Request.Commit(1, twice)))
          .isInstanceOfSatisfying(
              Response.Rejected.class, rejected -> assertThat(rejected.reasons()).hasSize(2));
      assertThat(repository.entries()).isEmpty();
    }
  }

  @Test
  void manyCommitsOnOneConnectionAreAllAnswered() throws IOException {
    try (Served served = serve();
        ConfigdConnection connection = served.connect()) {
      for (int i = 0; i < 500; i++) {
        connection.send(new Request.Commit(i, Served.adding("s" + i)));
      }
      for (int i = 0; i < 500; i++) {
        assertThat(connection.receive()).isEqualTo(new Response.Done(i, new Revision(i + 1, 0)));
      }
    }
  }

  @Test
  void twoHundredClientsRunCommandsAtOnce() throws IOException {
    try (Served served = serve()) {
      List<ConfigdConnection> connections = new java.util.ArrayList<>();
      for (int i = 0; i < 200; i++) {
        connections.add(served.connect());
        connections.getLast().send(Served.command(i, "r" + i, "svcs"));
      }
      for (int i = 0; i < 200; i++) {
        assertThat(connections.get(i).receive()).isEqualTo(new Response.Exit(i, 0));
        connections.get(i).close();
      }
      Served.eventually(() -> served.clients() == 0 && served.followers() == 0);
    }
  }
}
