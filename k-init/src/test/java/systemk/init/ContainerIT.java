package systemk.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static systemk.init.TestClient.script;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import systemk.json.Json;

/// k.init as process 1 of a PID namespace.
final class ContainerIT {
  @TempDir Path directory;
  private Instance instance;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(canUnshare(), "unshare --pid is refused here, so there is no process 1 to be");
    instance =
        new Instance(directory)
            .through("unshare", "--pid", "--fork", "--mount-proc", "--kill-child")
            .start();
  }

  static boolean canUnshare() throws InterruptedException {
    try {
      return new ProcessBuilder("unshare", "--pid", "--fork", "--mount-proc", "true")
              .redirectErrorStream(true)
              .start()
              .waitFor()
          == 0;
    } catch (IOException _) {
      return false;
    }
  }

  @AfterEach
  void stop() {
    if (instance != null) {
      instance.handle().children().forEach(ProcessHandle::destroyForcibly);
      Await.until("the namespace to end", () -> !instance.handle().isAlive());
      instance.close();
    }
  }

  private ProcessHandle first() {
    return instance.handle().children().findFirst().orElseThrow();
  }

  @Test
  void reapsOrphansByTheHundred() {
    TestClient client = instance.client();
    Json.Obj init = client.hello().object("init");
    assertThat(init.string("mode")).isEqualTo("container");
    assertThat(init.integer("pid")).isEqualTo(1);
    assertThat(init.string("boot")).contains(":");

    Path log = directory.resolve("log");
    client.spawn(
        script("t", "for i in $(seq 100); do (setsid sh -c 'sleep 0.05; exit 3' &) ; done; exit 0")
            .put("log", log.toString()));
    Json.Obj event = client.event();
    while (event.string("type").equals("exited")) {
      event = client.event();
    }
    assertThat(event.string("type")).isEqualTo("emptied");
    client.spawn(
        script("z", "ps -e -o stat=,comm= | grep -c ^Z; exit 0").put("log", log.toString()));
    client.event();
    assertThat(Instance.text(log)).isEqualTo("0\n");
  }

  @Test
  void endsEverybodyInItsNamespaceAndThenItself() {
    TestClient client = instance.subscriber();
    client.spawn(script("t", "trap '' TERM; while :; do sleep 0.05; done"));
    first().destroy();
    assertThat(client.message("shutdown").string("reason")).isEqualTo("SIGTERM");
    client.must("shutdown_done", Json.object());
    assertThat(instance.exitCode()).isZero();
    assertThat(instance.said()).contains("k.init: done");
  }

  @Test
  void endsWithTheStatusItIsTold() {
    TestClient client = instance.subscriber();
    assertThat(
            client.ask("end", Json.object().put("status", 256).put("reason", "r")).string("error"))
        .isEqualTo("\"status\" must be 0 to 255, not 256");
    client.must("end", Json.object().put("status", 42).put("reason", "all is said"));
    assertThat(client.message("shutdown").string("reason")).isEqualTo("all is said");
    client.must("end", Json.object().put("status", 43).put("reason", "too late"));
    client.must("shutdown_done", Json.object());
    assertThat(instance.exitCode()).isEqualTo(42);
  }

  @Test
  void isANewBootEachTime() {
    String before = instance.client().hello().object("init").string("boot");
    TestClient client = instance.subscriber();
    client.spawn(script("t", "exec sleep 1000"));
    instance.crash();
    Await.until("the namespace to end", () -> instance.handle().children().findAny().isEmpty());
    instance.start();
    Json.Obj hello = instance.client().hello();
    assertThat(hello.object("init").string("boot")).isNotEqualTo(before);
    assertThat(hello.items("contracts")).isEmpty();
  }
}
