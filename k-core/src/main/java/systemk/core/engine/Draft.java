package systemk.core.engine;

import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import systemk.core.Next;
import systemk.core.Time;
import systemk.core.delegation.Order;
import systemk.core.fmri.FileFmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.graph.Dependency;
import systemk.core.graph.ServiceGraph;
import systemk.core.graph.Severity;
import systemk.core.method.MethodKind;
import systemk.core.repository.Change;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Snapshot;
import systemk.core.restarter.Effect;
import systemk.core.restarter.Lifecycle;
import systemk.core.restarter.LifecycleRecord;
import systemk.core.restarter.RestarterEngine;
import systemk.core.restarter.StateChange;
import systemk.core.restarter.Step;

/// The model while one event is worked out, with what is to be done about it and whom to look at
/// next. What only keeps these in agreement is here; what is decided is in [Turn].
final class Draft {
  private final Time now;
  private final boolean wasAllDown;
  private Model model;
  private boolean graphMoved;
  private @Nullable Dependencies dependencies;
  private final List<Effect> effects = new ArrayList<>();
  private final List<Change> records = new ArrayList<>();
  private final TreeSet<InstanceFmri> dirty = new TreeSet<>();
  private final TreeSet<InstanceFmri> ordered = new TreeSet<>();
  // Of those that run with another configuration from now on, which generation it is of.
  private final java.util.TreeMap<InstanceFmri, Long> generations = new java.util.TreeMap<>();

  /// Instances of which may not be on record on which side of the milestone's border they are: it
  /// moved, or somebody else wrote something, or our own word was under way when it moved.
  final TreeSet<InstanceFmri> border = new TreeSet<>();

  /// States that changed; each may stop dependents.
  final Deque<StateChange> changes = new ArrayDeque<>();

  /// Instances to look at.
  final TreeSet<InstanceFmri> attention = new TreeSet<>();

  /// Instances all above which may be able, or unable, to come up from now on.
  final TreeSet<InstanceFmri> far = new TreeSet<>();

  /// Instances that may start.
  final TreeSet<InstanceFmri> candidates = new TreeSet<>();

  Draft(Model model, Time now) {
    this.model = model;
    this.now = now;
    this.wasAllDown = model.shuttingDown() && model.isAllDown();
  }

  Model model() {
    return model;
  }

  /// The satisfaction of dependencies in the model as it is.
  Dependencies dependencies() {
    Dependencies known = dependencies;
    if (known == null) {
      known = new Dependencies(model);
      dependencies = known;
    }
    return known;
  }

  Lifecycle lifecycle(InstanceFmri fmri) {
    return model.lifecycles().get(fmri).get();
  }

  void emit(Effect effect) {
    effects.add(effect);
  }

  void record(Change change) {
    records.add(change);
  }

  /// Lets the restarter work on an instance. Says whether that changed anything.
  boolean restart(InstanceFmri fmri, BiFunction<RestarterEngine, Lifecycle, Step> work) {
    Option<Lifecycle> known = model.lifecycle(fmri);
    if (known.isEmpty()) {
      return false;
    }
    Step step = work.apply(engine(fmri), known.get());
    effects.addAll(step.effects().asJava());
    changes.addAll(step.changes().asJava());
    step.changes().forEach(this::recordConfiguration);
    boolean changed = !step.lifecycle().equals(known.get());
    if (changed) {
      put(step.lifecycle());
      touch(fmri);
      attention.add(fmri);
      candidates.add(fmri);
    }
    return changed || !step.effects().isEmpty();
  }

  /// What is live is among what methods are told: many a stop method is given
  /// `%{restarter/contract}`.
  private RestarterEngine engine(InstanceFmri fmri) {
    return new RestarterEngine(model.repository().effective(fmri), model.isEnabled(fmri), now);
  }

  /// The file that must be there for an instance to be started, if there is one to look for.
  Option<FileFmri> program(InstanceFmri fmri) {
    return engine(fmri).program(fmri);
  }

  /// Remembers what an instance was started with, unless that is what it was started with before,
  /// and what its refresh method has read since.
  private void recordConfiguration(StateChange change) {
    InstanceFmri fmri = change.fmri();
    Option<Snapshot> running = model.repository().snapshot(fmri, Snapshot.RUNNING);
    boolean starts = !change.from().isRunning() && change.to().isRunning();
    boolean reads =
        change.severity() == Severity.REFRESH
            && running.exists(r -> r.composition().hasGroup(MethodKind.REFRESH.token()));
    if (running.isEmpty()) {
      // One that is new, and up at once, has it taken in this very record.
      if (starts && records.contains(new Change.TakeSnapshot(fmri, Snapshot.RUNNING))) {
        records.add(new Change.CopySnapshot(fmri, Snapshot.RUNNING, Snapshot.START));
      }
      return;
    }
    if (!(starts || reads)) {
      return;
    }
    generations.put(fmri, running.get().generation());
    Option<Snapshot> start = model.repository().snapshot(fmri, Snapshot.START);
    boolean same =
        start.exists(
            s -> s.generation() == running.get().generation() && s.hasSameContent(running.get()));
    if (starts && !same) {
      records.add(new Change.CopySnapshot(fmri, Snapshot.RUNNING, Snapshot.START));
    }
  }

