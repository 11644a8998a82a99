package systemk.bench.figures;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import systemk.bench.daemon.CommandLine;
import systemk.json.Json;
import systemk.json.JsonText;

/// Measures, and compares with what was promised. Exits with 0 if every bar is kept, 1 if one is
/// missed, 2 if it cannot measure.
public final class Bench {
  private static final String USAGE =
      """
      usage: k bench store [--rounds N] [--millis N] [--quick] [-j]
             k bench scale [--rounds N] [--starts N] [--quick] [-j]
             k bench import [--from DIR] [--rounds N] [--quick] [-j]
        store     commits of one property, by 1 and 16 clients, in process and over the socket, beside
                  append + fdatasync of the same bytes and beside SQLite
        scale     start, memory, reads, commits, snapshots and diffs of 10, 1,000 and 10,000 services
        import    all manifests of a directory into a k.configd that runs, and again when none has changed
        --from    that directory (default ../shared/corpus/smf-manifests)
        --rounds  how often all take their turns (default 7, or 10); medians are shown
        --millis  how long a turn is in the first (default 1000)
        --starts  how often each size is started (default 7)
        --quick   a glance, for trying it out
        -j        the result as JSON
      Measure on a machine that has nothing else to do.""";

  private Bench() {}

  /// Runs `k bench`.
  ///
  /// @param arguments see the usage text
  public static void main(String[] arguments) throws InterruptedException {
    // The launcher puts its own option first.
    String what =
        Arrays.stream(arguments)
            .filter(List.of("store", "scale", "import")::contains)
            .findFirst()
            .orElse("");
    CommandLine line =
        CommandLine.parse(
            USAGE,
            List.of("--home", "--from", "--rounds", "--millis", "--starts"),
            List.of("--quick", "-j"),
            Arrays.stream(arguments).filter(word -> !word.equals(what)).toArray(String[]::new));
    if (what.isEmpty()) {
      throw line.refused("say what to measure");
    }
    try {
      System.exit(run(what, line) ? 0 : 1);
    } catch (IOException e) {
      System.err.println("k bench: " + e.getMessage());
      System.exit(2);
    }
  }

  private static boolean run(String what, CommandLine line)
      throws IOException, InterruptedException {
    Path home = Path.of(line.text("--home", "."));
    boolean quick = line.has("--quick");
    boolean json = line.has("-j");
    PrintStream out = json ? System.err : System.out;
    Bars bars = new Bars();
    Json figures =
        switch (what) {
          case "store" ->
              new StoreBench(
                      home,
                      line.count("--rounds", quick ? 2 : 7),
                      Duration.ofMillis(line.number("--millis", quick ? 300 : 1_000)))
                  .run(out, bars);
          case "import" -> ImportBench.of(line, home, quick).run(out, bars);
          default -> ScaleBench.of(line, home, quick).run(out, bars);
        };
    bars.print(out);
    if (json) {
      System.out.println(
          JsonText.pretty(
              Json.object()
                  .put("bench", what)
                  .put("figures", figures)
                  .putArray("bars", bars.json())
                  .put("ok", bars.areKept())
                  .build()));
    }
    return bars.areKept();
  }
}
