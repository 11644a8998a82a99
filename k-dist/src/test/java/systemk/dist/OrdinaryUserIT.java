package systemk.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import systemk.wire.Layout;

/// A tree run by somebody without privileges, and what strangers may do with it. Needs root to
/// become two other users.
class OrdinaryUserIT {
  private static final String OWNER = "65534";
  private static final String STRANGER = "2";

  @Test
  void anOrdinaryUserRunsATreeThatStrangersMayReadButNotChange() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "only root can become other users");
    Path home = Scratch.prepared();
    Path root = Files.createTempDirectory("k-user");
    run(null, "chown", OWNER, root.toString());
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwxr-xr-x"));
    Layout layout = new Layout(root);
    run(OWNER, "mkdir", "-p", layout.manifests().toString(), layout.logs().toString());
    run(
        OWNER,
        "cp",
        "-R",
        home.resolve("manifests/milestone").toString(),
        layout.manifests() + "/");
    assumeTrue(
        run(OWNER, "test", "-r", home.resolve("lib/init.args").toString()) == 0,
        "the checkout is not readable for others");
    Process init =
        new ProcessBuilder(
                as(
                    OWNER,
                    home.resolve("libexec/k.init").toString(),
                    "--root",
                    root.toString(),
                    "--home",
                    home.toString()))
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(root.resolve("../" + root.getFileName() + ".console").toFile())
            .start();
    try {
      Scratch.await("k.configd to listen", () -> Files.exists(layout.configdSocket()));
      String await = home.resolve("libexec/k.await").toString();
      String svcs = home.resolve("bin/svcs").toString();
      String svcadm = home.resolve("bin/svcadm").toString();
      String milestone = "svc:/milestone/multi-user-server:default";
      assertThat(command(OWNER, root, await, "-T", "60", milestone)).isZero();
      assertThat(command(STRANGER, root, svcs, milestone)).isZero();
      assertThat(command(STRANGER, root, svcadm, "disable", milestone)).isEqualTo(1);
      assertThat(command(OWNER, root, svcadm, "restart", "-s", milestone)).isZero();
      assertThat(run(OWNER, "chmod", "0700", layout.run().toString())).isZero();
      for (String client : List.of("SYSTEMK_NO_NATIVE", "SYSTEMK_NO_SUCH_VARIABLE")) {
        assertThat(complaint(STRANGER, root, client, svcs, "-a"))
            .startsWith(
                "svcs: Could not bind to repository server: insufficient privileges for"
                    + " action.  Exiting. (permission denied for "
                    + layout.configdSocket());
      }
    } finally {
      init.destroy();
      assertThat(init.waitFor(60, TimeUnit.SECONDS)).as("k.init ends").isTrue();
      run(null, "rm", "-rf", root.toString(), root + ".console");
    }
  }

  private static List<String> as(String uid, String... command) {
    List<String> words = new ArrayList<>();
    words.addAll(List.of("setpriv", "--reuid=" + uid, "--regid=" + uid, "--clear-groups", "--"));
    words.addAll(List.of(command));
    return words;
  }

  private static int command(String uid, Path root, String... command)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(as(uid, command)).inheritIO();
    builder.environment().put("SYSTEMK_ROOT", root.toString());
    Process process = builder.start();
    assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }

  /// What a command that must fail says to its standard error.
  ///
  /// @param variable a variable of its environment that is set
  private static String complaint(String uid, Path root, String variable, String... command)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(as(uid, command));
    builder.environment().putAll(Map.of("SYSTEMK_ROOT", root.toString(), variable, "1"));
    Process process = builder.start();
    String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isEqualTo(1);
    return said;
  }

  private static int run(@Nullable String uid, String... command)
      throws IOException, InterruptedException {
    List<String> words = uid == null ? List.of(command) : as(uid, command);
    Process process = new ProcessBuilder(words).inheritIO().start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }
}
