package systemk.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// A container without an engine: a program as process 1 of namespaces of its own. It takes root.
final class Container implements AutoCloseable {
  private static final List<String> NAMESPACES =
      List.of("unshare", "--pid", "--mount", "--fork", "--mount-proc", "--kill-child");
  private static final long BOUND_SECONDS = 120;

  private final Path console;
  private final Process process;

  /// What a command in a container answered.
  record Answer(int status, String out) {}

  private Container(Process process, Path console) {
    this.process = process;
    this.console = console;
  }

  /// Whether this machine lets us make namespaces.
  static boolean isPossible() throws InterruptedException {
    List<String> command = new ArrayList<>(NAMESPACES);
    command.add("true");
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    } catch (IOException _) {
      return false;
    }
  }

  /// Runs a command as process 1.
  ///
  /// @param console where its output goes
  /// @param before a script that is run first, to mount what the container is to see
  /// @param environment all of it
  static Container run(
      Path console, String before, Map<String, String> environment, List<String> command)
      throws IOException {
    List<String> words = new ArrayList<>(NAMESPACES);
    words.addAll(List.of("sh", "-ec", before + "\nexec \"$@\"", "sh"));
    words.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(console.toFile()));
    String path = System.getenv("PATH");
    builder.environment().clear();
    builder.environment().putAll(new TreeMap<>(Map.of("PATH", path == null ? "" : path)));
    builder.environment().putAll(environment);
    return new Container(builder.start(), console);
  }

  String said() {
    try {
      return Files.readString(console);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ProcessHandle first() {
    Scratch.await(
        "process 1 to be made",
        () -> !process.isAlive() || process.children().findFirst().isPresent());
    return process.children().findFirst().orElseThrow(() -> new AssertionError(said()));
  }

  /// Runs a command beside process 1, as an engine's `exec` does.
  ///
  /// @param through what it is run by, for example to enter a root
  Answer exec(List<String> through, String... command) {
    List<String> words = new ArrayList<>();
    words.addAll(List.of("nsenter", "-t", Long.toString(first().pid()), "-m", "-p"));
    words.addAll(through);
    words.addAll(List.of(command));
    try {
      Path out = Files.createTempFile("k", "out");
      try {
        Process run =
            new ProcessBuilder(words)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        assertThat(run.waitFor(BOUND_SECONDS, TimeUnit.SECONDS)).as("%s ends", words).isTrue();
        return new Answer(run.exitValue(), Files.readString(out));
      } finally {
        Files.delete(out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /// Asks process 1 to end, as `docker stop` does.
  void terminate() {
    first().destroy();
  }

  /// The exit status, as an engine would tell it.
  int exitStatus() throws InterruptedException {
    assertThat(process.waitFor(BOUND_SECONDS, TimeUnit.SECONDS)).as(said()).isTrue();
    return process.exitValue();
  }

  @Override
  public void close() {
    process.children().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    Scratch.await("the namespaces to end", () -> !process.isAlive());
  }
}
