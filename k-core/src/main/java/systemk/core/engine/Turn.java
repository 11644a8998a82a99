package systemk.core.engine;

import io.vavr.collection.Map;
import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.TreeSet;
import java.util.function.BiFunction;
import systemk.core.Next;
import systemk.core.Time;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.FileFmri;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.graph.Dependency;
import systemk.core.graph.DependencyCycle;
import systemk.core.graph.Grouping;
import systemk.core.graph.RestartOn;
import systemk.core.graph.Satisfaction;
import systemk.core.graph.ServiceGraph;
import systemk.core.graph.Severity;
import systemk.core.repository.Change;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Snapshot;
import systemk.core.restarter.Effect;
import systemk.core.restarter.InstanceState;
import systemk.core.restarter.Lifecycle;
import systemk.core.restarter.LifecycleRecord;
import systemk.core.restarter.Reason;
import systemk.core.restarter.RestarterEngine;
import systemk.core.restarter.StateChange;
import systemk.core.restarter.Step;
import systemk.core.restarter.StopCause;

/// One event being worked out: mutable, and gone when [Machine#step] answers.
/* The work is three queues, emptied in this order until all are empty:
 *
 *   changes     states that changed; each may stop dependents (smf.md §3.6)
 *   attention   instances to look at: is there something held back, a request, a different wish?
 *   candidates  instances that may start; asked only when nothing is left to stop
 *
 * So stops settle to a fixed point before any start is decided (the two phases of dinit; a single pass
 * was shown to start what a pending stop was about to take down). A start that is over at once, because
 * its method does nothing, is a change and goes round again.
 *
 * Everything but edges is level-triggered: what an instance should do is read off the repository each
 * time it is attended to, and a request stays in the repository until the very transaction that records
 * what was made of it. A restarter that dies in between has forgotten nothing that mattered.
 */
final class Turn {
  private final Time now;
  private final boolean wasDown;
  private Model model;
  private final List<Effect> effects = new ArrayList<>();
  private final List<Change> records = new ArrayList<>();
  private final Deque<StateChange> changes = new ArrayDeque<>();
  private final TreeSet<InstanceFmri> attention = new TreeSet<>();
  private final TreeSet<InstanceFmri> candidates = new TreeSet<>();
  private final TreeSet<InstanceFmri> dirty = new TreeSet<>();
  private final java.util.Map<InstanceFmri, Map<FileFmri, Boolean>> seen = new HashMap<>();

  Turn(Model model, Time now) {
    this.model = model;
    this.now = now;
    this.wasDown = isDown(model);
  }

  // What happened

  void take(Event event) {
    switch (event) {
      case Event.Recovered(var repository, var contracts) -> recover(repository, contracts);
      case Event.Committed(var after, var committed) -> committed(after, committed);
      case Event.Reread(var repository) -> reread(repository);
      case Event.Spawned(var fmri, var token, long contract, long pid) ->
          restart(fmri, (engine, l) -> engine.spawned(l, token, contract, pid));
      case Event.Refused(var fmri, var token, var line) ->
          restart(fmri, (engine, l) -> engine.refused(l, token, line));
      case Event.Exited exited -> exited(exited);
      case Event.Emptied(var fmri, var token, long contract) ->
          restart(fmri, (engine, l) -> engine.emptied(l, token, contract));
      case Event.Woke(var fmri) -> restart(fmri, RestarterEngine::woke);
      case Event.FilesChecked(var fmri, var exists) -> {
        seen.put(fmri, exists);
        candidates.add(fmri);
      }
      case Event.ShutdownRequested _ -> shutDown();
    }
  }

  private void exited(Event.Exited e) {
    restart(
        e.fmri(),
        (engine, l) ->
            engine.exited(l, e.token(), e.contract(), e.pid(), e.main(), e.status(), e.leader()));
  }

  private void shutDown() {
    model =
        new Model(
            model.repository(),
            model.graph(),
            model.lifecycles(),
            model.problems(),
            model.consumed(),
            true,
            model.logDirectory());
    model.lifecycles().keySet().forEach(attention::add);
  }

