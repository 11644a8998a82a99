package systemk.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static systemk.init.TestClient.contract;
import static systemk.init.TestClient.job;
import static systemk.init.TestClient.script;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import systemk.json.Json;

/// k.init without any privilege.
final class OrdinaryUserIT {
  private static final int NOBODY = 65534;

  @TempDir Path directory;
  private Instance instance;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(
        Instance.ROOT,
        "only root may become an ordinary user; as one, all other tests are this one");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    instance =
        new Instance(directory)
            .classPath(readableClassPath())
            .through(
                "setpriv",
                "--reuid=" + NOBODY,
                "--regid=" + NOBODY,
                "--clear-groups",
                "--inh-caps=-all");
    Files.setAttribute(instance.root, "unix:uid", NOBODY);
    instance.start();
  }

  @AfterEach
  void stop() {
    if (instance != null) {
      instance.close();
    }
  }

  /// A copy of the classes that anybody may read: the build may be in a directory that is closed.
  private String readableClassPath() throws IOException {
    Path copies = Files.createDirectories(directory.resolve("classes"));
    List<String> path = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(":")) {
      Path from = Path.of(entry);
      Path to = copies.resolve(path.size() + "-" + from.getFileName());
      try (Stream<Path> files = Files.walk(from)) {
        for (Path file : files.toList()) {
          Path copy = to.resolve(from.relativize(file).toString());
          Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        }
      }
      path.add(to.toString());
    }
    return String.join(":", path);
  }

  @Test
  void runsServicesAsItself() {
    TestClient client = instance.client();
    assertThat(client.hello().object("init").flag("cgroups")).isFalse();
    Path log = instance.root.resolve("log");
    client.spawn(script("t", "id -u; exit 3").put("log", log.toString()));
    assertThat(client.event().integer("code")).isEqualTo(3);
    assertThat(client.event().string("type")).isEqualTo("emptied");
    assertThat(Instance.text(log)).isEqualTo(NOBODY + "\n");

    long id = client.spawn(script("u", "(setsid sleep 1000 &) ; sleep 1000"));
    Await.until(
        "three members", () -> client.must("members", contract(id)).items("members").size() >= 2);
    client.must("kill", contract(id));
    while (client.event().string("type").equals("exited")) {
      // Both sleepers and perhaps the shell.
    }
  }

  @Test
  void refusesWhatOnlyRootMayDo() throws Exception {
    Path closed = Files.createDirectory(directory.resolve("closed"));
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
    TestClient client = instance.client();
    for (Json.Builder context :
        List.of(
            Json.object().put("user", "root"),
            Json.object().put("group", "0"),
            Json.object().putStrings("groups", List.of("daemon")))) {
      assertThat(client.refused("spawn", job("t", "/bin/true").put("context", context.build())))
          .endsWith("k.init itself is not root");
    }
    assertThat(
            client.refused(
                "spawn",
                job("t", "/bin/true").put("context", Json.object().put("nice", -5).build())))
        .contains("priority");
    Json.Obj nothing = Json.object().put("only", Json.object().build()).build();
    Json.Obj all = Json.object().put("all_but", Json.object().build()).build();
    Json.Obj kill = Json.object().put("only", Json.object().put("kill", 5).build()).build();
    assertThat(refused(client, "privileges", kill))
        .isEqualTo("cannot grant capabilities kill: k.init itself does not have them");
    assertThat(refused(client, "privileges", all))
        .isEqualTo("cannot grant all capabilities: k.init itself has none");
    assertThat(refused(client, "limit_privileges", nothing))
        .isEqualTo("cannot limit capabilities: k.init itself does not have setpcap");
    assertThat(client.refused("spawn", job("t", "/bin/true").put("cwd", closed.toString())))
        .isEqualTo("cannot enter directory " + closed + ": k.init itself may not");
    client.hello();
    Json.Obj self =
        Json.object()
            .put("user", "nobody")
            .put("umask", "077")
            .put("no_new_privs", true)
            .put("privileges", nothing)
            .put("limit_privileges", all)
            .build();
    client.spawn(job("t", "/bin/true").put("context", self));
    assertThat(client.event().integer("code")).isZero();
  }

  private static String refused(TestClient client, String member, Json set) {
    return client.refused(
        "spawn", job("t", "/bin/true").put("context", Json.object().put(member, set).build()));
  }

  @Test
  void findsItsServicesAgain() {
    TestClient client = instance.subscriber();
    long id = client.spawn(script("t", "exec sleep 1000"));
    instance.handle().destroyForcibly();
    instance.exitCode();
    instance.start();
    TestClient next = instance.subscriber();
    next.must("kill", contract(id));
    assertThat(next.event().flag("main")).isTrue();
    assertThat(next.event().string("type")).isEqualTo("emptied");
  }
}
