package systemk.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import systemk.bench.Tree;

/// Services that say themselves when they are ready are online from then on, and not before,
/// whoever of the managers was there to hear it.
class ReadinessIT {
  private static final List<String> SERVICES = List.of("t/tool", "t/python", "t/pipe");

  /// Three services that are ready when there is a file `go`, and note that they have said so.
  private static String manifest(Path directory) {
    return """
        { "services": [
          { "service": "t/tool", "enabled": true, "duration": "child",
            "startd": { "readiness": "notify" },
            "start": "sh -c 'while ! [ -e D/go ]; do sleep 0.1; done; systemd-notify --ready --status=well; : >D/tool; exec sleep 6000'" },
          { "service": "t/python", "enabled": true, "duration": "child",
            "startd": { "readiness": "notify" },
            "start": "/usr/bin/python3 D/service.py" },
          { "service": "t/pipe", "enabled": true, "duration": "child",
            "startd": { "readiness": "fd", "readiness_fd": 5 },
            "start": "sh -c 'while ! [ -e D/go ]; do sleep 0.1; done; echo >&5; exec 5>&-; : >D/pipe; exec sleep 6000'" }
        ] }
        """
        .replace("D/", directory + "/");
  }

  private static final String PYTHON =
      """
      import os, socket, time
      here = os.path.dirname(__file__)
      while not os.path.exists(here + '/go'):
          time.sleep(0.1)
      s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
      s.sendto(b'READY=1', os.environ['NOTIFY_SOCKET'])
      open(here + '/python', 'w').close()
      time.sleep(6000)
      """;

  private static Scratch boot() throws Exception {
    assumeTrue(Files.exists(Path.of("/usr/bin/systemd-notify")), "there is no systemd-notify");
    assumeTrue(Files.exists(Path.of("/usr/bin/python3")), "there is no /usr/bin/python3");
    Scratch scratch = Scratch.make();
    Files.writeString(scratch.root().resolve("service.py"), PYTHON);
    scratch.install("milestone");
    scratch.manifest("ready.json", manifest(scratch.root()));
    scratch.up();
    for (String service : SERVICES) {
      Scratch.await(service + " to run", () -> !processes(scratch, service).isEmpty());
      assertThat(scratch.state(service)).as(service).startsWith("offline");
    }
    return scratch;
  }

  private static List<Long> processes(Scratch scratch, String service) {
    return scratch.processes("svc:/" + service + ":default");
  }

  @Test
  void servicesAreOnlineWhenTheySayThatTheyAreReady() throws Exception {
    try (Scratch scratch = boot()) {
      Files.createFile(scratch.root().resolve("go"));
      SERVICES.forEach(service -> scratch.awaitState(service, "online"));
      assertThat(scratch.ok("svcprop", "-p", "restarter/status_text", "svc:/t/tool:default"))
          .contains("well");
    }
  }

  @Test
  void whatIsSaidWhileTheRestarterIsDeadIsNotLost() throws Exception {
    try (Scratch scratch = boot()) {
      Map<String, Long> before = new TreeMap<>();
      SERVICES.forEach(s -> before.put(s, processes(scratch, s).getFirst()));
      long startd = scratch.tree().manager("k.startd").orElseThrow();
      // It hears nothing until it is dead.
      signal(startd, "STOP");
      Files.createFile(scratch.root().resolve("go"));
      for (String said : List.of("tool", "python", "pipe")) {
        Scratch.await(said, () -> Files.exists(scratch.root().resolve(said)));
      }
      Tree.kill(startd);
      SERVICES.forEach(service -> scratch.awaitState(service, "online"));
      before.forEach((s, pid) -> assertThat(processes(scratch, s)).as(s).contains(pid));
    }
  }

  private static void signal(long pid, String name) throws Exception {
    assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor())
        .isZero();
  }
}
