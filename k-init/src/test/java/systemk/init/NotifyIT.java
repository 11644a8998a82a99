package systemk.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static systemk.init.TestClient.contract;
import static systemk.init.TestClient.script;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import systemk.json.Json;

/// What services say of themselves, said by real ones.
class NotifyIT extends Speakers {
  @Test
  void hearsSystemdNotifyAndAnswersItsBarrier() {
    assumeTrue(Files.exists(Path.of("/usr/bin/systemd-notify")), "there is no systemd-notify");
    client.spawn(
        script("t", "systemd-notify --ready --status='all is well'; exit 5").put("notify", true));
    Json.Obj event = client.event();
    assertThat(event.string("type")).isEqualTo("notified");
    assertThat(event.string("owner")).isEqualTo("svc:/test:t");
    assertThat(event.string("token")).isEqualTo("t");
    assertThat(event.object("said")).isEqualTo(words("READY", "1", "STATUS", "all is well"));
    // It waits for the answer to its barrier, five seconds if there is none, and fails then.
    assertThat(client.event().integer("code")).isEqualTo(5);
  }

  @Test
  void hearsAPythonService() {
    long id =
        client.spawn(
            python(
                    "t",
                    "notify('STATUS=one')\nnotify('READY=1\\nSTATUS=two\\nNONSENSE\\nX=y')\ntime.sleep(1000)")
                .put("notify", true));
    assertThat(said()).isEqualTo(words("STATUS", "one"));
    // The first event is not acknowledged, so the second one has all.
    assertThat(said()).isEqualTo(words("READY", "1", "STATUS", "two"));
    TestClient next = instance.subscriber();
    assertThat(next.event().object("said")).isEqualTo(words("READY", "1", "STATUS", "two"));
    next.must("kill", contract(id));
    assertThat(next.event().integer("signal")).isEqualTo(9);
  }

  @Test
  void keepsWhatWasSaidWhileNobodyListened() {
    client.close();
    TestClient other = instance.client();
    other.spawn(
        python("t", "notify('READY=1')\nopen('" + file("done") + "', 'w')\ntime.sleep(1000)")
            .put("notify", true));
    Await.until("the service to have spoken", () -> Files.exists(file("done")));
    client = instance.subscriber();
    assertThat(said()).isEqualTo(words("READY", "1"));
  }

  @Test
  void hearsTheLastWordsBeforeTheEnd() {
    client.spawn(
        python("t", "notify('READY=1')\nnotify('STOPPING=1\\nSTATUS=bye')").put("notify", true));
    String all = "";
    Json.Obj event = client.event();
    while (event.string("type").equals("notified")) {
      all += event;
      event = client.event();
    }
    assertThat(all).contains("READY").contains("STOPPING").contains("bye");
    assertThat(event.string("type")).isEqualTo("exited");
    assertThat(event.integer("code")).isZero();
    assertThat(client.event().string("type")).isEqualTo("emptied");
    Await.until(
        "the socket to be removed",
        () -> Instance.names(instance.layout.notifySockets()).isEmpty());
  }

  @Test
  void goesOnListeningAfterItHasBeenKilled() {
    client.spawn(
        python(
                "t",
                """
                notify('RELOADING=1')
                wait('%s')
                notify('READY=1')
                time.sleep(1000)
                """
                    .formatted(file("go")))
            .put("notify", true));
    assertThat(said()).isEqualTo(words("RELOADING", "1"));
    instance.crash();
    instance.start();
    client = instance.subscriber();
    assertThat(said()).as("kept").isEqualTo(words("RELOADING", "1"));
    touch("go");
    assertThat(said()).isEqualTo(words("READY", "1"));
  }

  @Test
  void survivesGarbage() {
    client.spawn(
        python(
                "t",
                """
                for bad in (b'', b'\\n\\n', b'=', b'READY', b'READY=2', b'READY=11', b'MAINPID=0',
                            b'MAINPID=-1', b'MAINPID=1', b'MAINPID=99999999999999999999',
                            b'EXTEND_TIMEOUT_USEC=1e9', b'\\xff\\xfe\\x00=\\x00', b'x' * 4096,
                            b'READY=1\\n' + b'y' * 8000):
                    notify(bad)
                notify('READY=1\\nSTATUS=a\\x1b[31m\\tb\\u202e' + 'c' * 1000)
                time.sleep(1000)
                """)
            .put("notify", true));
    Json.Obj said = said();
    assertThat(said.string("READY")).isEqualTo("1");
    assertThat(said.string("STATUS")).startsWith("a[31mbccc").hasSize(256);
    assertThat(said.has("MAINPID")).isFalse();
    assertThat(said.has("EXTEND_TIMEOUT_USEC")).isFalse();
  }

