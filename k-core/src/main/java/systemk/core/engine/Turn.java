package systemk.core.engine;

import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import systemk.core.Next;
import systemk.core.Time;
import systemk.core.fmri.FileFmri;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.graph.Dependency;
import systemk.core.graph.Grouping;
import systemk.core.graph.RestartOn;
import systemk.core.graph.Severity;
import systemk.core.method.HealthCheck;
import systemk.core.repository.Change;
import systemk.core.restarter.Effect;
import systemk.core.restarter.InstanceState;
import systemk.core.restarter.Lifecycle;
import systemk.core.restarter.LifecycleRecord;
import systemk.core.restarter.Phase;
import systemk.core.restarter.Reason;
import systemk.core.restarter.RestarterEngine;
import systemk.core.restarter.StateChange;
import systemk.core.restarter.StopCause;

/// One event being worked out: mutable, and gone when [Machine#step] answers.
/* The work is four queues, emptied in this order until all are empty:
 *
 *   changes     states that changed; each may stop dependents (smf.md §3.6)
 *   attention   instances to look at: is there something held back, a request, a different wish?
 *   far         instances all above which may be able, or unable, to come up from now on
 *   candidates  instances that may start; asked only when nothing is left to stop
 *
 * So stops settle to a fixed point before any start is decided (the two phases of dinit; a single pass
 * was shown to start what a pending stop was about to take down). A start that is over at once, because
 * its method does nothing, is a change and goes round again.
 *
 * Everything but edges is level-triggered: what an instance should do is read off the repository each
 * time it is attended to, and a request stays in the repository until the very transaction that records
 * what was made of it. A restarter that dies in between has forgotten nothing that mattered.
 *
 * What one event costs follows what it touches: an instance is attended to only if something it looks
 * at changed, and the whole graph is walked only by what concerns all of it (recovery, shutdown).
 */
final class Turn {
  private final Time now;
  private final Draft draft;
  private final Delegation delegation;
  private final RepositoryNews news;
  private final TreeSet<InstanceFmri> lookedAt = new TreeSet<>();

  Turn(Model model, Time now) {
    this.now = now;
    this.draft = new Draft(model, now);
    this.delegation = new Delegation(draft);
    this.news = new RepositoryNews(draft, now);
  }

  private Model model() {
    return draft.model();
  }

  // What happened

  void take(Event event) {
    switch (event) {
      case Event.Recovered(var repository, var contracts) ->
          new Recovery(draft, now).recover(repository, contracts);
      case Event.Committed(var after, var committed) -> news.committed(after, committed);
      case Event.Reread(var repository) -> news.reread(repository);
      case Event.Spawned(var fmri, var token, long contract, long pid) ->
          draft.restart(fmri, (engine, l) -> engine.spawned(l, token, contract, pid));
      case Event.Refused(var fmri, var token, var line) ->
          draft.restart(fmri, (engine, l) -> engine.refused(l, token, line));
      case Event.Exited exited -> exited(exited);
      case Event.Emptied(var fmri, var token, long contract) ->
          draft.restart(fmri, (engine, l) -> engine.emptied(l, token, contract));
      case Event.Notified(var fmri, var token, long contract, var said) ->
          draft.restart(fmri, (engine, l) -> engine.notified(l, token, contract, said));
      case Event.Checked(var fmri, long contract, boolean healthy, var line) ->
          draft.restart(
              fmri, (engine, l) -> engine.checked(l, contract, healthy, action(fmri), line));
      case Event.Woke(var fmri) -> {
        draft.restart(fmri, RestarterEngine::woke);
        draft.candidates.add(fmri);
      }
      case Event.FilesChecked(var fmri, var exists) -> {
        draft.see(fmri, TreeMap.ofEntries(exists));
        lookedAt.add(fmri);
        draft.candidates.add(fmri);
      }
      case Event.ShutdownRequested _ -> {
        draft.shutDown();
        model().lifecycles().keySet().forEach(draft.attention::add);
        model().orders().keySet().forEach(draft.attention::add);
      }
    }
  }

  private HealthCheck.Action action(InstanceFmri fmri) {
    return HealthCheck.action(model().repository().running(fmri));
  }

  private void exited(Event.Exited e) {
    draft.restart(
        e.fmri(),
        (engine, l) ->
            engine.exited(l, e.token(), e.contract(), e.pid(), e.main(), e.status(), e.leader()));
  }

  // The queues

