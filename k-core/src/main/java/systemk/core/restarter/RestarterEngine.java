package systemk.core.restarter;

import io.vavr.collection.Map;
import io.vavr.control.Option;
import systemk.core.Time;
import systemk.core.fmri.FileFmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.graph.Severity;
import systemk.core.method.ExitStatus;
import systemk.core.method.HealthCheck;
import systemk.core.method.MethodKind;
import systemk.core.method.ProcessModel;
import systemk.core.method.Signals;
import systemk.core.repository.Composition;

/// Runs the life of one instance: decides what a request or an event makes of its [Lifecycle].
/* The transition table is smf.md §3.3; the phases in between are ours:
 *
 *            enable            start                 method ended well
 *   disabled ──────► offline ────────► (Starting) ───────────────────────► online, degraded
 *      ▲               ▲ ▲                │ failed                             │ stop, fault
 *      │               │ └── (Waiting) ◄──┤ (Cleaning)                         ▼
 *      │               │      backoff     │ third failure, or fatal        (Stopping)
 *      │               │                  ▼                                    │ method ended
 *      │               │             maintenance ◄── stop failed ──── (Emptying) contract empties
 *      └───────────────┴───────────────────────────────────────────────────────┘
 *
 * What holds throughout, each a property in the tests:
 *  - At most one method runs at a time, and only one contract is watched.
 *  - A service that is to be down has no process left before its state says so: after a stop method
 *    the contract is watched until it is empty and killed when that takes too long; after a failed
 *    start the leftovers are killed before the next try.
 *  - What happens to the contract while a method runs is held (`empty`, `fault`) and acted upon when
 *    the method is over. Timeouts are not held.
 *  - A late result, for a token or contract that is not the one at hand, changes nothing.
 *
 * The engine never looks at other instances; who may start and who must stop is the graph's business.
 *
 * Differences from SMF are in spec/decisions.md; the largest is that the leftovers of a failed start or
 * refresh are killed, where SMF leaves them to the administrator.
 */
public final class RestarterEngine {
  private static final String SIGTERM = "15";

  private final Work work;
  private final Stops stops;
  private final Starts starts;
  private final Refreshes refreshes;
  private final Words words;
  private final Resumption resumption;

  /// @param configuration what the instance runs with
  /// @param enabled whether it is configured to run
  public RestarterEngine(Composition configuration, boolean enabled, Time now) {
    this.work = Work.of(configuration, enabled, now);
    this.stops = new Stops(work);
    this.starts = new Starts(work, stops);
    this.refreshes = new Refreshes(work, stops);
    this.words = new Words(work, starts, stops);
    this.resumption = new Resumption(work, starts);
  }

  /// Starts an instance that is offline and whose dependencies are satisfied, unless its start is
  /// still held back.
  public Step start(Lifecycle instance) {
    return starts.start(instance);
  }

  /// The file that must be there for the instance to be started, if there is one to look for.
  public Option<FileFmri> program(InstanceFmri fmri) {
    return work.methods().program(fmri);
  }

  /// Gives up an instance that is about to be started: its start method is not there.
  public Step missing(Lifecycle instance, FileFmri program) {
    return starts.missing(instance, program);
  }

  /// Makes the instance take up a changed configuration.
  public Step refresh(Lifecycle instance) {
    return refreshes.refresh(instance);
  }

  /// Has the processes dump core, and restarts.
  public Step dump(Lifecycle instance) {
    return stops.dump(instance);
  }

  /// What was held back while something was under way, now that nothing is.
  public Step catchUp(Lifecycle instance) {
    return stops.catchUp(instance);
  }

  /// Kills what an earlier life of the instance left, and lets nothing else happen before it is
  /// gone.
  public Step cleanUp(Lifecycle instance, long contract) {
    return starts.cleanUp(instance, contract);
  }

  /// Stops a running instance; it ends offline, or disabled if it is not to run. One that is being
  /// started or refreshed is stopped when that is over.
  public Step stop(Lifecycle instance, StopCause cause) {
    return stops.stop(instance, cause);
  }

  /// Stops the instance because of something that happened to it, now or when it is no longer busy.
  public Step fault(Lifecycle instance, StopCause cause) {
    return stops.fault(instance, cause);
  }

  // Requests

  /// Takes an instance that is to run from wherever it rests to offline.
  public Step enable(Lifecycle instance) {
    return switch (instance.state()) {
      case UNINITIALIZED ->
          work.move(
              Step.of(instance).log("Enabled."), InstanceState.OFFLINE, Reason.INSERT_IN_GRAPH);
      case DISABLED ->
          work.move(
              Step.of(instance.forgiven()).log("Enabled."),
              InstanceState.OFFLINE,
              Reason.ENABLE_REQUEST);
      default -> Step.of(instance);
    };
  }

