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
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import systemk.bench.Bars;
import systemk.bench.Tree;
import systemk.bench.daemon.CommandLine;
import systemk.bench.daemon.Scratch;
import systemk.json.Json;
import systemk.json.JsonText;

/// What the managers hold, and how many files they have open, while services end and are started
/// again for a hundred thousand times. Nothing may grow with that.
/* Half of the services are children of k.init that end by themselves, the others daemons that fork twice, so that there
 * are orphans and contracts that run empty. Starts are counted by what the services write, without asking the managers.
 *
 * The second quarter of the run is compared with the last: a JVM takes a while to have what it will have.
 */
final class ChurnBench {
  private static final List<String> MANAGERS = List.of("k.init", "k.configd", "k.startd");
  private static final int SAMPLES = 40;
  private static final long LOOK_MILLIS = 200;
  private static final long STALLED_NANOS = 120_000_000_000L;
  private static final double MEGABYTES = 2;

  private final Path home;
  private final int services;
  private final long spawns;
  private final boolean quick;
  private final List<Look> looks = new ArrayList<>();

  /// One look at everything.
  ///
  /// @param contracts of which there is a record
  private record Look(
      long spawns,
      double seconds,
      Map<String, Long> pids,
      Map<String, Footprint> managers,
      long contracts,
      long recordBytes) {
    Footprint of(String manager) {
      return managers.getOrDefault(manager, Footprint.NONE);
    }
  }

  ChurnBench(Path home, int services, long spawns, boolean quick) {
    this.home = home;
    this.services = services;
    this.spawns = spawns;
    this.quick = quick;
  }

  static ChurnBench of(CommandLine line, Path home, boolean quick) {
    return new ChurnBench(
        home,
        Math.max(1, line.count("--services", quick ? 20 : 100)),
        Math.max(SAMPLES, line.number("--spawns", quick ? 200 : 100_000)),
        quick);
  }

  Json run(PrintStream out, Bars bars) throws IOException, InterruptedException {
    boolean guarded = "root".equals(System.getProperty("user.name"));
    try (Scratch scratch = Scratch.onDisk("k-bench-churn")) {
      Path root = scratch.path().resolve("root");
      try (Tree tree = guarded ? Tree.guarded(home, root) : new Tree(home, root)) {
        Path count = Files.createFile(scratch.path().resolve("spawns"));
        Files.writeString(
            tree.layout().manifests().resolve("churn.json"), JsonText.pretty(manifest(count)));
        heading(out);
        tree.boot();
        churn(out, tree, count);
        bars.atMost("services that are not at work", idle(tree), 0, "");
      }
    }
    if (!quick) {
      judge(bars);
    }
    bars.atMost("managers that died", deaths(), 0, "");
    bars.atMost("contracts on record", most(), 2.0 * services, "");
    return json();
  }

  private void churn(PrintStream out, Tree tree, Path count)
      throws IOException, InterruptedException {
    long begin = System.nanoTime();
    long moved = begin;
    long before = 0;
    for (int sample = 1; sample <= SAMPLES; ) {
      Thread.sleep(LOOK_MILLIS);
      long now = System.nanoTime();
      long made = Files.size(count);
      if (made > before) {
        moved = now;
      } else if (now - moved > STALLED_NANOS) {
        throw new IOException("nothing was started any more after " + made + " starts");
      }
      before = made;
      if (made >= spawns * sample / SAMPLES) {
        Look look = look(tree, made, (now - begin) / 1e9);
        looks.add(look);
        print(out, look);
        while (sample <= SAMPLES && made >= spawns * sample / SAMPLES) {
          sample++;
        }
      }
    }
  }

  private static Look look(Tree tree, long made, double seconds) throws IOException {
    Map<String, Long> pids = new TreeMap<>();
    Map<String, Footprint> footprints = new TreeMap<>();
    for (String manager : MANAGERS) {
      Optional<Long> pid = tree.manager(manager);
      if (pid.isPresent()) {
        pids.put(manager, pid.get());
        footprints.put(manager, Footprint.of(pid.get()));
      }
    }
    Path records = tree.layout().contracts().resolve("records");
    return new Look(made, seconds, pids, footprints, contracts(records), Files.size(records));
  }

  /// How many contracts there is a record of, by the lines that were added and taken back.
  private static long contracts(Path records) throws IOException {
    Map<Long, Boolean> known = new TreeMap<>();
    String text = Files.readString(records);
    try (Stream<String> lines = text.substring(0, text.lastIndexOf('\n') + 1).lines()) {
      lines
          .map(line -> JsonText.parse(line).asObj("record"))
          .forEach(
              record -> {
                if (record.has("gone")) {
                  known.remove(record.integer("gone"));
                } else {
                  known.put(record.integer("contract"), true);
                }
              });
    }
    return known.size();
  }

