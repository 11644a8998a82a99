package systemk.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// SystemK as the entry point of a container, in the surroundings containers have.
class ContainerIT {
  private static final int SERVICES = 10;
  private static final List<String> NOBODY =
      List.of("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups");

  @BeforeAll
  static void namespacesCanBeMade() throws Exception {
    assumeTrue(Container.isPossible(), "unshare is refused here, so there is no process 1 to be");
  }

  /// The services of a test, and a root for them that everybody may enter.
  private static Scratch scratch(String... manifests) throws IOException {
    Scratch scratch = Scratch.make();
    Files.setPosixFilePermissions(scratch.root(), PosixFilePermissions.fromString("rwxr-xr-x"));
    scratch.install("milestone");
    for (int i = 0; i < manifests.length; i++) {
      scratch.manifest("test" + i + ".json", manifests[i]);
    }
    return scratch;
  }

  private static String ten() {
    StringBuilder services = new StringBuilder("{ \"services\": [");
    for (int i = 0; i < SERVICES; i++) {
      services
          .append(i == 0 ? "" : ",")
          .append("{ \"service\": \"t/s")
          .append(i)
          .append("\", \"enabled\": true, \"duration\": \"child\", \"start\": \"sleep 6000\" }");
    }
    return services.append("] }").toString();
  }

  private static Container start(
      Scratch scratch, String before, List<String> through, Map<String, String> environment)
      throws IOException {
    Map<String, String> all = new TreeMap<>(environment);
    all.put("SYSTEMK_ROOT", scratch.root().toString());
    List<String> command = new ArrayList<>(through);
    command.add(Scratch.prepared().resolve("libexec/k.container").toString());
    Path console = Files.createTempFile("k-console", "");
    return Container.run(console, before, all, command);
  }

  private static Container.Answer svcs(Container container, Scratch scratch, String... arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(List.of(Scratch.prepared().resolve("bin/svcs").toString()));
    command.addAll(List.of(arguments));
    return container.exec(
        List.of("env", "SYSTEMK_ROOT=" + scratch.root()), command.toArray(String[]::new));
  }

