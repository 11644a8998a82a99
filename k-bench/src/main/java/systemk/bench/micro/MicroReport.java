package systemk.bench.micro;

import io.vavr.control.Option;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import systemk.bench.Bars;
import systemk.bench.peers.Machine;
import systemk.json.Json;
import systemk.json.JsonText;

/// The page that is made of a run of micro-benchmarks, and where it goes.
public final class MicroReport {
  private static final String CHART = "growth.svg";

  private final Option<Path> directory;
  private final String command;
  private final Machine machine;
  private final String loadBefore;
  private final Instant begin = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  private MicroReport(Option<Path> directory, String command, Machine machine, String loadBefore) {
    this.directory = directory;
    this.command = command;
    this.machine = machine;
    this.loadBefore = loadBefore;
  }

  /// Notes how things are before the run.
  ///
  /// @param directory for the report; nothing is written if there is none
  /// @param command what makes it
  public static MicroReport begin(Option<Path> directory, String command) throws IOException {
    return new MicroReport(
        directory,
        command,
        Machine.here(Path.of(System.getProperty("java.io.tmpdir", "/tmp"))),
        Machine.load());
  }

  String markdown(Answers answers, Bars bars) throws IOException {
    StringBuilder text =
        new StringBuilder("# What the parts of SystemK cost, and how it grows\n\n");
    text.append("Made by `").append(command).append("` at ").append(begin);
    text.append(". Load average (1 and 15 minutes) before: ").append(loadBefore);
    text.append("; after: ").append(Machine.load()).append(".\n\n| | |\n|---|---|\n");
    machine.facts().forEach((what, is) -> text.append("| %s | %s |%n".formatted(what, is)));
    text.append(
        """

        By JMH, each line and size in a JVM of its own that compiles as those of the daemons do. The median of the iterations, and the
        quarters below and above which the others lie. The exponent is the power of the number of services that the time grows with: 0 if
        it does not grow, 1 if ten times as many take ten times as long.

        """);
    text.append(answers.markdown());
    return bars.isEmpty()
        ? text.toString()
        : text.append("\n### Judgement\n\n").append(bars.markdown()).toString();
  }

  void write(String page, Answers answers, Bars bars) throws IOException {
    for (Path path : directory) {
      Files.createDirectories(path);
      Files.writeString(
          path.resolve("micro.md"), markdown(answers, bars) + "\n![growth](" + CHART + ")\n");
      Json json =
          Json.object()
              .put("command", command)
              .put("time", begin.toString())
              .put("machine", machine.json())
              .putArray("growth", bars.json())
              .put("figures", answers.json())
              .build();
      Files.writeString(path.resolve("micro.json"), JsonText.pretty(json) + "\n");
      Files.writeString(path.resolve(CHART), GrowthChart.of(answers));
    }
  }
}
