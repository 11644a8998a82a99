package systemk.bench.proof;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import systemk.bench.books.Verdict;
import systemk.bench.crash.Recorder;
import systemk.bench.daemon.CommandLine;
import systemk.json.Json;
import systemk.json.JsonText;

/// Runs `k prove`: shows that nothing k.configd acknowledged is ever lost, half or wrong. Exits
/// with 0 if that is so, 1 if it is not, 2 if it cannot be tried.
public final class Prove {
  private static final int MODES = 3;
  private static final int RECORDED = 4_000;
  private static final int RECORDED_QUICKLY = 1_500;
  private static final int DAMAGED = 3_000;
  private static final int DAMAGED_QUICKLY = 1_500;

  private final CommandLine line;
  private final Path home;
  private final boolean quick;
  private final long seed;
  private final Verdict all = new Verdict();
  private final Json.Builder json = Json.object();
  private long transactions;
  private long kills;
  private long states;

  private Prove(CommandLine line) {
    this.line = line;
    this.home = line.home();
    this.quick = line.has("--quick");
    this.seed = line.number("--seed", System.nanoTime() & 0xffffff);
  }

  /// Runs `k prove`.
  ///
  /// @param arguments see the manual page of k
  public static void main(String[] arguments) throws InterruptedException {
    try {
      System.exit(new Prove(parsed(arguments)).run() ? 0 : 1);
    } catch (IOException e) {
      System.err.println("k prove: " + e.getMessage());
      System.exit(2);
    }
  }

  /// Runs some parts of the short proof.
  ///
  /// @param home the distribution
  /// @return what was lost, half or wrong, in words
  public static List<String> quickly(Path home, List<String> parts)
      throws IOException, InterruptedException {
    List<String> found = new ArrayList<>();
    for (String part : parts) {
      Prove prove = new Prove(parsed("--quick", "--home", home.toString(), "--only", part));
      if (!prove.run()) {
        found.addAll(prove.all.details());
      }
    }
    return found;
  }

  /// Whether system calls can be recorded here.
  public static boolean canTrace() throws InterruptedException {
    return Recorder.isAvailable();
  }

  private static CommandLine parsed(String... arguments) {
    return CommandLine.parse("prove", arguments);
  }

  private boolean run() throws IOException, InterruptedException {
    String only = line.text("--only", "");
    if (!List.of("", "kills", "crashes", "damage", "races").contains(only)) {
      throw line.refused("--only wants kills, crashes, damage or races, not \"" + only + "\"");
    }
    boolean tracing = only.isEmpty() || only.equals("crashes");
    if (tracing && !Recorder.isAvailable()) {
      throw new IOException(
          "cannot record system calls: install strace (Debian: apt install strace), or run one of the"
              + " other parts with --only kills, damage or races");
    }
    json.put("seed", seed);
    out().printf(Locale.ROOT, "seed %d%n", seed);
    if (only.isEmpty() || only.equals("kills")) {
      kills();
    }
    if (tracing) {
      crashes();
    }
    if (only.isEmpty() || only.equals("damage")) {
      damage();
    }
    if (only.isEmpty() || only.equals("races")) {
      races();
    }
    report();
    return all.isClean();
  }

  private void kills() throws IOException, InterruptedException {
    Kills.Result result =
        new Kills(
                home,
                new Kills.Options(
                    line.count("--kills", quick ? 12 : 500),
                    line.number("--transactions", quick ? 5_000 : 500_000),
                    seed))
            .run();
    transactions += result.transactions();
    kills += result.kills();
    take("kills", result.verdict());
    out()
        .printf(
            Locale.ROOT,
            "kills    %,d transactions acknowledged by %,d lives killed at random (%d of them at their start);"
                + " %,d generations on disk, %,d guards refused%n",
            result.transactions(),
            result.kills(),
            result.stillborn(),
            result.found(),
            result.refused());
    out()
        .printf(
            Locale.ROOT,
            "         %d ms to an answer after a kill, %d ms each life (medians); %,d transactions/s under load%n",
            result.startMillis(),
            result.lifeMillis(),
            result.perSecond());
    json.put(
        "kills",
        verdict(result.verdict())
            .put("kills", result.kills())
            .put("transactions", result.transactions())
            .put("start_ms", result.startMillis())
            .put("life_ms", result.lifeMillis())
            .put("per_second", result.perSecond())
            .build());
  }

