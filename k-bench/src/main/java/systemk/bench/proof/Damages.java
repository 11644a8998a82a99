package systemk.bench.proof;

import io.vavr.control.Option;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import systemk.bench.books.Books;
import systemk.bench.books.Clients;
import systemk.bench.books.Verdict;
import systemk.bench.daemon.Configd;
import systemk.bench.daemon.Progress;
import systemk.bench.daemon.Scratch;
import systemk.core.repository.RepositoryState;
import systemk.repo.JournalRepository;
import systemk.repo.RepositoryException;
import systemk.wire.Layout;

/// Damages one file of a repository after the other, in many ways and places, and looks whether
/// that is noticed.
/* Two repositories are damaged, written by the real k.configd: one it was stopped in order on, and one it
 * was killed on. Whatever is damaged, one of these must come of it:
 *
 *   unaffected  the state is whole and may be written;
 *   refused     the state is one that once was, nothing may be written, and the reason names the file.
 *
 * Two more are counted by themselves. Without the file of what is volatile, which is gone after every
 * reboot, all that is not volatile must be there. And after a kill there is one thing no log can tell from
 * a write that was under way: the end of the last journal is missing from the damaged place on. Every
 * frame before that place must still be there.
 */
final class Damages {
  private static final int CLIENTS = 16;
  private static final int ROOM = 32;
  private static final int PADDING = 3000;
  private static final Duration ANSWERS = Duration.ofMinutes(1);
  private static final int BY_DAEMON_ONE_IN = 40;
  private static final Pattern SEQUENCE = Pattern.compile("\"seq\":(\\d+)");

  private final Path home;
  private final Options options;
  private final SplittableRandom random;
  private final Verdict verdict = new Verdict();
  private final Map<String, Integer> outcomes = new TreeMap<>();
  private int trials;
  private int byDaemon;

  /// How much of it.
  ///
  /// @param trials how often each kind of damage is done to each file
  record Options(int trials, int transactions, long seed) {}

  /// What came of it.
  ///
  /// @param outcomes how often there was which
  record Result(int trials, int byDaemon, Map<String, Integer> outcomes, Verdict verdict) {}

  /// A repository to be damaged.
  ///
  /// @param stopped whether k.configd was stopped in order
  private record Patient(Layout layout, boolean stopped, Clients clients, RepositoryState whole) {}

  Damages(Path home, Options options) {
    this.home = home;
    this.options = options;
    this.random = new SplittableRandom(options.seed());
  }

  Result run() throws IOException, InterruptedException {
    try (Scratch scratch = Scratch.inMemory("k-prove-damage");
        Progress progress = new Progress("damaged files")) {
      for (boolean stopped : new boolean[] {true, false}) {
        Patient patient = patient(scratch.path().resolve(stopped ? "stopped" : "killed"), stopped);
        for (Path file : files(patient)) {
          for (Damage damage : Damage.values()) {
            int times = damage == Damage.DELETED ? 1 : options.trials();
            for (int i = 0; i < times; i++) {
              trial(patient, file, damage, scratch.path().resolve("trial"));
              progress.at(trials + " trials");
            }
          }
        }
      }
    }
    return new Result(trials, byDaemon, outcomes, verdict);
  }

  private Patient patient(Path root, boolean stopped) throws IOException, InterruptedException {
    Clients clients = new Clients(new Books(CLIENTS, PADDING), options.seed());
    try (Configd configd = new Configd(home, root)) {
      configd.start();
      clients.open(configd.socket());
      clients.connect(configd.socket(), ROOM);
      clients.load();
      long begin = System.nanoTime();
      while (clients.acknowledged() < options.transactions()) {
        if (!configd.isAlive() || System.nanoTime() - begin > 10 * ANSWERS.toNanos()) {
          throw new IOException("k.configd does not get on:\n" + configd.said());
        }
        Thread.sleep(5);
      }
      clients.pause();
      if (!clients.awaitAnswers(ANSWERS)) {
        throw new IOException("k.configd does not answer");
      }
      RepositoryState whole = configd.state();
      clients.disconnect();
      verdict.add("before any damage", clients.check(whole));
      if (stopped) {
        configd.stop();
      } else {
        configd.kill();
      }
      return new Patient(configd.layout(), stopped, clients, whole);
    }
  }

