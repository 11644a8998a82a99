package systemk.configd;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import systemk.api.client.ConfigdConnection;
import systemk.api.protocol.Request;
import systemk.api.protocol.Response;
import systemk.core.fmri.ServiceFmri;
import systemk.core.repository.Change;
import systemk.core.repository.RepositoryState;
import systemk.shell.Invocation;
import systemk.shell.Outcome;
import systemk.shell.Outcome.Decision;

final class CommandRunTest {
  @TempDir Path root;

  private static final ServiceFmri HTTP = new ServiceFmri("network/http");

  private static Decision addHttp(RepositoryState state) {
    return state.exists(HTTP)
        ? new Decision.Answer(Outcome.Exit.failed("exists\n", 3))
        : new Decision.Commit(
            Vector.of(new Change.AddService(HTTP)),
            "because",
            after -> Outcome.Exit.ok("added at " + after.revision() + "\n"),
            _ -> Outcome.Exit.failed("refused\n", 4));
  }

  private Served serve(HeapRepository repository, Shell shell) throws IOException {
    return new Served(root, repository, shell);
  }

  private static Outcome add(Invocation invocation, RepositoryState state) {
    return new Outcome.Edit(CommandRunTest::addHttp);
  }

  @Test
  void aCommandSeesHowItWasCalled() throws IOException {
    Shell shell =
        (invocation, _) ->
            Outcome.Exit.ok(invocation.program() + invocation.arguments() + invocation.root());
    try (Served served = serve(new HeapRepository(), shell)) {
      assertThat(served.run("r1", "/usr/bin/svcs", "-a"))
          .isEqualTo(new Served.Ran("svcsVector(-a)" + root, "", 0));
    }
  }

  @Test
  void whoAsksPlainlyIsAnsweredPlainly() throws IOException {
    Shell shell =
        (invocation, _) ->
            new Outcome.Emit(
                "one\n", "", () -> new Outcome.Exit("two\n", invocation.arguments() + "\n", 3));
    try (Served served = serve(new HeapRepository(), shell)) {
      assertThat(served.plainly("run|r1|/||80|||svcs|-a|"))
          .containsExactly("oone\n", "otwo\n", "eVector(-a)\n", "x3");
    }
  }

  @Test
  void anEditIsCommittedByTheCallerTheKernelNames() throws IOException {
    HeapRepository repository = new HeapRepository();
    try (Served served = serve(repository, CommandRunTest::add)) {
      assertThat(served.run("r1", "svccfg", "add", "http").out()).isEqualTo("added at 1.0\n");
      var transaction = repository.entries().getFirst().transaction();
      assertThat(transaction.author().uid()).isEqualTo(Served.owner());
      assertThat(transaction.author().pid()).isEqualTo(ProcessHandle.current().pid());
      assertThat(transaction.author().command()).isEqualTo("svccfg add http");
      assertThat(transaction.comment()).isEqualTo("because");
    }
  }

  @Test
  void aRunSentAgainCommitsOnceAndSucceedsAgain() throws IOException {
    HeapRepository repository = new HeapRepository();
    try (Served served = serve(repository, CommandRunTest::add)) {
      assertThat(served.run("r1", "svccfg").status()).isEqualTo(0);
      served.restart();
      try (ConfigdConnection connection = served.connect()) {
        Request.Run run = Served.command(1, "r1", "svccfg");
        connection.send(
            new Request.Run(1, "r1", true, run.argv(), run.cwd(), run.terminal(), run.zone()));
        assertThat(Served.finish(connection).status()).isEqualTo(0);
      }
      assertThat(served.run("r2", "svccfg").status()).isEqualTo(3);
      assertThat(repository.entries()).hasSize(1);
    }
  }

  @Test
  void theSecondEditOfARunHasAnIdentityOfItsOwn() throws IOException {
    HeapRepository repository = new HeapRepository();
    Shell shell = (_, _) -> new Outcome.Edit(_ -> commit("a", _ -> edit("b")));
    try (Served served = serve(repository, shell)) {
      served.run("r1", "svccfg");
      served.run("r1", "svccfg");
      assertThat(repository.entries().stream().map(e -> e.transaction().request()))
          .containsExactly(Option.some("r1"), Option.some("r1/2"));
    }
  }