  void ensureRunningSnapshot(InstanceFmri fmri) {
    if (model.repository().snapshot(fmri, Snapshot.RUNNING).isEmpty()) {
      records.add(new Change.TakeSnapshot(fmri, Snapshot.RUNNING));
    }
  }

  /// Whether the instance will be recorded at the end.
  boolean isTouched(InstanceFmri fmri) {
    return dirty.contains(fmri);
  }

  void touch(InstanceFmri fmri) {
    dirty.add(fmri);
  }

  /// Reads the dependencies of an instance anew.
  void define(InstanceFmri fmri) {
    read(fmri);
    retryCycles(fmri);
  }

  /// A cycle may be gone without anything having changed about the instance that was found to close
  /// it.
  private void retryCycles(InstanceFmri changed) {
    model
        .problems()
        .filter((fmri, problem) -> problem instanceof Problem.Cyclic && !fmri.equals(changed))
        .keySet()
        .forEach(this::read);
  }

  /// Nothing about the instance has to be put on record any more.
  void recorded(InstanceFmri fmri) {
    dirty.remove(fmri);
  }

  boolean isCyclic(InstanceFmri fmri) {
    return model.problems().get(fmri).exists(problem -> problem instanceof Problem.Cyclic);
  }

  private void read(InstanceFmri fmri) {
    boolean wasCyclic = isCyclic(fmri);
    boolean wasBroken = model.problems().containsKey(fmri);
    Either<String, Vector<Dependency>> read = Dependency.readAll(model.repository().running(fmri));
    Either<Problem, ServiceGraph> defined =
        read.map(wanted -> wanted.appendAll(Delegation.onRestarter(model, fmri)))
            .<Problem>mapLeft(Problem.Invalid::new)
            .flatMap(
                wanted -> model.graph().define(fmri, wanted).<Problem>mapLeft(Problem.Cyclic::new));
    setGraph(
        defined.getOrElse(() -> model.graph().defineAlone(fmri)),
        defined.isRight()
            ? model.problems().remove(fmri)
            : model.problems().put(fmri, defined.getLeft()));
    if (isCyclic(fmri) != wasCyclic && model.lifecycle(fmri).isDefined()) {
      dirty.add(fmri);
    }
    if (defined.isLeft() || wasBroken) {
      attention.add(fmri);
    }
    // Whether a file is there matters only while the instance depends on it.
    model = model.withFiles(fmri, TreeMap.empty());
    weigh(fmri);
    far.add(fmri);
    candidates.add(fmri);
  }

  /// Gives the restarter of an instance an order about it.
  void give(InstanceFmri fmri, Order order) {
    put(fmri, order);
    ordered.add(fmri);
    candidates.add(fmri);
  }

  /// Remembers what was ordered of an instance.
  void put(InstanceFmri fmri, Order order) {
    model = model.withOrder(fmri, Option.some(order));
    dependencies = null;
  }

  /// Gives no more orders about an instance.
  void withdraw(InstanceFmri fmri) {
    if (model.order(fmri).isDefined()) {
      model = model.withOrder(fmri, Option.none());
      dependencies = null;
      ordered.remove(fmri);
      // The order itself may be on its way there yet.
      if (model.repository().exists(fmri)) {
        records.add(Order.withdrawn(fmri));
      }
    }
  }

  void undefine(InstanceFmri fmri) {
    setGraph(model.graph().without(fmri), model.problems().remove(fmri));
    retryCycles(fmri);
    reconsiderAround(fmri);
  }

  /// Has all asked again that wait for the instance, directly or not.
  void reconsiderAround(InstanceFmri fmri) {
    candidates.addAll(model.graph().dependentsOf(fmri).toJavaList());
    far.add(fmri);
  }

  private void setGraph(ServiceGraph graph, TreeMap<InstanceFmri, Problem> problems) {
    graphMoved = true;
    model = model.with(graph, problems);
    dependencies = null;
  }

  /// Puts what was found at recovery in place of whatever was known.
  void begin(RepositoryState repository) {
    boolean shuttingDown = model.shuttingDown();
    model = Model.empty(model.logDirectory()).with(repository);
    if (shuttingDown) {
      model = model.inShutdown();
    }
    dependencies = null;
  }

  void see(RepositoryState repository) {
    model = model.with(repository);
    dependencies = null;
  }

  void see(InstanceFmri fmri, TreeMap<FileFmri, Boolean> files) {
    if (!model.files().get(fmri).contains(files)) {
      model = model.withFiles(fmri, files);
      dependencies = null;
      far.add(fmri);
    }
  }

  void shutDown() {
    model = model.inShutdown();
    dependencies = null;
  }

