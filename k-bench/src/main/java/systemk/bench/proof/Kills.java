package systemk.bench.proof;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import systemk.bench.books.Books;
import systemk.bench.books.Clients;
import systemk.bench.books.Verdict;
import systemk.bench.daemon.Configd;
import systemk.bench.daemon.Progress;
import systemk.bench.daemon.Scratch;
import systemk.core.repository.RepositoryState;

/// Kills the real k.configd at random instants while clients commit, starts it again on the same
/// root, and compares what is there with what was acknowledged.
/* Each life: start, look at the whole state through the socket, send again what was not answered, wait
 * for those answers, let everybody send for a random while, kill. One life in ten is ended before it has
 * begun: while k.configd starts. A last life makes up for transactions that are still missing.
 */
final class Kills {
  private static final int CLIENTS = 16;
  private static final int ROOM = 48;
  private static final int PADDING = 40;
  private static final Duration ANSWERS = Duration.ofSeconds(60);
  private static final int STILLBORN_PERCENT = 10;
  private static final int LONG_ONE_IN = 12;
  private static final int SHORT_MILLIS = 80;

  private final Path home;
  private final Options options;
  private final SplittableRandom random;
  private final Clients clients;
  private final Verdict verdict = new Verdict();
  private final List<Long> startMillis = new ArrayList<>();
  private final List<Long> lifeMillis = new ArrayList<>();
  private long loadNanos;
  private int kills;
  private int stillborn;
  private long found;

  /// How much of it.
  record Options(int kills, long transactions, long seed) {}

  /// What came of it.
  ///
  /// @param transactions how many were acknowledged
  /// @param found how many were on disk, acknowledged or not
  record Result(
      long transactions,
      long refused,
      int kills,
      int stillborn,
      long found,
      long startMillis,
      long lifeMillis,
      long perSecond,
      Verdict verdict) {}

  Kills(Path home, Options options) {
    this.home = home;
    this.options = options;
    this.random = new SplittableRandom(options.seed());
    this.clients = new Clients(new Books(CLIENTS, PADDING), options.seed());
  }

  Result run() throws IOException, InterruptedException {
    try (Scratch scratch = Scratch.onDisk("k-prove-kills");
        Configd configd = new Configd(home, scratch.path());
        Progress progress = new Progress("kill -9")) {
      configd.start();
      clients.open(configd.socket());
      configd.kill();
      while (kills < options.kills() && verdict.isClean()) {
        life(configd);
        progress.at(
            "%d of %d, %d transactions".formatted(kills, options.kills(), clients.acknowledged()));
      }
      end(configd);
    }
    return new Result(
        clients.acknowledged(),
        clients.refused(),
        kills,
        stillborn,
        found,
        median(startMillis),
        median(lifeMillis),
        loadNanos == 0 ? 0 : clients.acknowledged() * 1_000_000_000L / loadNanos,
        verdict);
  }

  private static long median(List<Long> values) {
    Collections.sort(values);
    return values.isEmpty() ? 0 : values.get(values.size() / 2);
  }

  private void life(Configd configd) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    if (random.nextInt(100) < STILLBORN_PERCENT && !startMillis.isEmpty()) {
      configd.exec();
      Thread.sleep(random.nextLong(startMillis.getLast() + 1));
      configd.kill();
      stillborn++;
    } else {
      startMillis.add(configd.start().toMillis());
      look(configd, "after kill " + kills);
      clients.connect(configd.socket(), ROOM);
      if (!clients.awaitAnswers(ANSWERS)) {
        verdict.wrong("no answer within " + ANSWERS.toSeconds() + " s after kill " + kills);
      }
      long load = System.nanoTime();
      clients.load();
      Thread.sleep(loadMillis());
      configd.kill();
      loadNanos += System.nanoTime() - load;
      clients.disconnect();
      lifeMillis.add((System.nanoTime() - begin) / 1_000_000);
    }
    kills++;
  }

  /// How long the clients send in this life. Most lives are short; in one of a dozen there is time
  /// for whole checkpoints, and those make up for the transactions that are missing.
  private long loadMillis() {
    if (random.nextInt(LONG_ONE_IN) != 0) {
      return random.nextLong(SHORT_MILLIS);
    }
    long missing = Math.max(0, options.transactions() - clients.acknowledged());
    double lives =
        Math.max(1.0, (options.kills() - kills) * (100.0 - STILLBORN_PERCENT) / 100 / LONG_ONE_IN);
    double perMilli = loadNanos == 0 ? 5 : Math.max(0.2, clients.acknowledged() * 1e6 / loadNanos);
    long average = Math.clamp((long) (missing / perMilli / lives), SHORT_MILLIS, 10_000);
    return random.nextLong(2 * average);
  }

  private void look(Configd configd, String when) throws IOException {
    RepositoryState state = configd.state();
    found = state.revision().generation() - clients.opened();
    verdict.add(when, clients.check(state));
  }

  /// Everything once more at rest: after an orderly stop, too, all is as it was.
  private void end(Configd configd) throws IOException, InterruptedException {
    configd.start();
    look(configd, "at the end");
    clients.connect(configd.socket(), ROOM);
    if (!clients.awaitAnswers(ANSWERS)) {
      verdict.wrong("no answer within " + ANSWERS.toSeconds() + " s at the end");
    }
    clients.disconnect();
    configd.stop();
    configd.start();
    look(configd, "after an orderly stop");
    configd.stop();
  }
}
