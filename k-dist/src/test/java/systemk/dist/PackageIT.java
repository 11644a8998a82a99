package systemk.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The Debian packages, in a root file system of their own.
class PackageIT {
  private static final String MIRROR = "http://deb.debian.org/debian";

  private Path directory = Path.of("");

  /// How a program ended, and all it said.
  private record Ended(int status, String said) {}

  @BeforeEach
  void make() throws IOException {
    directory = Files.createTempDirectory("k-package");
  }

  @AfterEach
  void remove() throws Exception {
    run("rm", "-rf", directory.toString());
  }

  @Test
  void installsUpgradesAndLeavesARootAsItWas() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "takes root");
    assumeTrue(run("sh", "-c", "command -v dpkg-deb debootstrap").status() == 0, "no debootstrap");
    Path root = directory.resolve("root");
    Ended made = run("debootstrap", "--variant=minbase", "bookworm", root.toString(), MIRROR);
    assumeTrue(made.status() == 0, "debootstrap cannot make a root here: " + made.said());
    run("umount", root.resolve("proc").toString(), root.resolve("sys").toString());

    Path packages = Files.createDirectories(directory.resolve("packages"));
    Path again = Files.createDirectories(directory.resolve("again"));
    Path rebuilt = Files.createDirectories(packages.resolve("new"));
    write(packages, "1.0");
    write(again, "1.0");
    write(rebuilt, "1.0+rebuilt");
    assertThat(run("diff", "-rq", "-x", "new", packages.toString(), again.toString()).said())
        .as("the same build makes the same packages")
        .isEmpty();

    Ended used = run("sh", "src/test/sh/packages", root.toString(), packages.toString());
    assertThat(used.said().lines().filter(PackageIT::isOurs))
        .as(used.said())
        .containsExactly(
            "installed, nothing started",
            "online",
            "3",
            "/usr/lib/systemk/libexec/k-guard",
            "upgraded to +rebuilt",
            "kept",
            "kept",
            "removed, as it was");
    assertThat(used.status()).as(used.said()).isZero();
  }

  /// dpkg has something to say as well.
  private static boolean isOurs(String line) {
    return line.matches(
        "installed, nothing started|online|3|/usr/lib/systemk.*|upgraded.*|kept|removed, as it was");
  }

  private static void write(Path to, String version) throws Exception {
    Ended ended =
        run(
            Scratch.prepared().resolve("libexec/k.package").toString(),
            "--jdk",
            System.getProperty("java.home"),
            "--version",
            version,
            to.toString());
    assertThat(ended.status()).as(ended.said()).isZero();
  }

  private static Ended run(String... command) throws IOException, InterruptedException {
    Path said = Files.createTempFile("k-package", ".out");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(new ArrayList<>(List.of(command)))
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectErrorStream(true)
              .redirectOutput(said.toFile());
      builder.environment().put("SOURCE_DATE_EPOCH", "1700000000");
      Process process = builder.start();
      if (!process.waitFor(15, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        return new Ended(-1, "no end of " + String.join(" ", command));
      }
      return new Ended(process.exitValue(), Files.readString(said));
    } finally {
      Files.delete(said);
    }
  }
}
