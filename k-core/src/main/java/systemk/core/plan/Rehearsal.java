package systemk.core.plan;

import io.vavr.collection.TreeMap;
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
import systemk.core.restarter.InstanceState;
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
  private boolean watching;

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
    rehearsal.watching = true;
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
    settle();
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
    Model before = model;
    Next<Model, Effect> next = Machine.step(model, event, now);
    model = next.state();
    for (Effect effect : next.effects()) {
      switch (effect) {
        case Effect.Persist(var records) -> {
          if (watching) {
            records.forEach(record -> watch(before, record));
          }
          keep(records);
        }
        case Effect.WakeAt(var fmri, long at) -> timers = timers.put(fmri, at);
        default -> stage.act(effect, repository);
      }
    }
  }

  private void keep(Vector<Change> records) {
    Transactions.apply(repository, Transaction.of(RESTARTER, records))
        .forEach(
            after -> {
              repository = after;
              stage.tell(new Event.Committed(after, records));
            });
  }

  /// Writes down what a record tells of.
  private void watch(Model before, Change record) {
    if (!(record instanceof Change.Report report && report.group().equals(LifecycleRecord.GROUP))) {
      return;
    }
    InstanceFmri fmri = report.instance();
    Option<Lifecycle> was = before.lifecycle(fmri);
    Option<Lifecycle> is = model.lifecycle(fmri);
    if (was.isEmpty() || is.isEmpty()) {
      return;
    }
    verbs(was.get(), is.get()).forEach(verb -> note(verb, fmri, is.get()));
  }

  /// What became of an instance in one step, which may be several things if none took any time.
  private static Vector<Verb> verbs(Lifecycle was, Lifecycle is) {
    if (is.state() == InstanceState.MAINTENANCE) {
      return was.state() == InstanceState.MAINTENANCE
          ? Vector.empty()
          : Vector.of(Verb.MAINTENANCE);
    }
    boolean ran = was.isRunning() && !was.phase().isStopping();
    boolean runs = is.isRunning() && !is.phase().isStopping();
    boolean isStarting = is.phase() instanceof Phase.Starting;
    boolean wasStarting = was.phase() instanceof Phase.Starting;
    Vector<Verb> verbs = ran && !runs ? Vector.of(Verb.STOP) : Vector.empty();
    if (!wasStarting && (isStarting || (runs && !ran))) {
      verbs = verbs.append(Verb.START);
    }
    return isRefreshing(is) && !isRefreshing(was) ? verbs.append(Verb.REFRESH) : verbs;
  }

  private static boolean isRefreshing(Lifecycle life) {
    return life.phase() instanceof Phase.Refreshing
        || (life.phase() instanceof Phase.Signalling signalling && signalling.refreshing());
  }

  private void note(Verb verb, InstanceFmri fmri, Lifecycle life) {
    acts.add(new Act(verb, fmri, why(verb, fmri, life)));
  }

  private String why(Verb verb, InstanceFmri fmri, Lifecycle life) {
    Option<String> direct = directly.apply(fmri);
    if (direct.isDefined()) {
      return direct.get();
    }
    return switch (verb) {
      case STOP -> cause(life).flatMap(c -> because(fmri, c)).getOrElse("it has to go down");
      case START ->
          acts.stream().anyMatch(a -> a.fmri().equals(fmri))
              ? "it was stopped"
              : because(fmri).getOrElse("its dependencies are satisfied");
      case REFRESH -> because(fmri).getOrElse("it is asked to read its configuration");
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
