package systemk.bench.proof;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import systemk.api.json.Pieces;
import systemk.api.json.WireCodec;
import systemk.api.protocol.Response;
import systemk.bench.books.Books;
import systemk.bench.books.Claims;
import systemk.bench.books.Clients;
import systemk.bench.books.Transcript;
import systemk.bench.books.Verdict;
import systemk.bench.crash.CrashState;
import systemk.bench.crash.Mode;
import systemk.bench.crash.Recorder;
import systemk.bench.crash.Recording;
import systemk.bench.crash.Records;
import systemk.bench.crash.Simulator;
import systemk.bench.daemon.Configd;
import systemk.bench.daemon.Progress;
import systemk.bench.daemon.Scratch;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Revision;
import systemk.json.Json;
import systemk.repo.JournalRepository;
import systemk.wire.Frames;
import systemk.wire.Layout;

/// Records the system calls of the real k.configd while clients commit, rebuilds what a crash at
/// any instant can leave on disk, opens each of these states, and compares it with what had been
/// acknowledged at that instant.
/* What was acknowledged is in the record, too: an answer counts from the moment k.configd begins to
 * write it to a socket. k.configd runs twice, so that starting on what is there, going on, and stopping
 * in order are all among the instants; so many bytes are committed that journals are begun, checkpoints
 * written and old files removed in both.
 *
 * The states are opened in this process, by the same code k.configd has; some by k.configd itself.
 */
final class Crashes {
  private static final int CLIENTS = 16;
  private static final int ROOM = 4;
  private static final int PADDING = 4000;
  private static final Duration BOUND = Duration.ofMinutes(2);
  private static final int BY_DAEMON_ONE_IN = 150;
  private static final String OTHER_BOOT = "after the power failure";

  private final Path home;
  private final Options options;
  private final Clients clients;

  /// How much of it.
  ///
  /// @param states how many in each mode
  /// @param transactions how many are recorded
  record Options(int states, int transactions, long seed) {}

  /// What came of it.
  ///
  /// @param operations how many file operations were recorded
  /// @param checkpoints how many checkpoints came into being during the record
  /// @param states how many were opened, by mode
  /// @param byDaemon how many of them were also opened by k.configd itself
  record Result(
      int operations,
      int checkpoints,
      long acknowledged,
      Map<Mode, Integer> states,
      int byDaemon,
      Verdict verdict) {}

  /// One state to be looked at.
  private record Task(Mode mode, int instant, Claims claims, long seed, boolean byDaemon) {}

  Crashes(Path home, Options options) {
    this.home = home;
    this.options = options;
    this.clients = new Clients(new Books(CLIENTS, PADDING), options.seed());
  }

  Result run() throws IOException, InterruptedException {
    try (Scratch scratch = Scratch.onDisk("k-prove-crashes")) {
      Layout layout = new Layout(scratch.path().resolve("root"));
      Files.createDirectories(layout.root().resolve("etc"));
      Files.createDirectories(layout.volatileStore());
      Recording recording = record(layout, scratch.path());
      return look(layout, recording);
    }
  }

  private Recording record(Layout layout, Path records) throws IOException, InterruptedException {
    Recorder recorder = new Recorder(List.of(layout.root().resolve("etc"), layout.volatileStore()));
    try (Progress progress = new Progress("crash states: recording")) {
      for (int life = 1; life <= 2; life++) {
        Path record = records.resolve("record");
        try (Configd configd = new Configd(home, layout.root(), Recorder.strace(record))) {
          configd.start();
          if (life == 1) {
            clients.open(configd.socket());
          }
          clients.connect(configd.socket(), ROOM);
          clients.load();
          long wanted = (long) options.transactions() * life / 2;
          long begin = System.nanoTime();
          while (clients.acknowledged() < wanted) {
            Thread.sleep(10);
            progress.at(clients.acknowledged() + " transactions");
            if (System.nanoTime() - begin > 10 * BOUND.toNanos() || !configd.isAlive()) {
              throw new IOException("the recorded k.configd does not get on:\n" + configd.said());
            }
          }
          clients.pause();
          if (!clients.awaitAnswers(BOUND)) {
            throw new IOException("the recorded k.configd does not answer");
          }
          clients.disconnect();
          configd.stop();
          Records.await(record, configd.pid());
        }
        recorder.add(record);
        Files.delete(record);
      }
    }
    return recorder.recording();
  }

