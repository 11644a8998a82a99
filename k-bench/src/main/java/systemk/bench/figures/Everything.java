package systemk.bench.figures;

import io.vavr.control.Option;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import systemk.bench.Bars;
import systemk.bench.daemon.CommandLine;
import systemk.bench.peers.Kit;
import systemk.bench.peers.PeersBench;
import systemk.bench.peers.PeersReport;
import systemk.bench.peers.Results;
import systemk.json.Json;
import systemk.json.JsonText;

/// Runs `k bench peers`: the managers side by side, then what their parts could do at best, and one
/// report of it all.
final class Everything {
  private static final int MOST_ROUNDS = 1_000;
  private static final int A_DAY = 24 * 60;

  private final CommandLine line;
  private final String command;

  private Everything(CommandLine line, String command) {
    this.line = line;
    this.command = command;
  }

  static Everything of(CommandLine line, List<String> words) {
    return new Everything(line, command(words));
  }

  /// What was called, for a report.
  static String command(List<String> words) {
    List<String> shown = new ArrayList<>(words);
    int home = shown.indexOf("--home");
    if (home >= 0) {
      shown.subList(home, home + 2).clear();
    }
    // Where things lie here is nobody else's business.
    for (String option : List.of("--dinit", "--cache", "--out")) {
      int at = shown.indexOf(option);
      if (at >= 0 && at + 1 < shown.size()) {
        shown.set(at + 1, "DIR");
      }
    }
    return "./k bench " + String.join(" ", shown);
  }

  boolean run() throws IOException, InterruptedException {
    boolean quick = line.has("--quick");
    List<Integer> sizes = line.numbers("--sizes", quick ? "10" : "10,100,1000", 10, 10_000);
    Set<String> peers = peers(line.text("--peers", ""));
    Duration budget = Duration.ofMinutes(line.number("--minutes", quick ? A_DAY : 12));
    PeersReport report = PeersReport.begin(command);
    Kit kit =
        PeersBench.kit(
            Path.of(line.text("--cache", cache())),
            Option.of(line.text("--dinit", "")).filter(text -> !text.isEmpty()).map(Path::of));
    // What the parts can do beside the limits of the machine takes a share of the time.
    Duration whole = quick ? budget : budget.multipliedBy(13).dividedBy(20);
    Results results =
        new PeersBench(line.home(), kit, !quick, sizes, peers).run(whole, quick ? 1 : MOST_ROUNDS);
    Bars bars = new Bars();
    PeersReport.judge(results, bars);
    List<PeersReport.Section> sections = quick ? List.of() : parts(budget, bars);
    String out = line.text("--out", "");
    if (!out.isEmpty()) {
      report.write(Path.of(out), results, bars, sections);
    }
    if (line.has("-j")) {
      System.out.println(JsonText.pretty(report.json(results, bars, sections)));
    } else {
      System.out.print(report.markdown(results, bars, sections));
    }
    return bars.areKept();
  }

  private List<PeersReport.Section> parts(Duration budget, Bars bars) throws InterruptedException {
    // Six rounds, one of which does not count, of seven contenders.
    Duration turn = budget.dividedBy(12 * 6 * 7);
    List<Integer> sizes = List.of(10, 1_000, 10_000);
    return List.of(
        section(
            "Commits, beside append + fdatasync and SQLite",
            new StoreBench(line.home(), 5, turn)::run,
            bars),
        section(
            "10 to 10,000 services in k.configd",
            new ScaleBench(line.home(), 3, 3, sizes, budget.dividedBy(6))::run,
            bars),
        section("64 clients", new LoadBench(line.home(), 64, budget.dividedBy(12))::run, bars));
  }

  /// A bench that prints, and judges itself.
  private interface Part {
    Json run(PrintStream out, Bars bars) throws IOException, InterruptedException;
  }

  /// A part that fails is told; what was measured before it is not lost.
  private static PeersReport.Section section(String title, Part part, Bars bars)
      throws InterruptedException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(text, false, StandardCharsets.UTF_8)) {
      Json json = part.run(out, bars);
      out.flush();
      return new PeersReport.Section(
          title, "```\n" + text.toString(StandardCharsets.UTF_8) + "```\n", json);
    } catch (IOException e) {
      String why = "Could not be measured: " + e.getMessage();
      bars.failed(title);
      return new PeersReport.Section(title, why + "\n", Json.of(why));
    }
  }

  private static String cache() {
    String home = System.getenv("XDG_CACHE_HOME");
    return (home == null || home.isEmpty() ? System.getProperty("user.home") + "/.cache" : home)
        + "/systemk-peers";
  }

  private Set<String> peers(String text) {
    List<String> names = text.isEmpty() ? List.of() : List.of(text.split(",", -1));
    for (String name : names) {
      if (!PeersBench.names().contains(name)) {
        throw line.refused(
            "there is no peer \"" + name + "\" but " + String.join(", ", PeersBench.names()));
      }
    }
    return Set.copyOf(names);
  }
}
