package systemk.core.restarter;

import io.vavr.collection.Map;
import io.vavr.control.Option;
import java.time.Duration;
import java.util.function.Function;
import systemk.core.Time;
import systemk.core.graph.Severity;
import systemk.core.method.ExitStatus;
import systemk.core.method.HealthCheck;
import systemk.core.method.Method;
import systemk.core.method.MethodKind;
import systemk.core.method.ProcessModel;
import systemk.core.method.Readiness;
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
  /// How many methods may fail in a row before an administrator is asked (smf.md §4.8).
  public static final int FAULT_THRESHOLD = 3;

  /// How long leftovers may take to die of SIGKILL before they are given up: a process that does
  /// not is stuck in the kernel.

  private static final Duration CLEANING = Duration.ofSeconds(30);

  /// How long a service is held back that ends within a second of its start, again and again.
  private static final Duration THROTTLE = Duration.ofSeconds(1);

  /// How long a service may take to end that has no stop method: of SIGTERM if it was deleted, by
  /// itself otherwise.
  private static final Duration RETIREMENT = Duration.ofSeconds(60);

  private static final String SIGABRT = "6";
  private static final String SIGTERM = "15";

  private final Methods methods;
  private final Settings settings;
  private final Judgement judgement;
  private final boolean enabled;
  private final Time now;

  /// @param configuration what the instance runs with
  /// @param enabled whether it is configured to run
  public RestarterEngine(Composition configuration, boolean enabled, Time now) {
    this.settings = Settings.of(configuration);
    this.methods = new Methods(configuration, settings);
    this.judgement = new Judgement(settings);
    this.enabled = enabled;
    this.now = now;
  }

  // Requests

  /// Takes an instance that is to run from wherever it rests to offline.
  public Step enable(Lifecycle instance) {
    return switch (instance.state()) {
      case UNINITIALIZED ->
          move(Step.of(instance).log("Enabled."), InstanceState.OFFLINE, Reason.INSERT_IN_GRAPH);
      case DISABLED ->
          move(
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
          move(Step.of(instance).log("Disabled."), InstanceState.DISABLED, Reason.INSERT_IN_GRAPH);
      case OFFLINE ->
          move(
              Step.of(instance.forgiven().watchingNothing()).log("Disabled."),
              InstanceState.DISABLED,
              Reason.DISABLE_REQUEST);
      case MAINTENANCE ->
          move(
                  Step.of(instance.forgiven()).log("Disabled."),
                  InstanceState.UNINITIALIZED,
                  Reason.DISABLE_REQUEST)
              .then(l -> move(Step.of(l), InstanceState.DISABLED, Reason.DISABLE_REQUEST));
      case ONLINE, DEGRADED -> stop(instance, StopCause.DISABLE);
      case DISABLED -> Step.of(instance);
    };
  }

  /// Starts an instance that is offline and whose dependencies are satisfied, unless its start is
  /// still held back.
  public Step start(Lifecycle instance) {
    boolean heldBack = now.nanos() < instance.phase().deadline();
    return instance.state() != InstanceState.OFFLINE
        ? Step.of(instance)
        : switch (instance.phase()) {
          case Phase.Idle _ -> begin(instance, false);
          case Phase.Waiting _ when heldBack -> Step.of(instance);
          case Phase.Waiting _ -> begin(instance.withPhase(new Phase.Idle()), true);
          default -> Step.of(instance);
        };
  }

  private Step begin(Lifecycle instance, boolean throttled) {
    return switch (methods.of(instance.fmri(), MethodKind.START)) {
      case Method.Absent(String line) -> started(Step.of(instance).log(line), Option.none());
      case Method.Nothing _ ->
          started(Step.of(instance).log("Executing start method (null)."), Option.none());
      case Method.Kill _ ->
          fail(Step.of(instance).log("Invalid use of \":kill\" as start method."), true);
      case Method.Broken(String line) -> fail(Step.of(instance).log(line), true);
      case Method.Run run -> runStart(instance, run, throttled);
    };
  }

  private Step runStart(Lifecycle instance, Method.Run method, boolean throttled) {
    Lifecycle remembered = instance.withStart(now.nanos());
    boolean tooQuick =
        remembered
            .tally()
            .history()
            .isTooQuick(settings.failureCount(), settings.failureInterval());
    if (tooQuick && settings.model() == ProcessModel.CHILD && !throttled) {
      return Step.of(instance)
          .log("Failing too quickly, throttling.")
          .with(l -> l.withPhase(new Phase.Waiting(now.after(THROTTLE))).towards(Option.none()));
    }
    // This start counts among those it is judged by, so that the fifth does not happen.
    if (tooQuick && settings.model() != ProcessModel.CHILD) {
      return move(
          Step.of(remembered).log("Restarting too quickly, changing state to maintenance."),
          InstanceState.MAINTENANCE,
          Reason.RESTARTING_TOO_QUICKLY,
          Severity.ERROR);
    }
    // The service is the process here, so that its life has no bound once it is ready.
    boolean unbounded = settings.model() == ProcessModel.CHILD && isReadyWhenStarted();
    long deadline = unbounded ? Time.NEVER : methods.deadline(MethodKind.START, now);
    return run(
        remembered.withVoice(Lifecycle.Voice.SILENT),
        MethodKind.START,
        method,
        deadline,
        Phase.Starting::new);
  }

  /// Stops a running instance; it ends offline, or disabled if it is not to run. One that is being
  /// started or refreshed is stopped when that is over.
  public Step stop(Lifecycle instance, StopCause cause) {
    return stop(
        instance,
        Stop.of(cause, enabled ? InstanceState.OFFLINE : InstanceState.DISABLED),
        "Stopping because " + cause.words() + ".");
  }

  private Step stop(Lifecycle instance, Stop stop, String line) {
    switch (instance.phase()) {
      case Phase.Starting _, Phase.Readying _, Phase.Refreshing _, Phase.Signalling _ -> {
        return Step.of(instance.holding(stop.cause()));
      }
      default -> {
        if (!instance.isRunning() || instance.phase().isBusy()) {
          return Step.of(instance);
        }
      }
    }
    Lifecycle forgiven = stop.cause().isForgiving() ? instance.forgiven() : instance;
    Step step =
        Step.of(forgiven.withFault(Option.none()).towards(Option.some(stop.then()))).log(line);
    boolean watched = settings.model() != ProcessModel.TRANSIENT;
    if (watched && instance.contract().isEmpty()) {
      return stopped(step, stop);
    }
    return switch (methods.of(instance.fmri(), MethodKind.STOP)) {
      case Method.Absent(String words) -> empty(step.log(words), stop, Option.none(), watched);
      case Method.Nothing _ ->
          empty(step.log("Executing stop method (null)."), stop, Option.none(), watched);
      case Method.Kill(String signal) ->
          watched
              ? empty(
                  step.log("Executing stop method (:kill)."), stop, Option.some(signal), watched)
              : stopped(
                  step.log("Invalid use of \":kill\" as stop method for transient service."),
                  stop.failed(Reason.METHOD_FAILED));
      case Method.Broken(String words) -> kill(step.log(words), stop.failed(Reason.METHOD_FAILED));
      case Method.Run run ->
          step.then(
              l ->
                  run(
                      l,
                      MethodKind.STOP,
                      run,
                      methods.deadline(MethodKind.STOP, now),
                      r -> new Phase.Stopping(r, stop)));
    };
  }

  /// Makes the instance take up a changed configuration.
  public Step refresh(Lifecycle instance) {
    if (instance.phase().isBusy()) {
      return Step.of(instance);
    }
    Step step = Step.of(instance).log("Rereading configuration.");
    if (!instance.isRunning()) {
      return step;
    }
    return switch (methods.of(instance.fmri(), MethodKind.REFRESH)) {
      case Method.Absent(String line) -> refreshed(step.log(line));
      case Method.Nothing _ -> refreshed(step.log("Executing refresh method (null)."));
      case Method.Kill(String signal) -> {
        Step logged = step.log("Executing refresh method (:kill).");
        yield instance.contract().isEmpty() ? refreshed(logged) : signal(logged, signal, true);
      }
      case Method.Broken(String line) -> refreshFailed(step.log(line), Reason.METHOD_FAILED);
      case Method.Run run ->
          step.then(
              l ->
                  run(
                      l,
                      MethodKind.REFRESH,
                      run,
                      methods.deadline(MethodKind.REFRESH, now),
                      Phase.Refreshing::new));
    };
  }

  /// Has the processes dump core, and restarts.
  public Step dump(Lifecycle instance) {
    if (!instance.isRunning() || instance.phase().isBusy() || instance.contract().isEmpty()) {
      return stop(instance, StopCause.RESTART);
    }
    return signal(Step.of(instance.holding(StopCause.RESTART)), SIGABRT, false);
  }

  private Step signal(Step step, String signal, boolean refreshing) {
    return step.with(
            l ->
                l.withPhase(new Phase.Signalling(signal, refreshing, now.nanos()))
                    .towards(Option.some(l.state())))
        .emit(new Effect.SignalContract(step.lifecycle().contract().get(), signal));
  }

  /// Takes the instance to maintenance, stopping it first if it runs.
  public Step maintain(Lifecycle instance, StopCause cause, Reason reason, Option<String> by) {
    if (instance.state() == InstanceState.MAINTENANCE || instance.phase().isBusy()) {
      return Step.of(instance);
    }
    if (instance.isRunning()) {
      return stop(
          instance.requestedBy(by),
          new Stop(cause, InstanceState.MAINTENANCE, reason, cause.severity()),
          "Stopping for maintenance due to " + reason.token() + ".");
    }
    return move(
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
    return move(
        step.with(Lifecycle::watchingNothing),
        InstanceState.MAINTENANCE,
        reason,
        instance.isRunning() ? Severity.RESTART : Severity.NONE);
  }

  /// Stops an instance whose configuration is gone, and its stop method with it. A method that
  /// would lead back to a running service is not waited for.
  public Step retire(Lifecycle instance) {
    if (instance.phase() instanceof Phase.Starting
        || instance.phase() instanceof Phase.Refreshing) {
      Run run = instance.phase().currentRun().get();
      return run.timedOut() ? Step.of(instance) : expire(Step.of(instance), run);
    }
    if (instance.phase() instanceof Phase.Readying) {
      return leave(Step.of(instance), instance.contract(), Option.none());
    }
    if (!instance.isRunning() || instance.phase().isBusy()) {
      return Step.of(instance);
    }
    Stop stop = Stop.of(StopCause.DELETED, InstanceState.UNINITIALIZED);
    Step step =
        Step.of(instance.towards(Option.some(stop.then())))
            .log("Stopping because " + stop.cause().words() + ".");
    if (instance.contract().isEmpty() || instance.watch().empty()) {
      return stopped(step, stop);
    }
    return step.with(
            l ->
                l.withPhase(
                    new Phase.Emptying(stop, Option.some(SIGTERM), now.after(RETIREMENT), false)))
        .emit(new Effect.SignalContract(instance.contract().get(), SIGTERM));
  }

  /// Lets an instance out of maintenance, or restores a degraded one by restarting it.
  public Step clear(Lifecycle instance) {
    return switch (instance.state()) {
      case MAINTENANCE ->
          move(
              Step.of(instance.forgiven()).log("Leaving maintenance because clear requested."),
              InstanceState.UNINITIALIZED,
              Reason.CLEAR_REQUEST);
      case DEGRADED -> stop(instance, StopCause.RESTORE);
      default -> Step.of(instance);
    };
  }

  /// Marks a running instance as running with reduced function.
  public Step degrade(Lifecycle instance, Reason reason, Option<String> by) {
    return instance.state() == InstanceState.ONLINE && !instance.phase().isBusy()
        ? move(Step.of(instance.requestedBy(by)), InstanceState.DEGRADED, reason)
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
    Lifecycle known = instance.withPhase(withRun(instance.phase(), run));
    if (run.timedOut()) {
      return Step.of(known).emit(new Effect.KillContract(contract));
    }
    boolean isService = run.kind() == MethodKind.START && settings.model() == ProcessModel.CHILD;
    return isService && (isReadyWhenStarted() || known.watch().voice().ready())
        ? started(Step.of(known), Option.some(run))
        : Step.of(known);
  }

  private boolean isReadyWhenStarted() {
    return settings.supervision().readiness() instanceof Readiness.Exit;
  }

  /// A service said something, or k.init noticed something about its processes.
  public Step notified(Lifecycle instance, String token, long contract, Map<String, String> said) {
    boolean ours =
        instance.contract().contains(contract)
            || instance.phase().currentRun().exists(run -> run.token().equals(token));
    if (!ours) {
      return Step.of(instance);
    }
    Lifecycle heard = extended(instance.withVoice(instance.watch().voice().with(said)), said);
    for (long pid : said.get("MAINPID").flatMap(RestarterEngine::pid)) {
      heard = heard.ledBy(pid);
    }
    Step step = Step.of(heard);
    if (said.get("LIMIT").isDefined()) {
      step = step.log("The limit of resources/" + said.get("LIMIT").get() + "_max was reached.");
    }
    if (said.containsKey("WATCHDOG")) {
      Step late = step.log("Service watchdog expired.");
      return heard.phase() instanceof Phase.Readying
          ? unready(late)
          : late.then(l -> fault(l, StopCause.WATCHDOG));
    }
    return heard.watch().voice().ready() ? step.then(this::ready) : step;
  }

  private static Option<Long> pid(String text) {
    boolean isPid =
        !text.isEmpty() && text.length() < 10 && text.chars().allMatch(Character::isDigit);
    return isPid ? Option.some(Long.parseLong(text)) : Option.none();
  }

  /// The instance with the time it asked for (`EXTEND_TIMEOUT_USEC=` of sd_notify(3)).
  private Lifecycle extended(Lifecycle instance, Map<String, String> said) {
    boolean asked = said.get("EXTEND_TIMEOUT_USEC").exists(text -> text.matches("[0-9]{1,13}"));
    if (!asked) {
      return instance;
    }
    long micros = Long.parseLong(said.get("EXTEND_TIMEOUT_USEC").get());
    long later = now.after(Duration.ofNanos(micros * 1000));
    return switch (instance.phase()) {
      case Phase.Starting(Run run) -> instance.withPhase(new Phase.Starting(run.extendedTo(later)));
      case Phase.Readying(long deadline) ->
          instance.withPhase(new Phase.Readying(Math.max(deadline, later)));
      case Phase.Stopping(Run run, Stop stop) ->
          instance.withPhase(new Phase.Stopping(run.extendedTo(later), stop));
      default -> instance;
    };
  }

  private Step ready(Lifecycle instance) {
    return switch (instance.phase()) {
      case Phase.Readying _ ->
          online(Step.of(instance), InstanceState.ONLINE, Reason.DEPENDENCIES_SATISFIED);
      case Phase.Starting(Run run)
          when settings.model() == ProcessModel.CHILD && run.contract().isDefined() ->
          started(Step.of(instance), Option.some(run));
      default -> Step.of(instance);
    };
  }

  /// Enough health checks of the instance failed, or succeeded again.
  public Step checked(
      Lifecycle instance, long contract, boolean healthy, HealthCheck.Action action, String line) {
    boolean late = instance.contract().getOrElse(0L) != contract || instance.phase().isBusy();
    if (late || !instance.isRunning()) {
      return Step.of(instance);
    }
    if (healthy) {
      boolean recovers =
          instance.state() == InstanceState.DEGRADED
              && instance.reason() == Reason.HEALTH_CHECK_FAILED;
      return recovers
          ? move(Step.of(instance).log(line), InstanceState.ONLINE, Reason.DEPENDENCIES_SATISFIED)
          : Step.of(instance);
    }
    return switch (action) {
      case RESTART -> Step.of(instance).log(line).then(l -> fault(l, StopCause.UNHEALTHY));
      case DEGRADED ->
          instance.state() == InstanceState.ONLINE
              ? move(
                  Step.of(instance).log(line), InstanceState.DEGRADED, Reason.HEALTH_CHECK_FAILED)
              : Step.of(instance);
    };
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
    Option<StopCause> cause = judgement.cause(led, main, status);
    if (cause.isDefined() && led.phase() instanceof Phase.Readying) {
      return unready(Step.of(led).log("The service failed before it was ready."));
    }
    return cause.map(why -> fault(led, why)).getOrElse(Step.of(led));
  }

  /// Stops the instance because of something that happened to it, now or when it is no longer busy.
  public Step fault(Lifecycle instance, StopCause cause) {
    return cause == StopCause.CHILD_CONFIG
        ? stop(
            instance,
            new Stop(cause, InstanceState.MAINTENANCE, cause.reason(), cause.severity()),
            "Stopping because " + cause.words() + ".")
        : stop(instance, cause);
  }

  /// The last process of a contract ended.
  public Step emptied(Lifecycle instance, String token, long contract) {
    return learn(instance, token, contract, 0).then(known -> emptied(known, contract));
  }

  private Step emptied(Lifecycle instance, long contract) {
    if (instance.phase() instanceof Phase.Cleaning(long cleaning, var verdict, _)
        && cleaning == contract) {
      return cleaned(instance, verdict);
    }
    boolean starting = instance.phase() instanceof Phase.Starting(Run run) && run.isIn(contract);
    if (!starting && !instance.contract().contains(contract)) {
      return Step.of(instance);
    }
    Lifecycle empty = instance.emptied();
    return switch (instance.phase()) {
      case Phase.Readying _ ->
          unready(Step.of(empty).log("The service ended before it was ready."));
      case Phase.Emptying(Stop stop, _, _, _) -> stopped(Step.of(empty), stop);
      case Phase.Idle _ -> stop(empty, StopCause.EXIT);
      default -> Step.of(empty);
    };
  }

  /// What was held back while something was under way, now that nothing is.
  public Step catchUp(Lifecycle instance) {
    if (instance.phase().isBusy() || !instance.isRunning()) {
      return Step.of(instance);
    }
    if (!instance.isHoldingBack()) {
      return Step.of(instance);
    }
    return fault(instance, instance.watch().fault().getOrElse(StopCause.EXIT));
  }

  /// Time passed. Does nothing before the deadline of the phase.
  public Step woke(Lifecycle instance) {
    if (now.nanos() < instance.phase().deadline()) {
      return Step.of(instance);
    }
    return switch (instance.phase()) {
      case Phase.Starting(Run run) -> timedOut(instance, run);
      case Phase.Readying _ ->
          unready(Step.of(instance).log("The service did not become ready in time."));
      case Phase.Refreshing(Run run) -> timedOut(instance, run);
      case Phase.Signalling(_, boolean refreshing, _) ->
          refreshing
              ? refreshed(Step.of(instance))
              : catchUp(instance.withPhase(new Phase.Idle()).towards(Option.none()));
      case Phase.Stopping(Run run, _) -> timedOut(instance, run);
      case Phase.Emptying(Stop stop, _, _, _) ->
          kill(
              Step.of(instance)
                  .log(
                      "Method or service exit timed out.  Killing contract "
                          + instance.contract().getOrElse(0L)
                          + "."),
              stop.failed(Reason.METHOD_FAILED));
      case Phase.Cleaning(long contract, var verdict, _) ->
          Step.of(instance)
              .emit(new Effect.AbandonContract(contract))
              .then(l -> cleaned(l, verdict));
      // Its dependencies may have gone meanwhile, so the graph decides whether it starts now.
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
    Step expired = step.with(l -> l.withPhase(withRun(l.phase(), run.expired())));
    return run.contract().map(id -> expired.emit(new Effect.KillContract(id))).getOrElse(expired);
  }

  /// Lets a contract go that was found at recovery, unless the instance has to do with it.
  ///
  /// The last restarter may have died between recording that it lets the contract go and telling
  /// k.init so. Then the processes live on as they would have, but for what a stop method left,
  /// which is always killed. A contract of a run that is not on record is of another life of the
  /// instance, and killed too.
  public Step disown(Lifecycle instance, String token, long contract) {
    if (instance.contracts().contains(contract)
        || instance.phase().currentRun().exists(run -> run.token().equals(token))) {
      return Step.of(instance);
    }
    if (instance.hasRun(token, MethodKind.STOP)) {
      return Step.of(instance).emit(new Effect.KillContract(contract));
    }
    return instance.hasRun(token, MethodKind.START) || instance.hasRun(token, MethodKind.REFRESH)
        ? Step.of(instance).emit(new Effect.AbandonContract(contract))
        : cleanUp(instance, contract);
  }

  /// Kills what an earlier life of the instance left, and lets nothing else happen before it is
  /// gone.
  public Step cleanUp(Lifecycle instance, long contract) {
    boolean free = !instance.isRunning() && !instance.phase().isBusy();
    return Step.of(
            free
                ? instance.withPhase(
                    new Phase.Cleaning(contract, Option.none(), now.after(CLEANING)))
                : instance)
        .emit(new Effect.KillContract(contract));
  }

  /// Asks again for what was under way when the last restarter died. Everything asked for here is
  /// done at most once by k.init, however often it is asked for.
  public Step resume(Lifecycle instance) {
    return switch (instance.phase()) {
      case Phase.Starting(Run run) -> again(instance, run);
      case Phase.Refreshing(Run run) -> again(instance, run);
      case Phase.Stopping(Run run, _) -> again(instance, run);
      case Phase.Emptying(_, var signal, _, boolean killed) ->
          instance
              .contract()
              .map(
                  id ->
                      killed
                          ? Step.of(instance).emit(new Effect.KillContract(id))
                          : signal
                              .map(s -> Step.of(instance).emit(new Effect.SignalContract(id, s)))
                              .getOrElse(Step.of(instance)))
              .getOrElse(Step.of(instance));
      case Phase.Signalling(String signal, _, _) ->
          instance
              .contract()
              .map(id -> Step.of(instance).emit(new Effect.SignalContract(id, signal)))
              .getOrElse(Step.of(instance));
      case Phase.Cleaning(long contract, _, _) ->
          Step.of(instance).emit(new Effect.KillContract(contract));
      case Phase.Idle _, Phase.Readying _, Phase.Waiting _ -> Step.of(instance);
    };
  }

  private Step again(Lifecycle instance, Run run) {
    Step step = Step.of(instance);
    if (run.contract().isDefined()) {
      return run.timedOut() ? step.emit(new Effect.KillContract(run.contract().get())) : step;
    }
    return step.emit(methods.again(instance.fmri(), run));
  }

  // Methods

  private Step run(
      Lifecycle instance,
      MethodKind kind,
      Method.Run method,
      long deadline,
      Function<Run, Phase> phase) {
    Run run =
        new Run(kind, instance.nextToken(kind, now.nanos()), Option.none(), 0, deadline, false);
    InstanceState towards =
        switch (kind) {
          case START -> InstanceState.ONLINE;
          case STOP -> instance.next().getOrElse(InstanceState.OFFLINE);
          case REFRESH -> instance.state();
        };
    return Step.of(instance.running(phase.apply(run), towards, now.wall()))
        .log("Executing " + kind.token() + " method (\"" + method.command() + "\").")
        .emit(methods.effect(instance.fmri(), run, method));
  }

  private static Phase withRun(Phase phase, Run run) {
    return switch (phase) {
      case Phase.Starting _ -> new Phase.Starting(run);
      case Phase.Refreshing _ -> new Phase.Refreshing(run);
      case Phase.Stopping(_, Stop stop) -> new Phase.Stopping(run, stop);
      default -> phase;
    };
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
    return ended(step, run, judgement.verdict(run, status));
  }

  private Step ended(Step step, Run run, ExitStatus.Verdict verdict) {
    return switch (step.lifecycle().phase()) {
      case Phase.Starting _ -> startEnded(step, run, verdict);
      case Phase.Stopping(_, Stop stop) -> stopEnded(step, run, stop, verdict);
      case Phase.Refreshing _ -> refreshEnded(step, run, verdict);
      default -> step;
    };
  }

  // Start

  private Step startEnded(Step step, Run run, ExitStatus.Verdict verdict) {
    return switch (verdict) {
      case SUCCESS ->
          isReadyWhenStarted() ? started(step, Option.some(run)) : awaitReady(step, run);
      case NO_DAEMON -> started(abandon(step, run), Option.none());
      case DEGRADED ->
          online(
              settings.model() == ProcessModel.TRANSIENT
                  ? abandon(step, run)
                  : adopt(step, Option.some(run)),
              InstanceState.DEGRADED,
              Reason.METHOD_FAILED);
      case FAILURE -> startFailed(step, run, false);
      case FATAL -> startFailed(step, run, true);
    };
  }

  /// Goes on waiting after the start method: until the service says that it is ready.
  private Step awaitReady(Step step, Run run) {
    boolean isOver = settings.model() == ProcessModel.CHILD || step.lifecycle().watch().empty();
    if (isOver) {
      return startFailed(step.log("The service ended before it was ready."), run, false);
    }
    if (step.lifecycle().watch().voice().ready()) {
      return started(step, Option.some(run));
    }
    return adopt(step, Option.some(run)).with(l -> l.withPhase(new Phase.Readying(run.deadline())));
  }

  /// Ends the wait for a service that will not become ready.
  private Step unready(Step step) {
    Lifecycle instance = step.lifecycle();
    int failures = instance.tally().failures() + 1;
    Step counted = step.with(l -> l.withFailures(failures));
    return leave(
        counted, instance.contract(), settings.timeoutRetry() ? verdict(failures, false) : fatal());
  }

  private static Step abandon(Step step, Run run) {
    return run.contract()
        .map(id -> step.emit(new Effect.AbandonContract(id)))
        .getOrElse(step)
        .with(Lifecycle::unwatched);
  }

  private Step started(Step step, Option<Run> run) {
    Step adopted =
        settings.model() == ProcessModel.TRANSIENT
            ? run.map(r -> abandon(step, r)).getOrElse(step)
            : adopt(step, run);
    return online(adopted, InstanceState.ONLINE, Reason.DEPENDENCIES_SATISFIED);
  }

  /// Makes the contract of the start method the one that is watched. What happened to it while the
  /// method ran stays known.
  private static Step adopt(Step step, Option<Run> run) {
    Option<Long> contract = run.flatMap(Run::contract);
    if (contract.isEmpty()) {
      return step.with(Lifecycle::watchingNothing);
    }
    return step.with(
        l -> {
          long main = l.watch().mainPid() != 0 ? l.watch().mainPid() : run.get().pid();
          Lifecycle watched = l.watching(contract.get(), main);
          return l.watch().empty() ? watched.emptied() : watched;
        });
  }

  private Step online(Step step, InstanceState state, Reason reason) {
    return move(step.with(l -> l.withFailures(0)), state, reason).then(this::catchUp);
  }

  private Step startFailed(Step step, Run run, boolean fatal) {
    int failures = step.lifecycle().tally().failures() + 1;
    Step counted = step.with(l -> l.withFailures(failures));
    if (run.contract().isEmpty()) {
      return fail(counted, fatal);
    }
    return leave(counted, run.contract(), verdict(failures, fatal));
  }

  /// Leaves a failed start behind: kills what there is of it and then tries again, or not.
  private Step leave(Step step, Option<Long> contract, Option<Reason> verdict) {
    if (contract.isEmpty() || step.lifecycle().watch().empty()) {
      return step.then(l -> cleaned(l, verdict));
    }
    return step.with(
            l ->
                l.watchingNothing()
                    .withPhase(new Phase.Cleaning(contract.get(), verdict, now.after(CLEANING))))
        .emit(new Effect.KillContract(contract.get()));
  }

  private static Option<Reason> fatal() {
    return Option.some(Reason.METHOD_FAILED);
  }

  private static Option<Reason> verdict(int failures, boolean fatal) {
    if (fatal) {
      return fatal();
    }
    return failures >= FAULT_THRESHOLD
        ? Option.some(Reason.FAULT_THRESHOLD_REACHED)
        : Option.none();
  }

  /// A failure that left nothing behind.
  private Step fail(Step step, boolean fatal) {
    return step.then(l -> cleaned(l, verdict(l.tally().failures(), fatal)));
  }

  private Step cleaned(Lifecycle instance, Option<Reason> verdict) {
    Lifecycle clean = instance.watchingNothing().withPhase(new Phase.Idle());
    if (verdict.isDefined()) {
      return move(Step.of(clean), InstanceState.MAINTENANCE, verdict.get(), Severity.ERROR);
    }
    int failures = instance.tally().failures();
    Duration delay = settings.delayAfter(failures);
    if (failures > 0 && delay.isPositive()) {
      return Step.of(clean.withPhase(new Phase.Waiting(now.after(delay))).towards(Option.none()));
    }
    // Tried again at once, as in SMF, unless the graph knows a reason against it by now.
    return Step.of(clean.towards(Option.none()));
  }

  // Stop

  /// Waits for the contract to become empty, having sent a signal if one is given.
  private Step empty(Step step, Stop stop, Option<String> signal, boolean watched) {
    Lifecycle instance = step.lifecycle();
    if (!watched || instance.contract().isEmpty() || instance.watch().empty()) {
      return stopped(step, stop);
    }
    long contract = instance.contract().get();
    long configured = methods.deadline(MethodKind.STOP, now);
    // Nobody told the processes to end, so nothing is gained by waiting for ever.
    long deadline =
        signal.isEmpty() && configured == Time.NEVER ? now.after(RETIREMENT) : configured;
    Step waiting = step.with(l -> l.withPhase(new Phase.Emptying(stop, signal, deadline, false)));
    return signal.map(s -> waiting.emit(new Effect.SignalContract(contract, s))).getOrElse(waiting);
  }

  private Step kill(Step step, Stop stop) {
    Lifecycle instance = step.lifecycle();
    if (instance.contract().isEmpty() || instance.watch().empty()) {
      return stopped(step, stop);
    }
    return step.with(
            l ->
                l.withPhase(new Phase.Emptying(stop, Option.none(), Time.NEVER, true))
                    .towards(Option.some(stop.then())))
        .emit(new Effect.KillContract(instance.contract().get()));
  }

  private Step stopEnded(Step step, Run run, Stop stop, ExitStatus.Verdict verdict) {
    // What a stop method leaves running in its own contract has no purpose any more.
    Step tidied = run.contract().map(id -> step.emit(new Effect.KillContract(id))).getOrElse(step);
    return switch (verdict) {
      case SUCCESS, NO_DAEMON, DEGRADED -> stopMethodDone(tidied, run, stop);
      case FATAL -> kill(tidied, stop.failed(Reason.METHOD_FAILED));
      case FAILURE -> {
        int failures = step.lifecycle().tally().failures() + 1;
        Step counted = tidied.with(l -> l.withFailures(failures));
        yield failures >= FAULT_THRESHOLD
            ? kill(counted, stop.failed(Reason.FAULT_THRESHOLD_REACHED))
            : counted.then(l -> stopAgain(l, stop));
      }
    };
  }

  private Step stopAgain(Lifecycle instance, Stop stop) {
    return switch (methods.of(instance.fmri(), MethodKind.STOP)) {
      case Method.Run run ->
          run(
              instance,
              MethodKind.STOP,
              run,
              methods.deadline(MethodKind.STOP, now),
              r -> new Phase.Stopping(r, stop));
      default -> kill(Step.of(instance), stop.failed(Reason.METHOD_FAILED));
    };
  }

  private Step stopMethodDone(Step step, Run run, Stop stop) {
    Lifecycle instance = step.lifecycle();
    if (instance.contract().isEmpty() || instance.watch().empty()) {
      return stopped(step, stop);
    }
    return step.with(
        l -> l.withPhase(new Phase.Emptying(stop, Option.none(), run.deadline(), false)));
  }

  private Step stopped(Step step, Stop stop) {
    boolean failed = stop.then() == InstanceState.MAINTENANCE && stop.severity() == Severity.ERROR;
    return move(
        step.with(l -> failed ? l.watchingNothing() : l.watchingNothing().withFailures(0)),
        stop.then(),
        stop.reason(),
        stop.severity());
  }

  // Refresh

  private Step refreshEnded(Step step, Run run, ExitStatus.Verdict verdict) {
    Step abandoned =
        run.contract().map(id -> step.emit(new Effect.AbandonContract(id))).getOrElse(step);
    return switch (verdict) {
      case SUCCESS, NO_DAEMON, DEGRADED -> refreshed(abandoned);
      case FATAL -> refreshFailed(abandoned, Reason.METHOD_FAILED);
      case FAILURE -> {
        int failures = step.lifecycle().tally().failures() + 1;
        Step counted =
            abandoned.with(
                l -> l.withFailures(failures).withPhase(new Phase.Idle()).towards(Option.none()));
        yield failures >= FAULT_THRESHOLD
            ? refreshFailed(counted, Reason.FAULT_THRESHOLD_REACHED)
            : counted.then(l -> l.isHoldingBack() ? catchUp(l) : refresh(l));
      }
    };
  }

  private Step refreshed(Step step) {
    Lifecycle instance = step.lifecycle();
    return step.with(l -> l.withFailures(0).withPhase(new Phase.Idle()).towards(Option.none()))
        .announce(
            new StateChange(
                instance.fmri(),
                instance.state(),
                instance.state(),
                Option.none(),
                instance.reason(),
                Severity.REFRESH,
                now.wall()))
        .then(this::catchUp);
  }

  private Step refreshFailed(Step step, Reason reason) {
    Stop stop = Stop.of(StopCause.RESTART, InstanceState.MAINTENANCE).failed(reason);
    return kill(step.with(l -> l.withPhase(new Phase.Idle())), stop);
  }

  // States

  private Step move(Step step, InstanceState to, Reason reason) {
    return move(step, to, reason, Severity.NONE);
  }

  private Step move(Step step, InstanceState to, Reason reason, Severity severity) {
    Lifecycle before = step.lifecycle();
    return step.with(l -> l.in(to, reason, now.wall()))
        .announce(
            new StateChange(
                before.fmri(), before.state(), to, Option.none(), reason, severity, now.wall()));
  }
}
