package systemk.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import systemk.bench.daemon.CommandLine;

/// Kills the managers of a scratch tree at random moments, while its services are enabled,
/// disabled, restarted, crash and have their properties changed, and counts what is lost.
/* After each round the tree is given time to settle, and then, from /proc and from files the services
 * write themselves, without asking the managers:
 *
 *   - every service that should run has exactly one process, with the pid it had before unless it was
 *     restarted on purpose or crashed;
 *   - each method was run exactly as often as there was a reason to;
 *   - every change that was acknowledged, by svcadm or svcprop exiting with 0, is there.
 *
 * A run is repeatable as far as its choices go (`--seed`); the moments are the machine's.
 */
public final class Chaos {
  private static final Duration SETTLE = Duration.ofSeconds(60);
  private static final Duration ANSWER = Duration.ofSeconds(3);

  private static final String STOP = "STOP";

  /// What ends a JVM: from outside, by a bad pointer, and by its own hand; and what has it do
  /// nothing more without ending it.
  private static final List<String> SIGNALS = List.of("KILL", "SEGV", "ABRT", STOP);

  private static final List<String> MANAGERS = List.of("k.init", "k.configd", "k.startd");

  private final Options options;
  private final Random random;
  private final Tree tree;
  private final Fleet fleet;
  private final Expectation expectation;
  private final List<Long> answerMillis = new ArrayList<>();
  private final List<Long> replacedMillis = new ArrayList<>();
  private int operations;
  private int acknowledged;
  private int late;
  private int violations;
  private int methodRuns;

  /// What to do, and how long.
  ///
  /// @param guard whether k.init runs under `k-guard` in a PID namespace of its own, as on a
  ///   machine
  /// @param answer how soon after a kill svcs has to answer; a test on a busy machine cannot ask
  ///   for what people may
  public record Options(
      Path home,
      int rounds,
      int initRounds,
      int services,
      long seed,
      boolean guard,
      boolean keep,
      Duration answer) {}

  public Chaos(Options options) throws IOException {
    this.options = options;
    this.random = new Random(options.seed());
    Path root = Files.createTempDirectory("k-chaos");
    this.tree =
        options.guard() ? Tree.guarded(options.home(), root) : new Tree(options.home(), root);
    this.fleet = new Fleet(tree, options.services());
    this.expectation = new Expectation(fleet.members());
  }

  /// Runs `k chaos`. Exits with 0 if nothing was lost, 1 if something was, 2 on wrong usage.
  ///
  /// @param args see the manual page of k
  public static void main(String[] args) throws IOException, InterruptedException {
    Options options = parse(args);
    System.exit(new Chaos(options).run() ? 0 : 1);
  }

  private static Options parse(String[] args) {
    CommandLine line = CommandLine.parse("chaos", args);
    return new Options(
        line.home(),
        line.count("--rounds", 50),
        line.count("--init-rounds", 10),
        Math.max(6, line.count("--services", 50)),
        line.number("--seed", System.nanoTime() & 0xffffff),
        line.has("--guard"),
        line.has("--keep"),
        ANSWER);
  }

  /// Does it all; answers whether nothing was lost.
  public boolean run() throws IOException, InterruptedException {
    System.out.printf(
        Locale.ROOT,
        "seed %d, %d services, %d rounds, then %d with k.init, under %s%n",
        options.seed(),
        options.services(),
        options.rounds(),
        options.initRounds(),
        tree.root());
    boolean ended = false;
    try {
      tree.boot();
      settle("boot");
      for (int i = 1; i <= options.rounds() + options.initRounds(); i++) {
        round(i, i > options.rounds());
      }
      methodRuns = fleet.runs().values().stream().mapToInt(Integer::intValue).sum();
      ended = true;
    } finally {
      boolean wreck = !ended || violations > 0;
      if (wreck && options.keep()) {
        System.out.println("left behind: " + tree.root());
      } else {
        tree.close();
      }
    }
    report();
    return violations == 0;
  }

