package systemk.bench.figures;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.HdrHistogram.Histogram;
import systemk.api.client.ConfigdConnection;
import systemk.api.protocol.FromServer;
import systemk.api.protocol.Notification;
import systemk.api.protocol.Request;
import systemk.api.protocol.Response;
import systemk.bench.Bars;
import systemk.bench.daemon.Configd;
import systemk.bench.daemon.Progress;
import systemk.bench.daemon.Scratch;
import systemk.json.Json;

/// Many clients at once on one k.configd: how much it does, how long each waits, what it holds, and
/// whether anybody is left behind.
/* Of 64 clients, four watch: they must hear of every commit. Each of the others reads one property nine times and
 * commits one the tenth, one after the other, as fast as it is answered.
 */
final class LoadBench {
  private static final int WATCHERS = 4;
  private static final int SERVICES = 1_000;
  private static final int READS_PER_COMMIT = 9;
  private static final double GROWTH = 1.25;
  private static final double SHARE = 0.25;

  private final Path home;
  private final int clients;
  private final Duration duration;

  LoadBench(Path home, int clients, Duration duration) {
    this.home = home;
    this.clients = Math.max(clients, WATCHERS + 1);
    this.duration = duration;
  }

  /// What one client did, in microseconds.
  private record Log(Histogram reads, Histogram commits) {
    Log() {
      this(new Histogram(3), new Histogram(3));
    }

    long count() {
      return reads.getTotalCount() + commits.getTotalCount();
    }

    void add(Log other) {
      reads.add(other.reads);
      commits.add(other.commits);
    }
  }

  /// What came of it.
  ///
  /// @param growth of the memory, from the second quarter of the time to the last
  /// @param leastShare of the client that did least, beside the median
  /// @param heard the least number of commits a watcher was told of
  private record Outcome(
      Log all, double perSecond, double growth, double leastShare, long heard, double megabytes) {}

  Json run(PrintStream out, Bars bars) throws IOException, InterruptedException {
    try (Scratch scratch = Scratch.onDisk("k-bench-load");
        Configd configd = new Configd(home, scratch.path().resolve("root"))) {
      configd.start();
      try (ConfigdConnection connection = ConfigdConnection.open(configd.socket())) {
        for (int i = 0; i < SERVICES; i += 100) {
          var _ = Contenders.Socket.commit(connection, Subject.making(i, i + 100));
        }
      }
      Outcome outcome = load(configd);
      judge(outcome, bars);
      print(out, outcome);
      return json(outcome);
    } catch (ExecutionException e) {
      throw new IOException("a client failed: " + e.getCause(), e);
    }
  }

  private Outcome load(Configd configd)
      throws IOException, InterruptedException, ExecutionException {
    List<Future<Log>> logs = new ArrayList<>();
    List<Watching> watchings = new ArrayList<>();
    List<Double> megabytes = new ArrayList<>();
    try (ExecutorService threads = Executors.newCachedThreadPool();
        Progress progress = new Progress("bench load")) {
      for (int i = 0; i < WATCHERS; i++) {
        Watching watching = new Watching(ConfigdConnection.open(configd.socket()));
        watchings.add(watching);
        threads.execute(watching::listen);
        watching.ready.await();
      }
      long begin = System.nanoTime();
      long end = begin + duration.toNanos();
      for (int i = WATCHERS; i < clients; i++) {
        long client = i;
        logs.add(threads.submit(() -> client(configd, client, end)));
      }
      while (System.nanoTime() < end) {
        Thread.sleep(Math.min(1_000, Math.max(1, (end - System.nanoTime()) / 1_000_000)));
        megabytes.add(megabytes(configd.pid()));
        progress.at((System.nanoTime() - begin) / 1_000_000_000 + " s");
      }
      Log all = new Log();
      List<Double> counts = new ArrayList<>();
      for (Future<Log> log : logs) {
        all.add(log.get());
        counts.add((double) log.get().count());
      }
      double seconds = (System.nanoTime() - begin) / 1e9;
      long commits = all.commits().getTotalCount();
      long heard = Long.MAX_VALUE;
      for (Watching watching : watchings) {
        heard = Math.min(heard, watching.waitFor(commits));
        watching.connection().close();
      }
      return new Outcome(
          all,
          all.count() / seconds,
          growth(megabytes),
          counts.stream().mapToDouble(Double::doubleValue).min().orElse(0) / Sample.median(counts),
          heard,
          megabytes.getLast());
    }
  }