  /// Works until nothing is left to do. Each instance can change its state a few times in a turn
  /// and each change asks at most everybody; more than that would go on for ever.
  void settle() {
    long size = 10L + model().lifecycles().size() + draft.attention.size();
    long bound = 100 * size * size;
    for (long i = 0; i < bound; i++) {
      if (!draft.changes.isEmpty()) {
        propagate(draft.changes.remove());
      } else if (!draft.attention.isEmpty()) {
        attend(draft.attention.removeFirst());
      } else if (draft.hasGraphMoved()) {
        draft.followGraph();
      } else if (!draft.far.isEmpty()) {
        askAbove();
      } else if (!draft.candidates.isEmpty()) {
        startIfSatisfied(draft.candidates.removeFirst());
      } else {
        return;
      }
    }
    throw new IllegalStateException("the graph does not settle");
  }

  Next<Model, Effect> end() {
    return draft.end();
  }

  /// Phase one: what a change of state means for those around the instance.
  private void propagate(StateChange change) {
    InstanceFmri fmri = change.fmri();
    boolean wasRunning = change.from().isRunning();
    boolean isRunning = change.to().isRunning();
    for (InstanceFmri dependent : model().graph().dependentsOf(fmri)) {
      for (Dependency dependency : model().graph().between(dependent, fmri)) {
        if (!isRunning || change.severity() == Severity.REFRESH) {
          wentDown(dependent, dependency, wasRunning ? change.severity() : Severity.NONE);
        } else if (!wasRunning) {
          cameUp(dependent, dependency);
        }
        if (dependency.grouping() == Grouping.EXCLUDE_ALL && wasRunning != isRunning) {
          // The dependent cannot come up at all, or can again, and others may wait for it.
          draft.far.add(dependent);
        }
        if (dependency.name().equals(Delegation.RESTARTER)) {
          // Nobody waits for it to go down while nobody is there to take it down.
          draft.attention.add(dependent);
          lookAtPressured(dependent);
        }
      }
      draft.candidates.add(dependent);
    }
    // What ran may have lost what it needs meanwhile, so that it is not only down but stays so.
    boolean staysDown = wasRunning && !isRunning && !draft.dependencies().canComeUp(fmri);
    if (staysDown || Dependencies.reachesFar(change.from(), change.to())) {
      draft.far.add(fmri);
    }
    draft.candidates.add(fmri);
    draft.attention.add(fmri);
  }

  /// A start under way was decided while the target ran, so it is stopped too, when it is over.
  private void wentDown(InstanceFmri dependent, Dependency dependency, Severity severity) {
    if (dependency.grouping() != Grouping.EXCLUDE_ALL
        && dependency.restartOn().reactsTo(severity)) {
      StopCause cause =
          severity == Severity.ERROR ? StopCause.DEPENDENCY_FAULT : StopCause.DEPENDENCY;
      stop(dependent, cause);
    }
  }

  /// A target came up. What excludes it must go; what ran without it and wants to know is
  /// restarted.
  private void cameUp(InstanceFmri dependent, Dependency dependency) {
    boolean stops =
        dependency.grouping() == Grouping.EXCLUDE_ALL
            || (dependency.restartOn().compareTo(RestartOn.RESTART) >= 0
                && model().isRunning(dependent));
    if (stops) {
      stop(dependent, StopCause.DEPENDENCY);
    }
  }

  /// Stops a dependent, whosever it is.
  private void stop(InstanceFmri dependent, StopCause cause) {
    draft.restart(dependent, (engine, l) -> engine.stop(l, cause));
    delegation.stop(dependent);
  }

  private void askAbove() {
    Deque<InstanceFmri> open = new ArrayDeque<>(draft.far);
    Set<InstanceFmri> visited = new HashSet<>();
    draft.far.clear();
    while (!open.isEmpty()) {
      for (InstanceFmri dependent : model().graph().dependentsOf(open.remove())) {
        if (visited.add(dependent)) {
          draft.candidates.add(dependent);
          open.add(dependent);
        }
      }
    }
  }

  /// Those the instance depends on may have waited for it to be down.
  private void lookAtPressured(InstanceFmri fmri) {
    if (!model().shuttingDown() && model().falling().isEmpty()) {
      return;
    }
    for (Dependency dependency : model().graph().dependenciesOf(fmri)) {
      for (Fmri target : dependency.targets()) {
        model().graph().resolve(target).filter(model()::mustGoDown).forEach(draft.attention::add);
      }
    }
  }

