package systemk.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import systemk.bench.Tree.Answer;

/// A machine booted in namespaces of its own: process 1 is `/sbin/init`, which is the guard of the
/// distribution. `machine` in the tests' scripts makes it, and says what it is made of. It ends
/// with the test.
final class Machine {
  /// How it ends when it asked the kernel for a reboot, and when for anything else.
  static final int REBOOTED = 128 + 1;

  static final int POWERED_OFF = 128 + 2;

  private static final Path SCRIPT = Path.of(System.getProperty("systemk.machine"));
  private static final Duration BOUND = Duration.ofMinutes(2);

  private final Path home;
  private final Path directory;
  private @Nullable Process process;

  Machine(Path directory) throws IOException {
    this.home = Scratch.prepared();
    this.directory = directory;
  }

  /// What is missing to have one; nothing if one can be booted.
  static Optional<String> missing() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("sh", SCRIPT.toString(), "missing").redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() == 0 ? Optional.empty() : Optional.of(text.strip());
  }

  /// Puts a file into its root, at each boot from now on.
  Machine file(String name, String text) throws IOException {
    return write("files/" + name, text);
  }

  /// What its kernel's command line says from the next boot on.
  Machine commandLine(String text) throws IOException {
    return write("cmdline", text + "\n");
  }

  /// Has a script of the shell stand in for sulogin(8).
  Machine sulogin(String script) throws IOException {
    write("sulogin", "#!/bin/sh\n" + script + "\n");
    assertThat(directory.resolve("sulogin").toFile().setExecutable(true)).isTrue();
    return this;
  }

  private Machine write(String name, String text) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return this;
  }

  /// What outlives its boots: `etc/svc` and `var`.
  Path persistent(String name) {
    return directory.resolve("persistent").resolve(name);
  }

  /// Boots it, and returns when k.init runs.
  Machine boot() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            "sh",
            "-c",
            // What dies of SIGABRT is not to leave its memory on the disk.
            "ulimit -c 0; exec \"$@\"",
            "sh",
            SCRIPT.toString(),
            "boot",
            home.toString(),
            directory.toString());
    process =
        builder
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.resolve("console").toFile()))
            .start();
    Scratch.await("k.init to run", () -> init().isPresent());
    return this;
  }

  /// What was shown on its console in all boots.
  String console() throws IOException {
    return Files.readString(directory.resolve("console"), StandardCharsets.UTF_8);
  }

  private Process running() {
    if (process == null) {
      throw new IllegalStateException("not booted");
    }
    return process;
  }

  /// Its process 1. What that makes has its name, too, until it is another program.
  Optional<ProcessHandle> first() {
    return running()
        .toHandle()
        .descendants()
        .filter(Machine::isGuard)
        .filter(guard -> guard.parent().filter(Machine::isGuard).isEmpty())
        .findFirst();
  }

  private static boolean isGuard(ProcessHandle process) {
    return name(process).equals("k-guard");
  }

  /// k.init, once it is one: the script that becomes it has its name already.
  Optional<ProcessHandle> init() {
    return first().stream()
        .flatMap(ProcessHandle::children)
        .filter(child -> name(child).equals("k.init") && isJvm(child))
        .findFirst();
  }

  private static boolean isJvm(ProcessHandle process) {
    try {
      return Files.readSymbolicLink(Path.of("/proc/" + process.pid() + "/exe")).endsWith("java");
    } catch (IOException _) {
      // It has ended.
      return false;
    }
  }

  private static String name(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc/" + process.pid() + "/comm")).strip();
    } catch (IOException _) {
      return "";
    }
  }

  /// Runs a command in it: one of the distribution by its name there (`bin/svcs`), or any other.
  Answer run(String program, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("sh", SCRIPT.toString(), "run"));
    command.add(Long.toString(first().orElseThrow().pid()));
    command.add(program.contains("/") ? home.resolve(program).toString() : program);
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile("k-machine", "out");
    Path err = Files.createTempFile("k-machine", "err");
    try {
      Process asked =
          new ProcessBuilder(command)
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      boolean ended = asked.waitFor(BOUND.toSeconds(), TimeUnit.SECONDS);
      if (!ended) {
        asked.destroyForcibly();
      }
      assertThat(ended).as("%s ends", command).isTrue();
      return new Answer(asked.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  /// Runs a command that must succeed, and answers its output.
  String ok(String program, String... arguments) throws IOException, InterruptedException {
    Answer answer = run(program, arguments);
    assertThat(answer.status())
        .as("%s %s: %s%s", program, List.of(arguments), answer.out(), answer.err())
        .isZero();
    return answer.out().strip();
  }

  String state(String fmri) {
    try {
      return run("bin/svcs", "-H", "-o", "state", fmri).out().strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  void awaitState(String fmri, String state) {
    Scratch.await(fmri + " to be " + state, () -> state(fmri).equals(state));
  }

  /// Ends it as a power failure would.
  void losePower() throws InterruptedException {
    first().ifPresent(ProcessHandle::destroyForcibly);
    awaitEnd();
  }

  /// Waits until it has ended by itself, and answers with 128 and the signal its process 1 died of.
  int awaitEnd() throws InterruptedException {
    assertThat(running().waitFor(BOUND.toSeconds(), TimeUnit.SECONDS))
        .as("the machine ends")
        .isTrue();
    return running().exitValue();
  }

  /// Ends what is left of it.
  void end() throws InterruptedException {
    if (process != null && process.isAlive()) {
      // The namespace ends with its process 1, whichever program that is at the moment.
      process.toHandle().descendants().forEach(ProcessHandle::destroyForcibly);
      awaitEnd();
    }
  }
}
