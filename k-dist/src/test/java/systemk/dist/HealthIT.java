package systemk.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import systemk.bench.Tree;

/// Services are asked whether they are well.
class HealthIT {
  private static final String WEB = "svc:/t/web:default";
  private static final String FILE = "svc:/t/file:default";
  private static final String HANG = "svc:/t/hang:default";

  @Test
  void aSickServiceIsDegradedOrRestartedAndWellAgain() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "needs python3 as a web server");
    try (Scratch scratch = Scratch.make()) {
      Path directory = Files.createDirectory(scratch.root().resolve("health"));
      Path page = Files.writeString(directory.resolve("page"), "well\n");
      Path file = Files.writeString(directory.resolve("file"), "well\n");
      int port = Ports.free();
      scratch.install("milestone");
      scratch.manifest(
          "health.json",
          """
          { "services": [
            { "service": "t/web", "enabled": true, "duration": "child",
              "start": "python3 -m http.server %1$d --bind 127.0.0.1 --directory %2$s",
              "properties": { "check": {
                "http": "http://127.0.0.1:%1$d/page", "interval_seconds": 1, "failures": 2 } } },
            { "service": "t/file", "enabled": true, "duration": "child", "start": "sleep 6000",
              "properties": { "check": { "exec": "test -e %3$s", "interval_seconds": 1,
                "failures": 2, "action": "restart" } } },
            { "service": "t/hang", "enabled": true, "duration": "child", "start": "sleep 6000",
              "properties": { "check": { "exec": "sleep 5999", "interval_seconds": 1,
                "timeout_seconds": 1, "failures": 1 } } }
          ] }
          """
              .formatted(port, directory, file));
      scratch.up();
      scratch.awaitState(WEB, "online");
      scratch.awaitState(FILE, "online");
      scratch.awaitState(HANG, "degraded");
      List<Long> web = scratch.processes(WEB);
      List<Long> before = service(scratch, FILE);

      Files.delete(page);
      scratch.awaitState(WEB, "degraded");
      Tree.kill(scratch.tree().manager("k.startd").orElseThrow());
      Files.writeString(page, "well again\n");
      scratch.awaitState(WEB, "online");
      assertThat(scratch.processes(WEB)).as("the same processes").isEqualTo(web);

      Files.delete(file);
      Scratch.await("another process", () -> isAnother(service(scratch, FILE), before));
      Files.writeString(file, "well again\n");
      scratch.awaitState(FILE, "online");
      assertThat(log(scratch))
          .contains("Health check failed, 2 in a row: check exited with status 1.");

      scratch.ok("svcadm", "disable", "-s", HANG);
      Scratch.await("no check to be left", () -> commands(scratch, HANG).isEmpty());
    }
  }

  private static String log(Scratch scratch) throws Exception {
    return Files.readString(scratch.tree().layout().logs().resolve("t-file:default.log"));
  }

  private static boolean isAnother(List<Long> now, List<Long> before) {
    return !now.isEmpty() && now.stream().noneMatch(before::contains);
  }

  /// The processes of the service itself, without those of its checks.
  private static List<Long> service(Scratch scratch, String fmri) {
    return scratch.tree().services().stream()
        .filter(process -> process.fmri().equals(fmri))
        .filter(process -> process.commandLine().contains("sleep 6000"))
        .map(Tree.ServiceProcess::pid)
        .toList();
  }

  private static List<String> commands(Scratch scratch, String fmri) {
    return scratch.tree().services().stream()
        .filter(process -> process.fmri().equals(fmri))
        .map(Tree.ServiceProcess::commandLine)
        .toList();
  }
}