  @Test
  void isNotMovedByAFlood() {
    client.spawn(
        python(
                "t",
                """
                for i in range(1500):
                    notify('STATUS=%d' % i)
                notify('READY=1')
                time.sleep(1000)
                """)
            .put("notify", true));
    int events = 0;
    Json.Obj last = said();
    while (!last.has("READY")) {
      events++;
      last = said();
    }
    assertThat(last.string("STATUS")).isEqualTo("1499");
    assertThat(events).as("events of 1,500 lines").isLessThan(500);
    Json.Obj status = client.must("status", Json.object());
    assertThat(status.integer("unacknowledged")).isEqualTo(1);
  }

  @Test
  void believesNoStranger() {
    long id =
        client.spawn(
            python(
                    "victim",
                    "open('"
                        + file("socket")
                        + "', 'w').write(os.environ['NOTIFY_SOCKET'])\n"
                        + "wait('"
                        + file("go")
                        + "')\nnotify('READY=1')\ntime.sleep(1000)")
                .put("notify", true));
    Await.until("the socket to be known", () -> !Instance.text(file("socket")).isEmpty());
    String socket = Instance.text(file("socket"));
    String forgery =
        "os.environ['NOTIFY_SOCKET'] = '" + socket + "'\nnotify('STATUS=forged\\nMAINPID=1')";
    // It stays until it has been looked at: of one that has ended, nobody could tell what it was.
    client.spawn(python("same-user", forgery + "\nwait('" + file("judged") + "')"));
    Await.until("the forger to be refused", () -> instance.said().contains("may not speak for"));
    touch("judged");
    assertThat(client.event().integer("code")).as(log()).isZero();
    client.event();
    if (Instance.ROOT) {
      client.spawn(
          python("other-user", forgery)
              .put("context", Json.object().put("user", "nobody").build()));
      assertThat(client.event().integer("code")).isEqualTo(1);
      assertThat(log()).contains("PermissionError");
      client.event();
    }
    touch("go");
    assertThat(said()).isEqualTo(words("READY", "1"));
    assertThat(instance.said()).contains("may not speak for svc:/test:victim");
    assertThat(client.must("members", contract(id)).items("members")).isNotEmpty();
  }

  @Test
  void letsAnotherUserSpeakForItself() {
    assumeTrue(Instance.ROOT, "only root may become another user");
    client.spawn(
        python("t", "notify('READY=1')\ntime.sleep(1000)")
            .put("notify", true)
            .put("context", Json.object().put("user", "nobody").build()));
    assertThat(said()).isEqualTo(words("READY", "1"));
  }

  @Test
  void followsTheProcessThatIsNamed() {
    long id =
        client.spawn(
            script(
                    "t",
                    "setsid sleep 1000 & setsid sleep 2000 & "
                        + "systemd-notify MAINPID=$! || exit 9; kill -0 $! && exit 0")
                .put("notify", true));
    String named = said().string("MAINPID");
    Json.Obj exited = client.event();
    assertThat(exited.integer("code")).isZero();
    assertThat(exited.integer("leader")).isEqualTo(Long.parseLong(named));
    client.must("signal", contract(id).put("signal", "TERM").put("to", "main"));
    Json.Obj daemon = client.event();
    assertThat(daemon.integer("pid")).isEqualTo(Long.parseLong(named));
    assertThat(daemon.flag("main")).isTrue();
  }

  @Test
  void findsRoomForASocketBelowADeepRoot() {
    instance.close();
    Path deep = directory.resolve("d".repeat(60)).resolve("e".repeat(60));
    instance = configure(new Instance(directory, deep)).start();
    client = instance.subscriber();
    client.spawn(python("t", "notify('READY=1')\ntime.sleep(1000)").put("notify", true));
    assertThat(said()).isEqualTo(words("READY", "1"));
  }

  @Test
  void readsANewlineOnADescriptor() {
    client.spawn(
        script("t", "printf starting >&7; sleep 0.1; echo >&7; exec 7>&-; sleep 1000")
            .put("notify_fd", 7));
    assertThat(said()).isEqualTo(words("READY", "1"));
    assertThat(Instance.names(instance.layout.notifySockets())).isEmpty();
  }