  /// What k.startd knows after it began: what was recorded, checked against what k.init has.
  private void recover(RepositoryState repository, Vector<Event.LivingContract> contracts) {
    see(repository);
    Vector<InstanceFmri> configured =
        repository.instances().filter(fmri -> repository.enabled(fmri).isDefined()).toVector();
    for (InstanceFmri fmri : configured) {
      put(LifecycleRecord.read(fmri, repository.current(fmri), now.wall()));
    }
    // Who was found to close a cycle is asked last, so that it is found again, and nobody else.
    Vector<InstanceFmri> innocent =
        configured.filter(fmri -> lifecycle(fmri).reason() != Reason.DEPENDENCY_CYCLE);
    innocent.appendAll(configured.removeAll(innocent)).forEach(this::define);
    for (InstanceFmri fmri : configured) {
      ensureRunningSnapshot(fmri);
      reconcile(fmri, contracts.filter(c -> c.owner().equals(fmri.toString())));
      restart(fmri, RestarterEngine::resume);
      wake(lifecycle(fmri));
      attention.add(fmri);
      candidates.add(fmri);
    }
    for (Event.LivingContract contract : contracts) {
      boolean known =
          Fmri.parseInstance(contract.owner()).exists(fmri -> model.lifecycles().containsKey(fmri));
      if (!known && contract.owner().startsWith("svc:")) {
        effects.add(new Effect.KillContract(contract.contract()));
      }
    }
  }

  /// Compares what an instance is said to have with the contracts there are: one that is gone has
  /// become empty, and one nobody expects must not go on.
  private void reconcile(InstanceFmri fmri, Vector<Event.LivingContract> contracts) {
    Lifecycle instance = lifecycle(fmri);
    for (Event.LivingContract contract : contracts) {
      if (!RestarterEngine.expects(instance, contract.token(), contract.contract())) {
        effects.add(new Effect.KillContract(contract.contract()));
      }
    }
    for (long watched : instance.contract()) {
      if (!contracts.exists(c -> c.contract() == watched)) {
        restart(fmri, (engine, l) -> engine.emptied(l, "", watched));
      }
    }
  }

  private void committed(RepositoryState after, Vector<Change> committed) {
    RepositoryState before = model.repository();
    see(after);
    for (Change change : committed) {
      for (InstanceFmri fmri : touched(before, change)) {
        attention.add(fmri);
      }
    }
    forgetConsumed();
  }

  private void reread(RepositoryState repository) {
    see(repository);
    repository.instances().forEach(attention::add);
    model.lifecycles().keySet().forEach(attention::add);
    forgetConsumed();
  }

  /// The instances whose wishes a change may have changed. What restarters write about instances is
  /// not among it.
  private Vector<InstanceFmri> touched(RepositoryState before, Change change) {
    return switch (change) {
      case Change.AddInstance(var instance) -> Vector.of(instance);
      case Change.DeleteInstance(var instance) -> Vector.of(instance);
      case Change.DeleteService(var service) -> instances(before, service);
      case Change.AddGroup(var entity, var group, _, _, _, _) -> live(entity, group);
      case Change.DeleteGroup(var entity, var group, _) -> live(entity, group);
      case Change.WithdrawGroup(var entity, var group, _) -> live(entity, group);
      case Change.SetProperty(var entity, var group, _, _, _) -> live(entity, group);
      case Change.DeleteProperty(var entity, var group, _, _) -> live(entity, group);
      case Change.WithdrawProperty(var entity, var group, _, _) -> live(entity, group);
      case Change.Report(var instance, var group, _, _, _) -> live(instance, group);
      case Change.Revert(var instance, _) -> Vector.of(instance);
      case Change.AddService _, Change.TakeSnapshot _, Change.CopySnapshot _, Change.Consume _ ->
          Vector.empty();
    };
  }

