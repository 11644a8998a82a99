package systemk.core.plan;

import io.vavr.collection.TreeMap;
import io.vavr.collection.TreeSet;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import systemk.core.Next;
import systemk.core.Time;
import systemk.core.engine.Event;
import systemk.core.engine.Machine;
import systemk.core.engine.Model;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.graph.Dependency;
import systemk.core.plan.Act.Verb;
import systemk.core.repository.Author;
import systemk.core.repository.Change;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Transaction;
import systemk.core.repository.Transactions;
import systemk.core.restarter.Effect;
import systemk.core.restarter.Lifecycle;
import systemk.core.restarter.LifecycleRecord;
import systemk.core.restarter.Phase;
import systemk.core.restarter.Stop;
import systemk.core.restarter.StopCause;

/// Plays through what a transaction would make the restarter do, and writes down each act.
/* It is the restarter's own machine, on the repository as it is, in a world where every method works.
 * First it is run until nothing moves, so that what is under way anyway is not taken for a consequence.
 * Then the transaction is committed, and what the machine does from there on is the plan. It is what
 * will happen if nothing fails and nobody else changes anything meanwhile.
 */
public final class Rehearsal {
  private static final Author RESTARTER = new Author(0, 0, 0, "rehearsal");
  private static final int MAX_STEPS = 1_000_000;
  private static final int MAX_WAKES = 10_000;

  private final Stage stage = new Stage();
  private final Function<InstanceFmri, Option<String>> directly;
  private final List<Act> acts = new ArrayList<>();
  private Model model = Model.empty("");
  private RepositoryState repository;
  private TreeMap<InstanceFmri, Long> timers = TreeMap.empty();
  private Time now;
  private Option<Courses> courses = Option.none();

  private Rehearsal(
      RepositoryState repository, Instant now, Function<InstanceFmri, Option<String>> directly) {
    this.repository = repository;
    this.now = new Time(0, now);
    this.directly = directly;
  }

  /// What would happen, in order.
  ///
  /// @param after the state the changes lead to
  /// @param directly what the transaction itself does to an instance, in words, if anything
  public static Vector<Act> of(
      RepositoryState before,
      RepositoryState after,
      Vector<Change> changes,
      Instant now,
      Function<InstanceFmri, Option<String>> directly) {
    var rehearsal = new Rehearsal(before, now, directly);
    rehearsal.begin();
    rehearsal.courses = Option.some(new Courses(rehearsal.model.lifecycles()));
    rehearsal.commit(after, changes);
    return Vector.ofAll(rehearsal.acts);
  }

  private void begin() {
    Vector<Lifecycle> lives =
        repository
            .instances()
            .map(fmri -> LifecycleRecord.read(fmri, repository.current(fmri), now.wall()))
            .toVector();
    step(new Event.Recovered(repository, stage.adopt(lives)));
    settle();
  }

  private void commit(RepositoryState after, Vector<Change> changes) {
    // What the machine did meanwhile is in other groups than what a transaction may change.
    repository =
        Transactions.apply(repository, Transaction.of(RESTARTER, changes)).getOrElse(after);
    step(new Event.Committed(repository, changes));
    changes.forEach(this::noteForeign);
    settle();
  }

  /// Writes down what is asked of another restarter, which is not here to do it.
  private void noteForeign(Change change) {
    if (change instanceof Change.Report report
        && report.group().equals(LifecycleRecord.ACTIONS)
        && model.lifecycle(report.instance()).isEmpty()) {
      report.set().forEach(request -> note(report.instance(), verbs(request.name())));
    }
  }

  private static Vector<Verb> verbs(String request) {
    return switch (request) {
      case "restart" -> Vector.of(Verb.STOP, Verb.START);
      case "refresh" -> Vector.of(Verb.REFRESH);
      case "maint_off" -> Vector.of(Verb.CLEAR);
      default -> Vector.empty();
    };
  }

  private void settle() {
    int wakes = 0;
    for (int i = 0; i < MAX_STEPS; i++) {
      Option<Event> next = stage.next();
      if (next.isDefined()) {
        step(next.get());
      } else if (!timers.isEmpty() && wakes < MAX_WAKES) {
        wakes++;
        wake();
      } else {
        return;
      }
    }
  }