  private static List<Path> files(Patient patient) throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path directory :
        List.of(patient.layout().repository(), patient.layout().volatileStore())) {
      try (Stream<Path> files = Files.list(directory)) {
        files.sorted().forEach(found::add);
      }
    }
    return found;
  }

  /// A file that was damaged.
  ///
  /// @param file as it was
  /// @param copy as it is now
  /// @param at the first byte that may differ
  private record Trial(Patient patient, Damage damage, Path file, Path copy, long at, String what) {
    boolean isVolatile() {
      return file.startsWith(patient.layout().volatileStore());
    }

    /// The same under another root.
    Trial under(Path root) {
      Path there = root.resolve(patient.layout().root().relativize(file).toString());
      return new Trial(patient, damage, file, there, at, "k.configd, " + what);
    }
  }

  private void trial(Patient patient, Path file, Damage damage, Path place)
      throws IOException, InterruptedException {
    Scratch.remove(place);
    Layout here = new Layout(place);
    Scratch.copy(patient.layout().repository(), here.repository());
    Scratch.copy(patient.layout().volatileStore(), here.volatileStore());
    Path copy = place.resolve(patient.layout().root().relativize(file).toString());
    long at = damage.inflict(copy, random);
    trials++;
    String what =
        "%s, %s from byte %d of %s"
            .formatted(patient.stopped() ? "stopped" : "killed", damage, at, file.getFileName());
    Trial trial = new Trial(patient, damage, file, copy, at, what);
    if (trials % BY_DAEMON_ONE_IN == 0) {
      Path root = place.resolveSibling("trial-daemon");
      Scratch.remove(root);
      Scratch.copy(place, root);
      byDaemon(trial.under(root), root);
    }
    judge(trial, open(here));
  }

  /// What opening a damaged repository came to.
  private record Opened(RepositoryState state, Option<String> refused) {}

  private static Opened open(Layout here) {
    try (JournalRepository repository =
        JournalRepository.open(
            systemk.repo.Options.of(
                here.repository(),
                here.volatileStore(),
                Configd.boot(),
                InstantSource.system(),
                _ -> {}))) {
      return new Opened(repository.read(), repository.readOnly());
    } catch (RepositoryException e) {
      return new Opened(RepositoryState.EMPTY, Option.some(String.valueOf(e.getMessage())));
    }
  }

  private void byDaemon(Trial trial, Path root) throws IOException, InterruptedException {
    byDaemon++;
    try (Configd configd = new Configd(home, root)) {
      configd.start();
      String said = configd.said();
      Option<String> refused = said.contains("read-only") ? Option.some(said) : Option.none();
      judge(trial, new Opened(configd.state(), refused));
      configd.kill();
    }
  }

  private void judge(Trial trial, Opened opened) throws IOException {
    RepositoryState state = opened.state();
    RepositoryState whole = trial.patient().whole();
    if (opened.refused().isDefined()) {
      outcomes.merge("refused", 1, Integer::sum);
      refused(trial, state, opened.refused().get());
    } else if (state.equals(whole)) {
      outcomes.merge("unaffected", 1, Integer::sum);
    } else if (trial.isVolatile()
        && trial.damage() == Damage.DELETED
        && state.equals(whole.withoutVolatile())) {
      outcomes.merge("as after a reboot", 1, Integer::sum);
    } else if (!trial.patient().stopped() && isLastJournal(trial.patient(), trial.file())) {
      outcomes.merge("end of a killed journal", 1, Integer::sum);
      ended(trial, state);
    } else {
      outcomes.merge("silently wrong", 1, Integer::sum);
      verdict.wrong(
          "%s: not noticed; at %s instead of %s"
              .formatted(trial.what(), state.revision(), whole.revision()));
    }
  }

  /// The reason must name the file, or its directory if the file is gone; the state must be one
  /// that once was.
  private void refused(Trial trial, RepositoryState state, String reason) {
    Path copy = trial.copy();
    if (!reason.contains(String.valueOf(copy.getFileName()))
        && !reason.contains(String.valueOf(copy.getParent()))) {
      verdict.wrong(trial.what() + ": refused, but not by name: " + reason);
    }
    verdict.add(trial.what(), trial.patient().clients().checkPast(state));
  }

  /// The frames before the damaged place must be there.
  private void ended(Trial trial, RepositoryState state) throws IOException {
    long wanted = generations(trial.patient(), trial.file(), trial.at());
    long found = state.revision().generation();
    if (found < wanted) {
      verdict.lost(
          wanted - found, "%s: generation %d, not %d".formatted(trial.what(), found, wanted));
    }
    verdict.add(trial.what(), trial.patient().clients().checkPast(state));
  }

  private static boolean isLastJournal(Patient patient, Path file) throws IOException {
    try (Stream<Path> files = Files.list(patient.layout().repository())) {
      return files
          .filter(path -> String.valueOf(path.getFileName()).startsWith("j-"))
          .max(Path::compareTo)
          .filter(file::equals)
          .isPresent();
    }
  }

  /// The generation the frames wholly before this place lead to.
  private static long generations(Patient patient, Path journal, long at) throws IOException {
    String text = Files.readString(journal, StandardCharsets.ISO_8859_1);
    int end = at == 0 ? 0 : text.lastIndexOf('\n', (int) at - 1) + 1;
    Matcher next = SEQUENCE.matcher(text);
    return next.find(end)
        ? Long.parseLong(next.group(1)) - 1
        : patient.whole().revision().generation();
  }
}
