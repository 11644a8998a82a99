package systemk.init;

import static org.assertj.core.api.Assertions.assertThat;
import static systemk.init.TestClient.contract;
import static systemk.init.TestClient.job;
import static systemk.init.TestClient.script;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import systemk.json.Json;

/// What clients see of contracts, whichever way members are found.
abstract class ContractIT {
  @TempDir Path directory;
  Instance instance;
  TestClient client;

  abstract Instance configure(Instance fresh);

  @BeforeEach
  void start() {
    instance = configure(new Instance(directory)).start();
    client = instance.subscriber();
  }

  @AfterEach
  void stop() {
    instance.close();
  }

  private long pidIn(Path file) {
    Await.until("a pid in " + file, () -> Instance.text(file).endsWith("\n"));
    return Long.parseLong(Instance.text(file).strip());
  }

  @Test
  void tellsTheExitCodeAndThenThatNobodyIsLeft() {
    Path log = directory.resolve("new/dir/log");
    long id =
        client.spawn(script("t", "echo out; echo err >&2; exit 7").put("log", log.toString()));

    Json.Obj exited = client.event();
    assertThat(exited.string("type")).isEqualTo("exited");
    assertThat(exited.integer("contract")).isEqualTo(id);
    assertThat(exited.string("token")).isEqualTo("t");
    assertThat(exited.string("owner")).isEqualTo("svc:/test:t");
    assertThat(exited.flag("main")).isTrue();
    assertThat(exited.integer("code")).isEqualTo(7);
    assertThat(exited.integer("signal")).isZero();
    assertThat(exited.integer("leader")).isZero();
    Json.Obj emptied = client.event();
    assertThat(emptied.string("type")).isEqualTo("emptied");
    assertThat(emptied.integer("event")).isGreaterThan(exited.integer("event"));
    assertThat(Instance.text(log)).isEqualTo("out\nerr\n");
  }

  @Test
  void tellsTheSignalThatEndedTheMainProcess() {
    client.spawn(script("t", "kill -USR1 $$"));
    Json.Obj exited = client.event();
    assertThat(exited.integer("signal")).isEqualTo(10);
    assertThat(exited.flag("core")).isFalse();
  }

  @Test
  void givesTheProcessNothingButWhatWasAskedFor() {
    Path log = directory.resolve("log");
    client.spawn(
        job(
                "t",
                "/bin/sh",
                "-c",
                "env | sort; ls -xw 80 /proc/$$/fd; pwd; ps -o sid= -p $$ | tr -d ' '; echo $$")
            .put("env", Json.object().put("PATH", "/usr/bin:/bin").put("A", "b c").build())
            .put("cwd", "/tmp")
            .put("log", log.toString()));
    client.event();
    List<String> lines = Instance.text(log).lines().toList();
    assertThat(lines.subList(0, 5))
        .satisfiesExactlyInAnyOrder(
            l -> assertThat(l).isEqualTo("A=b c"),
            l -> assertThat(l).isEqualTo("PATH=/usr/bin:/bin"),
            l -> assertThat(l).startsWith("PWD="),
            l -> assertThat(l).startsWith("SYSTEMK_CONTRACT=" + Init.rootHash(instance.root) + ":"),
            l -> assertThat(l).isEqualTo("SYSTEMK_CONTRACT_PID=" + lines.get(8)));
    assertThat(lines.get(5).split("\\s+")).as("open descriptors").containsExactly("0", "1", "2");
    assertThat(lines.get(6)).isEqualTo("/tmp");
    assertThat(lines.get(7)).as("leads its session").isEqualTo(lines.get(8));
  }

  @Test
  void letsTheProcessReceiveEverySignal() {
    Path log = directory.resolve("log");
    client.spawn(
        job("t", "/bin/grep", "-E", "Sig(Blk|Ign)", "/proc/self/status")
            .put("log", log.toString()));
    client.event();
    assertThat(Instance.text(log))
        .isEqualTo("SigBlk:\t0000000000000000\nSigIgn:\t" + ignored() + "\n");
  }

  /// glibc's posix_spawn leaves the two signals it keeps for itself, 32 and 33, ignored.
  String ignored() {
    return "0000000180000000";
  }

