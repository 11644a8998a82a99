package systemk.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Programs that drive SMF by its commands do not notice the difference: each file of
/// `src/test/clients` runs the commands of one of them and takes their output apart as that one
/// does (smf.md §11.3). `-Dclient=GLOB` runs some of them.
class ClientsIT {
  private static final Path CLIENTS = Path.of("src/test/clients").toAbsolutePath();
  private static final String WANTED = System.getProperty("client", "*.{py,pl,sh}");
  private static final int BOUND_SECONDS = 180;

  private static Scratch scratch;

  @BeforeAll
  static void boot() throws Exception {
    scratch = Scratch.make();
    scratch.install("milestone");
    scratch.install("system/manifest-import.json");
    scratch.manifest("clients.json", Files.readString(CLIENTS.resolve("tree.json")));
    scratch.up();
  }

  @AfterAll
  static void end() throws IOException {
    scratch.close();
  }

  @TestFactory
  Stream<DynamicTest> clients() throws IOException {
    var glob = CLIENTS.getFileSystem().getPathMatcher("glob:" + WANTED);
    try (Stream<Path> files = Files.list(CLIENTS)) {
      List<Path> scripts =
          files
              .filter(file -> glob.matches(file.getFileName()))
              .filter(Files::isExecutable)
              .sorted()
              .toList();
      assertThat(scripts).isNotEmpty();
      return scripts.stream()
          .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> drive(file)));
    }
  }

  private static void drive(Path script) throws IOException, InterruptedException {
    String name = script.getFileName().toString();
    Path directory = Files.createDirectories(scratch.root().resolve("clients").resolve(name));
    Path said = directory.resolve("said");
    ProcessBuilder builder =
        new ProcessBuilder(script.toString())
            .directory(directory.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    builder.environment().clear();
    builder
        .environment()
        .put(
            "PATH",
            // pfexec, which there is on Solaris only, is beside the scripts.
            Scratch.prepared().toRealPath().resolve("bin")
                + ":"
                + CLIENTS
                + ":"
                + System.getenv("PATH"));
    builder.environment().put("SYSTEMK_ROOT", scratch.root().toString());
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    builder.environment().put("LC_ALL", "C");
    builder.environment().put("TZ", "UTC");
    Process process = builder.start();
    boolean ended = process.waitFor(BOUND_SECONDS, TimeUnit.SECONDS);
    if (!ended) {
      process.destroyForcibly();
    }
    assertThat(ended).as("%s ends: %s", name, Files.readString(said)).isTrue();
    assertThat(process.exitValue()).as("%s: %s", name, Files.readString(said)).isZero();
  }
}
