package systemk.bench.figures;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import systemk.bench.Bars;
import systemk.bench.Tree;
import systemk.bench.Tree.Answer;
import systemk.bench.daemon.CommandLine;
import systemk.bench.daemon.Progress;
import systemk.bench.daemon.Scratch;
import systemk.json.Json;
import systemk.json.JsonText;

/// What the managers of a tree cost that has nothing to do: the time from exec until they answer
/// and until all services run, and their memory some time afterwards.
/* With root a guard is there and counts, too. */
final class IdleBench {
  private static final List<String> MANAGERS =
      List.of("k-guard", "k.init", "k.configd", "k.startd");
  private static final double MEGABYTES = 120;
  private static final String ALL_RUN = "svc:/milestone/multi-user-server:default";

  private final Path home;
  private final int services;
  private final int rounds;
  private final int seconds;

  private final List<Double> answers = new ArrayList<>();
  private final List<Double> online = new ArrayList<>();
  private final Map<String, List<Double>> pss = new TreeMap<>();
  private final Map<String, List<Double>> rss = new TreeMap<>();

  IdleBench(Path home, int services, int rounds, int seconds) {
    this.home = home;
    this.services = services;
    this.rounds = rounds;
    this.seconds = seconds;
  }

  static IdleBench of(CommandLine line, Path home, boolean quick) {
    return new IdleBench(
        home,
        line.count("--services", 100),
        line.count("--rounds", quick ? 1 : 5),
        line.count("--seconds", quick ? 5 : 30));
  }

  Json run(PrintStream out, Bars bars) throws IOException, InterruptedException {
    boolean guarded = "root".equals(System.getProperty("user.name"));
    try (Scratch scratch = Scratch.onDisk("k-bench-idle");
        Progress progress = new Progress("bench idle")) {
      for (int round = 0; round < rounds; round++) {
        progress.at("round %d of %d".formatted(round + 1, rounds));
        Path root = scratch.path().resolve("r" + round);
        try (Tree tree = guarded ? Tree.guarded(home, root) : new Tree(home, root)) {
          round(tree);
        }
      }
    }
    print(out);
    bars.atMost("memory of all managers", Sample.median(totals(pss)), MEGABYTES, "MB");
    return json();
  }

  private void round(Tree tree) throws IOException, InterruptedException {
    Scratch.copy(home.resolve("manifests/milestone"), tree.layout().manifests());
    Files.writeString(tree.layout().manifests().resolve("idle.json"), JsonText.pretty(manifest()));
    long begin = System.nanoTime();
    tree.boot();
    while (!Files.exists(tree.layout().configdSocket())) {
      if (System.nanoTime() - begin > 60e9) {
        throw new IOException("k.configd does not listen; see " + tree.console());
      }
      Thread.sleep(1);
    }
    answers.add((System.nanoTime() - begin) / 1e6);
    Answer up = tree.run("k.await", "-T", "60", ALL_RUN);
    online.add((System.nanoTime() - begin) / 1e6);
    if (up.status() != 0) {
      throw new IOException("the services do not come up: " + up.err());
    }
    Thread.sleep(seconds * 1_000L);
    for (String manager : MANAGERS) {
      Optional<Long> pid = tree.manager(manager);
      Footprint footprint = pid.isPresent() ? Footprint.of(pid.get()) : Footprint.NONE;
      pss.computeIfAbsent(manager, _ -> new ArrayList<>()).add(footprint.pss());
      rss.computeIfAbsent(manager, _ -> new ArrayList<>()).add(footprint.rss());
    }
  }

  /// So many services that do nothing, in the foreground, and all of which the milestone waits for.
  private Json manifest() {
    return Json.object()
        .putArray(
            "services",
            IntStream.range(0, services)
                .<Json>mapToObj(
                    number ->
                        Json.object()
                            .put("service", "idle/s%03d".formatted(number))
                            .put("enabled", true)
                            .put("duration", "child")
                            .put("start", "sleep 7000000")
                            .put("stop", ":kill")
                            .put(
                                "dependents",
                                Json.object().put("idle_s%03d".formatted(number), ALL_RUN).build())
                            .build())
                .toList())
        .build();
  }

  private List<Double> totals(Map<String, List<Double>> sizes) {
    return IntStream.range(0, rounds)
        .mapToObj(round -> sizes.values().stream().mapToDouble(list -> list.get(round)).sum())
        .toList();
  }

  private void print(PrintStream out) {
    out.printf(Locale.ROOT, "%-52s %9s %9s%n", services + " services, MB", "PSS", "RSS");
    for (String manager : MANAGERS) {
      out.printf(
          Locale.ROOT,
          "%-52s %9.1f %9.1f%n",
          manager,
          Sample.median(pss.getOrDefault(manager, List.of())),
          Sample.median(rss.getOrDefault(manager, List.of())));
    }
    out.printf(Locale.ROOT, "%n%-52s %9s%n", "from exec of k.init, ms", "median");
    out.printf(Locale.ROOT, "%-52s %9.0f%n", "k.configd listens", Sample.median(answers));
    out.printf(Locale.ROOT, "%-52s %9.0f%n", "all services are online", Sample.median(online));
  }

  private Json json() {
    Json.Builder sizes = Json.object();
    pss.forEach((manager, list) -> sizes.put(manager, megabytes(list)));
    return Json.object()
        .put("services", services)
        .put("pss_mb", sizes.put("all", megabytes(totals(pss))).build())
        .put("listens_ms", Math.round(Sample.median(answers)))
        .put("online_ms", Math.round(Sample.median(online)))
        .build();
  }

  private static String megabytes(List<Double> list) {
    return "%.1f".formatted(Sample.median(list));
  }
}
