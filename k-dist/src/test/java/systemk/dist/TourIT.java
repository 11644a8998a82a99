package systemk.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/// What the README has a newcomer type works as it says, line by line, on the tree that `k up`
/// makes.
class TourIT {
  private static final Path CHECKOUT = Path.of("..").toAbsolutePath().normalize();

  /// What a block says if it did what the README says of it, by a part of the block.
  private static final Map<String, String> SAID =
      Map.ofEntries(
          Map.entry("svcs -a  ", "(?s).*online .*svc:/site/worker:default.*<h1>.*"),
          Map.entry(
              "svcs -x site/worker", "(?s).*Reason: Service svc:/site/web:default is disabled.*"),
          Map.entry("svccfg -s site/web:default revert", "(?s).*<h1>.*<h1>.*"),
          Map.entry("svccfg rollback --plan", "(?s).*move the site to.*Rolled back.*"),
          Map.entry("svccfg -f /tmp/break.cfg", "(?s).*revert.*site/web.*"),
          Map.entry("svccfg verify", "(?s).*site.*"),
          Map.entry("lsvcrun", "(?s).*SMF_EXIT_OK=0.*legacy_run.*lrc:.*"),
          Map.entry("svcadm milestone all", "(?s).*Not part of the milestone.*"),
          Map.entry("kill -STOP", "(?s).*Health checks fail.*online.*"),
          Map.entry("svccfg log --refused", "(?s).*Permission denied.*disable.*"),
          Map.entry("setnotify", "(?s).*to-maintenance.*root@localhost.*"),
          Map.entry("svcadm -v upgrade", "(?s)The managers were upgraded.*jwebserver.*"),
          Map.entry("svccfg export site/web", "(?s).*<service_bundle.*"),
          Map.entry("svccfg delete -f site/hello", "(?s).*hello.*"),
          Map.entry("svcs site/hello\n", "(?s).*site/hello.*"));

  /// The blocks of the tour that can be run as they are.
  private static List<String> blocks() throws IOException {
    String readme = Files.readString(CHECKOUT.resolve("README.md"));
    String tour =
        readme.substring(
            readme.indexOf("\n## Five minutes\n"),
            readme.indexOf("\n## Manual pages and completion\n"));
    List<String> blocks = new ArrayList<>();
    String[] parts = tour.split("```\n");
    for (int i = 1; i < parts.length; i += 2) {
      // What is typed into svccfg is tested elsewhere, and other trees must keep their managers.
      if (!parts[i].contains("svc:> ") && !parts[i].contains("pgrep")) {
        blocks.add(parts[i].replace("eval \"$(./k env)\" ", "true "));
      }
    }
    return blocks;
  }

  private static void replace(Path directory, String from, String to) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.writeString(file, Files.readString(file).replace(from, to));
      }
    }
  }

  private static String run(Scratch scratch, Path directory, String block) throws Exception {
    Path home = Scratch.prepared();
    Path out = directory.resolve("said");
    ProcessBuilder builder =
        new ProcessBuilder("/bin/sh", "-c", block)
            .directory(CHECKOUT.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    builder.environment().put("SYSTEMK_ROOT", scratch.root().toString());
    builder.environment().put("SYSTEMK_HOME", home.toString());
    builder.environment().merge("PATH", home + "/bin", (old, own) -> own + ":" + old);
    Process process = builder.start();
    assertThat(process.waitFor(300, TimeUnit.SECONDS)).as("ends: %s", block).isTrue();
    return Files.readString(out);
  }

  @Test
  void everyLineOfTheTourDoesWhatItSays() throws Exception {
    String port = String.valueOf(Ports.free());
    String other = String.valueOf(Ports.free());
    boolean root = "root".equals(System.getProperty("user.name"));
    Path directory = Files.createTempDirectory("k-tour");
    SoftAssertions all = new SoftAssertions();
    try (Scratch scratch = Scratch.make()) {
      scratch.install("milestone");
      scratch.install("site");
      scratch.install("system/manifest-import.json");
      replace(scratch.tree().layout().manifests().resolve("site"), "8080", port);
      // The user nobody is let in, too.
      Files.setPosixFilePermissions(scratch.root(), PosixFilePermissions.fromString("rwxr-xr-x"));
      scratch.up();
      List<String> blocks = blocks();
      assertThat(blocks).hasSizeGreaterThan(SAID.size());
      for (String block : blocks) {
        scratch.awaitState("site/web", "online");
        scratch.awaitState("site/worker", "online");
        if (block.contains("setpriv") && !root) {
          continue;
        }
        String said =
            run(
                scratch,
                directory,
                block
                    .replace("8080", port)
                    .replace("8081", other)
                    .replace("/tmp/", directory + "/"));
        all.assertThat(said)
            .as(block)
            .doesNotContainIgnoringCase(
                "not found", "internal error", "exception", "usage:", "could not", "cannot");
        SAID.entrySet().stream()
            .filter(entry -> block.contains(entry.getKey()))
            .forEach(entry -> all.assertThat(said).as(block).matches(entry.getValue()));
      }
      all.assertAll();
    } finally {
      try (Stream<Path> files = Files.walk(directory)) {
        files.sorted(java.util.Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
      }
    }
  }
}