  private Vector<InstanceFmri> live(EntityFmri entity, String group) {
    boolean matters =
        group.equals("general") || group.equals("general_ovr") || group.equals(Actions.GROUP);
    if (!matters) {
      return Vector.empty();
    }
    return switch (entity) {
      case InstanceFmri instance -> Vector.of(instance);
      case ServiceFmri service -> instances(model.repository(), service);
    };
  }

  private static Vector<InstanceFmri> instances(RepositoryState state, ServiceFmri service) {
    return state
        .service(service)
        .map(s -> s.instances().values().map(i -> i.fmri()).toVector())
        .getOrElse(Vector.empty());
  }

  // The queues

  void settle() {
    long bound = 1_000L + 1_000L * model.lifecycles().size();
    for (long i = 0; ; i++) {
      if (i > bound + 1_000L * model.lifecycles().size()) {
        throw new IllegalStateException("the graph does not settle");
      }
      if (!changes.isEmpty()) {
        propagate(changes.remove());
      } else if (!attention.isEmpty()) {
        attend(attention.removeFirst());
      } else if (!candidates.isEmpty()) {
        startIfSatisfied(candidates.removeFirst());
      } else {
        return;
      }
    }
  }

  /// Phase one: what a change of state means for those around the instance.
  private void propagate(StateChange change) {
    InstanceFmri fmri = change.fmri();
    boolean wasRunning = change.from().isRunning();
    boolean isRunning = change.to().isRunning();
    for (InstanceFmri dependent : model.graph().dependentsOf(fmri)) {
      for (Dependency dependency : model.graph().between(dependent, fmri)) {
        if (!isRunning || change.severity() == Severity.REFRESH) {
          wentDown(dependent, dependency, wasRunning ? change.severity() : Severity.NONE);
        } else if (!wasRunning) {
          cameUp(dependent, dependency);
        }
      }
      candidates.add(dependent);
    }
    if (Dependencies.reachesFar(change.from(), change.to())) {
      recheckFar(fmri);
    }
    candidates.add(fmri);
    attention.add(fmri);
    lookAtPressured(fmri);
  }

  private void wentDown(InstanceFmri dependent, Dependency dependency, Severity severity) {
    boolean stops =
        dependency.grouping() != Grouping.EXCLUDE_ALL && dependency.restartOn().reactsTo(severity);
    if (stops && model.isRunning(dependent)) {
      StopCause cause =
          severity == Severity.ERROR ? StopCause.DEPENDENCY_FAULT : StopCause.DEPENDENCY;
      restart(dependent, (engine, l) -> engine.stop(l, cause));
    }
  }

  /// A target came up. What excludes it must go; what ran without it and wants to know is
  /// restarted.
  private void cameUp(InstanceFmri dependent, Dependency dependency) {
    boolean stops =
        dependency.grouping() == Grouping.EXCLUDE_ALL
            || dependency.restartOn().compareTo(RestartOn.RESTART) >= 0;
    if (stops && model.isRunning(dependent)) {
      restart(dependent, (engine, l) -> engine.stop(l, StopCause.DEPENDENCY));
    }
  }

  /// Asks all that wait below an instance again: it became able, or unable, to come up.
  private void recheckFar(InstanceFmri from) {
    Deque<InstanceFmri> open = new ArrayDeque<>(List.of(from));
    java.util.Set<InstanceFmri> visited = new java.util.HashSet<>();
    while (!open.isEmpty()) {
      for (InstanceFmri dependent : model.graph().dependentsOf(open.remove())) {
        if (!model.isRunning(dependent) && visited.add(dependent)) {
          candidates.add(dependent);
          open.add(dependent);
        }
      }
    }
  }

  /// Those the instance depends on may have waited for it to be down.
  private void lookAtPressured(InstanceFmri fmri) {
    Dependencies dependencies = Dependencies.of(model);
    for (Dependency dependency : model.graph().dependenciesOf(fmri)) {
      for (Fmri target : dependency.targets()) {
        for (InstanceFmri instance : model.graph().resolve(target)) {
          if (dependencies.mustGoDown(instance)) {
            attention.add(instance);
          }
        }
      }
    }
  }

