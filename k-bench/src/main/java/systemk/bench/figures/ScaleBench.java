package systemk.bench.figures;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import systemk.api.client.ConfigdConnection;
import systemk.bench.Bars;
import systemk.bench.daemon.CommandLine;
import systemk.bench.daemon.Configd;
import systemk.bench.daemon.Progress;
import systemk.bench.daemon.Scratch;
import systemk.json.Json;

/// What k.configd costs as the repository grows: to start, to hold, to read and to change.
/* Three of them run at the same time, of 10, 1,000 and 10,000 services with twenty properties each, and
 * are measured in turns, so that whatever else the machine does disturbs them alike. What is asked of
 * them goes through the socket, from one client.
 */
final class ScaleBench {
  static final String SIZES = "10,1000,10000";
  private static final int BATCH = 100;

  // Rounds that do not count: until then compilers are at work on both sides of the socket.
  private static final int WARM_UP = 5;

  private static final double FACTOR = 2;
  private static final double START_MILLIS = 1_500;
  private static final double MEGABYTES = 250;
  private static final double READ_MICROS = 100;

  private static final Duration UNBOUNDED = Duration.ofDays(1);

  private final Path home;
  private final int rounds;
  private final int starts;
  private final List<Integer> sizes;
  private final Duration budget;

  /// @param rounds of which there are fewer, but one, if there is no time for more
  /// @param starts likewise
  ScaleBench(Path home, int rounds, int starts, List<Integer> sizes, Duration budget) {
    this.home = home;
    this.rounds = rounds;
    this.starts = starts;
    this.sizes = List.copyOf(sizes);
    this.budget = budget;
  }

  static ScaleBench of(CommandLine line, Path home, boolean quick) {
    return new ScaleBench(
        home,
        line.count("--rounds", quick ? 2 : 10),
        line.count("--starts", quick ? 3 : 7),
        line.numbers("--sizes", SIZES, 10, 100_000),
        UNBOUNDED);
  }

  /// A k.configd of some size, and what was measured on it.
  private static final class Station {
    final int services;
    final Configd configd;
    final Map<String, List<Double>> micros = new TreeMap<>();
    final List<Double> startMillis = new ArrayList<>();
    double restedMegabytes;
    double busyMegabytes;
    long number;
    // The last one a commit of one property made.
    long generation;

    Station(int services, Configd configd) {
      this.services = services;
      this.configd = configd;
    }

    double micros(Cost cost) {
      return Sample.median(micros.getOrDefault(cost.name(), List.of()));
    }
  }