  private static Decision commit(
      String service, java.util.function.Function<RepositoryState, Outcome> then) {
    return new Decision.Commit(
        Vector.of(new Change.AddService(new ServiceFmri(service))),
        "",
        then,
        _ -> Outcome.Exit.failed("refused\n", 4));
  }

  private static Outcome edit(String service) {
    return new Outcome.Edit(_ -> commit(service, _ -> Outcome.Exit.ok("done\n")));
  }

  @Test
  void aRefusedEditIsTheCommandsToTell() throws IOException {
    Shell shell = (_, _) -> new Outcome.Edit(_ -> commit("a", _ -> edit("a")));
    try (Served served = serve(new HeapRepository(), shell)) {
      assertThat(served.run("r1", "svccfg").err()).isEqualTo("refused\n");
    }
  }

  @Test
  void aReadOnlyRepositorySaysWhy() throws IOException {
    HeapRepository repository = new HeapRepository();
    repository.refuse("the disk is full");
    try (Served served = serve(repository, CommandRunTest::add)) {
      assertThat(served.run("r1", "svccfg"))
          .isEqualTo(new Served.Ran("", "svccfg: Repository read-only. (the disk is full)\n", 1));
    }
  }

  @Test
  void aWaitSeesEveryStateInBetween() throws IOException {
    HeapRepository repository = new HeapRepository();
    AtomicInteger seen = new AtomicInteger();
    Shell shell =
        (_, _) ->
            new Outcome.Emit(
                "waiting\n",
                "",
                () ->
                    new Outcome.Await(
                        state -> {
                          seen.incrementAndGet();
                          return state.services().size() == 50
                              ? Option.some(Outcome.Exit.ok("fifty\n"))
                              : Option.none();
                        },
                        Duration.ofSeconds(60),
                        () -> Outcome.Exit.failed("late\n", 5)));
    try (Served served = serve(repository, shell);
        ConfigdConnection connection = served.connect()) {
      connection.send(Served.command(1, "r1", "svcadm"));
      assertThat(connection.receive()).isEqualTo(new Response.Out(1, "waiting\n"));
      for (int i = 0; i < 50; i++) {
        served.ask(new Request.Commit(1, Served.adding("s" + i)));
      }
      assertThat(Served.finish(connection).out()).isEqualTo("fifty\n");
      assertThat(seen.get()).isEqualTo(51);
    }
  }

  @Test
  void aWaitThatIsTooLongEnds() throws IOException {
    Shell shell =
        (_, _) ->
            new Outcome.Await(
                _ -> Option.none(), Duration.ofMillis(1), () -> Outcome.Exit.failed("late\n", 5));
    try (Served served = serve(new HeapRepository(), shell)) {
      assertThat(served.run("r1", "svcadm").err()).isEqualTo("late\n");
    }
  }

  @Test
  void aClientThatGoesAwayCancelsItsWait() throws IOException {
    AtomicInteger timeouts = new AtomicInteger();
    Shell shell =
        (_, _) ->
            new Outcome.Emit(
                "waiting\n",
                "",
                () ->
                    new Outcome.Await(
                        _ -> Option.none(),
                        Duration.ofHours(1),
                        () -> Outcome.Exit.failed("" + timeouts.incrementAndGet(), 5)));
    HeapRepository repository = new HeapRepository();
    try (Served served = serve(repository, shell)) {
      try (ConfigdConnection connection = served.connect()) {
        connection.send(Served.command(1, "r1", "svcadm"));
        connection.receive();
      }
      Served.eventually(() -> served.followers() == 0 && served.clients() == 0);
      assertThat(timeouts.get()).isZero();
    }
  }

  @Test
  void whatTheCommandNeedsTheClientIsAsked() throws IOException {
    Shell shell =
        (_, _) ->
            new Outcome.Need(
                new Outcome.Question.ListFiles("dir"),
                names ->
                    new Outcome.Need(
                        new Outcome.Question.ReadFile("file"),
                        text ->
                            new Outcome.Put(
                                "copy",
                                "x".repeat(300_000),
                                put -> Outcome.Exit.ok(names + "\n" + text + "\n" + put))));
    try (Served served = serve(new HeapRepository(), shell);
        ConfigdConnection connection = served.connect()) {
      connection.send(Served.command(9, "r1", "svccfg"));
      assertThat(connection.receive())
          .isEqualTo(new Response.Need(9, new Response.Wanted.Listing("dir")));
      connection.send(new Request.Answer(9, new Request.Reply.Names(List.of("a", "b"))));
      assertThat(connection.receive())
          .isEqualTo(new Response.Need(9, new Response.Wanted.File("file")));
      connection.send(new Request.Answer(9, new Request.Reply.Text("text")));
      int length = 0;
      boolean more = true;
      while (more) {
        Response.Put put = (Response.Put) connection.receive();
        assertThat(put.file()).isEqualTo("copy");
        length += put.text().length();
        more = put.more();
      }
      assertThat(length).isEqualTo(300_000);
      connection.send(new Request.Answer(9, new Request.Reply.Failed("Disk full")));
      assertThat(Served.finish(connection).out())
          .isEqualTo("Names[names=Vector(a, b)]\nText[text=text]\nFailed[reason=Disk full]");
    }
  }