  /// Looks at one instance: does what is held back, asked for or configured, one thing at a time.
  private void attend(InstanceFmri fmri) {
    if (model.repository().enabled(fmri).isEmpty()) {
      retire(fmri);
      return;
    }
    if (model.lifecycle(fmri).isEmpty()) {
      put(LifecycleRecord.read(fmri, model.repository().current(fmri), now.wall()));
      ensureRunningSnapshot(fmri);
      define(fmri);
      dirty.add(fmri);
      candidates.addAll(model.graph().dependentsOf(fmri).toJavaList());
    }
    if (lifecycle(fmri).phase().isBusy()) {
      return;
    }
    if (restart(fmri, RestarterEngine::catchUp)) {
      return;
    }
    if (maintainIfBroken(fmri) || perform(fmri)) {
      return;
    }
    conform(fmri);
  }

  private boolean maintainIfBroken(InstanceFmri fmri) {
    Option<Problem> problem = model.problems().get(fmri);
    if (problem.isEmpty() || lifecycle(fmri).state() == InstanceState.MAINTENANCE) {
      return false;
    }
    effects.add(new Effect.Log(fmri, problem.get().line()));
    restart(
        fmri,
        (engine, l) ->
            engine.maintain(l, problem.get().cause(), problem.get().reason(), Option.none()));
    return true;
  }

  /// Carries out the next request, if there is one, and takes it out of the repository.
  private boolean perform(InstanceFmri fmri) {
    TreeMap<String, String> done = model.consumed().get(fmri).getOrElse(TreeMap.empty());
    Option<Actions> next = Actions.next(model.repository(), fmri, done);
    if (next.isEmpty()) {
      return false;
    }
    Actions action = next.get();
    records.add(new Change.Consume(fmri, Actions.GROUP, action.name(), action.time()));
    setConsumed(fmri, done.put(action.name(), action.time()));
    Option<String> by = Actions.askedBy(model.repository(), fmri);
    Reason reason = by.isDefined() ? Reason.SERVICE_REQUEST : Reason.ADMINISTRATIVE_REQUEST;
    switch (action.name()) {
      case "maint_on", "maint_on_temporary" ->
          restart(fmri, (e, l) -> e.maintain(l, StopCause.MAINTENANCE, reason, by));
      case "maint_on_immediate", "maint_on_immtemp" ->
          restart(fmri, (e, l) -> e.maintainImmediately(l, reason, by));
      case "maint_off", "restore" -> {
        define(fmri);
        restart(fmri, RestarterEngine::clear);
      }
      case "degraded", "degrade_immediate" -> restart(fmri, (e, l) -> e.degrade(l, reason, by));
      case "restart" -> restart(fmri, (e, l) -> e.stop(l, StopCause.RESTART));
      case "do_dump" -> {
        lifecycle(fmri)
            .contract()
            .forEach(contract -> effects.add(new Effect.SignalContract(contract, "6")));
        restart(fmri, (e, l) -> e.stop(l, StopCause.RESTART));
      }
      case "refresh" -> {
        define(fmri);
        restart(fmri, RestarterEngine::refresh);
        candidates.add(fmri);
      }
      default -> throw new IllegalStateException("unknown action " + action.name());
    }
    attention.add(fmri);
    return true;
  }

  /// Makes the instance follow what is configured.
  private void conform(InstanceFmri fmri) {
    Lifecycle instance = lifecycle(fmri);
    boolean enabled = model.isEnabled(fmri);
    boolean turned = !instance.enabled().contains(enabled);
    if (turned) {
      put(instance.withEnabled(enabled));
      dirty.add(fmri);
    }
    if (Dependencies.of(model).mustGoDown(fmri)) {
      takeDown(fmri, enabled);
      return;
    }
    switch (instance.state()) {
      case UNINITIALIZED -> restart(fmri, (e, l) -> enabled ? e.enable(l) : e.disable(l));
      case DISABLED -> {
        if (enabled) {
          restart(fmri, RestarterEngine::enable);
        }
      }
      case OFFLINE -> {
        if (enabled) {
          candidates.add(fmri);
        } else {
          restart(fmri, RestarterEngine::disable);
        }
      }
      case MAINTENANCE -> {
        // Only the act of disabling takes it out; being disabled already is no such act.
        if (!enabled && turned && instance.enabled().isDefined()) {
          restart(fmri, RestarterEngine::disable);
        }
      }
      case ONLINE, DEGRADED -> {}
    }
  }