  @Test
  void followsADaemonThatForksTwice() {
    Path file = directory.resolve("pid");
    long id =
        client.spawn(
            script(
                "t",
                "(setsid sh -c 'echo $$ >"
                    + file
                    + "; exec sleep 1000' & ) ; while ! [ -s "
                    + file
                    + " ]; do :; done; exit 0"));
    Json.Obj exited = client.event();
    long daemon = pidIn(file);
    assertThat(exited.flag("main")).isTrue();
    assertThat(exited.integer("leader")).isEqualTo(daemon);
    assertThat(client.must("members", contract(id)).items("members"))
        .containsExactly(Json.of(daemon));
    assertThat(client.must("owner", Json.object().put("pid", daemon)).string("owner"))
        .isEqualTo("svc:/test:t");
    assertThat(client.must("owner", Json.object().put("pid", 1)).find("owner")).isEmpty();

    client.must("signal", contract(id).put("signal", "TERM").put("to", "main"));
    Json.Obj daemonExited = client.event();
    assertThat(daemonExited.integer("pid")).isEqualTo(daemon);
    assertThat(daemonExited.flag("main")).isTrue();
    assertThat(daemonExited.integer("signal")).isEqualTo(15);
    assertThat(client.event().string("type")).isEqualTo("emptied");
  }

  @Test
  void doesNotSayEmptyWhileAMemberOfAnotherSessionLives() {
    Path file = directory.resolve("pid");
    long id =
        client.spawn(
            script(
                "t",
                "setsid sh -c 'echo $$ >"
                    + file
                    + "; sleep 1000; :' & while ! [ -s "
                    + file
                    + " ]; do :; done; exit 5"));
    assertThat(client.event().integer("code")).isEqualTo(5);
    assertThat(client.must("ping", Json.object()).flag("ok")).isTrue();
    assertThat(client.waiting()).isEmpty();
    assertThat(client.must("members", contract(id)).items("members"))
        .hasSizeGreaterThanOrEqualTo(1);
    client.must("kill", contract(id));
    Json.Obj last = client.event();
    while (last.string("type").equals("exited")) {
      last = client.event();
    }
    assertThat(last.string("type")).isEqualTo("emptied");
  }

  @Test
  void tellsOfHelpersOnlyIfASignalEndedThem() {
    client.spawn(script("t", "(exit 3) ; (sh -c 'kill -SEGV $$' &) ; sleep 0.3; (exit 4); exit 0"));
    Json.Obj helper = client.event();
    assertThat(helper.flag("main")).isFalse();
    assertThat(helper.integer("signal")).isEqualTo(11);
    Json.Obj main = client.event();
    assertThat(main.flag("main")).isTrue();
    assertThat(main.integer("code")).isZero();
  }

  @Test
  void signalsAllMembersOrTheMainOneAlone() {
    Path ready = directory.resolve("ready");
    long id =
        client.spawn(
            script(
                "t",
                "(trap '' TERM; echo >"
                    + ready
                    + "; exec sleep 1000) & trap 'exit 9' TERM; wait; wait"));
    Await.until("both to run", () -> Files.exists(ready));
    assertThat(
            client
                .must("signal", contract(id).put("signal", 15).put("to", "main"))
                .integer("signalled"))
        .isEqualTo(1);
    Json.Obj exited = client.event();
    assertThat(exited.integer("code")).isEqualTo(9);
    assertThat(exited.integer("leader")).isNotZero();
    client.must("signal", contract(id).put("signal", "SIGKILL"));
    assertThat(client.event().integer("signal")).isEqualTo(9);
    assertThat(client.event().string("type")).isEqualTo("emptied");
  }

  @Test
  void killsATreeThatKeepsForking() {
    Path ready = directory.resolve("ready");
    long id =
        client.spawn(
            script(
                "t",
                "for i in 1 2 3 4 5; do setsid sh -c 'trap \"\" TERM; while :; do sleep 0.01; done' & done; echo >"
                    + ready
                    + "; sleep 1000"));
    Await.until("the tree to grow", () -> Files.exists(ready));
    client.must("kill", contract(id));
    Json.Obj event = client.event();
    assertThat(event.string("type")).isEqualTo("exited");
    while (event.string("type").equals("exited")) {
      event = client.event();
    }
    assertThat(event.string("type")).isEqualTo("emptied");
    assertThat(client.must("members", contract(id)).items("members")).isEmpty();
  }

  @Test
  void doesTheSameRequestOnlyOnce() {
    Json.Obj first = client.must("spawn", script("t", "exec sleep 1000"));
    Json.Obj second = client.must("spawn", script("t", "exec sleep 1000"));
    assertThat(second.flag("existing")).isTrue();
    assertThat(first.flag("existing")).isFalse();
    for (String member : List.of("contract", "pid", "start_time")) {
      assertThat(second.integer(member)).isEqualTo(first.integer(member));
    }
    client.must("kill", contract(first.integer("contract")));
    client.event();
    long last = client.event().integer("event");
    assertThat(client.must("spawn", script("t", "exec sleep 1000")).flag("existing")).isTrue();
    client.must("ack", Json.object().put("event", last));
    assertThat(client.must("spawn", script("t", "exit 0")).flag("existing")).isFalse();
  }

