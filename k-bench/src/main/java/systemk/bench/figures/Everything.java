package systemk.bench.figures;

import io.vavr.control.Option;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
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
  private final CommandLine line;
  private final String command;

  private Everything(CommandLine line, String command) {
    this.line = line;
    this.command = command;
  }

  static Everything of(CommandLine line, List<String> words) {
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
    return new Everything(line, "./k bench " + String.join(" ", shown));
  }

  boolean run() throws IOException, InterruptedException {
    boolean quick = line.has("--quick");
    List<Integer> sizes = sizes(line.text("--sizes", quick ? "10" : "10,100,1000"));
    Set<String> peers = peers(line.text("--peers", ""));
    Duration budget = Duration.ofMinutes(line.number("--minutes", quick ? 0 : 12));
    PeersReport report = PeersReport.begin(command);
    Kit kit =
        PeersBench.kit(
            Path.of(line.text("--cache", cache())),
            Option.of(line.text("--dinit", "")).filter(text -> !text.isEmpty()).map(Path::of));
    // What the parts can do beside the limits of the machine takes a share of the time.
    Duration whole = quick ? budget : budget.multipliedBy(7).dividedBy(10);
    Results results = new PeersBench(line.home(), kit, !quick, sizes, peers).run(whole);
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

  private List<PeersReport.Section> parts(Duration budget, Bars bars)
      throws IOException, InterruptedException {
    Duration load = budget.dividedBy(12);
    return List.of(
        section(
            "Commits, beside append + fdatasync and SQLite",
            new StoreBench(line.home(), 5, Duration.ofSeconds(1))::run,
            bars),
        section("10 to 10,000 services in k.configd", new ScaleBench(line.home(), 3, 3)::run, bars),
        section("64 clients", new LoadBench(line.home(), 64, load)::run, bars));
  }

  /// A bench that prints, and judges itself.
  private interface Part {
    Json run(PrintStream out, Bars bars) throws IOException, InterruptedException;
  }

  private static PeersReport.Section section(String title, Part part, Bars bars)
      throws IOException, InterruptedException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    Json json;
    try (PrintStream out = new PrintStream(text, false, StandardCharsets.UTF_8)) {
      json = part.run(out, bars);
    }
    return new PeersReport.Section(
        title, "```\n" + text.toString(StandardCharsets.UTF_8) + "```\n", json);
  }

  private static String cache() {
    String home = System.getenv("XDG_CACHE_HOME");
    return (home == null || home.isEmpty() ? System.getProperty("user.home") + "/.cache" : home)
        + "/systemk-peers";
  }

  private List<Integer> sizes(String text) {
    try {
      List<Integer> sizes =
          Arrays.stream(text.split(",", -1)).map(Integer::parseInt).distinct().sorted().toList();
      if (sizes.getFirst() >= 10 && sizes.getLast() <= 10_000) {
        return sizes;
      }
    } catch (NumberFormatException _) {
      // Told below, like one that is too small.
    }
    throw line.refused("--sizes wants numbers from 10 to 10000, not \"" + text + "\"");
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