  /// Takes an instance that does not run to disabled. One that does is stopped instead.
  public Step disable(Lifecycle instance) {
    if (instance.phase().isBusy()) {
      return Step.of(instance);
    }
    return switch (instance.state()) {
      case UNINITIALIZED ->
          work.move(
              Step.of(instance).log("Disabled."), InstanceState.DISABLED, Reason.INSERT_IN_GRAPH);
      case OFFLINE ->
          work.move(
              Step.of(instance.forgiven().watchingNothing()).log("Disabled."),
              InstanceState.DISABLED,
              Reason.DISABLE_REQUEST);
      case MAINTENANCE ->
          work.move(
                  Step.of(instance.forgiven()).log("Disabled."),
                  InstanceState.UNINITIALIZED,
                  Reason.DISABLE_REQUEST)
              .then(l -> work.move(Step.of(l), InstanceState.DISABLED, Reason.DISABLE_REQUEST));
      case ONLINE, DEGRADED -> stops.stop(instance, StopCause.DISABLE);
      case DISABLED -> Step.of(instance);
    };
  }

  /// Takes the instance to maintenance, stopping it first if it runs.
  public Step maintain(Lifecycle instance, StopCause cause, Reason reason, Option<String> by) {
    if (instance.state() == InstanceState.MAINTENANCE || instance.phase().isBusy()) {
      return Step.of(instance);
    }
    if (instance.isRunning()) {
      return stops.stop(
          instance.requestedBy(by),
          new Stop(cause, InstanceState.MAINTENANCE, reason, cause.severity()),
          "Stopping for maintenance due to " + reason.token() + ".");
    }
    return work.move(
        Step.of(instance.watchingNothing().requestedBy(by)),
        InstanceState.MAINTENANCE,
        reason,
        Severity.NONE);
  }

  /// Takes the instance to maintenance at once; its processes are left alone and no longer watched.
  public Step maintainImmediately(Lifecycle instance, Reason reason, Option<String> by) {
    if (instance.state() == InstanceState.MAINTENANCE || instance.phase().isBusy()) {
      return Step.of(instance);
    }
    Step step = Step.of(instance.requestedBy(by));
    for (long contract : instance.contract()) {
      step = step.emit(new Effect.AbandonContract(contract));
    }
    return work.move(
        step.with(Lifecycle::watchingNothing),
        InstanceState.MAINTENANCE,
        reason,
        instance.isRunning() ? Severity.RESTART : Severity.NONE);
  }

  /// Lets an instance out of maintenance, or restores a degraded one by restarting it.
  public Step clear(Lifecycle instance) {
    return switch (instance.state()) {
      case MAINTENANCE -> leave(instance, "clear requested", Reason.CLEAR_REQUEST);
      case DEGRADED -> stops.stop(instance, StopCause.RESTORE);
      default -> Step.of(instance);
    };
  }

  /// Lets an instance out of maintenance because what it was there for is over.
  public Step leave(Lifecycle instance, String why, Reason reason) {
    if (instance.state() != InstanceState.MAINTENANCE) {
      return Step.of(instance);
    }
    return work.move(
        Step.of(instance.forgiven()).log("Leaving maintenance because " + why + "."),
        InstanceState.UNINITIALIZED,
        reason);
  }

  /// Marks a running instance as running with reduced function.
  public Step degrade(Lifecycle instance, Reason reason, Option<String> by) {
    return instance.state() == InstanceState.ONLINE && !instance.phase().isBusy()
        ? work.move(Step.of(instance.requestedBy(by)), InstanceState.DEGRADED, reason)
        : Step.of(instance);
  }

  // What happens

  /// A method's process was made, now or before.
  public Step spawned(Lifecycle instance, String token, long contract, long pid) {
    Option<Run> mine = instance.phase().currentRun().filter(run -> run.token().equals(token));
    if (mine.isEmpty()) {
      return Step.of(instance);
    }
    Run run = mine.get().spawned(contract, pid);
    Lifecycle known = instance.withPhase(Work.withRun(instance.phase(), run));
    if (run.timedOut()) {
      return Step.of(known).emit(new Effect.KillContract(contract));
    }
    boolean isService =
        run.kind() == MethodKind.START && work.settings().model() == ProcessModel.CHILD;
    return isService && (starts.isReadyWhenStarted() || known.watch().voice().ready())
        ? starts.started(Step.of(known), Option.some(run))
        : Step.of(known);
  }

  /// A service said something, or k.init noticed something about its processes.
  public Step notified(Lifecycle instance, String token, long contract, Map<String, String> said) {
    return words.notified(instance, token, contract, said);
  }