  /// Stops the instance if everything that goes before it is down, and turns to that if not.
  private void takeDown(InstanceFmri fmri, boolean enabled) {
    Vector<InstanceFmri> before = Dependencies.of(model).before(fmri);
    if (!before.isEmpty()) {
      before.forEach(this::attendUnlessBusy);
      return;
    }
    StopCause cause =
        model.shuttingDown()
            ? StopCause.SHUTDOWN
            : enabled ? StopCause.DEPENDENCY : StopCause.DISABLE;
    restart(fmri, (engine, l) -> engine.stop(l, cause));
  }

  private void attendUnlessBusy(InstanceFmri fmri) {
    if (!lifecycle(fmri).phase().isBusy()) {
      attention.add(fmri);
    }
  }

  /// Forgets an instance that is configured no longer, as soon as nothing of it runs.
  private void retire(InstanceFmri fmri) {
    Option<Lifecycle> known = model.lifecycle(fmri);
    if (known.isEmpty() || known.get().phase().isBusy()) {
      return;
    }
    if (known.get().isRunning()) {
      restart(fmri, RestarterEngine::retire);
      return;
    }
    candidates.addAll(model.graph().dependentsOf(fmri).toJavaList());
    recheckFar(fmri);
    update(
        model.graph().without(fmri),
        model.lifecycles().remove(fmri),
        model.problems().remove(fmri));
    dirty.remove(fmri);
  }

  /// Phase two: starts the instance if it waits for nothing any more.
  private void startIfSatisfied(InstanceFmri fmri) {
    Option<Lifecycle> known = model.lifecycle(fmri);
    boolean waits =
        known.exists(l -> l.state() == InstanceState.OFFLINE && !l.phase().isBusy())
            && model.isEnabled(fmri)
            && !model.shuttingDown()
            && model.problems().get(fmri).isEmpty();
    if (!waits) {
      return;
    }
    Vector<FileFmri> files = Dependencies.files(model, fmri);
    Map<FileFmri, Boolean> facts = seen.get(fmri);
    Dependencies dependencies =
        facts == null
            ? Dependencies.of(model)
            : Dependencies.of(model, file -> facts.get(file).getOrElse(false));
    if (dependencies.of(fmri) != Satisfaction.SATISFIED) {
      return;
    }
    if (!files.isEmpty() && facts == null) {
      effects.add(new Effect.CheckFiles(fmri, files));
      return;
    }
    restart(fmri, RestarterEngine::start);
  }

  // The model

  /// Lets the restarter work on an instance. Says whether that changed anything.
  private boolean restart(InstanceFmri fmri, BiFunction<RestarterEngine, Lifecycle, Step> work) {
    Option<Lifecycle> known = model.lifecycle(fmri);
    if (known.isEmpty()) {
      return false;
    }
    RestarterEngine engine =
        new RestarterEngine(model.repository().running(fmri), model.isEnabled(fmri), now);
    Step step = work.apply(engine, known.get());
    effects.addAll(step.effects().asJava());
    changes.addAll(step.changes().asJava());
    step.changes().forEach(this::recordStart);
    boolean changed = !step.lifecycle().equals(known.get());
    if (changed) {
      put(step.lifecycle());
      dirty.add(fmri);
      attention.add(fmri);
      candidates.add(fmri);
    }
    return changed || !step.effects().isEmpty();
  }