  private void round(int number, boolean init) throws IOException, InterruptedException {
    List<Runnable> plan = new ArrayList<>();
    Map<Integer, Fleet.Member> used = new HashMap<>();
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      Fleet.Member member = fleet.members().get(random.nextInt(fleet.members().size()));
      if (used.put(member.number(), member) == null) {
        plan.add(operation(member));
      }
    }
    String victims = init ? "k.init" : victims();
    String signal = options.guard() ? SIGNALS.get(random.nextInt(SIGNALS.size())) : "KILL";
    Thread killer =
        Thread.ofPlatform()
            .name("killer")
            .start(killer(victims, signal, random.nextInt(600), init && !options.guard()));
    plan.forEach(Runnable::run);
    killer.join();
    if (signal.equals(STOP)) {
      replacedMillis.add(awaitReplaced(number));
    }
    long answered = awaitAnswer();
    answerMillis.add(answered);
    if (answered > options.answer().toMillis()) {
      late++;
      violation(number, "svcs answered only after " + answered + " ms");
    }
    List<String> wrong = settle("round " + number);
    wrong.addAll(lostChanges());
    wrong.forEach(what -> violation(number, what));
    System.out.printf(
        Locale.ROOT,
        "round %3d  SIG%s to %-18s %d operations  svcs after %4d ms  %s%n",
        number,
        signal,
        victims,
        plan.size(),
        answered,
        wrong.isEmpty() ? "ok" : wrong.size() + " wrong");
  }

  private void violation(int round, String what) {
    violations++;
    System.out.println("round " + round + ": " + what);
  }

  private String victims() {
    return switch (random.nextInt(3)) {
      case 0 -> "k.startd";
      case 1 -> "k.configd";
      default -> "k.startd k.configd";
    };
  }

  /// Kills after a while, so that the kill lands at a random moment of what goes on.
  private Runnable killer(String victims, String signal, int afterMillis, boolean reboot) {
    return () -> {
      try {
        Thread.sleep(afterMillis);
        for (String victim : victims.split(" ")) {
          Optional<Long> pid = tree.manager(victim);
          if (pid.isPresent()) {
            Tree.signal(pid.get(), signal);
          }
        }
        if (reboot) {
          while (tree.manager("k.init").isPresent()) {
            Thread.sleep(5);
          }
          tree.boot();
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    };
  }

  private Runnable operation(Fleet.Member member) {
    int kind = random.nextInt(5);
    if (!expectation.isEnabled(member)) {
      return () -> ask(() -> expectation.enabled(member), "svcadm", "enable", member.fmri());
    }
    return switch (kind) {
      case 0 -> () -> ask(() -> expectation.disabled(member), "svcadm", "disable", member.fmri());
      case 1 -> () -> ask(() -> expectation.restarted(member), "svcadm", "restart", member.fmri());
      case 2, 3 -> () -> crash(member);
      default -> {
        int value = random.nextInt(1_000_000);
        yield () ->
            ask(
                () -> expectation.set(member, value),
                "svcprop",
                "-e",
                "chaos/count=" + value,
                member.fmri());
      }
    };
  }

  private void ask(Runnable then, String program, String... arguments) {
    operations++;
    try {
      Tree.Answer answer = tree.run(program, arguments);
      if (answer.status() == 0) {
        acknowledged++;
        then.run();
      } else {
        System.out.printf(
            "%s %s: exit %d: %s%n",
            program, String.join(" ", arguments), answer.status(), answer.err().strip());
        violations++;
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void crash(Fleet.Member member) {
    List<Long> pids = longLived().getOrDefault(member.fmri(), List.of());
    if (pids.size() == 1) {
      operations++;
      acknowledged++;
      expectation.restarted(member);
      Tree.kill(pids.getFirst());
    }
  }

  private Map<String, List<Long>> longLived() {
    Map<String, List<Long>> running = new HashMap<>();
    Map<String, String> names = new HashMap<>();
    fleet.members().forEach(member -> names.put(member.fmri(), member.commandLine()));
    for (Tree.ServiceProcess process : tree.services()) {
      if (process.commandLine().equals(names.get(process.fmri()))) {
        running.computeIfAbsent(process.fmri(), _ -> new ArrayList<>()).add(process.pid());
      }
    }
    return running;
  }

  /// How long it takes until svcs answers, in milliseconds.
  private long awaitAnswer() throws IOException, InterruptedException {
    long begin = System.nanoTime();
    while (tree.run("svcs", "-H", "-o", "state", "chaos/s00").status() != 0) {
      if (elapsed(begin) > SETTLE.toMillis()) {
        break;
      }
    }
    return elapsed(begin);
  }

  /// How long it takes until no manager is stopped and each of them is there.
  private long awaitReplaced(int round) {
    long begin = System.nanoTime();
    while (!MANAGERS.stream().allMatch(tree::isAtWork)) {
      if (elapsed(begin) > SETTLE.toMillis()) {
        violation(round, "a manager that was stopped is not replaced");
        break;
      }
      LockSupport.parkNanos(5_000_000);
    }
    return elapsed(begin);
  }

  private static long elapsed(long begin) {
    return (System.nanoTime() - begin) / 1_000_000;
  }

  /// Waits until everything is as it must be, and stays so for a moment; says what is not.
  private List<String> settle(String what) throws IOException, InterruptedException {
    long begin = System.nanoTime();
    List<String> wrong = List.of("nothing was looked at");
    while (!wrong.isEmpty() && elapsed(begin) < SETTLE.toMillis()) {
      Thread.sleep(100);
      wrong = look();
    }
    if (wrong.isEmpty()) {
      // A method that is run once too often may be on its way.
      Thread.sleep(400);
      wrong = look();
    }
    if (what.equals("boot") && !wrong.isEmpty()) {
      throw new IllegalStateException(
          "the tree does not come up: " + wrong + "; see " + tree.console());
    }
    return new ArrayList<>(wrong);
  }

  private List<String> look() throws IOException, InterruptedException {
    List<String> wrong = new ArrayList<>(expectation.violations(longLived(), fleet.runs()));
    if (wrong.isEmpty()) {
      wrong.addAll(transitions());
    }
    return wrong;
  }

  /// Services that are not in the state they should be in, or on their way to another.
  private List<String> transitions() throws IOException, InterruptedException {
    Tree.Answer answer = tree.run("svcs", "-H", "-a", "-o", "fmri,state,nstate");
    List<String> wrong = new ArrayList<>();
    if (answer.status() != 0) {
      wrong.add("svcs: exit " + answer.status() + ": " + answer.err().strip());
      return wrong;
    }
    Map<String, String> states = new HashMap<>();
    for (String line : answer.out().split("\n")) {
      String[] words = line.strip().split("\\s+");
      if (words.length == 3) {
        states.put(words[0], words[1] + " " + words[2]);
      }
    }
    for (Fleet.Member member : fleet.members()) {
      String wanted = expectation.isEnabled(member) ? "online -" : "disabled -";
      String state = states.getOrDefault(member.fmri(), "absent");
      if (!state.equals(wanted)) {
        wrong.add(member.fmri() + " is " + state + " instead of " + wanted);
      }
    }
    return wrong;
  }

  private List<String> lostChanges() throws IOException, InterruptedException {
    List<String> wrong = new ArrayList<>();
    for (Map.Entry<String, Integer> set : expectation.counts().entrySet()) {
      String value = tree.run("svcprop", "-p", "chaos/count", set.getKey()).out().strip();
      if (!value.equals(String.valueOf(set.getValue()))) {
        wrong.add(set.getKey() + ": acknowledged value " + set.getValue() + " lost, is " + value);
      }
    }
    return wrong;
  }

  private void report() {
    Collections.sort(answerMillis);
    Collections.sort(replacedMillis);
    System.out.printf(
        Locale.ROOT,
        """
        %d rounds, %d operations of which %d acknowledged, %d method runs
        svcs answered after %d ms (median), %d ms (longest); later than %d s: %d
        violations: %d%n""",
        answerMillis.size(),
        operations,
        acknowledged,
        methodRuns,
        answerMillis.isEmpty() ? 0 : answerMillis.get(answerMillis.size() / 2),
        answerMillis.isEmpty() ? 0 : answerMillis.getLast(),
        options.answer().toSeconds(),
        late,
        violations);
    if (!replacedMillis.isEmpty()) {
      System.out.printf(
          Locale.ROOT,
          "stopped managers were replaced after %d ms (median), %d ms (longest), %d times%n",
          replacedMillis.get(replacedMillis.size() / 2),
          replacedMillis.getLast(),
          replacedMillis.size());
    }
  }
}
