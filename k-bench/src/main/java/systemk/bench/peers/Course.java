package systemk.bench.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import systemk.bench.Tree;
import systemk.bench.daemon.Scratch;

/// One manager with one fleet, from its start to its end, with all that is measured on the way.
final class Course implements AutoCloseable {
  private static final Duration UP = Duration.ofSeconds(150);
  private static final Duration BACK = Duration.ofSeconds(30);
  // How long nothing has to happen, after the manager was killed, to count as rest.
  private static final Duration REST = Duration.ofMillis(2500);
  private static final int LAPS = 30;
  private static final long LAPS_MILLIS = 3_000;
  private static final int KILLS = 5;
  private static final int CHANGES = 5;

  private final Site site;
  private final long deadline;
  private final Manager manager;
  private final Reports reports;
  private final Map<String, String> environment = new HashMap<>();
  private final BiConsumer<Metric, Double> figures;
  // Whoever interrupts a bench must not be left with what it runs.
  private final Thread hook = new Thread(this::end, "end the fleet");
  private @Nullable Process process;

  /// @param deadline by System.nanoTime(): nothing is waited for beyond it
  /// @param figures takes what is measured
  Course(Peer peer, Site site, long deadline, BiConsumer<Metric, Double> figures)
      throws IOException {
    this.site = site;
    this.deadline = deadline;
    this.figures = figures;
    Files.createDirectories(site.directory());
    this.manager = peer.on(site);
    this.reports = new Reports(site);
    Runtime.getRuntime().addShutdownHook(hook);
    environment.putAll(site.kit().environment());
    environment.put("SYSTEMK_ROOT", site.directory().toString());
  }

  /// Does it all; with chains only what depends on order.
  void run() throws IOException, InterruptedException {
    long begin = boot();
    Reports.Span up = reports.await(site.services(), _ -> true, within(UP));
    figures.accept(Metric.BOOT, millis(up.last() - begin));
    figures.accept(Metric.FIRST, millis(up.first() - begin));
    settle();
    if (!site.chained()) {
      ask(Metric.STATUS, manager.status(site.services() / 2));
      ask(Metric.LIST, manager.list());
      ask(Metric.PROPERTY, manager.property(site.services() / 2));
      for (Map.Entry<Metric, List<String>> more : manager.more().entrySet()) {
        ask(more.getKey(), more.getValue());
      }
      kill();
      change();
      Family family = Family.of(site);
      figures.accept(Metric.MEMORY, family.megabytes());
      figures.accept(Metric.PROCESSES, (double) family.managers().size());
    }
    stopAndStart();
    if (!site.chained()) {
      die();
    }
  }

  /// Makes the manager.
  ///
  /// @return when
  private long boot() throws IOException {
    List<String> command = new ArrayList<>(List.of("setsid"));
    command.addAll(manager.boot());
    Path said = site.directory().resolve("console");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(ProcessBuilder.Redirect.appendTo(said.toFile()))
            .redirectError(ProcessBuilder.Redirect.appendTo(said.toFile()));
    builder.environment().putAll(site.kit().environment());
    builder.environment().putAll(site.mark());
    long begin = System.nanoTime();
    process = builder.start();
    return begin;
  }

  /// Waits until the manager says itself that a service runs.
  private void settle() throws IOException, InterruptedException {
    long end = System.nanoTime() + within(BACK).toNanos();
    Shell.Answer answer = state();
    while (answer.status() != 0) {
      if (System.nanoTime() > end) {
        throw new IOException("no answer: " + (answer.out() + answer.err()).strip());
      }
      Thread.sleep(20);
      answer = state();
    }
  }

  private Shell.Answer state() throws IOException, InterruptedException {
    List<String> command;
    try {
      command = new ArrayList<>(manager.inside());
    } catch (IOException e) {
      // It does not run yet.
      return new Shell.Answer(1, "", String.valueOf(e.getMessage()));
    }
    command.addAll(manager.settled(site.services() - 1));
    return Shell.run(command, environment);
  }

  private void ask(Metric metric, List<String> command) throws IOException, InterruptedException {
    if (!command.isEmpty()) {
      site.probe()
          .laps(manager.inside(), command, environment, LAPS, LAPS_MILLIS)
          .forEach(lap -> figures.accept(metric, lap));
    }
  }

  /// Kills one service after the other.
  private void kill() throws IOException, InterruptedException {
    if (manager.list().isEmpty()) {
      return;
    }
    Map<Integer, List<Long>> pids = Family.of(site).byService();
    for (int i = 0; i < KILLS; i++) {
      int victim = i * site.services() / KILLS;
      List<Long> found = pids.getOrDefault(victim, List.of());
      if (found.size() != 1) {
        throw new IOException(site.name(victim) + " has " + found.size() + " processes");
      }
      reports.skip();
      long begin = System.nanoTime();
      Tree.kill(found.getFirst());
      long back = reports.await(1, number -> number == victim, within(BACK)).last();
      figures.accept(Metric.RESTART, millis(back - begin));
    }
  }