  /// Enough health checks of the instance failed, or succeeded again.
  public Step checked(
      Lifecycle instance, long contract, boolean healthy, HealthCheck.Action action, String line) {
    return words.checked(instance, contract, healthy, action, line);
  }

  /// The instance has no health check any more, and was degraded by one.
  public Step checkedNoLonger(Lifecycle instance) {
    return words.checkedNoLonger(instance);
  }

  /// A method's process could not be made. Trying again would not help: its context is wrong.
  public Step refused(Lifecycle instance, String token, String line) {
    Option<Run> mine = instance.phase().currentRun().filter(run -> run.token().equals(token));
    return mine.isEmpty()
        ? Step.of(instance)
        : ended(Step.of(instance).log(line), mine.get(), ExitStatus.Verdict.FATAL);
  }

  /// A process of a contract ended.
  ///
  /// @param main whether it was the main process of the contract
  /// @param leader the main process of the contract from now on; 0 if there is none
  public Step exited(
      Lifecycle instance,
      String token,
      long contract,
      long pid,
      boolean main,
      ExitStatus status,
      long leader) {
    return learn(instance, token, contract, main ? pid : 0)
        .then(known -> exited(known, contract, pid, main, status, leader));
  }

  /// Tells of a run's contract if its end is heard of before its beginning, as happens to a
  /// restarter that is told what happened while there was none.
  private Step learn(Lifecycle instance, String token, long contract, long pid) {
    boolean unheard =
        instance
            .phase()
            .currentRun()
            .exists(run -> run.token().equals(token) && run.contract().isEmpty());
    return unheard ? spawned(instance, token, contract, pid) : Step.of(instance);
  }

  /// Tells of the end of whatever a contract of the instance held, which nobody saw.
  public Step vanished(Lifecycle instance, long contract) {
    Step empty = emptied(instance, contract);
    Option<Run> unseen = empty.lifecycle().phase().currentRun().filter(run -> run.isIn(contract));
    return unseen.isEmpty()
        ? empty
        : empty.then(l -> methodExited(l, unseen.get(), new ExitStatus.Unknown(), 0));
  }

  private Step exited(
      Lifecycle instance, long contract, long pid, boolean main, ExitStatus status, long leader) {
    Option<Run> method =
        instance
            .phase()
            .currentRun()
            .filter(run -> run.isIn(contract))
            .filter(run -> run.pid() == pid || (run.pid() == 0 && main));
    if (method.isDefined()) {
      return methodExited(instance, method.get(), status, leader);
    }
    boolean ours =
        instance.contract().contains(contract)
            || (instance.phase() instanceof Phase.Starting(Run run) && run.isIn(contract));
    if (!ours) {
      return Step.of(instance);
    }
    Lifecycle led = main ? instance.ledBy(leader) : instance;
    Option<StopCause> cause = work.judgement().cause(led, main, status);
    if (cause.isDefined() && led.phase() instanceof Phase.Readying) {
      return starts.unready(Step.of(led).log("The service failed before it was ready."));
    }
    return cause.map(why -> stops.fault(led, why)).getOrElse(Step.of(led));
  }

  /// The last process of a contract ended.
  public Step emptied(Lifecycle instance, String token, long contract) {
    return learn(instance, token, contract, 0).then(known -> emptied(known, contract));
  }

  private Step emptied(Lifecycle instance, long contract) {
    if (instance.phase() instanceof Phase.Cleaning(long cleaning, var verdict, _)
        && cleaning == contract) {
      return starts.cleaned(instance, verdict);
    }
    boolean starting = instance.phase() instanceof Phase.Starting(Run run) && run.isIn(contract);
    if (!starting && !instance.contract().contains(contract)) {
      return Step.of(instance);
    }
    Lifecycle empty = instance.emptied();
    return switch (instance.phase()) {
      case Phase.Readying _ ->
          starts.unready(Step.of(empty).log("The service ended before it was ready."));
      case Phase.Emptying(Stop stop, _, _, _) -> stops.stopped(Step.of(empty), stop);
      case Phase.Idle _ -> stops.stop(empty, StopCause.EXIT);
      default -> Step.of(empty);
    };
  }

