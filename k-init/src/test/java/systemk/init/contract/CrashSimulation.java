package systemk.init.contract;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import systemk.init.loop.Reactor;
import systemk.json.Json;
import systemk.linux.Peer;
import systemk.linux.ProcessId;
import systemk.linux.ProcessStat;
import systemk.linux.SimKernel;

/// A world of processes, a table of contracts over it that dies and comes back at any call, and an
/// owner that remembers everything it was told.
final class CrashSimulation implements Reactor, Contracts.Listener {
  /// The end of k.init.
  static final class Crash extends Error {
    private static final long serialVersionUID = 1;
  }

  private static final int MAX_STEPS = 10_000;

  final SimKernel kernel = new SimKernel(Spawning.FIRST);
  private final Path directory;
  private final Queue<Runnable> posts = new ArrayDeque<>();
  private final Queue<Runnable> timers = new ArrayDeque<>();
  private final Map<Integer, Reaction> reactions = new HashMap<>();
  private Contracts contracts;
  private int callsLeft = Integer.MAX_VALUE;
  private int callsThen = Integer.MAX_VALUE;
  private boolean daemonizing;
  private boolean acting;
  private boolean crashed;

  // What the owner knows.
  final Map<Long, Json.Obj> events = new TreeMap<>();
  final Map<String, Long> answers = new TreeMap<>();
  final Map<Long, String> tokens = new TreeMap<>();
  private long heardUpTo;

  // The truth.
  final Map<String, List<ProcessId>> made = new TreeMap<>();
  private final Map<Long, ProcessId> firsts = new TreeMap<>();

  CrashSimulation(Path directory) {
    this.directory = directory;
    kernel.beforeEachCall(this::count);
    contracts = open();
  }

  private Contracts open() {
    return new Contracts(
        kernel,
        this,
        new ContractStore(directory),
        new WalkMembership(kernel, "root"),
        new Prologue(),
        directory,
        "root",
        this);
  }

  private void count() {
    if (acting && callsLeft-- <= 0) {
      // Once dead, it does not even run its finally blocks to any effect.
      throw new Crash();
    }
  }

  /// Lets k.init die after so many more calls, and then once more.
  ///
  /// @param daemonize whether the process that was made last leaves another one and ends before
  ///   k.init is there again
  void crashAfter(int calls, int again, boolean daemonize) {
    callsLeft = calls;
    callsThen = again;
    daemonizing = daemonize;
  }

  /// Does something as k.init, which may die of it and is started again then.
  private void act(Runnable action) {
    acting = true;
    try {
      action.run();
    } catch (Crash _) {
      acting = false;
      restart();
    } finally {
      acting = false;
    }
  }

  private void restart() {
    callsLeft = callsThen;
    callsThen = Integer.MAX_VALUE;
    crashed = true;
    contracts.store().close();
    kernel.restartSelf();
    daemonize();
    posts.clear();
    timers.clear();
    reactions.clear();
    heardUpTo = 0;
    act(
        () -> {
          contracts = open();
          contracts.adopt(
              line -> {
                throw new AssertionError(line);
              });
          hear();
        });
  }

  /// Nobody knows yet for whom the process was made.
  private void daemonize() {
    noteFirsts();
    List<ProcessId> members =
        kernel.processes().stream()
            .filter(process -> contractOf(process).isPresent())
            .map(ProcessStat::id)
            .filter(kernel::runs)
            .sorted(Comparator.comparingLong(ProcessId::startTime))
            .toList();
    if (daemonizing && !members.isEmpty() && kernel.room() > 2) {
      int last = members.getLast().pid();
      kernel.setsid(kernel.fork(last).pid());
      kernel.exit(last, 0);
    }
    daemonizing = false;
  }

  private void noteFirsts() {
    kernel
        .processes()
        .forEach(
            process -> contractOf(process).ifPresent(id -> firsts.putIfAbsent(id, process.id())));
  }

  /// A cookie is all the simulation knows.
  private Optional<Long> contractOf(ProcessStat process) {
    return kernel.environment(process.pid()).stream()
        .filter(v -> v.startsWith("SYSTEMK_CONTRACT="))
        .map(v -> Long.parseLong(v.substring(v.indexOf(':') + 1)))
        .findFirst();
  }

  void crash() {
    restart();
  }

  /// The process that was made for a contract.
  ProcessId first(long contract) {
    return requireNonNull(firsts.get(contract));
  }

  boolean hasCrashed() {
    return crashed;
  }

  /// The owner asks for a process, and asks again if it gets no answer.
  void spawn(String token) {
    if (answers.containsKey(token) && contracts.find(token).isEmpty()) {
      // It is done and forgotten; an owner does not use a token again.
      return;
    }
    act(() -> ask(token));
    noteProcesses();
    if (!answers.containsKey(token)) {
      act(() -> ask(token));
      noteProcesses();
    }
  }