  Json run(PrintStream out, Bars bars) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    List<Station> stations = new ArrayList<>();
    try (Scratch scratch = Scratch.onDisk("k-bench-scale");
        Progress progress = new Progress("bench scale")) {
      try {
        for (int services : sizes) {
          progress.at("making " + services + " services");
          Path root = scratch.path().resolve("r" + services);
          Station station = new Station(services, new Configd(home, root));
          stations.add(station);
          station.configd.start();
          fill(station);
          stop(station);
        }
        for (Station station : stations) {
          starts(station, progress, begin + budget.toNanos() / 2);
        }
        int round = 1 - WARM_UP;
        while (round <= rounds) {
          for (Station station : stations) {
            round(station, round > 0);
            progress.at("round %d of %d".formatted(Math.max(0, round), rounds));
          }
          round = next(round, begin);
        }
        for (Station station : stations) {
          station.busyMegabytes = megabytes(station.configd.pid());
        }
      } finally {
        stations.forEach(station -> station.configd.close());
      }
    }
    print(out, stations);
    judge(stations, bars);
    return json(stations);
  }

  /// The round after one; where there is no time for warming up, the first that counts.
  private int next(int round, long begin) {
    double used = (double) (System.nanoTime() - begin) / budget.toNanos();
    return used < 0.75 ? round + 1 : round < 1 ? 1 : rounds + 1;
  }

  private static void fill(Station station) throws IOException {
    try (ConfigdConnection connection = ConfigdConnection.open(station.configd.socket())) {
      for (int i = 0; i < station.services; i += BATCH) {
        var _ =
            Contenders.Socket.commit(
                connection, Subject.making(i, Math.min(i + BATCH, station.services)));
      }
    }
  }

  /// Starts it again and again after an orderly stop; the last start is the one that is measured
  /// on.
  private void starts(Station station, Progress progress, long end)
      throws IOException, InterruptedException {
    for (int i = 0; i < starts && (i == 0 || System.nanoTime() < end); i++) {
      if (i > 0) {
        stop(station);
      }
      station.startMillis.add(station.configd.start().toNanos() / 1e6);
      progress.at("start %d with %d services".formatted(i + 1, station.services));
    }
    station.restedMegabytes = megabytes(station.configd.pid());
  }

  /// A stop that takes too long is told and survived: the next start has more to read.
  private static void stop(Station station) throws InterruptedException {
    try {
      station.configd.stop();
    } catch (IOException e) {
      System.err.println("k bench: with " + station.services + " services: " + e.getMessage());
    }
  }

  private static double megabytes(long pid) throws IOException {
    return java.nio.file.Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
        .filter(text -> text.startsWith("VmRSS:"))
        .mapToDouble(text -> Double.parseDouble(text.replaceAll("[^0-9]", "")) / 1024)
        .findFirst()
        .orElseThrow(() -> new IOException("process " + pid + " has no VmRSS"));
  }

  private static void round(Station station, boolean counts) throws IOException {
    try (ConfigdConnection connection = ConfigdConnection.open(station.configd.socket())) {
      for (Cost cost : Cost.values()) {
        long[] nanos = new long[cost.times()];
        for (int i = 0; i < nanos.length; i++) {
          long begin = System.nanoTime();
          station.generation =
              cost.pay(connection, station.services, station.number++, station.generation);
          nanos[i] = System.nanoTime() - begin;
        }
        if (counts) {
          station
              .micros
              .computeIfAbsent(cost.name(), _ -> new ArrayList<>())
              .add(new Sample(nanos, 0).micros(0.5));
        }
      }
    }
  }

  private static void print(PrintStream out, List<Station> stations) {
    out.printf(Locale.ROOT, "%-44s", "services, of 20 properties each");
    stations.forEach(station -> out.printf(Locale.ROOT, " %,12d", station.services));
    out.println();
    row(out, "exec to the first answer, ms", stations, s -> Sample.median(s.startMillis));
    row(out, "RSS right after, MB", stations, s -> s.restedMegabytes);
    row(out, "RSS after the measurements, MB", stations, s -> s.busyMegabytes);
    for (Cost cost : Cost.values()) {
      row(out, cost.what() + ", us", stations, station -> station.micros(cost));
    }
  }

  private static void row(
      PrintStream out,
      String what,
      List<Station> stations,
      java.util.function.ToDoubleFunction<Station> value) {
    out.printf(Locale.ROOT, "%-44s", what);
    stations.forEach(station -> out.printf(Locale.ROOT, " %,12.0f", value.applyAsDouble(station)));
    out.println();
  }

  private static void judge(List<Station> stations, Bars bars) {
    Station small = stations.getFirst();
    Station large = stations.getLast();
    for (Cost cost : Cost.values()) {
      if (cost.isToStayEqual()) {
        double most = stations.stream().mapToDouble(s -> s.micros(cost)).max().orElse(0);
        double least = stations.stream().mapToDouble(s -> s.micros(cost)).min().orElse(1);
        bars.atMost(cost.what() + ", dearest by cheapest size", most / least, FACTOR, "x");
      }
    }
    bars.atMost(
        "%,d services: exec to the first answer".formatted(large.services),
        Sample.median(large.startMillis),
        START_MILLIS,
        "ms");
    bars.atMost(
        "%,d services: RSS".formatted(large.services),
        Math.max(large.restedMegabytes, large.busyMegabytes),
        MEGABYTES,
        "MB");
    bars.atMost(
        "%,d services: get of one property".formatted(large.services),
        large.micros(Cost.GET),
        READ_MICROS,
        "us");
    bars.atMost(
        "%,d services: get of one property".formatted(small.services),
        small.micros(Cost.GET),
        READ_MICROS,
        "us");
  }

  private static Json json(List<Station> stations) {
    List<Json> all = new ArrayList<>();
    for (Station station : stations) {
      Json.Builder json =
          Json.object()
              .put("services", station.services)
              .put("start_ms", Math.round(Sample.median(station.startMillis)))
              .put("rss_mb", Math.round(station.restedMegabytes))
              .put("rss_busy_mb", Math.round(station.busyMegabytes));
      for (Cost cost : Cost.values()) {
        json.put(cost.name().toLowerCase(Locale.ROOT) + "_us", Math.round(station.micros(cost)));
      }
      all.add(json.build());
    }
    return Json.array(all);
  }
}
