package systemk.startd.health;

import io.vavr.control.Either;
import io.vavr.control.Option;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import systemk.core.engine.Event;
import systemk.core.engine.Model;
import systemk.core.fmri.InstanceFmri;
import systemk.core.health.Streak;
import systemk.core.method.HealthCheck;
import systemk.core.repository.Composition;
import systemk.core.restarter.InstanceState;
import systemk.core.restarter.Lifecycle;
import systemk.core.restarter.Reason;

/// Checks the health of the running services that are configured to be checked, and tells when a
/// service that counts as healthy is not, or the other way round.
/* One thread looks at the model a few times a second, and only at whether it is another one where
 * nothing is to be checked. Each check waits on a virtual thread of its own; there is one at a time for
 * an instance, and a bounded number in all. The first one comes after a random part of the interval, so
 * that services that were started together are not checked together.
 *
 * Nothing is kept. What a service counts as is what the model says, so a verdict that met a service at
 * a bad moment is simply said again after the next check.
 */
public final class Checker {
  private static final Logger LOG = LoggerFactory.getLogger(Checker.class);
  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final int MOST_AT_ONCE = 32;

  /// Reading the configuration may take this part of a processor.
  private static final long SHARE = 100;

  /// What is checked: a change of any of these begins anew.
  private record Subject(long contract, HealthCheck check) {}

  private static final class Watched {
    final InstanceFmri fmri;
    final Subject subject;
    // Changed by the check under way, read by the thread that looks when there is none.
    volatile Streak streak = Streak.NONE;
    volatile long due;

    Watched(InstanceFmri fmri, Subject subject, long due) {
      this.fmri = fmri;
      this.subject = subject;
      this.due = due;
    }
  }

  private final Supplier<Model> model;
  private final Prober prober;
  private final Executor executor;
  private final Consumer<Event.Checked> verdicts;
  private final DoubleSupplier chance;
  private final Set<InstanceFmri> running = ConcurrentHashMap.newKeySet();
  private final Map<InstanceFmri, String> broken = new HashMap<>();
  private Map<InstanceFmri, Watched> watched = new HashMap<>();
  private @Nullable Model seen;

  /// @param executor runs checks, each of which blocks
  /// @param verdicts told from the threads of the executor
  /// @param chance from 0 to 1
  Checker(
      Supplier<Model> model,
      Prober prober,
      Executor executor,
      Consumer<Event.Checked> verdicts,
      DoubleSupplier chance) {
    this.model = model;
    this.prober = prober;
    this.executor = executor;
    this.verdicts = verdicts;
    this.chance = chance;
  }

  /// Begins to check what the model of the moment says.
  public static void start(Supplier<Model> model, Prober prober, Consumer<Event.Checked> verdicts) {
    Checker checker =
        new Checker(
            model,
            prober,
            check -> Thread.ofVirtual().name("k.startd-health").start(check),
            verdicts,
            Math::random);
    Thread.ofPlatform().name("k.startd-health").daemon().start(checker::run);
  }

  private void run() {
    try {
      while (true) {
        long begin = System.nanoTime();
        boolean read = look(begin);
        long took = read ? System.nanoTime() - begin : 0;
        TimeUnit.NANOSECONDS.sleep(Math.max(TICK_NANOS, took * SHARE));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Begins the checks that are due. Says whether the model was another one.
  boolean look(long now) {
    Model current = model.get();
    boolean read = !isSeen(current);
    if (read) {
      watch(current, now);
      seen = current;
    }
    int room = MOST_AT_ONCE - running.size();
    if (room > 0 && !watched.isEmpty()) {
      // Those that have waited longest first, so that slow checks cannot keep others out.
      watched.values().stream()
          .filter(each -> each.due <= now && !running.contains(each.fmri))
          .sorted(Comparator.comparingLong(each -> each.due))
          .limit(room)
          .forEach(each -> begin(each, current));
    }
    return read;
  }

  /// An equal model that is another object is read once more, which costs less than comparing them.
  @SuppressWarnings("ReferenceEquality")
  private boolean isSeen(Model current) {
    return current == seen;
  }

  private void begin(Watched each, Model current) {
    running.add(each.fmri);
    executor.execute(() -> check(each, current.logFile(each.fmri)));
  }

  private void watch(Model current, long now) {
    Map<InstanceFmri, Watched> next = new HashMap<>();
    Set<InstanceFmri> wrong = new HashSet<>();
    for (Lifecycle instance : current.lifecycles().values()) {
      InstanceFmri fmri = instance.fmri();
      if (!instance.isRunning()) {
        continue;
      }
      Composition configuration = current.repository().running(fmri);
      if (!configuration.hasGroup(HealthCheck.GROUP)) {
        continue;
      }
      Either<String, Option<HealthCheck>> check = HealthCheck.of(configuration, fmri);
      if (check.isLeft()) {
        wrong.add(fmri);
        tell(fmri, check.getLeft());
      }
      for (HealthCheck wanted : check.getOrElse(Option.none())) {
        Subject subject = new Subject(instance.contract().getOrElse(0L), wanted);
        Watched old = watched.get(fmri);
        next.put(
            fmri,
            old != null && old.subject.equals(subject)
                ? old
                : new Watched(fmri, subject, now + part(wanted.interval(), chance.getAsDouble())));
      }
    }
    watched = next;
    broken.keySet().retainAll(wrong);
  }

  private void tell(InstanceFmri fmri, String why) {
    if (!why.equals(broken.put(fmri, why))) {
      LOG.warn("cannot check the health of {}: {}", fmri, why);
    }
  }

  private static long part(Duration interval, double share) {
    return (long) (interval.toNanos() * share);
  }

  private void check(Watched each, String logFile) {
    HealthCheck check = each.subject.check();
    try {
      Optional<String> wrong = prober.ask(each.fmri, check.probe(), check.timeout(), logFile);
      each.streak = each.streak.with(wrong.isEmpty());
      judge(each, wrong);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      // A tenth of the interval more or less, so that checks that fell together drift apart.
      each.due = System.nanoTime() + part(check.interval(), 0.9 + chance.getAsDouble() / 5);
      running.remove(each.fmri);
    }
  }

  private void judge(Watched each, Optional<String> wrong) {
    Option<Lifecycle> instance = model.get().lifecycle(each.fmri).filter(Lifecycle::isRunning);
    for (Lifecycle now : instance) {
      boolean healthy =
          now.state() != InstanceState.DEGRADED || now.reason() != Reason.HEALTH_CHECK_FAILED;
      for (boolean verdict : each.streak.verdict(each.subject.check(), healthy)) {
        verdicts.accept(
            new Event.Checked(
                each.fmri, each.subject.contract(), verdict, line(each.streak, wrong)));
      }
    }
  }

  private static String line(Streak streak, Optional<String> wrong) {
    return wrong
        .map(why -> "Health check failed, " + streak.length() + " in a row: " + why + ".")
        .orElse("Health check succeeded.");
  }
}