  /// Looks at one instance: does what is held back, asked for or configured, one thing at a time.
  private void attend(InstanceFmri fmri) {
    if (!model().isActive(fmri) && !model().isRunning(fmri)) {
      lookAtPressured(fmri);
    }
    if (!model().manages(fmri)) {
      retire(fmri);
      return;
    }
    admit(fmri);
    if (draft.lifecycle(fmri).phase().isBusy()) {
      return;
    }
    if (draft.restart(fmri, RestarterEngine::catchUp)) {
      return;
    }
    if (maintainIfBroken(fmri) || perform(fmri)) {
      return;
    }
    conform(fmri);
  }

  /// Takes in an instance that is new, or was another restarter's; or that was deleted and made
  /// again before it was forgotten, so that nothing about it is on record.
  private void admit(InstanceFmri fmri) {
    boolean wasDelegated = model().order(fmri).isDefined();
    draft.withdraw(fmri);
    boolean isNew = model().lifecycle(fmri).isEmpty();
    boolean recorded =
        model().repository().current(fmri).value(LifecycleRecord.GROUP, "state").isDefined();
    if (isNew) {
      // What another restarter said of it is on record, but none of its processes is ours.
      draft.put(
          wasDelegated
              ? Lifecycle.fresh(fmri, now.wall())
              : LifecycleRecord.read(fmri, model().repository().current(fmri), now.wall()));
    }
    // One that was taken in only to be cleared away, and is there again, is in no graph yet.
    boolean isKnown = model().graph().contains(fmri) && (recorded || draft.isTouched(fmri));
    if (isNew || !isKnown) {
      draft.ensureRunningSnapshot(fmri);
      draft.define(fmri);
      draft.touch(fmri);
      draft.reconsiderAround(fmri);
    }
  }

  private boolean maintainIfBroken(InstanceFmri fmri) {
    Option<Problem> problem = model().problems().get(fmri);
    if (problem.isEmpty() || draft.lifecycle(fmri).state() == InstanceState.MAINTENANCE) {
      return false;
    }
    draft.emit(new Effect.Log(fmri, problem.get().line()));
    draft.restart(
        fmri,
        (engine, l) ->
            engine.maintain(l, problem.get().cause(), problem.get().reason(), Option.none()));
    return true;
  }

  /// Carries out the next request, if there is one, and takes it out of the repository.
  private boolean perform(InstanceFmri fmri) {
    TreeMap<String, String> done = model().consumed().get(fmri).getOrElse(TreeMap.empty());
    Option<Actions> next = Actions.next(model().repository(), fmri, done);
    if (next.isEmpty()) {
      return false;
    }
    Actions action = next.get();
    draft.record(new Change.Consume(fmri, Actions.GROUP, action.name(), action.time()));
    draft.setConsumed(fmri, done.put(action.name(), action.time()));
    Option<String> by = Actions.askedBy(model().repository(), fmri);
    Reason reason = by.isDefined() ? Reason.SERVICE_REQUEST : Reason.ADMINISTRATIVE_REQUEST;
    InstanceState state = draft.lifecycle(fmri).state();
    switch (action.name()) {
      case "maint_on", "maint_on_temporary" ->
          draft.restart(fmri, (e, l) -> e.maintain(l, StopCause.MAINTENANCE, reason, by));
      case "maint_on_immediate", "maint_on_immtemp" ->
          draft.restart(fmri, (e, l) -> e.maintainImmediately(l, reason, by));
      case "maint_off" -> {
        if (state == InstanceState.MAINTENANCE) {
          draft.define(fmri);
          draft.restart(fmri, RestarterEngine::clear);
        }
      }
      case "restore" -> {
        if (state == InstanceState.DEGRADED) {
          draft.restart(fmri, RestarterEngine::clear);
        }
      }
      case "degraded", "degrade_immediate" ->
          draft.restart(fmri, (e, l) -> e.degrade(l, reason, by));
      case "restart" -> draft.restart(fmri, (e, l) -> e.stop(l, StopCause.RESTART));
      case "do_dump" -> draft.restart(fmri, RestarterEngine::dump);
      case "refresh" -> {
        draft.define(fmri);
        draft.restart(fmri, RestarterEngine::refresh);
      }
      default -> throw new IllegalStateException("unknown action " + action.name());
    }
    draft.attention.add(fmri);
    return true;
  }

