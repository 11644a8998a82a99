package systemk.bench.proof;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import systemk.api.client.ConfigdConnection;
import systemk.api.protocol.FromServer;
import systemk.api.protocol.Request;
import systemk.api.protocol.Response;
import systemk.bench.books.Verdict;
import systemk.bench.daemon.Configd;
import systemk.bench.daemon.Progress;
import systemk.bench.daemon.Scratch;
import systemk.bench.races.Course;
import systemk.bench.races.History;
import systemk.bench.races.Observation;
import systemk.bench.races.Racer;
import systemk.bench.races.Watcher;
import systemk.core.repository.Revision;

/// Lets many clients read, commit under guards and watch at the same time, kills k.configd under
/// them again and again, and looks whether what they saw can be explained by one after the other.
final class Races {
  private static final int RACERS = 16;
  private static final int WATCHERS = 4;
  private static final int LONGEST_LIFE_MILLIS = 2_000;
  private static final Duration BOUND = Duration.ofSeconds(60);

  private final Path home;
  private final Options options;

  /// How much of it.
  record Options(int kills, long seed) {}

  /// What came of it.
  record Result(
      int kills,
      long reads,
      long commits,
      long refused,
      int watchers,
      int connections,
      long announcements,
      Verdict verdict) {}

  Races(Path home, Options options) {
    this.home = home;
    this.options = options;
  }

  Result run() throws IOException, InterruptedException {
    SplittableRandom random = new SplittableRandom(options.seed());
    Course course = new Course();
    Verdict verdict = new Verdict();
    List<Thread> threads = new ArrayList<>();
    List<Watcher> watchers = new ArrayList<>();
    try (Scratch scratch = Scratch.onDisk("k-prove-races");
        Configd configd = new Configd(home, scratch.path());
        Progress progress = new Progress("races")) {
      configd.start();
      List<Observation.Wrote> first = course.opened(open(configd, course));
      for (int i = 0; i < RACERS; i++) {
        threads.add(started(new Racer(course, configd.socket(), i, options.seed())));
      }
      for (int i = 0; i < WATCHERS; i++) {
        Watcher watcher = new Watcher(course, configd.socket(), options.seed() * 31 + i);
        watchers.add(watcher);
        threads.add(started(watcher));
      }
      for (int kill = 1; kill <= options.kills(); kill++) {
        Thread.sleep(random.nextInt(LONGEST_LIFE_MILLIS));
        configd.kill();
        configd.start();
        progress.at("kill %d of %d".formatted(kill, options.kills()));
      }
      Thread.sleep(LONGEST_LIFE_MILLIS / 2);
      course.end();
      for (Thread racer : threads.subList(0, RACERS)) {
        if (!racer.join(BOUND)) {
          verdict.wrong("a client has no answer within " + BOUND.toSeconds() + " s");
        }
      }
      Revision last = configd.state().revision();
      for (Watcher watcher : watchers) {
        if (!watcher.await(last, BOUND.toMillis())) {
          verdict.lost(1, "a watcher was not told of " + last);
        }
        watcher.close();
      }
      for (Thread watcher : threads.subList(RACERS, threads.size())) {
        var _ = watcher.join(BOUND);
      }
      watchers.forEach(watcher -> watcher.violations(last).forEach(verdict::wrong));
      course.complaints().forEach(verdict::wrong);
      History.violations(first, course.observations()).forEach(verdict::wrong);
      configd.stop();
    }
    return result(course, watchers, verdict);
  }

  private static Thread started(Runnable work) {
    return Thread.ofPlatform().daemon().start(work);
  }

  private static long open(Configd configd, Course course) throws IOException {
    try (ConfigdConnection connection = ConfigdConnection.open(configd.socket())) {
      connection.send(new Request.Commit(1, course.opening()));
      FromServer answer = connection.receive();
      if (answer instanceof Response.Done(_, var revision)) {
        return revision.generation();
      }
      throw new IOException("cannot make the registers: " + answer);
    }
  }

  private Result result(Course course, List<Watcher> watchers, Verdict verdict) {
    List<Observation> seen = course.observations();
    return new Result(
        options.kills(),
        seen.stream().filter(Observation.Read.class::isInstance).count(),
        seen.stream().filter(Observation.Wrote.class::isInstance).count(),
        seen.stream().filter(Observation.Refused.class::isInstance).count(),
        watchers.size(),
        watchers.stream().mapToInt(Watcher::connections).sum(),
        watchers.stream().mapToLong(Watcher::announcements).sum(),
        verdict);
  }
}
