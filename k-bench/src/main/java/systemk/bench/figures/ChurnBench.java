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
 * After each quarter the services rest for a while, and what the managers hold then is compared: while much happens, a
 * JVM also holds what is not yet collected, and in the first quarter it does not have yet what it will have.
 */
final class ChurnBench {
  private static final List<String> MANAGERS = List.of("k.init", "k.configd", "k.startd");
  private static final String ALL = "churn/*";
  private static final int ROUNDS = 4;
  private static final int SAMPLES = 10;
  private static final long REST_MILLIS = 30_000;
  private static final long LOOK_MILLIS = 200;
  private static final long STALLED_NANOS = 120_000_000_000L;
  private static final double MEGABYTES = 2;

  private final Path home;
  private final int services;
  private final long spawns;
  private final boolean quick;
  private final List<Look> busy = new ArrayList<>();
  private final List<Look> resting = new ArrayList<>();
  private long begun;

  /// One look at everything.
  ///
  /// @param contracts of which there is a record
  private record Look(
      long spawns,
      double seconds,
      Map<String, Long> pids,
      Map<String, Footprint> managers,
      int contracts,
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
        Math.max(ROUNDS * SAMPLES, line.number("--spawns", quick ? 200 : 100_000)),
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
        begun = System.nanoTime();
        tree.boot();
        for (int round = 0; round < ROUNDS; round++) {
          if (round > 0) {
            must(tree, "enable", ALL);
          }
          churn(out, tree, count, round);
          if (round == ROUNDS - 1) {
            bars.atMost("services that are not at work", idle(tree), 0, "");
          }
          rest(out, tree, count);
        }
      }
    }
    if (!quick) {
      judge(bars);
    }
    bars.atMost("managers that died", deaths(), 0, "");
    bars.atMost("contracts on record", most(), 2.0 * services, "");
    return json();
  }

  /// Lets the services come and go until there were so many starts.
  private void churn(PrintStream out, Tree tree, Path count, int round)
      throws IOException, InterruptedException {
    long moved = System.nanoTime();
    long before = 0;
    int sample = round * SAMPLES + 1;
    while (sample <= (round + 1) * SAMPLES) {
      Thread.sleep(LOOK_MILLIS);
      long now = System.nanoTime();
      long made = Files.size(count);
      if (made > before) {
        moved = now;
      } else if (now - moved > STALLED_NANOS) {
        throw new IOException("nothing was started any more after " + made + " starts");
      }
      before = made;
      if (made >= spawns * sample / (ROUNDS * SAMPLES)) {
        Look look = look(tree, made);
        busy.add(look);
        print(out, look, "");
        while (made >= spawns * sample / (ROUNDS * SAMPLES)) {
          sample++;
        }
      }
    }
  }

  /// What is left when nothing happens any more, and every collector of garbage has been at work.
  private void rest(PrintStream out, Tree tree, Path count)
      throws IOException, InterruptedException {
    must(tree, "disable", "-s", ALL);
    Thread.sleep(quick ? LOOK_MILLIS : REST_MILLIS);
    Look look = look(tree, Files.size(count));
    resting.add(look);
    print(out, look, "  at rest");
  }

  private static void must(Tree tree, String... arguments)
      throws IOException, InterruptedException {
    Tree.Answer answer = tree.run("svcadm", arguments);
    if (answer.status() != 0) {
      throw new IOException("svcadm: " + answer.err().strip());
    }
  }

  private Look look(Tree tree, long made) throws IOException {
    double seconds = (System.nanoTime() - begun) / 1e9;
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
  private static int contracts(Path records) throws IOException {
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

  private static int idle(Tree tree) throws IOException, InterruptedException {
    Tree.Answer answer = tree.run("svcs", "-H", "-a", "-o", "state,fmri");
    if (answer.status() != 0) {
      throw new IOException("svcs: " + answer.err().strip());
    }
    return (int)
        answer
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

  private int deaths() {
    int deaths = 0;
    for (int i = 1; i < busy.size(); i++) {
      for (String manager : MANAGERS) {
        Long now = busy.get(i).pids().get(manager);
        deaths += now != null && now.equals(busy.get(i - 1).pids().get(manager)) ? 0 : 1;
      }
    }
    return deaths;
  }

  private int most() {
    return busy.stream().mapToInt(Look::contracts).max().orElse(0);
  }

  /// From the first rest to the last.
  private double growth(ToDoubleFunction<Look> what) {
    return what.applyAsDouble(resting.getLast()) - what.applyAsDouble(resting.getFirst());
  }

  private void judge(Bars bars) {
    for (String manager : MANAGERS) {
      bars.atMost(
          "growth of " + manager + " at rest",
          growth(look -> look.of(manager).pss()),
          MEGABYTES,
          "MB");
      bars.atMost(
          "growth of the files it has open", growth(look -> look.of(manager).descriptors()), 2, "");
    }
    bars.atMost("contracts left on record", resting.getLast().contracts(), 2, "");
  }

  private static void heading(PrintStream out) {
    out.printf("%28s", "");
    MANAGERS.forEach(manager -> out.printf(" %19s", manager));
    out.printf("%n%8s %8s %9s ", "starts", "minutes", "a second");
    MANAGERS.forEach(_ -> out.printf(" %7s %6s %4s", "PSS MB", "RSS", "fds"));
    out.printf(" %9s %10s%n", "contracts", "records KB");
  }

  private static void print(PrintStream out, Look look, String remark) {
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
    out.printf(Locale.ROOT, " %9d %10d%s%n", look.contracts(), look.recordBytes() >> 10, remark);
    out.flush();
  }

  private Json json() {
    return Json.object()
        .put("services", services)
        .putArray("busy", busy.stream().map(ChurnBench::json).toList())
        .putArray("at_rest", resting.stream().map(ChurnBench::json).toList())
        .build();
  }

  private static Json json(Look look) {
    Json.Builder json =
        Json.object().put("starts", look.spawns()).put("seconds", Math.round(look.seconds()));
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
    return json.put("contracts", look.contracts()).put("record_bytes", look.recordBytes()).build();
  }
}
