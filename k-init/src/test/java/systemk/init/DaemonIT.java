package systemk.init;

import static org.assertj.core.api.Assertions.assertThat;
import static systemk.init.TestClient.script;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import systemk.json.Json;
import systemk.linux.Signals;

/// k.init's two daemons, and its own beginning and end.
final class DaemonIT {
  @TempDir Path directory;
  private Instance instance;

  @BeforeEach
  void prepare() {
    instance = new Instance(directory);
  }

  @AfterEach
  void stop() {
    instance.close();
  }

  /// Asked so often that each question has to hang up: k.init takes a bounded number of clients.
  private Json.Obj daemon(String name) {
    try (TestClient client = instance.client()) {
      return client.must("status", Json.object()).items("daemons").stream()
          .map(d -> d.asObj("daemon"))
          .filter(d -> d.string("name").equals(name))
          .findFirst()
          .orElseThrow();
    }
  }

  private static void kill(long pid) {
    signal(pid, Signals.KILL);
  }

  private static void signal(long pid, int signal) {
    Instance.KERNEL.signal(Instance.KERNEL.stat((int) pid).orElseThrow().id(), signal);
  }

  @Test
  void startsBothWithRootAndBoot() {
    instance.daemon(
        "k.startd",
        "#!/bin/sh\necho \"console: $* home=$SYSTEMK_HOME\"\necho err >&2\nexec sleep 100000\n");
    instance.daemon("k.configd", "#!/bin/sh\necho \"log: $*\"\nexec sleep 100000\n");
    instance.start();
    String boot = instance.client().hello().object("init").string("boot");
    String arguments = "--root " + instance.root + " --boot " + boot;
    Await.until("the console", () -> Instance.text(instance.console).contains("\n"));
    assertThat(Instance.text(instance.console))
        .isEqualTo("console: " + arguments + " home=" + instance.home + "\n");
    Path logs = instance.layout.logs();
    Await.until("the log", () -> Instance.text(logs.resolve("k.configd.log")).contains("\n"));
    assertThat(Instance.text(logs.resolve("k.configd.log"))).isEqualTo("log: " + arguments + "\n");
    Await.until("the error log", () -> Instance.text(logs.resolve("k.startd.log")).equals("err\n"));
    assertThat(Instance.text(Path.of("/proc/" + instance.handle().pid() + "/comm")))
        .isEqualTo("k.init\n");
  }

  @Test
  void startsADaemonAgainThatDies() {
    instance.start();
    for (String name : new String[] {"k.startd", "k.configd"}) {
      long before = daemon(name).integer("pid");
      kill(before);
      Await.until(
          name + " to be back",
          () -> daemon(name).integer("pid") > 0 && daemon(name).integer("pid") != before);
      assertThat(daemon(name).integer("deaths")).isEqualTo(1);
      assertThat(instance.said())
          .contains(
              "k.init: "
                  + name
                  + " (pid "
                  + before
                  + ") was killed by signal KILL; starting it again");
    }
  }

  @Test
  void startsADaemonAgainThatWasStopped() {
    instance.start();
    for (String name : List.of("k.configd", "k.startd")) {
      long pid = daemon(name).integer("pid");
      signal(pid, Signals.STOP);
      Await.until(
          "another " + name,
          () -> daemon(name).integer("pid") != pid && daemon(name).integer("pid") != 0);
      assertThat(instance.said()).contains(name + " was stopped by a signal; killing it");
    }
  }

  @Test
  void goesOnWithoutADaemonThatCannotBeStarted() throws Exception {
    Files.delete(instance.home.resolve("libexec/k.startd"));
    instance.start();
    Await.until(
        "a line about it",
        () -> instance.said().contains("k.startd cannot be started: there is no program"));
    TestClient client = instance.subscriber();
    client.spawn(script("t", "exit 6"));
    assertThat(client.event().integer("code")).isEqualTo(6);
    instance.daemon("k.startd", "#!/bin/sh\nexec sleep 100000\n");
    Await.until("k.startd to run", () -> daemon("k.startd").integer("pid") > 0);
  }