  private void ask(String token) {
    Contract contract = contracts.find(token).orElseGet(() -> contracts.spawn(request(token)));
    answers.put(token, contract.id());
    String before = tokens.put(contract.id(), token);
    assertThat(before).as("contract numbers are used once").isIn(null, token);
  }

  private static SpawnRequest request(String token) {
    return SpawnRequest.parse(
        Json.object()
            .put("token", token)
            .put("owner", "svc:/x")
            .putStrings("argv", List.of("/bin/true"))
            .build());
  }

  /// Looks which processes there are for whom.
  private void noteProcesses() {
    noteFirsts();
    for (ProcessStat process : kernel.processes()) {
      contractOf(process)
          .map(
              id ->
                  contracts
                      .find(id)
                      .map(Contract::token)
                      .orElse(tokens.getOrDefault(id, "lost " + id)))
          .map(token -> made.computeIfAbsent(token, _ -> new ArrayList<>()))
          .filter(list -> !list.contains(process.id()))
          .ifPresent(list -> list.add(process.id()));
    }
  }

  List<ProcessId> running() {
    noteProcesses();
    return made.values().stream().flatMap(List::stream).filter(kernel::runs).toList();
  }

  void fork(ProcessId parent, boolean session) {
    if (kernel.room() > 2) {
      ProcessId child = kernel.fork(parent.pid());
      if (session) {
        kernel.setsid(child.pid());
      }
      noteProcesses();
    }
  }

  void exit(ProcessId process, int code) {
    kernel.exit(process.pid(), code);
  }

  void kill(String token) {
    Long id = answers.get(token);
    if (id != null) {
      act(() -> contracts.find(id).ifPresent(contract -> contracts.kill(id)));
    }
  }

  /// A process of a contract says something of itself.
  void say(String token, String name, String value) {
    Long id = answers.get(token);
    if (id != null) {
      act(
          () ->
              contracts
                  .find(id)
                  .ifPresent(_ -> contracts.notified(id, new TreeMap<>(Map.of(name, value)))));
    }
  }

  void acknowledge() {
    long upTo = heardUpTo;
    act(() -> contracts.acknowledge(upTo));
  }

  /// Lets the loop run until it has nothing left to do but wait.
  void settle() {
    for (int i = 0; i < MAX_STEPS; i++) {
      act(contracts::reapChildren);
      boolean quiet = kernel.peekExit().isEmpty();
      for (int descriptor : kernel.readyWatches()) {
        Reaction reaction = reactions.get(descriptor);
        if (reaction != null) {
          quiet = false;
          act(() -> reaction.ready(true, false));
        }
      }
      Runnable post = posts.poll();
      if (post != null) {
        quiet = false;
        act(post);
      }
      if (quiet) {
        return;
      }
    }
    throw new AssertionError("the loop does not come to rest");
  }

  /// Lets time pass.
  void tick() {
    List<Runnable> due = new ArrayList<>(timers);
    timers.clear();
    due.forEach(this::act);
    settle();
  }

  private void hear() {
    while (true) {
      var next = contracts.eventAfter(heardUpTo);
      if (next.isEmpty()) {
        return;
      }
      heardUpTo = next.get().integer("event");
      Json.Obj before = events.put(heardUpTo, next.get());
      assertThat(next.get())
          .as("an event never changes")
          .isIn(before == null ? next.get() : before);
      checkEmptied(next.get());
    }
  }

  private void checkEmptied(Json.Obj event) {
    if (event.string("type").equals("emptied")) {
      assertThat(made.getOrDefault(event.string("token"), List.of()))
          .as("nobody of an empty contract runs: %s", event)
          .noneMatch(kernel::runs);
    }
  }

  /// The events of one token in the order of their numbers.
  List<Json.Obj> story(String token) {
    return events.values().stream().filter(e -> e.string("token").equals(token)).toList();
  }

  Set<Long> table() {
    Set<Long> ids = new TreeSet<>();
    contracts.all().forEach(contract -> ids.add(contract.id()));
    return ids;
  }

  @Nullable Contract contract(String token) {
    return contracts.find(token).orElse(null);
  }

  @Override
  public void happened(Contract contract, Event event) {
    hear();
  }

  @Override
  public void daemonEnded(Contract contract) {}

  @Override
  public void disbelieved(Contract contract, Peer sender) {
    throw new AssertionError("nobody sends anything here");
  }

  @Override
  public void post(Runnable action) {
    posts.add(action);
  }

  @Override
  public Timer after(Duration delay, Runnable action) {
    timers.add(action);
    return () -> timers.remove(action);
  }

  @Override
  public void watch(int descriptor, Reaction reaction) {
    reactions.put(descriptor, reaction);
  }

  @Override
  public void unwatch(int descriptor) {
    reactions.remove(descriptor);
  }

  /// Removes what the simulation wrote.
  void clear() {
    try {
      try (var files = java.nio.file.Files.list(directory)) {
        for (Path file : files.toList()) {
          java.nio.file.Files.delete(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