  private void crashes() throws IOException, InterruptedException {
    int wanted = line.count("--states", quick ? 90 : 3_600);
    Crashes.Result result =
        new Crashes(
                home,
                new Crashes.Options(
                    Math.ceilDiv(wanted, MODES), quick ? RECORDED_QUICKLY : RECORDED, seed))
            .run();
    transactions += result.acknowledged();
    int opened = result.states().values().stream().mapToInt(Integer::intValue).sum();
    states += opened;
    take("crashes", result.verdict());
    out()
        .printf(
            Locale.ROOT,
            "crashes  %,d states (%s) of a record of %,d file operations with %,d transactions and %d"
                + " checkpoints; %d states opened by k.configd, too%n",
            opened,
            result.states().entrySet().stream()
                .map(e -> e.getKey().name().toLowerCase(Locale.ROOT) + " " + e.getValue())
                .collect(Collectors.joining(", ")),
            result.operations(),
            result.acknowledged(),
            result.checkpoints(),
            result.byDaemon());
    Json.Builder modes = Json.object();
    result.states().forEach((mode, n) -> modes.put(mode.name().toLowerCase(Locale.ROOT), n));
    json.put(
        "crashes",
        verdict(result.verdict())
            .put("states", modes.build())
            .put("operations", result.operations())
            .put("checkpoints", result.checkpoints())
            .put("transactions", result.acknowledged())
            .build());
  }

  private void damage() throws IOException, InterruptedException {
    Damages.Result result =
        new Damages(
                home,
                new Damages.Options(
                    line.count("--trials", quick ? 1 : 8), quick ? DAMAGED_QUICKLY : DAMAGED, seed))
            .run();
    take("damage", result.verdict());
    out()
        .printf(
            Locale.ROOT,
            "damage   %,d damaged files: %s; %d of them given to k.configd, too%n",
            result.trials(),
            result.outcomes().entrySet().stream()
                .map(e -> e.getValue() + " " + e.getKey())
                .collect(Collectors.joining(", ")),
            result.byDaemon());
    Json.Builder outcomes = Json.object();
    result.outcomes().forEach((what, n) -> outcomes.put(what.replace(' ', '_'), n));
    json.put(
        "damage",
        verdict(result.verdict())
            .put("trials", result.trials())
            .put("outcomes", outcomes.build())
            .build());
  }

  private void races() throws IOException, InterruptedException {
    Races.Result result =
        new Races(home, new Races.Options(line.count("--races", quick ? 6 : 60), seed)).run();
    kills += result.kills();
    take("races", result.verdict());
    out()
        .printf(
            Locale.ROOT,
            "races    %,d reads, %,d guarded commits and %,d refusals of 16 clients over %d kills: %s%n",
            result.reads(),
            result.commits(),
            result.refused(),
            result.kills(),
            result.verdict().isClean() ? "linearizable" : "not linearizable");
    out()
        .printf(
            Locale.ROOT,
            "         %,d announcements to %d watchers on %,d connections%n",
            result.announcements(),
            result.watchers(),
            result.connections());
    json.put(
        "races",
        verdict(result.verdict())
            .put("kills", result.kills())
            .put("reads", result.reads())
            .put("commits", result.commits())
            .put("refused", result.refused())
            .put("announcements", result.announcements())
            .build());
  }

  private void take(String part, Verdict verdict) {
    all.add(part, verdict);
  }

  private static Json.Builder verdict(Verdict verdict) {
    return Json.object()
        .put("lost", verdict.lost())
        .put("half", verdict.half())
        .put("wrong", verdict.wrong());
  }

  private void report() {
    all.details().forEach(detail -> out().printf(Locale.ROOT, "%s%n", detail));
    out()
        .printf(
            Locale.ROOT,
            "%,d transactions, %,d kills, %,d crash states: %d lost, %d half, %d wrong%n",
            transactions,
            kills,
            states,
            all.lost(),
            all.half(),
            all.wrong());
    if (line.has("-j")) {
      json.putStrings("details", all.details());
      System.out.println(
          JsonText.pretty(
              json.put("lost", all.lost())
                  .put("half", all.half())
                  .put("wrong", all.wrong())
                  .build()));
    }
  }

  /// For people: standard output, unless that is for JSON.
  private PrintStream out() {
    return line.has("-j") ? System.err : System.out;
  }
}