  /// Remembers what an instance was started with, unless that is what it was started with before.
  private void recordStart(StateChange change) {
    if (change.from().isRunning() || !change.to().isRunning()) {
      return;
    }
    Option<Snapshot> running = model.repository().snapshot(change.fmri(), Snapshot.RUNNING);
    Option<Snapshot> start = model.repository().snapshot(change.fmri(), Snapshot.START);
    boolean same = running.exists(r -> start.exists(r::hasSameContent));
    if (running.isDefined() && !same) {
      records.add(new Change.CopySnapshot(change.fmri(), Snapshot.RUNNING, Snapshot.START));
    }
  }

  private void ensureRunningSnapshot(InstanceFmri fmri) {
    if (model.repository().snapshot(fmri, Snapshot.RUNNING).isEmpty()) {
      records.add(new Change.TakeSnapshot(fmri, Snapshot.RUNNING));
    }
  }

  /// Reads the dependencies of an instance anew.
  private void define(InstanceFmri fmri) {
    Either<String, Vector<Dependency>> read = Dependency.readAll(model.repository().running(fmri));
    if (read.isLeft()) {
      defineBroken(fmri, new Problem.Invalid(read.getLeft()));
      return;
    }
    Either<DependencyCycle, ServiceGraph> defined = model.graph().define(fmri, read.get());
    if (defined.isLeft()) {
      defineBroken(fmri, new Problem.Cyclic(defined.getLeft()));
      return;
    }
    update(defined.get(), model.lifecycles(), model.problems().remove(fmri));
  }

  private void defineBroken(InstanceFmri fmri, Problem problem) {
    update(
        model.graph().defineAlone(fmri), model.lifecycles(), model.problems().put(fmri, problem));
  }

  private Lifecycle lifecycle(InstanceFmri fmri) {
    return model.lifecycles().get(fmri).get();
  }

  private void put(Lifecycle instance) {
    update(model.graph(), model.lifecycles().put(instance.fmri(), instance), model.problems());
  }

  private void update(
      ServiceGraph graph,
      TreeMap<InstanceFmri, Lifecycle> lifecycles,
      TreeMap<InstanceFmri, Problem> problems) {
    model =
        new Model(
            model.repository(),
            graph,
            lifecycles,
            problems,
            model.consumed(),
            model.shuttingDown(),
            model.logDirectory());
  }

  private void see(RepositoryState repository) {
    model =
        new Model(
            repository,
            model.graph(),
            model.lifecycles(),
            model.problems(),
            model.consumed(),
            model.shuttingDown(),
            model.logDirectory());
  }

  private void setConsumed(InstanceFmri fmri, TreeMap<String, String> done) {
    model =
        new Model(
            model.repository(),
            model.graph(),
            model.lifecycles(),
            model.problems(),
            done.isEmpty() ? model.consumed().remove(fmri) : model.consumed().put(fmri, done),
            model.shuttingDown(),
            model.logDirectory());
  }

  /// Drops what was consumed and is by now out of the repository, or was asked for again.
  private void forgetConsumed() {
    for (var entry : model.consumed()) {
      InstanceFmri fmri = entry._1;
      setConsumed(
          fmri,
          entry._2.filter(
              (name, time) ->
                  model.repository().current(fmri).value(Actions.GROUP, name).contains(time)));
    }
  }

  private void wake(Lifecycle instance) {
    if (instance.phase().deadline() != Time.NEVER) {
      effects.add(new Effect.WakeAt(instance.fmri(), instance.phase().deadline()));
    }
  }

  /// Whether a shutdown was asked for and nothing is left of what ran.
  private static boolean isDown(Model model) {
    return model.shuttingDown() && model.lifecycles().values().forAll(l -> !l.isActive());
  }

  Next<Model, Effect> end() {
    for (InstanceFmri fmri : dirty) {
      records.add(LifecycleRecord.report(lifecycle(fmri), model.logFile(fmri)));
      wake(lifecycle(fmri));
    }
    if (isDown(model) && !wasDown) {
      effects.add(new Effect.ShutdownComplete());
    }
    Vector<Effect> ordered = Vector.ofAll(effects);
    return new Next<>(
        model,
        records.isEmpty() ? ordered : ordered.prepend(new Effect.Persist(Vector.ofAll(records))));
  }
}
