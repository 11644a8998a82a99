package systemk.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import systemk.bench.Bars;
import systemk.json.Json;
import systemk.json.JsonText;

/// The page that is made of a run: targets first, then every figure, won or lost.
public final class PeersReport {
  /// The file with the figures.
  static final String JSON = "peers.json";

  /// The figures of the run before, which lie beside those they are compared with.
  static final String BEFORE = "before.json";

  private final Machine machine;
  private final String command;
  private final String loadBefore;
  private final Instant begin;

  private PeersReport(Machine machine, String command, String loadBefore, Instant begin) {
    this.machine = machine;
    this.command = command;
    this.loadBefore = loadBefore;
    this.begin = begin;
  }

  /// Notes how things are before the run.
  ///
  /// @param command what makes it
  public static PeersReport begin(String command) throws IOException {
    return new PeersReport(
        Machine.here(Path.of(System.getProperty("java.io.tmpdir", "/tmp"))),
        command,
        Machine.load(),
        Instant.now().truncatedTo(ChronoUnit.SECONDS));
  }

  /// What a part of the run has for the page.
  public record Section(String title, String markdown, Json json) {}

  /// The page.
  public String markdown(Results results, Bars bars, Iterable<Section> sections)
      throws IOException {
    StringBuilder text = new StringBuilder("# SystemK beside its peers\n\n");
    text.append("Made by `").append(command).append("` at ").append(begin);
    text.append(". Load average (1 and 15 minutes) before: ").append(loadBefore);
    text.append("; after: ").append(Machine.load()).append(".\n\n| | |\n|---|---|\n");
    machine.facts().forEach((what, is) -> row(text, what, is));
    results.versions().forEach((peer, version) -> row(text, peer, version));
    results.absent().forEach((peer, why) -> row(text, peer, "absent: " + why));
    text.append("\n## Targets\n\n").append(bars.markdown());
    text.append(
        """

        ## Whole systems

        In turns, round after round. Bold is what SystemK takes beside that manager: below 1 it is quicker or smaller, above 1 it
        loses. Then the median, and the quarters below and above which the others lie. A service is a static program that reports its start and
        sleeps; runit, s6 and daemontools start it through a shell script, as their users do.
        What a change is: a property in SystemK; a unit's file and `daemon-reload` in systemd; a description and `reload` in dinit; a `run` script and a
        restart of that service in the others. Where one command takes one service (s6), a shell runs it for each.

        """);
    text.append(Tables.markdown(results));
    if (!results.failures().isEmpty()) {
      text.append("\n### What could not be measured to its end\n\n");
      results.failures().forEach(failure -> text.append("- ").append(failure).append('\n'));
    }
    for (Section section : sections) {
      text.append("\n## ").append(section.title()).append("\n\n").append(section.markdown());
    }
    return text.toString();
  }

  private static void row(StringBuilder text, String what, String is) {
    text.append("| ").append(what).append(" | ").append(is).append(" |\n");
  }

  /// The figures.
  public Json.Obj json(Results results, Bars bars, Iterable<Section> sections) {
    Json.Builder json =
        Json.object()
            .put("command", command)
            .put("time", begin.toString())
            .put("machine", machine.json())
            .putArray("targets", bars.json())
            .put("peers", Tables.json(results));
    for (Section section : sections) {
      json.put(section.title(), section.json());
    }
    return json.build();
  }

  /// Writes page, figures and pictures into a directory.
  public void write(Path directory, Results results, Bars bars, Iterable<Section> sections)
      throws IOException {
    Files.createDirectories(directory);
    Json.Obj report = json(results, bars, sections);
    StringBuilder page = new StringBuilder(markdown(results, bars, sections));
    page.append("\n## Beside the run before\n\n").append(besideBefore(directory, report));
    page.append("\n## Pictures\n\n");
    for (Metric metric : Metric.values()) {
      if (!metric.chart().isEmpty()) {
        page.append("![").append(metric.title()).append("](").append(metric.chart()).append(")\n");
      }
    }
    Files.writeString(directory.resolve("peers.md"), page);
    Files.writeString(directory.resolve(JSON), JsonText.pretty(report) + "\n");
    Charts.draw(results, directory);
  }

  /// Compares with what an earlier run left in the directory, which is kept.
  private static String besideBefore(Path directory, Json.Obj report) throws IOException {
    Path earlier = directory.resolve(JSON);
    if (!Files.exists(earlier)) {
      return "There is none in this directory. A second run into it says which ratios do not agree.\n";
    }
    try {
      Json.Obj before = Comparison.read(earlier);
      return "The other run was made by `%s` at %s; its figures are in [%s](%s).%n%n%s"
          .formatted(
              before.string("command"),
              before.string("time"),
              BEFORE,
              BEFORE,
              Comparison.of(before, report).markdown());
    } catch (IOException e) {
      // What was measured just now is worth more than what cannot be read.
      return "It cannot be compared with: " + e.getMessage() + "\n";
    } finally {
      Files.move(earlier, directory.resolve(BEFORE), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /// Adds what the results say of the targets.
  public static void judge(Results results, Bars bars) {
    Targets.judge(results, bars);
  }
}