  private static void awaitTen(Container container, Scratch scratch) throws IOException {
    Path listening = scratch.tree().layout().configdSocket();
    Scratch.await(
        "k.configd to listen",
        () -> container.exec(List.of(), "test", "-S", listening.toString()).status() == 0);
    Container.Answer up =
        container.exec(
            List.of("env", "SYSTEMK_ROOT=" + scratch.root()),
            Scratch.prepared().resolve("libexec/k.await").toString(),
            "svc:/milestone/multi-user-server:default");
    assertThat(up.status()).as(up.out() + container.said()).isZero();
    for (int i = 0; i < SERVICES; i++) {
      String fmri = "t/s" + i;
      Scratch.await(
          fmri,
          () -> {
            try {
              return svcs(container, scratch, "-H", "-o", "state", fmri).out().equals("online\n");
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          });
    }
  }

  /// Up to ten services, orphans that nobody of theirs reaps, and down again.
  private static void works(Scratch scratch, String before, List<String> through)
      throws IOException, InterruptedException {
    try (Container container = start(scratch, before, through, Map.of())) {
      awaitTen(container, scratch);
      // Orphans of a stranger, as of a process that an engine's `exec` makes.
      container.exec(
          List.of(), "sh", "-c", "for i in 1 2 3 4 5 6 7 8; do (setsid sleep 0.1 &) ; done");
      Scratch.await(
          "the orphans to be reaped",
          () -> processes(container).split("Name:\tsleep\n", -1).length == SERVICES + 1);
      assertThat(processes(container)).doesNotContain("State:\tZ");

      container.terminate();

      assertThat(container.exitStatus()).as(container.said()).isZero();
      assertThat(container.said())
          .contains("k.init: shutting down: SIGTERM")
          .endsWith("k.init: done\n");
    }
  }

  private static String processes(Container container) {
    return container.exec(List.of(), "sh", "-c", "cat /proc/[0-9]*/status 2>/dev/null").out();
  }

  @Test
  void worksAsRoot() throws Exception {
    try (Scratch scratch = scratch(ten())) {
      works(scratch, "", List.of());
    }
  }

  @Test
  void worksAsAnOrdinaryUser() throws Exception {
    try (Scratch scratch = scratch(ten())) {
      works(scratch, "chown -R 65534:65534 " + scratch.root(), NOBODY);
    }
  }

  @Test
  void worksOnAReadOnlyRoot() throws Exception {
    try (Scratch scratch = scratch(ten())) {
      String root = scratch.root().toString();
      works(
          scratch,
          String.join(
              "\n",
              "mount --bind " + root + " " + root,
              "mount -t tmpfs tmpfs " + root + "/run",
              "mount -t tmpfs tmpfs " + root + "/var",
              "mount -o remount,bind,ro " + root),
          List.of());
      assertThat(scratch.root().resolve("etc")).doesNotExist();
    }
  }

  @Test
  void worksWithoutCgroups() throws Exception {
    try (Scratch scratch = scratch(ten())) {
      works(scratch, "mount -t tmpfs -o ro tmpfs /sys/fs/cgroup", List.of());
    }
  }

  private static String service(String duration, String start) {
    return "{ \"service\": \"t/main\", \"enabled\": true, \"duration\": \""
        + duration
        + "\", \"start\": \""
        + start
        + "\" }";
  }

  private static int statusOf(String manifest, Map<String, String> environment) throws Exception {
    try (Scratch scratch = scratch(manifest);
        Container container = start(scratch, "", List.of(), environment)) {
      return container.exitStatus();
    }
  }

  @Test
  void endsWithItsMainService() throws Exception {
    Map<String, String> main = Map.of("SYSTEMK_MAIN", "svc:/t/main:default");
    assertThat(statusOf(service("child", "sh -c 'sleep 1; exit 7'"), main)).isEqualTo(7);
    assertThat(statusOf(service("transient", ":true"), main)).isZero();
    assertThat(statusOf(service("transient", "sh -c 'exit 96'"), main)).isEqualTo(96);
  }

  @Test
  void aStrictContainerEndsWhenItsGoalsCannotBeReached() throws Exception {
    String broken =
        """
        { "service": "t/broken", "enabled": true, "duration": "transient", "start": "sh -c 'exit 95'",
          "dependents": { "multi-user-server": "svc:/milestone/multi-user-server" } }
        """;
    assertThat(statusOf(broken, Map.of("SYSTEMK_STRICT", "1"))).isEqualTo(3);
  }

  @Test
  void aStopThatIsHurriedIsNotAGoodOne() throws Exception {
    String slow =
        """
        { "service": "t/slow", "enabled": true, "duration": "child", "start": "sleep 6000",
          "stop": "sleep 6000" }
        """;
    try (Scratch scratch = scratch(slow, ten());
        Container container = start(scratch, "", List.of(), Map.of())) {
      awaitTen(container, scratch);
      container.terminate();
      Scratch.await("the first to be heard", () -> container.said().contains("shutting down"));
      container.terminate();
      assertThat(container.exitStatus()).isEqualTo(1);
    }
  }

  @Test
  void saysWhatItCannotWorkWith() throws Exception {
    try (Scratch scratch = scratch();
        Container container = start(scratch, "chmod 755 " + scratch.root(), NOBODY, Map.of())) {
      assertThat(container.exitStatus()).isEqualTo(1);
      assertThat(container.said()).contains("k.init: cannot run in " + scratch.root() + ": ");
    }
    try (Scratch scratch = scratch();
        Container container =
            start(scratch, "", List.of(), Map.of("SYSTEMK_MAIN", "no such thing"))) {
      assertThat(container.exitStatus()).isEqualTo(2);
      assertThat(container.said())
          .startsWith("k.container: SYSTEMK_MAIN is not an FMRI: no such thing")
          .hasLineCount(1);
    }
  }
}