  private Result look(Layout layout, Recording recording) throws IOException, InterruptedException {
    Simulator simulator = new Simulator(recording);
    List<Task> tasks = new ArrayList<>();
    EnumMap<Mode, Integer> states = new EnumMap<>(Mode.class);
    for (Mode mode : Mode.values()) {
      List<Integer> instants =
          simulator.choose(
              mode,
              options.states(),
              new SplittableRandom(options.seed() + mode.name().hashCode()));
      tasks.addAll(tasks(mode, recording, instants));
      states.put(mode, instants.size());
    }
    Verdict verdict = new Verdict();
    clients.check(RepositoryState.EMPTY).details().stream()
        .filter(text -> text.contains("was told"))
        .forEach(verdict::wrong);
    ConcurrentLinkedQueue<Task> queue = new ConcurrentLinkedQueue<>(tasks);
    ExecutorService workers = Executors.newFixedThreadPool(workers());
    try (Scratch scratch = Scratch.inMemory("k-prove-state");
        Progress progress = new Progress("crash states")) {
      List<Future<Verdict>> results = new ArrayList<>();
      for (int i = 0; i < workers(); i++) {
        Path place = scratch.path().resolve("w" + i);
        results.add(
            workers.submit(
                () -> {
                  Verdict mine = new Verdict();
                  for (Task task = queue.poll(); task != null; task = queue.poll()) {
                    CrashState state =
                        simulator.crash(
                            task.mode(), task.instant(), new SplittableRandom(task.seed()));
                    mine.add(state.what(), open(layout, state, task, place));
                    progress.at("%d of %d".formatted(tasks.size() - queue.size(), tasks.size()));
                  }
                  return mine;
                }));
      }
      for (Future<Verdict> result : results) {
        verdict.add("", result.get());
      }
    } catch (ExecutionException e) {
      throw new IOException("cannot look at the crash states", e.getCause());
    } finally {
      workers.shutdownNow();
    }
    return new Result(
        recording.instants().size(),
        checkpoints(recording),
        clients.acknowledged(),
        states,
        (int) tasks.stream().filter(Task::byDaemon).count(),
        verdict);
  }

