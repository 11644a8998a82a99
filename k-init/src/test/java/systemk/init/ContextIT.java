package systemk.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static systemk.init.TestClient.script;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import systemk.json.Json;

/// The method context as the kernel sees it inside the process.
class ContextIT {
  private static final String LOOK =
      """
      cat /proc/self/status
      echo "Umask-now:\t$(umask)"
      echo "Nofile:\t$(ulimit -n)"
      echo "Nofile-hard:\t$(ulimit -H -n)"
      echo "Core:\t$(ulimit -c)"
      echo "Nice:\t$(nice)"
      """;

  private static final int KILL = 5;
  private static final int NET_BIND_SERVICE = 10;

  @TempDir Path directory;
  private Instance instance;
  private TestClient client;
  private int looks;

  Instance make(Path directory) {
    return new Instance(directory);
  }

  @BeforeEach
  void start() {
    instance = make(directory).start();
    client = instance.subscriber();
  }

  @AfterEach
  void stop() {
    instance.close();
  }

  /// What a process with this context says of itself.
  private Map<String, String> look(Json.Builder context) {
    String token = "look" + ++looks;
    Path log = directory.resolve(token);
    client.spawn(script(token, LOOK).put("log", log.toString()).put("context", context.build()));
    Json.Obj exited = client.event();
    assertThat(exited.at("code")).as(Instance.text(log)).isEqualTo(Json.of(0));
    assertThat(client.event().string("type")).isEqualTo("emptied");
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
  }

  @Test
  void setsUmaskLimitsPriorityAndNoNewPrivileges() {
    int own = Integer.parseInt(look(Json.object()).get("Nice"));
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
    assertThat(status.get("Nice")).isEqualTo(Integer.toString(Math.min(own + 5, 19)));
    assertThat(status.get("NoNewPrivs")).isEqualTo("1");
  }

  @Test
  void setsSoftAndHardLimitsApart() {
    Map<String, String> status =
        look(
            Json.object()
                .put(
                    "limits",
                    Json.object().put("nofile", "64:128").put("core", "0:unlimited").build()));
    assertThat(status.get("Nofile")).isEqualTo("64");
    assertThat(status.get("Nofile-hard")).isEqualTo("128");
    assertThat(status.get("Core")).isEqualTo("0");
  }

  private static Json.Obj only(String name, int number) {
    return Json.object().put("only", Json.object().put(name, number).build()).build();
  }

  private static Json.Obj none() {
    return Json.object().put("only", Json.object().build()).build();
  }

  private static Json.Obj allBut(String name, int number) {
    return Json.object().put("all_but", Json.object().put(name, number).build()).build();
  }

  private static String mask(long mask) {
    return String.format(Locale.ROOT, "%016x", mask);
  }

  private long all() {
    return Long.parseUnsignedLong(look(Json.object()).get("CapBnd"), 16);
  }

  @Test
  void grantsCapabilitiesToOthersThanRoot() {
    assumeTrue(Instance.ROOT, "only root has capabilities to grant");
    long all = all();
    String one = mask(1L << NET_BIND_SERVICE);
    Map<String, String> status =
        look(
            Json.object()
                .put("user", "nobody")
                .put("no_new_privs", true)
                .put("privileges", only("net_bind_service", NET_BIND_SERVICE)));
    assertThat(status)
        .containsEntry("Uid", "65534\t65534\t65534\t65534")
        .containsEntry("CapPrm", one)
        .containsEntry("CapEff", one)
        .containsEntry("CapInh", one)
        .containsEntry("CapAmb", one)
        .containsEntry("CapBnd", mask(all));
    assertThat(look(Json.object().put("user", "nobody").put("privileges", allBut("kill", KILL))))
        .containsEntry("CapEff", mask(all & ~(1L << KILL)))
        .containsEntry("CapAmb", mask(all & ~(1L << KILL)));
  }

  @Test
  void takesCapabilitiesFromRoot() {
    assumeTrue(Instance.ROOT, "only root has capabilities to lose");
    long all = all();
    String one = mask(1L << KILL);
    assertThat(look(Json.object().put("privileges", only("kill", KILL))))
        .containsEntry("Uid", "0\t0\t0\t0")
        .containsEntry("CapPrm", one)
        .containsEntry("CapEff", one)
        .containsEntry("CapAmb", one)
        .containsEntry("CapBnd", mask(all));
    assertThat(look(Json.object().put("user", "root").put("privileges", none())))
        .containsEntry("CapPrm", mask(0))
        .containsEntry("CapEff", mask(0))
        .containsEntry("CapBnd", mask(all));
  }