  @Test
  void keepsEventsUntilTheyAreAcknowledged() {
    client.spawn(script("a", "exit 1"));
    long first = client.event().integer("event");
    long second = client.event().integer("event");
    client.spawn(script("b", "exit 2"));
    long third = client.event().integer("event");
    client.event();
    client.must("ack", Json.object().put("event", first));

    TestClient next = instance.subscriber();
    assertThat(next.event().integer("event")).isEqualTo(second);
    Json.Obj again = next.event();
    assertThat(again.integer("event")).isEqualTo(third);
    assertThat(again.integer("code")).isEqualTo(2);
    long fourth = next.event().integer("event");
    assertThat(client.event().flag("closed")).as("the older subscriber is sent away").isTrue();

    next.must("ack", Json.object().put("event", fourth));
    assertThat(instance.client().hello().items("contracts")).isEmpty();
    assertThat(Instance.text(instance.layout.contracts().resolve("records")).lines())
        .endsWith("{\"gone\":3}", "{\"gone\":4}");
  }

  @Test
  void saysHelloWithTheTableOfContracts() {
    Json.Obj spawned = client.must("spawn", script("t", "sleep 1000"));
    Json.Obj table = client.hello();
    Json.Obj init = table.object("init");
    assertThat(init.string("mode")).isEqualTo("user");
    assertThat(init.integer("pid")).isEqualTo(instance.handle().pid());
    Json.Obj entry = table.items("contracts").getFirst().asObj("contract");
    assertThat(entry.integer("contract")).isEqualTo(spawned.integer("contract"));
    assertThat(entry.string("token")).isEqualTo("t");
    assertThat(entry.flag("alive")).isTrue();
    assertThat(entry.at("exited")).isEqualTo(new Json.Null());
    assertThat(entry.items("members")).contains(Json.of(spawned.integer("pid")));
  }

  @Test
  void abandonsAContractAndLetsItsProcessesLive() {
    Json.Obj spawned = client.must("spawn", script("t", "exec sleep 1000"));
    long id = spawned.integer("contract");
    client.must("abandon", contract(id));
    assertThat(client.refused("members", contract(id))).isEqualTo("there is no contract " + id);
    assertThat(Instance.lives(spawned.integer("pid"))).isTrue();
    assertThat(client.hello().items("contracts")).isEmpty();
    assertThat(
            Instance.KERNEL.signal(
                Instance.KERNEL.stat((int) spawned.integer("pid")).orElseThrow().id(), 9))
        .isTrue();
    client.spawn(script("u", "exit 0"));
    assertThat(client.event().string("token")).isEqualTo("u");
    Await.until(
        "the abandoned process to be reaped",
        () -> Instance.KERNEL.stat((int) spawned.integer("pid")).isEmpty());
  }

  @Test
  void listsProcesses() {
    Json.Obj spawned = client.must("spawn", job("t", "/bin/sleep", "1000"));
    Await.until(
        "sleep to run",
        () ->
            client
                .must("processes", contract(spawned.integer("contract")))
                .items("processes")
                .stream()
                .map(p -> p.asObj("process"))
                .anyMatch(
                    p ->
                        p.string("comm").equals("sleep")
                            && p.strings("args").equals(List.of("/bin/sleep", "1000"))
                            && p.integer("pid") == spawned.integer("pid")));
  }

  @Test
  void leavesTheExitCodeOfARecordedMethod() {
    long id = client.spawn(script("t", "exit 33").put("record", true));
    assertThat(client.event().integer("code")).isEqualTo(33);
    assertThat(Instance.text(instance.layout.contracts().resolve(id + ".status")))
        .isEqualTo("33\n");
  }

  @Test
  void spawnsManyAtOnceAndMissesNone() {
    for (int i = 0; i < 200; i++) {
      client.spawn(script("t" + i, "exit " + i % 100));
    }
    int exited = 0;
    int emptied = 0;
    long last = 0;
    while (emptied < 200) {
      Json.Obj event = client.event();
      assertThat(event.integer("event")).isGreaterThan(last);
      last = event.integer("event");
      if (event.string("type").equals("exited")) {
        exited++;
        int number = Integer.parseInt(event.string("token").substring(1));
        assertThat(event.integer("code")).isEqualTo(number % 100);
      } else {
        emptied++;
      }
    }
    assertThat(exited).isEqualTo(200);
  }
}
