package systemk.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The library of methods works in the shells there are, without a tree of services.
class ShellLibraryTest {
  private static final Path LIBRARY = Path.of("src/main/svc/share/smf_include.sh");
  private static final Path SCRIPT = Path.of("src/test/sh/smf-include-test").toAbsolutePath();

  /// Stands for k.init: a contract is a file with the numbers of its processes.
  private static final String CONTRACTS =
      """
      #!/bin/sh
      for pid in $(cat "$(dirname "$0")/../$1.members" 2>/dev/null); do
        case $(sed 's/.*) //' "/proc/$pid/stat" 2>/dev/null) in '' | Z*) ;; *) echo "$pid" ;; esac
      done
      """;

  @ParameterizedTest
  @ValueSource(strings = {"/bin/sh", "/bin/dash", "/bin/bash", "/bin/busybox"})
  void everyFunctionDoesWhatItSays(String shell, @TempDir Path directory) throws Exception {
    assumeTrue(Files.isExecutable(Path.of(shell)), shell + " is not here");
    Path asking = directory.resolve("libexec/k.contract");
    Files.createDirectories(asking.getParent());
    Files.writeString(asking, CONTRACTS);
    assertThat(asking.toFile().setExecutable(true)).isTrue();
    Path library =
        Files.writeString(
            directory.resolve("smf_include.sh"),
            Files.readString(LIBRARY).replace("@HOME@", directory.toString()));
    Path said = directory.resolve("said");
    ProcessBuilder builder =
        new ProcessBuilder(shell, SCRIPT.toString(), library.toString(), directory.toString());
    if (shell.endsWith("busybox")) {
      builder.command().add(1, "sh");
    }
    Process process =
        builder
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(Files.readString(said)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(said)).isZero();
  }
}
