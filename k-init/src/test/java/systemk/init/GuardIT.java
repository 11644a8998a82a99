package systemk.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static systemk.init.TestClient.contract;
import static systemk.init.TestClient.script;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import systemk.json.Json;
import systemk.linux.ProcessStat;
import systemk.linux.Signals;

/// k.init under `k-guard`, which is process 1 of a PID namespace as it would be of a machine.
final class GuardIT {
  private static final Path GUARD = Path.of("src/main/sh/k-guard").toAbsolutePath();

  @TempDir Path directory;
  private Instance instance;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(ContainerIT.canUnshare(), "unshare --pid is refused here: no process 1 to be");
    instance =
        new Instance(directory)
            // What dies of SIGABRT must not leave a core, nor a JVM its report in the sources.
            .environment("JAVA_TOOL_OPTIONS", "-XX:ErrorFile=" + directory.resolve("report"))
            .through("sh", "-c", "ulimit -c 0; exec \"$@\"", "sh")
            // A shell cannot trap what was ignored when it began, as SIGINT is of what runs in the
            // background; of process 1 of a machine nothing is.
            .through("env", "--default-signal=INT")
            .through("unshare", "--pid", "--fork", "--mount-proc", "--kill-child")
            .through(GUARD.toString())
            .in("system")
            .start();
  }

  @AfterEach
  void stop() {
    if (instance != null) {
      instance.handle().children().forEach(ProcessHandle::destroyForcibly);
      Await.until("the namespace to end", () -> !instance.handle().isAlive());
      instance.close();
    }
  }

  private ProcessHandle guard() {
    return instance.handle().children().findFirst().orElseThrow();
  }

  /// By its name: services are children of the guard after a crash, too.
  private ProcessHandle init() {
    return guard().children().filter(GuardIT::isInit).findFirst().orElseThrow();
  }

  private static boolean isInit(ProcessHandle child) {
    return Instance.KERNEL
        .stat((int) child.pid())
        .filter(ProcessStat::isAlive)
        .filter(stat -> stat.comm().equals("k.init"))
        .isPresent();
  }

  private static void signal(ProcessHandle process, String signal) throws Exception {
    var kill = new ProcessBuilder("kill", "-s", signal, Long.toString(process.pid())).start();
    assertThat(Instance.waitFor(kill)).isZero();
  }

  /// Waits until a k.init that is not this one answers.
  private TestClient next(ProcessHandle dead) {
    Await.until("k.init to end", () -> !dead.isAlive());
    Await.until("the next k.init to answer", instance::answers);
    return instance.subscriber();
  }

  @Test
  void startsKInitAgainWhateverItDiesOf() throws Exception {
    TestClient client = instance.subscriber();
    Json.Obj kept = client.must("spawn", script("kept", "exec sleep 1000"));
    assertThat(client.hello().object("init").string("mode")).isEqualTo("system");
    String boot = client.hello().object("init").string("boot");
    for (String signal : List.of("KILL", "SEGV", "ABRT", "KILL")) {
      ProcessHandle before = init();
      signal(before, signal);

      client = next(before);

      Json.Obj hello = client.hello();
      assertThat(hello.object("init").string("boot")).isEqualTo(boot);
      Json.Obj found = hello.items("contracts").getFirst().asObj("contract");
      assertThat(found.integer("pid")).as(signal).isEqualTo(kept.integer("pid"));
      assertThat(found.flag("alive")).isTrue();
      assertThat(guard().isAlive()).isTrue();
    }
    // What hangs off the guard now is seen to end all the same.
    client.must("signal", contract(kept.integer("contract")).put("signal", "TERM"));
    assertThat(client.event().string("type")).isEqualTo("exited");
    assertThat(instance.said()).contains("k-guard: k.init ended with status 137; it is run again");
  }

  @Test
  void startsKInitAgainThatWasStopped() throws Exception {
    Json.Obj kept = instance.subscriber().must("spawn", script("kept", "exec sleep 1000"));
    ProcessHandle before = init();
    signal(before, "STOP");

    TestClient client = next(before);

    Json.Obj found = client.hello().items("contracts").getFirst().asObj("contract");
    assertThat(found.integer("pid")).isEqualTo(kept.integer("pid"));
    assertThat(found.flag("alive")).isTrue();
    assertThat(instance.said()).contains("(process ", ") was stopped by a signal; it is killed");
  }

  /// By a shell that shows its heart beating once and then only sleeps. The first time; the second
  /// it ends in good order, and so does the guard.
  @Test
  void killsWhoseHeartNoLongerBeats() throws Exception {
    Path stuck = directory.resolve("stuck");
    Files.createDirectories(stuck.resolve("run/svc"));
    Path errors = directory.resolve("guard");
    String script =
        "[ -e \"$2/seen\" ] && exit 0; : >\"$2/seen\";"
            + " echo $$ 1 >\"$2/run/svc/init.beat\"; exec sleep 1000";
    ProcessBuilder guard =
        new ProcessBuilder("unshare", "--pid", "--fork", "--mount-proc", "--kill-child");
    guard.command().addAll(List.of(GUARD.toString(), "sh", "-c", script, "k.init"));
    guard.command().addAll(List.of("--root", stuck.toString()));
    guard.environment().put("SYSTEMK_GUARD_LOOKS", "3");
    Process process = guard.redirectError(errors.toFile()).start();
    assertThat(Instance.waitFor(process)).isZero();
    assertThat(Instance.text(errors))
        .contains(") no longer lives; it is killed")
        .contains("ended with status 137; it is run again");
  }

  @Test
  void passesOnWhatItIsAskedAndEndsWithKInit() throws Exception {
    TestClient client = instance.subscriber();
    client.spawn(script("t", "trap '' TERM; while :; do sleep 0.05; done"));
    signal(guard(), "TERM");
    assertThat(client.message("shutdown").string("reason")).isEqualTo("SIGTERM");
    client.must("shutdown_done", Json.object());
    assertThat(instance.exitCode()).isZero();
    assertThat(instance.said()).contains("k.init: done");
  }

  @Test
  void ctrlAltDelRebootsAsTheKernelShowsIt() throws Exception {
    TestClient client = instance.subscriber();
    signal(guard(), "INT");
    assertThat(client.message("shutdown").string("reason")).isEqualTo("SIGINT");
    client.must("shutdown_done", Json.object());
    // The namespace of who asks for a reboot ends by SIGHUP, and unshare(1) by the signal its child
    // did.
    assertThat(instance.exitCode()).isEqualTo(128 + Signals.HUP);
  }

  @Test
  void goesOnWithAPowerOffThatAKilledKInitWasAskedFor() throws Exception {
    TestClient client = instance.subscriber();
    client.spawn(script("t", "exec sleep 1000"));
    client.must("shutdown", Json.object().put("how", "poweroff").put("reason", "a test"));
    assertThat(client.message("shutdown").string("reason")).isEqualTo("a test");
    ProcessHandle before = init();
    signal(before, "KILL");

    client = next(before);

    assertThat(client.message("shutdown").string("reason")).isEqualTo("a test");
    client.must("shutdown_done", Json.object());
    assertThat(instance.exitCode()).isEqualTo(128 + Signals.INT);
  }

  @Test
  void theNextKInitIsToldWhatTheDeadOneWasAsked() throws Exception {
    instance.subscriber().spawn(script("t", "exec sleep 1000"));
    ProcessHandle before = init();
    signal(before, "STOP");
    signal(guard(), "TERM");
    // It has the signal, and never acts on it before it is killed for not going on.

    TestClient client = next(before);

    assertThat(client.message("shutdown").string("reason")).isEqualTo("SIGTERM");
    client.must("shutdown_done", Json.object());
    assertThat(instance.exitCode()).isZero();
  }

  @Test
  void reapsOrphansWhileThereIsNoKInit() throws Exception {
    TestClient client = instance.subscriber();
    client.spawn(script("t", "for i in $(seq 20); do (setsid sleep 0.3 &); done; exec sleep 1000"));
    ProcessHandle before = init();
    signal(before, "KILL");
    next(before);
    Await.until(
        "no zombie to be left",
        () ->
            guard()
                .descendants()
                .allMatch(
                    child ->
                        Instance.KERNEL
                            .stat((int) child.pid())
                            .filter(stat -> !stat.isAlive())
                            .isEmpty()));
  }

  /// As on a slow machine, where a daemon needs seconds to find out that it cannot run.
  @Test
  void offersAShellWhereADaemonFailsThatTakesSecondsToDoSo() throws Exception {
    Path asked = directory.resolve("asked");
    instance.daemon(
        "k.emergency",
        "#!/bin/sh\necho \"$*\" >ASKED.new && mv ASKED.new ASKED\nexec sleep 1000\n"
            .replace("ASKED", asked.toString()));
    instance.daemon("k.startd", "#!/bin/sh\nsleep 6\nexit 1\n");
    TestClient client = instance.client();
    // The process has another number in its namespace.
    client.spawn(script("t", "kill -s KILL " + startd(client).integer("pid")));

    Await.until("a shell", Duration.ofMinutes(3), () -> Files.exists(asked));

    Path log = instance.layout.logs().resolve("k.startd.log");
    assertThat(Instance.text(asked))
        .isEqualTo("k.startd cannot be kept up; its log is " + log + "\n");
    assertThat(instance.said()).contains("k.startd cannot be kept up: it died ");
    assertThat(startd(client).flag("hopeless")).isTrue();
    // It goes on being tried, and comes up when it can.
    Path up = directory.resolve("up");
    instance.daemon("k.startd", "#!/bin/sh\n: >" + up + "\nexec sleep 100000\n");
    Await.until("k.startd to run", () -> Files.exists(up));
  }

  private static Json.Obj startd(TestClient client) {
    return client.must("status", Json.object()).items("daemons").stream()
        .map(daemon -> daemon.asObj("daemon"))
        .filter(daemon -> daemon.string("name").equals("k.startd"))
        .findFirst()
        .orElseThrow();
  }
}