  /// Somebody who is told of every commit.
  private static final class Watching {
    private static final long BOUND_MILLIS = 60_000;

    private final ConfigdConnection connection;
    // What was committed before is in the state it begins with.
    final CountDownLatch ready = new CountDownLatch(1);
    private long heard;

    Watching(ConfigdConnection connection) {
      this.connection = connection;
    }

    ConfigdConnection connection() {
      return connection;
    }

    void listen() {
      try {
        connection.send(new Request.Subscribe(1, io.vavr.control.Option.none()));
        while (true) {
          FromServer said = connection.receive();
          if (said instanceof Response.SnapshotEnd) {
            ready.countDown();
          } else if (said instanceof Notification.Announced) {
            synchronized (this) {
              heard++;
              notifyAll();
            }
          }
        }
      } catch (IOException _) {
        // The end: the connection was closed, or broke, and then too little was heard.
        ready.countDown();
        synchronized (this) {
          notifyAll();
        }
      }
    }

    /// How many commits were told, once there are as many, or no more come.
    synchronized long waitFor(long commits) throws InterruptedException {
      long end = System.nanoTime() + BOUND_MILLIS * 1_000_000;
      while (heard < commits && System.nanoTime() < end) {
        wait(100);
      }
      return heard;
    }
  }

  private static Log client(Configd configd, long client, long end) throws IOException {
    Log log = new Log();
    try (ConfigdConnection connection = ConfigdConnection.open(configd.socket())) {
      long number = client * 1_000_000;
      for (long now = System.nanoTime(); now < end; number++) {
        Cost cost = number % (READS_PER_COMMIT + 1) == 0 ? Cost.COMMIT : Cost.GET;
        var _ = cost.pay(connection, SERVICES, number, 0);
        long after = System.nanoTime();
        (cost == Cost.COMMIT ? log.commits() : log.reads()).recordValue((after - now) / 1_000);
        now = after;
      }
    }
    return log;
  }

  private static double growth(List<Double> megabytes) {
    int quarter = megabytes.size() / 4;
    if (quarter == 0) {
      return 1;
    }
    return Sample.median(megabytes.subList(3 * quarter, megabytes.size()))
        / Sample.median(megabytes.subList(quarter, 2 * quarter));
  }

  private static double megabytes(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup")).stream()
        .filter(line -> line.startsWith("Pss:"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
        .findFirst()
        .orElseThrow(() -> new IOException("process " + pid + " is gone"));
  }

  private void judge(Outcome outcome, Bars bars) {
    bars.atMost(
        "load: memory in the last quarter beside the second", outcome.growth(), GROWTH, "x");
    bars.atLeast(
        "load: the client that did least, beside the median", outcome.leastShare(), SHARE, "x");
    bars.atLeast(
        "load: commits the watchers were told of",
        outcome.heard() / (double) outcome.all().commits().getTotalCount(),
        1,
        "x");
  }

  private void print(PrintStream out, Outcome outcome) {
    out.printf(
        Locale.ROOT,
        "%d clients for %d s: %,.0f requests/s; PSS %.0f MB%n%n",
        clients,
        duration.toSeconds(),
        outcome.perSecond(),
        outcome.megabytes());
    out.printf(Locale.ROOT, "%-10s %12s %10s %10s %10s%n", "us", "count", "p50", "p99", "p99.9");
    row(out, "reads", outcome.all().reads());
    row(out, "commits", outcome.all().commits());
  }

  private static void row(PrintStream out, String what, Histogram micros) {
    out.printf(
        Locale.ROOT,
        "%-10s %,12d %,10d %,10d %,10d%n",
        what,
        micros.getTotalCount(),
        micros.getValueAtPercentile(50),
        micros.getValueAtPercentile(99),
        micros.getValueAtPercentile(99.9));
  }

  private Json json(Outcome outcome) {
    return Json.object()
        .put("clients", clients)
        .put("seconds", duration.toSeconds())
        .put("requests_per_second", Math.round(outcome.perSecond()))
        .put("pss_mb", Math.round(outcome.megabytes()))
        .put("reads", json(outcome.all().reads()))
        .put("commits", json(outcome.all().commits()))
        .build();
  }

  private static Json json(Histogram micros) {
    return Json.object()
        .put("count", micros.getTotalCount())
        .put("p50_us", micros.getValueAtPercentile(50))
        .put("p99_us", micros.getValueAtPercentile(99))
        .put("p999_us", micros.getValueAtPercentile(99.9))
        .build();
  }
}