  @Test
  void readsANewlineThatWasWrittenWhileItWasDead() {
    client.spawn(
        script(
                "t",
                "while ! [ -e %s ]; do sleep 0.01; done; echo >&3; : >%s; sleep 1000"
                    .formatted(file("go"), file("done")))
            .put("notify_fd", 3));
    instance.crash();
    touch("go");
    Await.until("the service to write", () -> Files.exists(file("done")));
    instance.start();
    client = instance.subscriber();
    assertThat(said()).isEqualTo(words("READY", "1"));
  }

  @Test
  void tellsOnceThatAServiceIsSilent() {
    client.spawn(
        python(
                "t",
                """
                assert os.environ['WATCHDOG_PID'] == str(os.getpid())
                assert os.environ['WATCHDOG_USEC'] == '200000'
                notify('READY=1')
                for i in range(10):
                    time.sleep(0.1)
                    notify('WATCHDOG=1')
                notify('STATUS=silent now')
                wait('%s')
                notify('WATCHDOG=1\\nSTATUS=back')
                notify('WATCHDOG=trigger')
                time.sleep(1000)
                """
                    .formatted(file("go")))
            .put("notify", true)
            .put("watchdog_ms", 200));
    assertThat(said()).isEqualTo(words("READY", "1"));
    // On a machine that is busy it may be late before it falls silent, too.
    Json.Obj said = said();
    while (!said.has("WATCHDOG")) {
      said = said();
    }
    assertThat(said).isEqualTo(words("WATCHDOG", "late"));
    assertThat(client.must("ping", Json.object()).flag("ok")).isTrue();
    acknowledgeAll();
    touch("go");
    said = said();
    while (!said.has("WATCHDOG")) {
      said = said();
    }
  }

  @Test
  void countsFromTheStartWhereNobodySaysReady() {
    client.spawn(python("t", "time.sleep(1000)").put("watchdog_ms", 100));
    assertThat(said()).isEqualTo(words("WATCHDOG", "late"));
  }

  private void acknowledgeAll() {
    client.must("ack", Json.object().put("event", Long.MAX_VALUE / 2));
  }

  @Test
  void saysWhichLimitsItCannotApply() {
    Json.Obj answer =
        client.must(
            "spawn",
            script("t", "exit 0")
                .put(
                    "resources",
                    Json.object().put("memory_max", 1 << 26).put("pids_max", 10).build()));
    boolean memory = controllers().contains("memory");
    boolean pids = controllers().contains("pids");
    List<String> missing = new java.util.ArrayList<>();
    if (!memory) {
      missing.add("memory_max");
    }
    if (!pids) {
      missing.add("pids_max");
    }
    assertThat(answer.strings("not_applied")).isEqualTo(missing);
    assertThat(client.event().integer("code")).isZero();
  }

  /// The controllers k.init can use for its contracts.
  private List<String> controllers() {
    for (String mount : List.of("/sys/fs/cgroup", "/sys/fs/cgroup/unified")) {
      Path own =
          Path.of(mount, "systemk-" + Init.rootHash(instance.root), "cgroup.subtree_control");
      if (Files.exists(own)) {
        return List.of(Instance.text(own).strip().split(" "));
      }
    }
    return List.of();
  }

  @Test
  void refusesWhatCannotWork() {
    assertThat(client.refused("spawn", script("t", ":").put("notify_fd", 2)))
        .isEqualTo("\"notify_fd\" must be from 3 to 1023, not 2");
    assertThat(client.refused("spawn", script("t", ":").put("notify_fd", 4).put("fd_store", 8)))
        .contains("must be above 10");
    assertThat(client.refused("spawn", script("t", ":").put("watchdog_ms", -1)))
        .contains("\"watchdog_ms\" must be");
    assertThat(
            client.refused(
                "spawn", script("t", ":").put("resources", Json.object().put("memory", 1).build())))
        .isEqualTo("there is no resource limit \"memory\"");
    assertThat(
            client.refused(
                "spawn",
                script("t", ":").put("resources", Json.object().put("cpu_weight", 0).build())))
        .isEqualTo("\"resources.cpu_weight\" must be from 1 to 10000, not 0");
    assertThat(client.hello().items("contracts")).isEqualTo(List.of());
  }
}
