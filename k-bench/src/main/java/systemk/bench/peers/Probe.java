package systemk.bench.peers;

import io.vavr.control.Option;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// The C program `probe.c`, compiled here, or a shell in its place where there is no compiler.
/* The shell cannot say when it was started, so that is when its report is seen; and what a cold command
 * costs is measured by this JVM, whose way to start a program costs half a millisecond more.
 */
record Probe(Option<Path> program) {
  private static final String SOURCE = "probe.c";

  static Probe compile(Kit kit, Path directory) throws IOException, InterruptedException {
    Option<Path> compiler = kit.find("cc");
    if (compiler.isEmpty()) {
      return new Probe(Option.none());
    }
    Path source = directory.resolve(SOURCE);
    try (InputStream text = Objects.requireNonNull(Probe.class.getResourceAsStream(SOURCE))) {
      Files.copy(text, source);
    }
    Path program = directory.resolve("probe");
    String cc = compiler.get().toString();
    for (List<String> how : List.of(List.of("-static"), List.<String>of())) {
      List<String> command = new ArrayList<>(List.of(cc, "-O2"));
      command.addAll(how);
      command.addAll(List.of("-o", program.toString(), source.toString()));
      if (Shell.run(command, Map.of()).status() == 0) {
        return new Probe(Option.some(program));
      }
    }
    throw new IOException(cc + " cannot compile " + source);
  }

  List<String> sleeper(Path reports, int number) {
    return program
        .map(path -> List.of(path.toString(), "sleep", reports.toString(), "" + number))
        .getOrElse(
            () ->
                List.of(
                    "/bin/sh",
                    "-c",
                    "'echo " + number + " $$ >>" + reports + "; exec sleep 10000000'"));
  }

  String payload() {
    return program.isDefined() ? "a static program that sleeps" : "a shell that becomes sleep(1)";
  }

  /// The milliseconds each of some runs of a command took.
  ///
  /// @param inside words before a command that is to run elsewhere
  List<Double> laps(
      List<String> inside,
      List<String> command,
      Map<String, String> environment,
      int count,
      long millis)
      throws IOException, InterruptedException {
    if (program.isEmpty()) {
      return lapsByJava(inside, command, environment, count, millis);
    }
    List<String> words = new ArrayList<>(inside);
    words.addAll(List.of(program.get().toString(), "laps", "" + count, "" + millis));
    words.addAll(command);
    Shell.Answer answer = Shell.run(words, environment);
    if (answer.status() != 0) {
      throw new IOException(String.join(" ", command) + ": " + answer.err().strip());
    }
    return answer.out().lines().map(line -> Long.parseLong(line) / 1e6).toList();
  }

  private static List<Double> lapsByJava(
      List<String> inside,
      List<String> command,
      Map<String, String> environment,
      int count,
      long millis)
      throws IOException, InterruptedException {
    List<String> words = new ArrayList<>(inside);
    words.addAll(command);
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    List<Double> laps = new ArrayList<>();
    while (laps.isEmpty() || (laps.size() < count && System.nanoTime() < end)) {
      long begin = System.nanoTime();
      Shell.Answer answer = Shell.run(words, environment);
      if (answer.status() != 0) {
        throw new IOException(String.join(" ", command) + ": " + answer.err().strip());
      }
      laps.add((System.nanoTime() - begin) / 1e6);
    }
    return laps;
  }
}