  private void change() throws IOException, InterruptedException {
    int service = site.services() / 2 + 1;
    for (int value = 1; value <= CHANGES; value++) {
      Manager.Change change = manager.change(service, value);
      if (change.command().isEmpty()) {
        return;
      }
      settle();
      reports.skip();
      long begin = System.nanoTime();
      Process changing = run(change.command());
      long done = begin;
      if (change.restarts()) {
        done = reports.await(1, number -> number == service, within(BACK)).last();
      }
      long end = begin + within(BACK).toNanos();
      try (Manager.Pending pending = manager.pending(service)) {
        while (changing.isAlive() || pending.holds()) {
          done = System.nanoTime();
          if (done > end) {
            throw new IOException("the change of " + site.name(service) + " does not apply");
          }
          LockSupport.parkNanos(50_000);
        }
      }
      if (awaitEnd(changing) != 0) {
        throw new IOException(String.join(" ", change.command()) + " failed");
      }
      figures.accept(Metric.CHANGE, millis(done - begin));
    }
  }

  private void stopAndStart() throws IOException, InterruptedException {
    if (manager.stopAll().isEmpty()) {
      return;
    }
    List<Long> pids = Family.of(site).sleepers().stream().map(Family.Member::pid).toList();
    long begin = System.nanoTime();
    Process stopping = run(manager.stopAll());
    for (long pid : pids) {
      await(() -> !Files.exists(Path.of("/proc/" + pid)), within(UP));
    }
    figures.accept(Metric.STOP, millis(System.nanoTime() - begin));
    awaitEnd(stopping);
    reports.skip();
    begin = System.nanoTime();
    Process starting = run(manager.startAll());
    Reports.Span up = reports.await(site.services(), _ -> true, within(UP));
    figures.accept(Metric.START, millis(up.last() - begin));
    awaitEnd(starting);
    settle();
  }

  private Process run(List<String> command) throws IOException {
    List<String> words = new ArrayList<>(manager.inside());
    words.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(words)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().putAll(environment);
    return builder.start();
  }

  /// Kills the manager, starts it again, and counts.
  private void die() throws IOException, InterruptedException {
    if (manager.processes().isEmpty()) {
      return;
    }
    Map<Integer, List<Long>> before = Family.of(site).byService();
    for (Family.Member member : Family.of(site).managers()) {
      if (manager.processes().contains(member.name())) {
        Tree.kill(member.pid());
      }
    }
    awaitEnd(Objects.requireNonNull(process));
    boot();
    settle();
    rest();
    Map<Integer, List<Long>> after = Family.of(site).byService();
    int lost = 0;
    int twice = 0;
    int same = 0;
    for (int service = 0; service < site.services(); service++) {
      List<Long> found = after.getOrDefault(service, List.of());
      lost += found.isEmpty() ? 1 : 0;
      twice += found.size() > 1 ? 1 : 0;
      same += found.size() == 1 && found.equals(before.get(service)) ? 1 : 0;
    }
    figures.accept(Metric.LOST, (double) lost);
    figures.accept(Metric.DUPLICATED, (double) twice);
    figures.accept(Metric.SAME, (double) same);
  }

  /// Waits until the manager has answered and no service has started for a while.
  private void rest() throws IOException, InterruptedException {
    long end = System.nanoTime() + within(UP).toNanos();
    long quiet = System.nanoTime();
    while (System.nanoTime() - quiet < REST.toNanos() && System.nanoTime() < end) {
      if (reports.skip() > 0) {
        quiet = System.nanoTime();
      }
      Thread.sleep(50);
    }
    if (System.nanoTime() > deadline) {
      // Who is not back yet must not be counted as lost.
      throw new IOException("the services do not come to rest");
    }
  }

  /// A condition that may have to ask somebody.
  private interface Condition {
    boolean holds() throws IOException;
  }

  private static void await(Condition condition, Duration bound)
      throws IOException, InterruptedException {
    long end = System.nanoTime() + bound.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > end) {
        throw new IOException("nothing has happened within " + bound.toSeconds() + " s");
      }
      Thread.sleep(1);
    }
  }

  /// A bound, or what is left of the time.
  private Duration within(Duration bound) {
    Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    return left.compareTo(bound) < 0 ? left : bound;
  }

  private int awaitEnd(Process ending) throws IOException, InterruptedException {
    if (!ending.waitFor(within(UP))) {
      throw new IOException("process " + ending.pid() + " does not end");
    }
    return ending.exitValue();
  }

  private static double millis(long nanos) {
    return nanos / 1e6;
  }

  /// Ends every process of the site.
  private void end() {
    try {
      for (Family family = Family.of(site); !family.isEmpty(); family = Family.of(site)) {
        family.managers().forEach(member -> Tree.kill(member.pid()));
        family.sleepers().forEach(member -> Tree.kill(member.pid()));
        Thread.sleep(20);
      }
      Process started = process;
      if (started != null) {
        started.destroyForcibly().waitFor();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Ends it all, and removes what it left.
  @Override
  public void close() throws IOException {
    reports.close();
    try {
      end();
      Scratch.remove(site.directory());
      Runtime.getRuntime().removeShutdownHook(hook);
      manager.clear();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