  private static int workers() {
    return Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 8);
  }

  private static int checkpoints(Recording recording) {
    return recording.renamedTo(path -> path.endsWith(".db"));
  }

  /// The tasks of one mode, each with what had been acknowledged by then.
  private List<Task> tasks(Mode mode, Recording recording, List<Integer> instants) {
    Transcript transcript = clients.transcript();
    Acknowledgements heard = new Acknowledgements(transcript);
    List<Task> tasks = new ArrayList<>();
    int at = 0;
    for (int i = 0; i < instants.size(); i++) {
      int instant = instants.get(i);
      recording.replay(at, instant, heard::said);
      at = instant;
      long seed = options.seed() * 1_000_003 + mode.name().hashCode() + i;
      boolean byDaemon = i % BY_DAEMON_ONE_IN == BY_DAEMON_ONE_IN / 2;
      tasks.add(new Task(mode, instant, transcript.claims(), seed, byDaemon));
    }
    recording.replay(at, recording.size(), heard::said);
    if (!transcript.claims().equals(clients.claims())) {
      throw new IllegalStateException(
          "the answers in the record are not those the clients heard: %s, %s"
              .formatted(transcript.claims(), clients.claims()));
    }
    return tasks;
  }

  /// Reads the answers in what was said on sockets.
  private static final class Acknowledgements {
    private final Transcript transcript;
    private final Map<Integer, Frames> frames = new HashMap<>();
    private final Map<Integer, Pieces> pieces = new HashMap<>();

    Acknowledgements(Transcript transcript) {
      this.transcript = transcript;
    }

    void said(int channel, byte[] bytes) {
      for (Json frame :
          frames.computeIfAbsent(channel, _ -> new Frames()).feed(ByteBuffer.wrap(bytes))) {
        var message =
            pieces
                .computeIfAbsent(channel, _ -> new Pieces())
                .join(frame)
                .map(WireCodec::fromServer);
        message.ifPresent(
            answer -> {
              switch (answer) {
                case Response.Done(long id, var revision) ->
                    transcript.acknowledge(id, revision.generation());
                case Response.Repeated(long id, var revision) ->
                    transcript.acknowledge(id, revision.generation());
                default -> {}
              }
            });
      }
    }
  }

  private Verdict open(Layout layout, CrashState state, Task task, Path place)
      throws IOException, InterruptedException {
    Scratch.remove(place);
    Layout here = new Layout(place);
    boolean killed = task.mode() == Mode.KILL;
    state.layOut(layout.root().resolve("etc"), here.root().resolve("etc"));
    if (killed || task.seed() % 2 == 0) {
      state.layOut(layout.volatileStore(), here.volatileStore());
    }
    Verdict verdict = new Verdict();
    if (task.byDaemon()) {
      Path copy = place.resolveSibling(place.getFileName() + "-daemon");
      Scratch.copy(place, copy);
      byDaemon(copy, task, killed, verdict);
      Scratch.remove(copy);
    }
    ExecutorService opener =
        Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());
    try {
      opener
          .submit(
              () -> {
                inProcess(here, task, killed, verdict);
                return verdict;
              })
          .get(BOUND.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException _) {
      verdict.wrong("does not open within " + BOUND.toSeconds() + " s");
    } catch (ExecutionException e) {
      verdict.wrong("does not open: " + e.getCause());
    } finally {
      opener.shutdown();
    }
    return verdict;
  }

  private void inProcess(Layout here, Task task, boolean killed, Verdict verdict) {
    RepositoryState state;
    try (JournalRepository repository = opened(here, killed)) {
      state = repository.read();
      repository.readOnly().forEach(why -> verdict.wrong("refused: " + why));
      verdict.add("", clients.books().check(state, clients.opened(), task.claims(), killed));
    }
    if (task.seed() % 10 == 0 && verdict.isClean()) {
      try (JournalRepository again = opened(here, killed)) {
        if (!again.read().equals(state)) {
          verdict.wrong("opened a second time, it is something else");
        }
      }
    }
  }

  private static JournalRepository opened(Layout here, boolean sameBoot) {
    return JournalRepository.open(
        systemk.repo.Options.of(
            here.repository(),
            here.volatileStore(),
            sameBoot ? Configd.boot() : OTHER_BOOT,
            InstantSource.system(),
            _ -> {}));
  }

  private void byDaemon(Path root, Task task, boolean killed, Verdict verdict)
      throws IOException, InterruptedException {
    if (!killed) {
      // k.configd is told of the same boot every time.
      Scratch.remove(new Layout(root).volatileStore());
    }
    try (Configd configd = new Configd(home, root)) {
      configd.start();
      verdict.add("k.configd", byDaemon(configd.state(), task, killed));
      if (configd.said().contains("read-only")) {
        verdict.wrong("k.configd refuses to write: " + configd.said());
      }
      configd.kill();
    }
  }

  /// What it was is noted by k.configd itself when it starts in another boot than the last: that is
  /// one generation more.
  private Verdict byDaemon(RepositoryState state, Task task, boolean killed) {
    Verdict plain = clients.books().check(state, clients.opened(), task.claims(), killed);
    if (killed || plain.isClean()) {
      return plain;
    }
    Revision now = state.revision();
    RepositoryState before = state.at(new Revision(now.generation() - 1, now.tick()));
    Verdict noted = clients.books().check(before, clients.opened(), task.claims(), false);
    return noted.isClean() ? noted : plain;
  }
}