  @Test
  void limitsWhatCanEverBeHad() {
    assumeTrue(Instance.ROOT, "only root may limit capabilities");
    long less = all() & ~(1L << KILL);
    assertThat(look(Json.object().put("limit_privileges", allBut("kill", KILL))))
        .containsEntry("CapBnd", mask(less))
        .containsEntry("CapEff", mask(less));
    assertThat(
            look(
                Json.object()
                    .put("user", "nobody")
                    .put("privileges", allBut("net_bind_service", NET_BIND_SERVICE))
                    .put("limit_privileges", only("kill", KILL))))
        .containsEntry("CapBnd", mask(1L << KILL))
        .containsEntry("CapEff", mask(1L << KILL));
    assertThat(look(Json.object().put("user", "nobody").put("limit_privileges", none())))
        .containsEntry("CapBnd", mask(0))
        .containsEntry("CapEff", mask(0))
        .containsEntry("CapAmb", mask(0));
  }

  @Test
  void refusesCapabilitiesNobodyHas() {
    assertThat(
            client.refused(
                "spawn",
                TestClient.job("t", "/bin/true")
                    .put("context", Json.object().put("privileges", only("to_fly", 63)).build())))
        .isEqualTo("cannot grant capabilities to_fly: k.init itself does not have them");
  }

  @Test
  void runsInTheHomeOfItsUser() throws Exception {
    Path log = directory.resolve("log");
    client.spawn(script("t", "pwd").put("log", log.toString()).put("cwd", ":home"));
    assertThat(client.event().integer("code")).isZero();
    assertThat(Path.of(Instance.text(log).strip()))
        .isEqualTo(Path.of(System.getProperty("user.home")).toRealPath());
  }

  @Test
  void refusesAHomeThatIsNotThere() {
    assumeTrue(Instance.ROOT, "only root may become another user");
    assertThat(refusedHome("nobody"))
        .isEqualTo("there is no directory /nonexistent, the home directory of user nobody");
    assertThat(refusedHome("2147483647"))
        .isEqualTo("there is no home directory of user 2147483647, who has no name");
  }

  private String refusedHome(String user) {
    return client.refused(
        "spawn",
        TestClient.job("t", "/bin/true")
            .put("cwd", ":home")
            .put("context", Json.object().put("user", user).build()));
  }

  @Test
  void entersItsDirectoryAsItsUser() throws Exception {
    assumeTrue(Instance.ROOT, "only root may become another user");
    Path log = directory.resolve("log");
    Path closed = Files.createDirectory(directory.resolve("closed"));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
    client.spawn(
        script("t", "echo never")
            .put("log", log.toString())
            .put("cwd", closed.toString())
            .put("context", Json.object().put("user", "nobody").build()));
    assertThat(client.event().integer("code")).isEqualTo(96);
    assertThat(Instance.text(log)).isEqualTo("k.init: cannot enter " + closed + " as user 65534\n");

    assertThat(client.event().string("type")).isEqualTo("emptied");
    client.spawn(
        script("u", "pwd; env | grep -c PWD")
            .put("log", log.toString())
            .put("cwd", "/usr/lib")
            .put("context", Json.object().put("user", "nobody").build()));
    assertThat(client.event().integer("code")).isZero();
    assertThat(Instance.text(log)).endsWith("/usr/lib\n1\n");
  }

  @Test
  void refusesAnEnvironmentThatSetsWhatItSetsItself() {
    assertThat(
            client.refused(
                "spawn",
                TestClient.job("t", "/bin/true")
                    .put("env", Json.object().put("LISTEN_FDS", "3").build())))
        .isEqualTo("cannot set LISTEN_FDS in the environment: k.init itself does");
  }

  @Test
  void saysInTheLogWhichStepFailed() {
    Path log = directory.resolve("log");
    Json.Obj limits = Json.object().put("nofile", 999_999_999_999L).build();
    client.spawn(
        script("t", "echo never")
            .put("log", log.toString())
            .put("context", Json.object().put("limits", limits).build()));
    assertThat(client.event().integer("code")).isEqualTo(96);
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