  private static long idle(Tree tree) throws IOException, InterruptedException {
    Tree.Answer answer = tree.run("svcs", "-H", "-a", "-o", "state,fmri");
    if (answer.status() != 0) {
      throw new IOException("svcs: " + answer.err().strip());
    }
    return answer
        .out()
        .lines()
        .filter(line -> line.contains("svc:/churn/"))
        // One that has ended this moment is offline.
        .filter(line -> line.startsWith("maintenance") || line.startsWith("disabled"))
        .count();
  }

  /// Services that end two seconds after they were started, each in its own way. Sooner would be
  /// too often.
  private Json manifest(Path count) {
    // A start method is what the shell becomes, so two commands want a shell of their own.
    String child = "sh -c 'echo >>" + count + "; exec sleep 2'";
    String daemon = "sh -c 'echo >>" + count + "; (setsid sleep 2 &)'";
    return Json.object()
        .putArray(
            "services",
            IntStream.range(0, services)
                .<Json>mapToObj(
                    number -> {
                      boolean waits = number % 2 == 0;
                      return Json.object()
                          .put("service", "churn/s%03d".formatted(number))
                          .put("enabled", true)
                          .put("duration", waits ? "child" : "contract")
                          .put("start", waits ? child : daemon)
                          .put("stop", ":kill")
                          .put("startd", Json.object().put("critical_failure_period", 1).build())
                          .build();
                    })
                .toList())
        .build();
  }

  private long deaths() {
    long deaths = 0;
    for (int i = 1; i < looks.size(); i++) {
      for (String manager : MANAGERS) {
        Long now = looks.get(i).pids().get(manager);
        deaths += now != null && now.equals(looks.get(i - 1).pids().get(manager)) ? 0 : 1;
      }
    }
    return deaths;
  }

  private long most() {
    return looks.stream().mapToLong(Look::contracts).max().orElse(0);
  }

  private double growth(ToDoubleFunction<Look> what) {
    int quarter = looks.size() / 4;
    return Sample.median(values(looks.subList(looks.size() - quarter, looks.size()), what))
        - Sample.median(values(looks.subList(quarter, 2 * quarter), what));
  }

  private static List<Double> values(List<Look> some, ToDoubleFunction<Look> what) {
    return some.stream().mapToDouble(what).boxed().toList();
  }

  private void judge(Bars bars) {
    bars.atMost("growth of k.init", growth(look -> look.of("k.init").pss()), MEGABYTES, "MB");
    for (String manager : MANAGERS) {
      bars.atMost(
          "growth of the files " + manager + " has open",
          growth(look -> look.of(manager).descriptors()),
          2,
          "");
    }
  }

  private static void heading(PrintStream out) {
    out.printf("%28s", "");
    MANAGERS.forEach(manager -> out.printf(" %19s", manager));
    out.printf("%n%8s %8s %9s ", "starts", "minutes", "a second");
    MANAGERS.forEach(_ -> out.printf(" %7s %6s %4s", "PSS MB", "RSS", "fds"));
    out.printf(" %9s %10s%n", "contracts", "records KB");
  }

  private void print(PrintStream out, Look look) {
    out.printf(
        Locale.ROOT,
        "%8d %8.1f %9.1f ",
        look.spawns(),
        look.seconds() / 60,
        look.spawns() / look.seconds());
    for (String manager : MANAGERS) {
      Footprint held = look.of(manager);
      out.printf(Locale.ROOT, " %7.1f %6.1f %4d", held.pss(), held.rss(), held.descriptors());
    }
    out.printf(Locale.ROOT, " %9d %10d%n", look.contracts(), look.recordBytes() >> 10);
    out.flush();
  }

  private Json json() {
    return Json.object()
        .put("services", services)
        .putArray(
            "looks",
            looks.stream()
                .<Json>map(
                    look -> {
                      Json.Builder json =
                          Json.object()
                              .put("starts", look.spawns())
                              .put("seconds", Math.round(look.seconds()));
                      look.managers()
                          .forEach(
                              (manager, held) ->
                                  json.put(
                                      manager,
                                      Json.object()
                                          .put("pss_mb", "%.1f".formatted(held.pss()))
                                          .put("rss_mb", "%.1f".formatted(held.rss()))
                                          .put("fds", held.descriptors())
                                          .build()));
                      return json.put("contracts", look.contracts())
                          .put("record_bytes", look.recordBytes())
                          .build();
                    })
                .toList())
        .build();
  }
}
