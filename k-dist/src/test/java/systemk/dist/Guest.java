package systemk.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import systemk.bench.Tree.Answer;

/// A Linux machine of its own for one test: a Debian kernel in QEMU, with all controllers of cgroup
/// v2, and the file tree of this machine at the same paths, where what it writes stays its own.
///
/// It needs neither root nor KVM, and is slow: a JVM starts in seconds. It ends with the test, with
/// the JVM of the test, or after a quarter of an hour, whichever is first. `guest` in the tests'
/// scripts boots it, and says what that needs.
final class Guest implements AutoCloseable {
  private static final Path SCRIPT = Path.of(System.getProperty("systemk.guest"));
  private static final Duration BOOT = Duration.ofMinutes(2);

  // The guest ends a command that takes too long, and has to say so.
  private static final Duration GRACE = Duration.ofSeconds(30);

  private final Process machine;
  private final Writer commands;
  private final Path console;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

  private Guest(Process machine, Path console) {
    this.machine = machine;
    this.commands = machine.outputWriter(StandardCharsets.US_ASCII);
    this.console = console;
  }

  /// What is missing to have a guest; nothing if one can be booted.
  static Optional<String> missing() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("sh", SCRIPT.toString(), "missing").redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() == 0 ? Optional.empty() : Optional.of(text.strip());
  }

  /// A guest whose process 1 does nothing but reap.
  static Guest boot() throws IOException, InterruptedException {
    return boot("");
  }

  /// A guest whose process 1 is this program, with its arguments, all without blanks of their own;
  /// nothing for one that does nothing but reap.
  static Guest boot(String init) throws IOException, InterruptedException {
    Path console = Files.createTempFile("k-guest", ".console");
    ProcessBuilder builder = new ProcessBuilder("sh", SCRIPT.toString(), "boot");
    builder.environment().put("GUEST_CONSOLE", console.toString());
    builder.environment().put("GUEST_INIT", init);
    builder.redirectError(ProcessBuilder.Redirect.appendTo(console.toFile()));
    Guest guest = new Guest(builder.start(), console);
    try {
      guest.listen();
      assertThat(guest.answer("the guest to be up", BOOT)).isEqualTo("up");
      return guest;
    } catch (Throwable failed) {
      guest.close();
      throw failed;
    }
  }

  private void listen() {
    Thread.ofVirtual()
        .name("guest")
        .start(
            () -> {
              try (BufferedReader lines =
                  new BufferedReader(
                      new InputStreamReader(machine.getInputStream(), StandardCharsets.US_ASCII))) {
                lines.lines().forEach(answers::add);
              } catch (IOException | UncheckedIOException e) {
                // The machine was ended while it spoke. Whoever waits for more is told why not.
                answers.add("gone: " + e.getMessage());
              }
            });
  }

  private String answer(String what, Duration bound) throws IOException, InterruptedException {
    String line = answers.poll(bound.toMillis(), TimeUnit.MILLISECONDS);
    assertThat(line).as("waited %s for %s; its console: %s", bound, what, console()).isNotNull();
    return String.valueOf(line);
  }

  /// What the kernel and process 1 said.
  String console() throws IOException {
    return Files.readString(console, StandardCharsets.ISO_8859_1);
  }

  /// Runs a script of the shell in the guest, and answers how it ended: with status 124 if it took
  /// longer than the bound.
  Answer run(Duration bound, String script) throws IOException, InterruptedException {
    commands.write(bound.toSeconds() + " " + encoded(script) + "\n");
    commands.flush();
    String line = answer("the end of: " + script, bound.plus(GRACE));
    String[] words = line.split(" ");
    assertThat(words).as("an answer: %s", line).hasSize(3);
    return new Answer(Integer.parseInt(words[0]), decoded(words[1]), decoded(words[2]));
  }

  /// Runs a script that must succeed, and answers its output.
  String ok(Duration bound, String script) throws IOException, InterruptedException {
    Answer answer = run(bound, script);
    assertThat(answer.status())
        .as("in the guest: %s%n%s%s", script, answer.out(), answer.err())
        .isZero();
    return answer.out();
  }

  /// Writes a file of the guest, with the directories it needs.
  void write(String path, String text) throws IOException, InterruptedException {
    String file = "'" + path + "'";
    ok(
        Duration.ofSeconds(30),
        "mkdir -p \"$(dirname %1$s)\" && echo %2$s | base64 -d >%1$s"
            .formatted(file, encoded(text)));
  }

  private static String encoded(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String decoded(String word) {
    return new String(Base64.getDecoder().decode(word.substring(1)), StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    // Without anybody outside the guest ends by itself; it holds nothing that could get lost.
    machine.destroy();
    try {
      if (!machine.waitFor(10, TimeUnit.SECONDS)) {
        machine.destroyForcibly();
      }
    } catch (InterruptedException _) {
      machine.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    Files.deleteIfExists(console);
  }
}
