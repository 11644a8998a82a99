package systemk.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static systemk.init.TestClient.script;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import systemk.json.Json;

/// The method context as the kernel sees it inside the process.
final class ContextIT {
  private static final String LOOK =
      """
      cat /proc/self/status
      echo "Umask-now:\t$(umask)"
      echo "Nofile:\t$(ulimit -n)"
      echo "Core:\t$(ulimit -c)"
      echo "Nice:\t$(nice)"
      """;

  @TempDir Path directory;
  private Instance instance;
  private TestClient client;

  @BeforeEach
  void start() {
    instance = new Instance(directory).start();
    client = instance.subscriber();
  }

  @AfterEach
  void stop() {
    instance.close();
  }

  /// What a process with this context says of itself.
  private Map<String, String> look(Json.Builder context) {
    Path log = directory.resolve("log");
    client.spawn(script("t", LOOK).put("log", log.toString()).put("context", context.build()));
    Json.Obj exited = client.event();
    assertThat(exited.at("code")).as(Instance.text(log)).isEqualTo(Json.of(0));
    return Instance.text(log)
        .lines()
        .filter(line -> line.contains(":\t"))
        .collect(
            Collectors.toMap(
                line -> line.substring(0, line.indexOf(':')),
                line -> line.substring(line.indexOf('\t') + 1).strip()));
  }

  @Test
  void becomesAnotherUserWithItsGroups() {
    assumeTrue(Instance.ROOT, "only root may become another user");
    Map<String, String> status = look(Json.object().put("user", "nobody"));
    assertThat(status.get("Uid")).isEqualTo("65534\t65534\t65534\t65534");
    assertThat(status.get("Gid")).isEqualTo("65534\t65534\t65534\t65534");
    assertThat(status.get("Groups")).isEqualTo("65534");
    assertThat(status.get("CapEff")).isEqualTo("0000000000000000");
    assertThat(status.get("CapInh")).isEqualTo("0000000000000000");
  }

  @Test
  void takesNumbersAndAListOfGroups() {
    assumeTrue(Instance.ROOT, "only root may become another user");
    Map<String, String> status =
        look(
            Json.object()
                .put("user", 12345)
                .put("group", "daemon")
                .putArray("groups", List.of(Json.of("54321"), Json.of(777))));
    assertThat(status.get("Uid")).startsWith("12345\t12345");
    assertThat(status.get("Gid")).startsWith("1\t1");
    assertThat(status.get("Groups")).isEqualTo("777 54321");
    assertThat(client.event().string("type")).isEqualTo("emptied");
  }

  @Test
  void setsUmaskLimitsPriorityAndNoNewPrivileges() {
    Map<String, String> status =
        look(
            Json.object()
                .put("umask", "027")
                .put("nice", 5)
                .put("no_new_privs", true)
                .put(
                    "limits",
                    Json.object()
                        .put("nofile", 333)
                        .put("core", 0)
                        .put("cpu", "unlimited")
                        .build()));
    assertThat(status.get("Umask-now")).isEqualTo("0027");
    assertThat(status.get("Nofile")).isEqualTo("333");
    assertThat(status.get("Core")).isEqualTo("0");
    assertThat(status.get("Nice")).isEqualTo("5");
    assertThat(status.get("NoNewPrivs")).isEqualTo("1");
  }

  @Test
  void saysInTheLogWhichStepFailed() {
    Path log = directory.resolve("log");
    Json.Obj limits = Json.object().put("nofile", 999_999_999_999L).build();
    client.spawn(
        script("t", "echo never")
            .put("log", log.toString())
            .put("context", Json.object().put("limits", limits).build()));
    assertThat(client.event().integer("code")).isEqualTo(219);
    assertThat(Instance.text(log))
        .contains("k.init: cannot set limit nofile to 999999999999")
        .doesNotContain("never");
  }

  @Test
  void readsNothingOfARequestAsShell() {
    Path log = directory.resolve("log");
    Path trap = directory.resolve("trap");
    String nasty = "$(touch " + trap + ");`touch " + trap + "`'\"; touch " + trap;
    client.spawn(
        TestClient.job("t", "/usr/bin/printf", "%s", nasty, "-n", "")
            .put("log", log.toString())
            .put("env", Json.object().put("X", nasty).build())
            .put("context", Json.object().put("umask", "022").build()));
    client.event();
    assertThat(Instance.text(log)).startsWith(nasty);
    assertThat(trap).doesNotExist();
  }

  @Test
  void recordsTheExitCodeOfAMethodOfAnotherUser() {
    assumeTrue(Instance.ROOT, "only root may become another user");
    long id =
        client.spawn(
            script("t", "id -u; exit 12")
                .put("record", true)
                .put("context", Json.object().put("user", "nobody").build()));
    assertThat(client.event().integer("code")).isEqualTo(12);
    assertThat(Instance.text(instance.layout.contracts().resolve(id + ".status")))
        .isEqualTo("12\n");
  }
}
