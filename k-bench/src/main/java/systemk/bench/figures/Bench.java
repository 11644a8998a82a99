package systemk.bench.figures;

import io.vavr.control.Option;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import systemk.bench.Bars;
import systemk.bench.daemon.CommandLine;
import systemk.bench.micro.MicroBench;
import systemk.bench.micro.MicroReport;
import systemk.bench.peers.Comparison;
import systemk.json.Json;
import systemk.json.JsonText;

/// Measures, and compares with what was promised. Exits with 0 if every bar is kept, 1 if one is
/// missed, 2 if it cannot measure.
public final class Bench {
  private static final List<String> WHAT =
      List.of("store", "scale", "import", "idle", "churn", "load", "micro", "peers", "compare");

  private Bench() {}

  /// Runs `k bench`.
  ///
  /// @param arguments see the manual page of k
  public static void main(String[] arguments) throws InterruptedException {
    // The launcher puts its own option first.
    String what = Arrays.stream(arguments).filter(WHAT::contains).findFirst().orElse("");
    String[] others =
        Arrays.stream(arguments).filter(word -> !word.equals(what)).toArray(String[]::new);
    CommandLine line =
        what.equals("compare")
            ? CommandLine.parseWithOperands("bench", others)
            : CommandLine.parse("bench", others);
    if (what.isEmpty()) {
      throw line.refused("say what to measure");
    }
    try {
      System.exit(run(what, line, List.of(arguments)) ? 0 : 1);
    } catch (IOException e) {
      System.err.println("k bench: " + e.getMessage());
      System.exit(2);
    }
  }

  private static boolean run(String what, CommandLine line, List<String> words)
      throws IOException, InterruptedException {
    Path home = line.home();
    if (what.equals("peers")) {
      return Everything.of(line, words).run();
    }
    if (what.equals("compare")) {
      return compare(line);
    }
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
          case "load" -> load(line, quick).run(out, bars);
          case "micro" -> micro(line, quick, words, out, bars);
          case "import" -> ImportBench.of(line, home, quick).run(out, bars);
          case "idle" -> IdleBench.of(line, home, quick).run(out, bars);
          case "churn" -> ChurnBench.of(line, home, quick).run(out, bars);
          default -> ScaleBench.of(line, home, quick).run(out, bars);
        };
    if (!bars.isEmpty()) {
      bars.print(out);
    }
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

  private static Json micro(
      CommandLine line, boolean quick, List<String> words, PrintStream out, Bars bars)
      throws IOException {
    String only = line.text("--only", "");
    String directory = line.text("--out", "");
    MicroBench bench =
        new MicroBench(
            only,
            line.numbers("--sizes", quick ? "10,100" : "10,1000,10000", 10, 100_000),
            Duration.ofMinutes(line.number("--minutes", 5)),
            quick);
    if (bench.isEmpty()) {
      throw line.refused("there is no micro-benchmark \"" + only + "\"");
    }
    Option<Path> place = directory.isEmpty() ? Option.none() : Option.some(Path.of(directory));
    return bench.run(out, bars, MicroReport.begin(place, Everything.command(words)));
  }

  private static boolean compare(CommandLine line) throws IOException {
    List<String> files = line.operands();
    if (files.size() != 2) {
      throw line.refused("compare wants two reports");
    }
    Comparison comparison =
        Comparison.of(
            Comparison.read(Path.of(files.getFirst())), Comparison.read(Path.of(files.getLast())));
    System.out.print(comparison.markdown());
    return comparison.agrees();
  }

  private static LoadBench load(CommandLine line, boolean quick) {
    return new LoadBench(
        line.home(),
        line.count("--clients", 64),
        quick ? Duration.ofSeconds(5) : Duration.ofMinutes(line.number("--minutes", 5)));
  }
}