  void put(Lifecycle instance) {
    InstanceFmri fmri = instance.fmri();
    Option<Lifecycle> before = model.lifecycle(fmri);
    model = model.with(instance);
    boolean same =
        before.exists(
            b ->
                b.state() == instance.state()
                    && b.phase().isStopping() == instance.phase().isStopping());
    if (!same) {
      dependencies = null;
    }
    if (before.exists(Lifecycle::isRunning) != instance.isRunning()) {
      weigh(fmri);
    }
  }

  /// Puts on record what became of an instance that somebody else restarts from now on: that
  /// nothing of it runs any more is what the other one waits for, who begins with it where we
  /// would.
  void conclude(InstanceFmri fmri) {
    if (model.isDelegated(fmri)) {
      records.add(
          LifecycleRecord.report(Lifecycle.fresh(fmri, now.wall()), model.logFile(fmri), false));
    }
  }

  void forget(InstanceFmri fmri) {
    model = model.without(fmri);
    dirty.remove(fmri);
    undefine(fmri);
  }

  /// Finds out whether an instance has to go down from now on, or no longer, and who goes with it.
  void weigh(InstanceFmri fmri) {
    boolean known = model.falling().contains(fmri);
    boolean falls = model.isRunning(fmri) && Falling.isReached(model, fmri);
    if (falls && !known) {
      var with = Falling.under(model, Vector.of(fmri));
      setFalling(model.falling().addAll(with));
      attention.addAll(with.toJavaList());
    } else if (known && !model.isRunning(fmri)) {
      // Usually the last of its dependents went before it; if it fell over, they stay for now.
      boolean drags = model.graph().dependentsOf(fmri).exists(model.falling()::contains);
      setFalling(drags ? stillFalling() : model.falling().remove(fmri));
    } else if (known && model.isEnabled(fmri)) {
      setFalling(stillFalling());
      reconsiderAround(fmri);
    }
  }

  /// Those that must go down, of those that had to.
  private io.vavr.collection.TreeSet<InstanceFmri> stillFalling() {
    return Falling.under(
        model,
        model
            .falling()
            .filter(other -> !model.isEnabled(other) && model.isRunning(other))
            .toVector());
  }

  void weighAll() {
    setFalling(Falling.all(model));
    attention.addAll(model.falling().toJavaList());
  }

  private void setFalling(io.vavr.collection.TreeSet<InstanceFmri> falling) {
    model = model.withFalling(falling);
    dependencies = null;
  }

  boolean hasGraphMoved() {
    return graphMoved;
  }

  /// Draws the border of the milestone anew if there is one, for the graph has moved under it.
  void followGraph() {
    graphMoved = false;
    if (!Milestones.isAll(model.repository()) || !model.outside().isEmpty()) {
      drawBorder();
    }
  }

  /// Draws the border of the milestone anew, and has all looked at that are on another side of it
  /// now.
  void drawBorder() {
    io.vavr.collection.TreeSet<InstanceFmri> before = model.outside();
    io.vavr.collection.TreeSet<InstanceFmri> after = Milestones.outside(model);
    model = model.withOutside(after);
    dependencies = null;
    for (InstanceFmri fmri : after.diff(before).addAll(before.diff(after))) {
      border.add(fmri);
      attention.add(fmri);
      weigh(fmri);
      reconsiderAround(fmri);
    }
  }

  void setConsumed(InstanceFmri fmri, TreeMap<String, String> done) {
    model = model.withConsumed(fmri, done);
  }

  /// Drops what was consumed and is by now out of the repository, or was asked for again.
  void forgetConsumed() {
    for (var entry : model.consumed()) {
      InstanceFmri fmri = entry._1;
      setConsumed(
          fmri,
          entry._2.filter(
              (name, time) ->
                  model.repository().current(fmri).value(Actions.GROUP, name).contains(time)));
    }
  }

  void wake(Lifecycle instance) {
    if (instance.phase().deadline() != Time.NEVER) {
      effects.add(new Effect.WakeAt(instance.fmri(), instance.phase().deadline()));
    }
  }

  Next<Model, Effect> end() {
    for (InstanceFmri fmri : border) {
      Milestones.override(model.repository(), fmri, model.outside().contains(fmri))
          .forEach(records::add);
    }
    for (InstanceFmri fmri : dirty) {
      Change.Report report =
          LifecycleRecord.report(lifecycle(fmri), model.logFile(fmri), isCyclic(fmri));
      Long generation = generations.get(fmri);
      records.add(generation == null ? report : LifecycleRecord.runningWith(report, generation));
      wake(lifecycle(fmri));
    }
    for (InstanceFmri fmri : ordered) {
      records.add(model.orders().get(fmri).get().report(fmri));
    }
    if (model.shuttingDown() && !wasAllDown && model.isAllDown()) {
      effects.add(new Effect.ShutdownComplete());
    }
    Vector<Effect> ordered = Vector.ofAll(effects);
    return new Next<>(
        model,
        records.isEmpty() ? ordered : ordered.prepend(new Effect.Persist(Vector.ofAll(records))));
  }
}
