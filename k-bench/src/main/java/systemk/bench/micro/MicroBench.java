package systemk.bench.micro;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import systemk.bench.Bars;
import systemk.bench.daemon.Progress;
import systemk.json.Json;

/// Runs the micro-benchmarks, each with each number of services in a JVM of its own, and shares the
/// time it has among them.
/* A trial is given its part of what is left, less what the trials before took beside measuring: to start a JVM and to
 * make thousands of services. So a slow machine measures shorter, not later. The JVMs compile as those of the daemons
 * do.
 */
public final class MicroBench {
  private static final int WARM_UP = 1;
  private static final int MEASURED = 3;
  private static final Duration SHORTEST = Duration.ofMillis(50);
  private static final Duration LONGEST = Duration.ofSeconds(10);
  private static final Duration GLANCE = Duration.ofMillis(20);

  private final List<Question> questions;
  private final List<Integer> sizes;
  private final Duration budget;
  private final boolean quick;

  /// Prepares a run.
  ///
  /// @param only a part of the title of those that are wanted; empty for all
  /// @param sizes numbers of services
  /// @param budget how long it may take
  /// @param quick whether a glance is enough, in this JVM and without judgement
  public MicroBench(String only, List<Integer> sizes, Duration budget, boolean quick) {
    this.questions =
        List.of(Question.values()).stream().filter(it -> it.title().contains(only)).toList();
    this.sizes = List.copyOf(sizes);
    this.budget = budget;
    this.quick = quick;
  }

  /// Whether there is anything to measure.
  public boolean isEmpty() {
    return questions.isEmpty();
  }

  /// Measures, and writes a report if there is a directory for it.
  public Json run(PrintStream out, Bars bars, MicroReport report) throws IOException {
    Answers answers = measure();
    if (!quick) {
      answers.judge(bars);
    }
    String caution =
        quick ? "> A glance, in one JVM that is not warm: no figure of it counts.\n\n" : "";
    String page = caution + report.markdown(answers, bars);
    out.print(page);
    report.write(page, answers, bars);
    return answers.json();
  }

  private Answers measure() throws IOException {
    Answers answers = new Answers();
    long end = System.nanoTime() + budget.toNanos();
    // What a trial takes beside measuring, by size.
    long[] beside = new long[sizes.size()];
    int left = questions.size();
    try (Progress progress = new Progress("bench micro")) {
      for (Question question : questions) {
        for (int i = 0; i < beside.length; i++) {
          int services = sizes.get(i);
          progress.at(question.title() + ", " + services + " services");
          long begin = System.nanoTime();
          if (!quick && begin > end && !answers.micros().isEmpty()) {
            answers.miss(question, services);
            continue;
          }
          // Of this question's part the later sizes have theirs, and what is no measuring goes off.
          long mine = (end - begin) / left - LongStream.of(beside).skip(i).sum();
          Duration turn = turn(mine / (beside.length - i));
          answers.put(question, services, trial(question, services, turn));
          long took = System.nanoTime() - begin - (WARM_UP + MEASURED) * turn.toNanos();
          beside[i] = beside[i] == 0 ? took : (beside[i] + took) / 2;
        }
        left--;
      }
    }
    return answers;
  }

  /// How long an iteration is, if a trial may measure for so long.
  private Duration turn(long nanos) {
    Duration turn = Duration.ofNanos(nanos / (WARM_UP + MEASURED));
    return quick
        ? GLANCE
        : turn.compareTo(SHORTEST) < 0 ? SHORTEST : turn.compareTo(LONGEST) > 0 ? LONGEST : turn;
  }

  /// The times of one operation, in microseconds, one for each iteration.
  private List<Double> trial(Question question, int services, Duration turn) throws IOException {
    // Nobody else's benchmark is to keep this one from running.
    System.setProperty("jmh.ignoreLock", "true");
    TimeValue time = TimeValue.milliseconds(turn.toMillis());
    var options =
        new OptionsBuilder()
            .include("^" + Pattern.quote(question.benchmark()) + "$")
            .param("services", String.valueOf(services))
            .mode(Mode.AverageTime)
            .timeUnit(java.util.concurrent.TimeUnit.NANOSECONDS)
            .forks(quick ? 0 : 1)
            .jvmArgsAppend("-XX:TieredStopAtLevel=1", "--sun-misc-unsafe-memory-access=allow")
            .warmupIterations(quick ? 0 : WARM_UP)
            .warmupTime(time)
            .measurementIterations(quick ? 1 : MEASURED)
            .measurementTime(time)
            .verbosity(VerboseMode.SILENT)
            .shouldFailOnError(true)
            .build();
    try {
      return micros(new Runner(options).run());
    } catch (RunnerException e) {
      throw new IOException(
          "%s, %d services: %s".formatted(question.title(), services, cause(e)), e);
    }
  }

  private static String cause(Throwable failure) {
    Throwable at = failure;
    while (at.getCause() != null) {
      at = at.getCause();
    }
    for (Throwable more : at.getSuppressed()) {
      return cause(more);
    }
    return String.valueOf(at.getMessage());
  }

  private static List<Double> micros(Collection<RunResult> results) {
    List<Double> micros = new ArrayList<>();
    for (RunResult result : results) {
      for (var fork : result.getBenchmarkResults()) {
        for (IterationResult iteration : fork.getIterationResults()) {
          micros.add(iteration.getPrimaryResult().getScore() / 1_000);
        }
      }
    }
    return micros;
  }
}