  private static Outcome dump(Invocation invocation, RepositoryState state) {
    return new Outcome.PutTree(
        "dir",
        io.vavr.collection.TreeMap.of("a.json", "{}", "b/c.json", "x".repeat(300_000)),
        reply -> Outcome.Exit.ok(reply.toString()));
  }

  @Test
  void aDumpIsWrittenFileByFileThenPruned() throws IOException {
    try (Served served = serve(new HeapRepository(), CommandRunTest::dump);
        ConfigdConnection connection = served.connect()) {
      connection.send(Served.command(9, "r1", "svccfg"));
      assertThat(connection.receive())
          .isEqualTo(new Response.PutBelow(9, "dir", "a.json", "{}", false));
      connection.send(new Request.Answer(9, new Request.Reply.Text("")));
      int length = 0;
      boolean more = true;
      while (more) {
        Response.PutBelow put = (Response.PutBelow) connection.receive();
        assertThat(put.file()).isEqualTo("b/c.json");
        length += put.text().length();
        more = put.more();
      }
      assertThat(length).isEqualTo(300_000);
      connection.send(new Request.Answer(9, new Request.Reply.Text("")));
      assertThat(connection.receive())
          .isEqualTo(new Response.Prune(9, "dir", List.of("a.json", "b/c.json")));
      connection.send(new Request.Answer(9, new Request.Reply.Names(List.of("gone.json"))));
      assertThat(Served.finish(connection).out()).isEqualTo("Names[names=Vector(gone.json)]");
    }
  }

  @Test
  void aDumpThatCannotBeWrittenRemovesNothing() throws IOException {
    try (Served served = serve(new HeapRepository(), CommandRunTest::dump);
        ConfigdConnection connection = served.connect()) {
      connection.send(Served.command(9, "r1", "svccfg"));
      connection.receive();
      connection.send(new Request.Answer(9, new Request.Reply.Failed("Disk full")));
      assertThat(Served.finish(connection).out()).isEqualTo("Failed[reason=a.json: Disk full]");
    }
  }

  @Test
  void anAnswerNobodyAskedForIsRefused() throws IOException {
    try (Served served = serve(new HeapRepository(), CommandRunTest::add)) {
      assertThat(served.ask(new Request.Answer(5, new Request.Reply.Text("x"))))
          .isEqualTo(new Response.Failed(5, "nothing was asked"));
    }
  }

  @Test
  void aCommandThatFailsUnforeseenSaysSo() throws IOException {
    Shell shell =
        (_, _) -> {
          throw new IllegalStateException("a bug, on purpose");
        };
    try (Served served = serve(new HeapRepository(), shell)) {
      assertThat(served.run("r1", "svcs").err())
          .isEqualTo("svcs: internal error; k.configd's log says more\n");
    }
  }

  @Test
  void aLongOutputComesWhole() throws IOException {
    String out = "grün 🙂 ".repeat(1_000_000);
    Shell shell = (_, _) -> Outcome.Exit.ok(out);
    try (Served served = serve(new HeapRepository(), shell)) {
      assertThat(served.run("r1", "svcs").out()).isEqualTo(out);
    }
  }

  @Test
  void processesAreNotKnownWhereNoInitRuns() throws IOException {
    Shell shell =
        (_, _) ->
            new Outcome.Need(
                new Outcome.Question.Processes(Vector.of(1L)),
                reply -> Outcome.Exit.ok(reply.toString()));
    try (Served served = serve(new HeapRepository(), shell)) {
      assertThat(served.run("r1", "svcs", "-p").out())
          .startsWith("Failed[reason=cannot ask k.init");
    }
  }
}
