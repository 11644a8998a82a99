package systemk.startd.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;
import systemk.core.Time;
import systemk.core.engine.Event;
import systemk.core.engine.Machine;
import systemk.core.engine.Model;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.method.ExitStatus;
import systemk.core.property.Layer;
import systemk.core.property.Property;
import systemk.core.property.ValueType;
import systemk.core.repository.Author;
import systemk.core.repository.Change;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Transaction;
import systemk.core.repository.Transactions;
import systemk.core.restarter.InstanceState;

final class CheckerTest {
  private static final Duration INTERVAL = Duration.ofSeconds(10);
  private static final String SICK = "connection refused";

  private final List<InstanceFmri> asked = new ArrayList<>();
  private final Deque<Optional<String>> answers = new ArrayDeque<>();
  private final List<Event.Checked> verdicts = new ArrayList<>();
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private RepositoryState repository = RepositoryState.EMPTY;
  private Model model = Model.empty("/var/log");
  private long nanos;

  private Checker checker(Executor executor) {
    Prober prober =
        (fmri, _, _, _) -> {
          asked.add(fmri);
          return answers.isEmpty() ? Optional.empty() : answers.remove();
        };
    return new Checker(() -> model, prober, executor, this::hear, () -> 0.5);
  }

  private void hear(Event.Checked verdict) {
    verdicts.add(verdict);
    step(verdict);
  }

  private void step(Event event) {
    nanos += 1_000_000;
    Time now = new Time(nanos, Instant.ofEpochSecond(0, nanos));
    model = Machine.step(model, event, now).state();
  }

  /// A time at which every check is due again.
  private static long later() {
    return System.nanoTime() + Duration.ofHours(1).toNanos();
  }

  private static InstanceFmri fmri(int number) {
    return Fmri.parseInstance("svc:/site/web:n" + number).get();
  }

  /// Instances of a daemon, up and running.
  private void run(int count, Property... check) {
    Vector<Change> changes = Vector.of(new Change.AddService(fmri(0).service()));
    for (int i = 0; i < count; i++) {
      changes =
          changes
              .append(new Change.AddInstance(fmri(i)))
              .appendAll(group(fmri(i), "general", Property.of("enabled", true)))
              .appendAll(group(fmri(i), "start", Property.of("exec", "/bin/web")))
              .appendAll(group(fmri(i), "stop", Property.of("exec", ":kill")));
      if (check.length > 0) {
        changes = changes.appendAll(group(fmri(i), "check", check));
      }
    }
    repository =
        Transactions.apply(repository, Transaction.of(new Author(0, 0, 1, "test"), changes)).get();
    step(new Event.Recovered(repository, Vector.empty()));
    for (int i = 0; i < count; i++) {
      start(fmri(i), i + 1);
    }
  }

  private void start(InstanceFmri fmri, long contract) {
    String token = model.lifecycle(fmri).get().phase().currentRun().get().token();
    step(new Event.Spawned(fmri, token, contract, 70));
    step(new Event.Exited(fmri, token, contract, 70, true, new ExitStatus.Code(0), 71));
    assertThat(state(fmri)).isEqualTo(InstanceState.ONLINE);
  }

  private static Vector<Change> group(InstanceFmri fmri, String group, Property... properties) {
    return Vector.<Change>of(new Change.AddGroup(fmri, group, "method", true, Layer.ADMIN, false))
        .appendAll(
            Vector.of(properties)
                .map(p -> new Change.SetProperty(fmri, group, p, Layer.ADMIN, Option.none())));
  }

  private InstanceState state(InstanceFmri fmri) {
    return model.lifecycle(fmri).get().state();
  }

  private static Property count(String name, int value) {
    return new Property(name, ValueType.COUNT, Vector.of(Integer.toString(value)));
  }

  private void answer(int times, Optional<String> answer) {
    for (int i = 0; i < times; i++) {
      answers.add(answer);
    }
  }

  @Test
  void whoHasNoCheckIsNotAsked() {
    run(2);
    Checker checker = checker(Runnable::run);
    checker.look(0);
    checker.look(later());
    assertThat(asked).isEmpty();
  }

