package systemk.bench.figures;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import systemk.bench.Bars;
import systemk.bench.daemon.Configd;
import systemk.bench.daemon.Progress;
import systemk.bench.daemon.Scratch;
import systemk.json.Json;

/// Commits of one property: how many each second, and how long one takes, beside the disk itself
/// and SQLite on the same disk in the same run.
/* All take turns, round after round, so that whatever else the machine does disturbs them alike; what is
 * shown is the median of the rounds. Each client waits for its commit before it asks for the next.
 */
final class StoreBench {
  private static final int CLIENTS = 16;
  private static final double ONE = 0.8;
  private static final double MANY = 4;

  private final Path home;
  private final int rounds;
  private final Duration turn;
  private final AtomicLong numbers = new AtomicLong();

  /// One contender with one number of clients, and what its rounds came to.
  private record Entry(Contender contender, int clients, List<Sample> samples) {
    Entry(Contender contender, int clients) {
      this(contender, clients, new ArrayList<>());
    }

    double perSecond() {
      return Sample.median(samples.stream().map(Sample::perSecond).toList());
    }

    double micros(double share) {
      return Sample.median(samples.stream().map(sample -> sample.micros(share)).toList());
    }
  }

  StoreBench(Path home, int rounds, Duration turn) {
    this.home = home;
    this.rounds = rounds;
    this.turn = turn;
  }

  Json run(PrintStream out, Bars bars) throws IOException, InterruptedException {
    try (Scratch scratch = Scratch.onDisk("k-bench-store");
        Contender inProcess = Contenders.InProcess.of(made(scratch, "a"));
        Contender raw = raw(scratch);
        Contender sqlite = Contenders.Sqlite.of(made(scratch, "b"), CLIENTS);
        Contender socket = Contenders.Socket.of(new Configd(home, made(scratch, "c")), CLIENTS)) {
      Entry disk = new Entry(raw, 1);
      Entry one = new Entry(inProcess, 1);
      Entry many = new Entry(inProcess, CLIENTS);
      List<Entry> entries =
          List.of(
              disk,
              new Entry(sqlite, 1),
              one,
              new Entry(socket, 1),
              new Entry(sqlite, CLIENTS),
              many,
              new Entry(socket, CLIENTS));
      try (Progress progress = new Progress("bench store")) {
        // One round for nothing: code is compiled and caches are filled.
        for (int round = 0; round <= rounds; round++) {
          for (Entry entry : entries) {
            Sample sample = measure(entry);
            if (round > 0) {
              entry.samples().add(sample);
            }
          }
          progress.at("round %d of %d".formatted(round, rounds));
        }
      }
      print(out, entries, disk);
      bars.atLeast(
          "one client, in process, beside append + fdatasync",
          one.perSecond() / disk.perSecond(),
          ONE,
          "x");
      bars.atLeast(
          "16 clients, in process, beside one append + fdatasync",
          many.perSecond() / disk.perSecond(),
          MANY,
          "x");
      return json(entries, disk);
    }
  }

  private static Path made(Scratch scratch, String name) throws IOException {
    return Files.createDirectories(scratch.path().resolve(name));
  }

  /// The lines come from a repository that committed one property at a time.
  private static Contender raw(Scratch scratch) throws IOException {
    Path directory = made(scratch, "raw");
    try (Contender writer = Contenders.InProcess.of(directory)) {
      for (int i = 0; i < 200; i++) {
        writer.commit(0, i);
      }
      try (Stream<Path> files = Files.list(directory.resolve("repository"))) {
        Path journal =
            files
                .filter(file -> file.toString().endsWith(".log"))
                .sorted()
                .findFirst()
                .orElseThrow();
        return Contenders.Raw.of(directory, journal);
      }
    }
  }

  private Sample measure(Entry entry) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    long end = begin + turn.toNanos();
    List<Future<long[]>> results = new ArrayList<>();
    try (ExecutorService clients = Executors.newFixedThreadPool(entry.clients())) {
      for (int i = 0; i < entry.clients(); i++) {
        int client = i;
        results.add(clients.submit(() -> client(entry.contender(), client, end)));
      }
    }
    long elapsed = System.nanoTime() - begin;
    LongStream all = LongStream.empty();
    for (Future<long[]> result : results) {
      try {
        all = LongStream.concat(all, LongStream.of(result.get()));
      } catch (ExecutionException e) {
        throw new IOException(entry.contender().name() + " failed", e.getCause());
      }
    }
    return new Sample(all.toArray(), elapsed);
  }

  private long[] client(Contender contender, int client, long end) throws IOException {
    LongStream.Builder nanos = LongStream.builder();
    long now = System.nanoTime();
    while (now < end) {
      contender.commit(client, numbers.incrementAndGet());
      long after = System.nanoTime();
      nanos.add(after - now);
      now = after;
    }
    return nanos.build().toArray();
  }

  private static void print(PrintStream out, List<Entry> entries, Entry disk) {
    out.printf(
        Locale.ROOT,
        "%-32s %8s %12s %10s %10s %8s%n",
        "one property a commit",
        "clients",
        "commits/s",
        "p50 us",
        "p99 us",
        "x disk");
    for (Entry entry : entries) {
      out.printf(
          Locale.ROOT,
          "%-32s %8d %,12.0f %10.0f %10.0f %8.2f%n",
          entry.contender().name(),
          entry.clients(),
          entry.perSecond(),
          entry.micros(0.5),
          entry.micros(0.99),
          entry.perSecond() / disk.perSecond());
    }
  }

  private static Json json(List<Entry> entries, Entry disk) {
    return Json.array(
        entries.stream()
            .<Json>map(
                entry ->
                    Json.object()
                        .put("name", entry.contender().name())
                        .put("clients", entry.clients())
                        .put("commits_per_second", Math.round(entry.perSecond()))
                        .put("p50_us", Math.round(entry.micros(0.5)))
                        .put("p99_us", Math.round(entry.micros(0.99)))
                        .put("of_disk", "%.2f".formatted(entry.perSecond() / disk.perSecond()))
                        .build())
            .toList());
  }
}