  @Test
  void endsInOrderWhenServicesHaveStopped() {
    Path order = directory.resolve("order");
    String daemon =
        "#!/bin/sh\ntrap 'echo NAME >>" + order + "; exit 0' TERM\nwhile :; do sleep 0.05; done\n";
    instance.daemon("k.startd", daemon.replace("NAME", "startd"));
    instance.daemon("k.configd", daemon.replace("NAME", "configd"));
    instance.start();
    TestClient client = instance.subscriber();
    client.spawn(
        script(
            "t", "trap 'echo service >>" + order + "; exit 0' TERM; while :; do sleep 0.05; done"));
    client.spawn(script("u", "trap '' TERM; while :; do sleep 0.05; done"));
    Await.until(
        "both to run", () -> client.must("status", Json.object()).integer("contracts") == 2);
    instance.terminate();
    assertThat(client.message("shutdown").string("reason")).isEqualTo("SIGTERM");
    // Stop methods are processes too.
    client.must("spawn", script("v", "echo method >>" + order));
    while (!client.event().string("token").equals("v")) {
      // Only the method ends.
    }
    client.must("shutdown_done", Json.object());
    assertThat(instance.exitCode()).isZero();
    assertThat(Instance.text(order).lines())
        .containsExactly("method", "service", "startd", "configd");
    assertThat(instance.layout.contracts()).doesNotExist();
    assertThat(instance.layout.initSocket()).doesNotExist();
    assertThat(instance.layout.volatileStore()).doesNotExist();
  }

  @Test
  void tellsANewSubscriberOfTheShutdown() {
    instance.start();
    instance.terminate();
    Await.until("the shutdown to begin", () -> instance.said().contains("shutting down"));
    TestClient late = instance.subscriber();
    assertThat(late.message("shutdown").string("type")).isEqualTo("shutdown");
    instance.terminate();
    assertThat(instance.exitCode()).isZero();
  }

  @Test
  void leavesNobodyBehind() {
    instance.withoutCgroups().start();
    TestClient client = instance.subscriber();
    Path file = directory.resolve("pid");
    // Without cgroups this one is lost sight of; as a child of k.init it ends with it all the same.
    client.spawn(
        script(
            "t",
            "(setsid env -i /bin/sh -c 'trap \"\" TERM; echo $$ >"
                + file
                + "; while :; do sleep 0.05; done' &) ; while ! [ -s "
                + file
                + " ]; do :; done"));
    client.event();
    long pid = Long.parseLong(Instance.text(file).strip());
    instance.terminate();
    client.message("shutdown");
    client.must("shutdown_done", Json.object());
    assertThat(instance.exitCode()).isZero();
    assertThat(Instance.lives(pid)).isFalse();
  }

  @Test
  void doesNotShareARoot() throws Exception {
    instance.start();
    Process second =
        instance.launch("--root", instance.root.toString(), "--home", instance.home.toString());
    assertThat(second.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(second.exitValue()).isEqualTo(1);
    assertThat(instance.said())
        .contains(
            "k.init: another k.init (pid " + instance.handle().pid() + ") holds " + instance.root);
    assertThat(instance.client().ask("ping", Json.object()).flag("ok")).isTrue();
  }

  @Test
  void refusesArgumentsItDoesNotUnderstand() {
    for (String[] arguments :
        new String[][] {
          {},
          {"--root"},
          {"--root", "/x"},
          {"--fun"},
          {"--root", "/x", "--home", "/x", "--mode", "container"}
        }) {
      assertThat(Instance.waitFor(instance.launch(arguments))).isEqualTo(2);
    }
    assertThat(instance.said().lines()).hasSize(5).allMatch(line -> line.startsWith("k.init: "));
  }

  @Test
  void clearsWhatAnEarlierBootLeft() throws Exception {
    Files.createDirectories(instance.layout.contracts());
    Files.createDirectories(instance.layout.volatileStore().resolve("deep"));
    Files.writeString(instance.layout.run().resolve("boot"), "another boot\n");
    Files.writeString(instance.layout.contracts().resolve("7.status"), "0");
    Files.writeString(instance.layout.volatileStore().resolve("deep/file"), "x");
    instance.start();
    assertThat(instance.layout.contracts().resolve("7.status")).doesNotExist();
    assertThat(instance.layout.volatileStore()).isEmptyDirectory();
  }

  @Test
  void servesARootWhosePathIsTooLongForASocket() {
    Path deep = directory;
    for (int i = 0; i < 6; i++) {
      deep = deep.resolve("a-directory-with-a-rather-long-name");
    }
    try (Instance far = new Instance(directory, deep).start()) {
      TestClient client = far.subscriber();
      client.spawn(script("t", "exit 8"));
      assertThat(client.event().integer("code")).isEqualTo(8);
    }
  }
}