  /// Lets time pass until somebody wants to be woken up.
  private void wake() {
    var first = timers.minBy(entry -> entry._2).get();
    timers = timers.remove(first._1);
    if (first._2 != Time.NEVER) {
      now = new Time(Math.max(now.nanos(), first._2), now.wall());
      step(new Event.Woke(first._1));
    }
  }

  private void step(Event event) {
    now = new Time(now.nanos() + 1, now.wall());
    Next<Model, Effect> next = Machine.step(model, event, now);
    model = next.state();
    for (Effect effect : next.effects()) {
      switch (effect) {
        case Effect.Persist(var records) -> keep(records);
        case Effect.WakeAt(var fmri, long at) -> timers = timers.put(fmri, at);
        default -> stage.act(effect, repository);
      }
    }
    courses.forEach(known -> watch(known, next.effects()));
  }

  /// Writes down what one step does.
  private void watch(Courses known, Vector<Effect> effects) {
    TreeSet<InstanceFmri> recorded = TreeSet.empty();
    for (Effect effect : effects) {
      switch (effect) {
        case Effect.Announce(var change) -> note(change.fmri(), known.changed(change));
        case Effect.RunMethod run -> note(run.fmri(), known.run(run.fmri(), run.kind()));
        case Effect.Persist(var records) ->
            recorded = recorded.addAll(records.flatMap(Rehearsal::lived));
        default -> {}
      }
    }
    recorded
        .toVector()
        .flatMap(model::lifecycle)
        .forEach(life -> note(life.fmri(), known.ended(life)));
  }

  /// The instance whose life a record is about.
  private static Option<InstanceFmri> lived(Change record) {
    return record instanceof Change.Report report && report.group().equals(LifecycleRecord.GROUP)
        ? Option.some(report.instance())
        : Option.none();
  }

  private void keep(Vector<Change> records) {
    Transactions.apply(repository, Transaction.of(RESTARTER, records))
        .forEach(
            after -> {
              repository = after;
              stage.tell(new Event.Committed(after, records));
            });
  }

  private void note(InstanceFmri fmri, Vector<Verb> verbs) {
    verbs.forEach(verb -> acts.add(new Act(verb, fmri, why(verb, fmri))));
  }

  private String why(Verb verb, InstanceFmri fmri) {
    Option<String> direct = directly.apply(fmri);
    if (direct.isDefined()) {
      return direct.get();
    }
    return switch (verb) {
      case STOP ->
          model
              .lifecycle(fmri)
              .flatMap(Rehearsal::cause)
              .map(cause -> because(fmri, cause))
              .getOrElse(() -> because(fmri))
              .getOrElse("it has to go down");
      case START ->
          acts.stream().anyMatch(a -> a.fmri().equals(fmri))
              ? "it was stopped"
              : because(fmri).getOrElse("its dependencies are satisfied");
      case REFRESH -> because(fmri).getOrElse("it is asked to read its configuration");
      case CLEAR -> "what it was in maintenance for may be over";
      case MAINTENANCE ->
          model
              .problems()
              .get(fmri)
              .map(problem -> problem.reason().token().replace('_', ' '))
              .getOrElse("a fault");
    };
  }

  private static Option<StopCause> cause(Lifecycle life) {
    return switch (life.phase()) {
      case Phase.Stopping(_, Stop stop) -> Option.some(stop.cause());
      case Phase.Emptying(Stop stop, _, _, _) -> Option.some(stop.cause());
      default -> Option.none();
    };
  }

  private Option<String> because(InstanceFmri fmri, StopCause cause) {
    return switch (cause) {
      case DEPENDENCY, DEPENDENCY_FAULT -> because(fmri);
      default -> Option.some(cause.words());
    };
  }

  /// The dependency of which something became already, or will at once.
  private Option<String> because(InstanceFmri fmri) {
    for (Dependency dependency : model.graph().dependenciesOf(fmri)) {
      for (Fmri target : dependency.targets()) {
        for (InstanceFmri other : model.graph().resolve(target)) {
          boolean moves =
              directly.apply(other).isDefined()
                  || model.falling().contains(other)
                  || acts.stream().anyMatch(act -> act.fmri().equals(other));
          if (moves) {
            return Option.some(
                "depends on "
                    + other
                    + " ("
                    + dependency.grouping().token()
                    + ", restart_on "
                    + dependency.restartOn().token()
                    + ")");
          }
        }
      }
    }
    return Option.none();
  }
}
