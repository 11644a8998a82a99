package systemk.shell.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import systemk.core.manifest.Manifest;
import systemk.shell.Host;
import systemk.shell.Outcome;

class ShippedManifestsTest {
  private static final Path MANIFESTS = Path.of("..", "manifests");

  static Stream<Path> shipped() throws IOException {
    try (Stream<Path> files = Files.walk(MANIFESTS)) {
      return files.filter(file -> file.toString().endsWith(".json")).toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void everyShippedManifestIsOne(Path file) throws IOException {
    Vector<ManifestError> errors =
        ManifestDecoder.decode(file.toString(), Files.readString(file))
            .fold(e -> e, (Manifest _) -> Vector.empty());

    assertThat(errors).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void nothingIsWrongWithWhatTheyMake(Path file) throws IOException {
    Host host = new Host().file("m.json", Files.readString(file));

    assertThat(host.run("svccfg", "validate", "m.json")).isEqualTo(Outcome.Exit.ok(""));
  }

  @Test
  void allOfThemAreImportedTogetherAndTwiceIsOnce() throws IOException {
    Host host = new Host();
    for (Path file : shipped().toList()) {
      host.file("/manifests/" + MANIFESTS.relativize(file), Files.readString(file));
    }

    assertThat(host.run("svccfg", "-v", "import", "/manifests").err()).isEmpty();
    assertThat(host.run("svcs", "-Ho", "fmri", "-s", "fmri").out())
        .isEqualTo(
            """
            svc:/milestone/goals:default
            svc:/milestone/multi-user-server:default
            svc:/milestone/multi-user:default
            svc:/milestone/single-user:default
            svc:/network/echo:default
            svc:/network/inetd:default
            svc:/network/loopback:default
            svc:/network/physical:default
            svc:/network/ssh:default
            svc:/site/config:default
            svc:/site/content:default
            svc:/site/web:default
            svc:/site/worker:default
            svc:/system/console-login:console
            svc:/system/console-login:tty1
            svc:/system/console-login:tty2
            svc:/system/console-login:tty3
            svc:/system/cron:default
            svc:/system/device/local:default
            svc:/system/filesystem/local:default
            svc:/system/filesystem/root:default
            svc:/system/fm/notify:default
            svc:/system/identity:node
            svc:/system/manifest-import:default
            svc:/system/power-button:default
            svc:/system/random-seed:default
            svc:/system/swap:default
            svc:/system/system-log:default
            svc:/system/utmp:default
            """);
    assertThat(host.run("svccfg", "-v", "import", "/manifests").out())
        .isEqualTo("No changes were necessary\n");
    assertThat(host.commits()).isEqualTo(1);
  }
}