  /// Makes the instance follow what is configured.
  private void conform(InstanceFmri fmri) {
    Lifecycle instance = draft.lifecycle(fmri);
    boolean enabled = model().isEnabled(fmri);
    boolean turned = !instance.enabled().contains(enabled);
    if (turned) {
      draft.put(instance.withEnabled(enabled));
      draft.touch(fmri);
    }
    if (model().mustGoDown(fmri)) {
      takeDown(fmri, enabled);
      return;
    }
    switch (instance.state()) {
      case UNINITIALIZED -> draft.restart(fmri, (e, l) -> enabled ? e.enable(l) : e.disable(l));
      case DISABLED -> {
        if (enabled) {
          draft.restart(fmri, RestarterEngine::enable);
        }
      }
      case OFFLINE -> {
        if (enabled) {
          draft.candidates.add(fmri);
        } else {
          draft.restart(fmri, RestarterEngine::disable);
        }
      }
      case MAINTENANCE -> {
        // Only an administrator's act of disabling takes it out. Being disabled already is no such
        // act, nor is a milestone that leaves it outside.
        boolean isAct =
            turned && instance.enabled().isDefined() && !model().outside().contains(fmri);
        if (!enabled && isAct) {
          draft.restart(fmri, RestarterEngine::disable);
        }
      }
      case DEGRADED -> {
        // Nobody would ever find it well again.
        boolean checked = model().repository().running(fmri).hasGroup(HealthCheck.GROUP);
        if (!checked && instance.reason() == Reason.HEALTH_CHECK_FAILED) {
          draft.restart(fmri, RestarterEngine::checkedNoLonger);
        }
      }
      case ONLINE -> {}
    }
  }

  /// Stops the instance, unless something that goes before it is not down yet; that is attended to
  /// by itself, and comes back to this instance when it is.
  private void takeDown(InstanceFmri fmri, boolean enabled) {
    if (Falling.isHeldUp(model(), fmri)) {
      return;
    }
    StopCause cause =
        model().shuttingDown()
            ? StopCause.SHUTDOWN
            : enabled ? StopCause.DEPENDENCY : StopCause.DISABLE;
    draft.restart(fmri, (engine, l) -> engine.stop(l, cause));
  }

  /// Forgets an instance that is not ours any more, as soon as nothing of it runs.
  private void retire(InstanceFmri fmri) {
    Option<Lifecycle> known = model().lifecycle(fmri);
    if (known.exists(Lifecycle::isActive)) {
      draft.restart(fmri, RestarterEngine::retire);
      return;
    }
    if (known.isDefined()) {
      draft.conclude(fmri);
      draft.forget(fmri);
      draft.emit(new Effect.ReleaseDescriptors(fmri));
    }
    if (model().repository().enabled(fmri).isDefined()) {
      delegation.attend(fmri);
    } else {
      draft.withdraw(fmri);
      if (model().graph().contains(fmri)) {
        draft.undefine(fmri);
      }
    }
  }

  /// Phase two: starts the instance if it waits for nothing any more.
  private void startIfSatisfied(InstanceFmri fmri) {
    Option<Lifecycle> known = model().lifecycle(fmri);
    if (known.exists(life -> Goals.hope(draft, life))) {
      return;
    }
    boolean ours =
        known.exists(l -> l.state() == InstanceState.OFFLINE && isReady(l.phase()))
            && model().manages(fmri)
            && model().isEnabled(fmri)
            && !model().shuttingDown();
    boolean waits = ours || (known.isEmpty() && delegation.waits(fmri));
    if (!waits || model().problems().get(fmri).isDefined()) {
      return;
    }
    Vector<FileFmri> files = Dependencies.files(model(), fmri);
    TreeMap<FileFmri, Boolean> seen = model().files().get(fmri).getOrElse(TreeMap.empty());
    boolean looked = lookedAt.contains(fmri) && files.forAll(seen::containsKey);
    if (!draft.dependencies().areSatisfied(fmri, looked ? seen::get : Dependencies.UNSEEN)) {
      if (ours) {
        Goals.giveUp(draft, fmri);
      }
      return;
    }
    Option<FileFmri> program = ours ? draft.program(fmri) : Option.none();
    boolean isKnown =
        (files.isEmpty() || looked)
            && program.forAll(file -> lookedAt.contains(fmri) && seen.containsKey(file));
    if (!isKnown) {
      draft.emit(new Effect.CheckFiles(fmri, files.appendAll(program).distinct()));
    } else if (!ours) {
      delegation.start(fmri);
    } else if (program.exists(file -> seen.get(file).contains(false))) {
      draft.restart(fmri, (e, l) -> e.missing(l, program.get()));
    } else {
      draft.restart(fmri, RestarterEngine::start);
    }
  }

  private boolean isReady(Phase phase) {
    return phase instanceof Phase.Idle
        || (phase instanceof Phase.Waiting(long until) && now.nanos() >= until);
  }
}