  /// Time passed. Does nothing before the deadline of the phase.
  public Step woke(Lifecycle instance) {
    if (work.now().nanos() < instance.phase().deadline()) {
      return Step.of(instance);
    }
    return switch (instance.phase()) {
      case Phase.Starting(Run run) -> timedOut(instance, run);
      case Phase.Readying _ ->
          starts.unready(Step.of(instance).log("The service did not become ready in time."));
      case Phase.Refreshing(Run run) -> timedOut(instance, run);
      case Phase.Signalling(_, boolean refreshing, _) ->
          refreshing
              ? refreshes.refreshed(Step.of(instance))
              : stops.catchUp(instance.withPhase(new Phase.Idle()).towards(Option.none()));
      case Phase.Stopping(Run run, _) -> timedOut(instance, run);
      case Phase.Emptying(Stop stop, _, _, _) ->
          stops.kill(
              Step.of(instance)
                  .log(
                      "Method or service exit timed out.  Killing contract "
                          + instance.contract().getOrElse(0L)
                          + "."),
              stop.failed(Reason.METHOD_FAILED));
      case Phase.Cleaning(long contract, var verdict, _) ->
          Step.of(instance)
              .emit(new Effect.AbandonContract(contract))
              .then(l -> starts.cleaned(l, verdict));
      // Its dependencies may have gone meanwhile, so the graph decides whether it starts
      // work.now().
      case Phase.Waiting _, Phase.Idle _ -> Step.of(instance);
    };
  }

  private static Step timedOut(Lifecycle instance, Run run) {
    return expire(
        Step.of(instance)
            .log(
                "Method or service exit timed out.  Killing contract "
                    + run.contract().getOrElse(0L)
                    + "."),
        run);
  }

  /// Ends a run, now or as soon as its contract is known.
  private static Step expire(Step step, Run run) {
    Step expired = step.with(l -> l.withPhase(Work.withRun(l.phase(), run.expired())));
    return run.contract().map(id -> expired.emit(new Effect.KillContract(id))).getOrElse(expired);
  }

  /// Lets a contract go that was found at recovery, unless the instance has to do with it.
  public Step disown(Lifecycle instance, String token, long contract) {
    return resumption.disown(instance, token, contract);
  }

  /// Asks again for what was under way when the last restarter died.
  public Step resume(Lifecycle instance) {
    return resumption.resume(instance);
  }

  private Step methodExited(Lifecycle instance, Run run, ExitStatus status, long leader) {
    String name = run.kind().token();
    Step step =
        Step.of(
                run.kind() == MethodKind.START
                    ? instance.withWaitStatus(status.waitStatus()).ledBy(leader)
                    : instance)
            .log(
                switch (status) {
                  case ExitStatus.Code(int code) ->
                      "Method \"" + name + "\" exited with status " + code + ".";
                  case ExitStatus.Signalled(int signal, _) ->
                      "Method \"" + name + "\" failed due to signal " + Signals.name(signal) + ".";
                  case ExitStatus.Unknown _ -> "Method \"" + name + "\" ended unobserved.";
                });
    return ended(step, run, work.judgement().verdict(run, status));
  }

  private Step ended(Step step, Run run, ExitStatus.Verdict verdict) {
    return switch (step.lifecycle().phase()) {
      case Phase.Starting _ -> starts.startEnded(step, run, verdict);
      case Phase.Stopping(_, Stop stop) -> stops.stopEnded(step, run, stop, verdict);
      case Phase.Refreshing _ -> refreshes.refreshEnded(step, run, verdict);
      default -> step;
    };
  }

  /// Stops an instance whose configuration is gone, and its stop method with it. A method that
  /// would lead back to a running service is not waited for.
  public Step retire(Lifecycle instance) {
    switch (instance.phase()) {
      case Phase.Starting(Run run) -> {
        return expireOnce(instance, run);
      }
      case Phase.Refreshing(Run run) -> {
        return expireOnce(instance, run);
      }
      case Phase.Readying _ -> {
        return starts.leave(Step.of(instance), instance.contract(), Option.none());
      }
      case Phase.Stopping _, Phase.Emptying _ -> {
        return Step.of(instance.withPhase(stops.bounded(instance.phase())));
      }
      default -> {}
    }
    if (!instance.isRunning() || instance.phase().isBusy()) {
      return Step.of(instance);
    }
    Stop stop = Stop.of(StopCause.DELETED, InstanceState.UNINITIALIZED);
    Step step =
        Step.of(instance.towards(Option.some(stop.then())))
            .log("Stopping because " + stop.cause().words() + ".");
    if (instance.contract().isEmpty() || instance.watch().empty()) {
      return stops.stopped(step, stop);
    }
    return step.with(
            l ->
                l.withPhase(
                    new Phase.Emptying(
                        stop, Option.some(SIGTERM), work.now().after(Stops.RETIREMENT), false)))
        .emit(new Effect.SignalContract(instance.contract().get(), SIGTERM));
  }

  private Step expireOnce(Lifecycle instance, Run run) {
    return run.timedOut() ? Step.of(instance) : expire(Step.of(instance), run);
  }
}