  @Test
  void theFirstCheckComesAfterAPartOfTheInterval() {
    run(1, Property.of("tcp", "80"));
    Checker checker = checker(Runnable::run);
    checker.look(0);
    checker.look(INTERVAL.toNanos() / 2 - 1);
    assertThat(asked).isEmpty();
    checker.look(INTERVAL.toNanos() / 2);
    assertThat(asked).containsExactly(fmri(0));
    assertThat(verdicts).as("it was healthy before").isEmpty();
  }

  @Test
  void theThresholdsDecide() {
    run(1, Property.of("tcp", "80"), count("failures", 3), count("successes", 2));
    Checker checker = checker(Runnable::run);
    answer(2, Optional.of(SICK));
    answer(1, Optional.empty());
    answer(3, Optional.of(SICK));
    checker.look(0);
    for (int i = 0; i < 5; i++) {
      checker.look(later());
    }
    assertThat(verdicts).isEmpty();
    checker.look(later());
    assertThat(state(fmri(0))).isEqualTo(InstanceState.DEGRADED);
    assertThat(verdicts)
        .containsExactly(
            new Event.Checked(
                fmri(0), 1, false, "Health check failed, 3 in a row: connection refused."));

    checker.look(later());
    assertThat(state(fmri(0))).isEqualTo(InstanceState.DEGRADED);
    checker.look(later());
    assertThat(state(fmri(0))).isEqualTo(InstanceState.ONLINE);
    checker.look(later());
    assertThat(verdicts).hasSize(2);
  }

  @Test
  void aCheckerThatBeginsAnewFindsWhoIsHealthyAgain() {
    run(1, Property.of("tcp", "80"));
    answer(3, Optional.of(SICK));
    Checker before = checker(Runnable::run);
    before.look(0);
    for (int i = 0; i < 3; i++) {
      before.look(later());
    }
    assertThat(state(fmri(0))).isEqualTo(InstanceState.DEGRADED);

    Checker after = checker(Runnable::run);
    after.look(0);
    after.look(later());
    assertThat(state(fmri(0))).isEqualTo(InstanceState.ONLINE);
  }

  @Test
  void anUnhealthyServiceIsRestartedAndCountedAnew() {
    run(1, Property.of("tcp", "80"), count("failures", 2), Property.of("action", "restart"));
    answer(3, Optional.of(SICK));
    Checker checker = checker(Runnable::run);
    checker.look(0);
    checker.look(later());
    checker.look(later());
    assertThat(model.lifecycle(fmri(0)).get().phase().isBusy()).isTrue();
    checker.look(later());
    step(new Event.Emptied(fmri(0), "", 1));
    start(fmri(0), 2);
    verdicts.clear();

    checker.look(later());
    checker.look(later() + INTERVAL.toNanos());

    assertThat(asked).hasSizeGreaterThan(3);
    assertThat(verdicts).as("one failure of the new processes").isEmpty();
  }

  @Test
  void anInstanceIsAskedOneQuestionAtATime() {
    run(1, Property.of("tcp", "80"));
    Checker checker = checker(waiting::add);
    checker.look(0);
    checker.look(later());
    checker.look(later());
    assertThat(waiting).hasSize(1);
    waiting.remove().run();
    checker.look(later());
    assertThat(waiting).hasSize(1);
  }

  @Test
  void soManyAtOnceAndTheOthersAfterThem() {
    run(40, Property.of("tcp", "80"));
    Checker checker = checker(waiting::add);
    checker.look(0);
    checker.look(later());
    assertThat(waiting).hasSize(32);
    while (!waiting.isEmpty()) {
      waiting.remove().run();
    }
    for (int i = 0; i < 2; i++) {
      checker.look(later());
      while (!waiting.isEmpty()) {
        waiting.remove().run();
      }
    }
    assertThat(asked).contains(fmri(0), fmri(39));
    assertThat(asked.stream().distinct()).hasSize(40);
  }

  @Test
  void aCheckThatCannotBeUnderstoodIsNotDone() {
    run(1, Property.of("tcp", "no port"));
    Checker checker = checker(Runnable::run);
    checker.look(0);
    checker.look(later());
    assertThat(asked).isEmpty();
  }
}
