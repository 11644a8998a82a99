package systemk.core.restarter;

import io.vavr.control.Option;
import java.time.Duration;
import java.util.Set;
import systemk.core.Time;
import systemk.core.fmri.FileFmri;
import systemk.core.graph.Severity;
import systemk.core.method.ExitStatus;
import systemk.core.method.Method;
import systemk.core.method.MethodKind;
import systemk.core.method.ProcessModel;
import systemk.core.method.Readiness;

/// From offline to online: the start method, the wait for readiness, and what a start that failed
/// leaves behind.
record Starts(Work work, Stops stops) {

  /// How long leftovers may take to die of SIGKILL before they are given up: a process that does
  /// not is stuck in the kernel.

  private static final Duration CLEANING = Duration.ofSeconds(30);

  /// How long a service is held back that ends within a second of its start, again and again.
  private static final Duration THROTTLE = Duration.ofSeconds(1);

  /// What a service dies of that says more about it than how often.
  private static final Set<Reason> TELLING =
      Set.of(Reason.MEMORY_LIMIT, Reason.WATCHDOG_EXPIRED, Reason.HEALTH_CHECK_FAILED);

  Step start(Lifecycle instance) {
    boolean heldBack = work.now().nanos() < instance.phase().deadline();
    return instance.state() != InstanceState.OFFLINE
        ? Step.of(instance)
        : switch (instance.phase()) {
          case Phase.Idle _ -> begin(instance, false);
          case Phase.Waiting _ when heldBack -> Step.of(instance);
          case Phase.Waiting _ -> begin(instance.withPhase(new Phase.Idle()), true);
          default -> Step.of(instance);
        };
  }

  Step missing(Lifecycle instance, FileFmri program) {
    return instance.state() != InstanceState.OFFLINE || instance.phase().isBusy()
        ? Step.of(instance)
        : fail(
            Step.of(instance)
                .log(
                    "Missing start method ("
                        + program.path()
                        + "), changing state to maintenance."),
            true);
  }

  Step begin(Lifecycle instance, boolean throttled) {
    return switch (work.methods().of(instance.fmri(), MethodKind.START)) {
      case Method.Absent(String line) -> started(Step.of(instance).log(line), Option.none());
      case Method.Nothing _ ->
          started(Step.of(instance).log("Executing start method (null)."), Option.none());
      case Method.Kill _ ->
          fail(Step.of(instance).log("Invalid use of \":kill\" as start method."), true);
      case Method.Broken(String line) -> fail(Step.of(instance).log(line), true);
      case Method.Run run -> runStart(instance, run, throttled);
    };
  }

  Step runStart(Lifecycle instance, Method.Run method, boolean throttled) {
    Lifecycle remembered = instance.withStart(work.now().nanos());
    boolean tooQuick =
        remembered
            .tally()
            .history()
            .isTooQuick(work.settings().failureCount(), work.settings().failureInterval());
    if (tooQuick && work.settings().model() == ProcessModel.CHILD && !throttled) {
      return Step.of(instance)
          .log("Failing too quickly, throttling.")
          .with(
              l ->
                  l.withPhase(new Phase.Waiting(work.now().after(THROTTLE)))
                      .towards(Option.none()));
    }
    // This start counts among those it is judged by, so that the fifth does not happen.
    if (tooQuick && work.settings().model() != ProcessModel.CHILD) {
      return work.move(
          Step.of(remembered).log("Restarting too quickly, changing state to maintenance."),
          InstanceState.MAINTENANCE,
          TELLING.contains(instance.reason()) ? instance.reason() : Reason.RESTARTING_TOO_QUICKLY,
          Severity.ERROR);
    }
    // The service is the process here, so that its life has no bound once it is ready.
    boolean unbounded = work.settings().model() == ProcessModel.CHILD && isReadyWhenStarted();
    long deadline = unbounded ? Time.NEVER : work.methods().deadline(MethodKind.START, work.now());
    return work.run(
        remembered.withVoice(Lifecycle.Voice.SILENT),
        MethodKind.START,
        method,
        deadline,
        Phase.Starting::new);
  }

  boolean isReadyWhenStarted() {
    return work.settings().supervision().readiness() instanceof Readiness.Exit;
  }

  Step ready(Lifecycle instance) {
    return switch (instance.phase()) {
      case Phase.Readying _ ->
          online(Step.of(instance), InstanceState.ONLINE, Reason.DEPENDENCIES_SATISFIED);
      case Phase.Starting(Run run)
          when work.settings().model() == ProcessModel.CHILD && run.contract().isDefined() ->
          started(Step.of(instance), Option.some(run));
      default -> Step.of(instance);
    };
  }

  Step cleanUp(Lifecycle instance, long contract) {
    boolean free = !instance.isRunning() && !instance.phase().isBusy();
    return Step.of(
            free
                ? instance.withPhase(
                    new Phase.Cleaning(contract, Option.none(), work.now().after(CLEANING)))
                : instance)
        .emit(new Effect.KillContract(contract));
  }

  Step startEnded(Step step, Run run, ExitStatus.Verdict verdict) {
    return switch (verdict) {
      case SUCCESS ->
          isReadyWhenStarted() ? started(step, Option.some(run)) : awaitReady(step, run);
      case NO_DAEMON -> started(abandon(step, run), Option.none());
      case DEGRADED ->
          online(
              work.settings().model() == ProcessModel.TRANSIENT
                  ? abandon(step, run)
                  : adopt(step, Option.some(run)),
              InstanceState.DEGRADED,
              Reason.METHOD_FAILED);
      case FAILURE -> startFailed(step, run, false);
      case FATAL -> startFailed(step, run, true);
    };
  }

  /// Goes on waiting after the start method: until the service says that it is ready.
  Step awaitReady(Step step, Run run) {
    boolean isOver =
        work.settings().model() == ProcessModel.CHILD || step.lifecycle().watch().empty();
    if (isOver) {
      return startFailed(step.log("The service ended before it was ready."), run, false);
    }
    if (step.lifecycle().watch().voice().ready()) {
      return started(step, Option.some(run));
    }
    return adopt(step, Option.some(run)).with(l -> l.withPhase(new Phase.Readying(run.deadline())));
  }

  /// Ends the wait for a service that will not become ready.
  Step unready(Step step) {
    Lifecycle instance = step.lifecycle();
    int failures = instance.tally().failures() + 1;
    Step counted = step.with(l -> l.withFailures(failures));
    return leave(
        counted,
        instance.contract(),
        work.settings().timeoutRetry() ? verdict(failures, false) : fatal());
  }

  static Step abandon(Step step, Run run) {
    return run.contract()
        .map(id -> step.emit(new Effect.AbandonContract(id)))
        .getOrElse(step)
        .with(Lifecycle::unwatched);
  }

  Step started(Step step, Option<Run> run) {
    Step adopted =
        work.settings().model() == ProcessModel.TRANSIENT
            ? run.map(r -> abandon(step, r)).getOrElse(step)
            : adopt(step, run);
    return online(adopted, InstanceState.ONLINE, Reason.DEPENDENCIES_SATISFIED);
  }

  /// Makes the contract of the start method the one that is watched. What happened to it while the
  /// method ran stays known.
  static Step adopt(Step step, Option<Run> run) {
    Option<Long> contract = run.flatMap(Run::contract);
    if (contract.isEmpty()) {
      return step.with(Lifecycle::unwatched);
    }
    return step.with(
        l -> {
          long main = l.watch().mainPid() != 0 ? l.watch().mainPid() : run.get().pid();
          Lifecycle watched = l.watching(contract.get(), main);
          return l.watch().empty() ? watched.emptied() : watched;
        });
  }

  Step online(Step step, InstanceState state, Reason reason) {
    return work.move(step.with(l -> l.withFailures(0)), state, reason).then(stops::catchUp);
  }

  Step startFailed(Step step, Run run, boolean fatal) {
    int failures = step.lifecycle().tally().failures() + 1;
    Step counted = step.with(l -> l.withFailures(failures));
    if (run.contract().isEmpty()) {
      return fail(counted, fatal);
    }
    return leave(counted, run.contract(), verdict(failures, fatal));
  }

  /// Leaves a failed start behind: kills what there is of it and then tries again, or not.
  Step leave(Step step, Option<Long> contract, Option<Reason> verdict) {
    if (contract.isEmpty() || step.lifecycle().watch().empty()) {
      return step.then(l -> cleaned(l, verdict));
    }
    return step.with(
            l ->
                l.watchingNothing()
                    .withPhase(
                        new Phase.Cleaning(contract.get(), verdict, work.now().after(CLEANING))))
        .emit(new Effect.KillContract(contract.get()));
  }

  static Option<Reason> fatal() {
    return Option.some(Reason.METHOD_FAILED);
  }

  static Option<Reason> verdict(int failures, boolean fatal) {
    if (fatal) {
      return fatal();
    }
    return failures >= Work.FAULT_THRESHOLD
        ? Option.some(Reason.FAULT_THRESHOLD_REACHED)
        : Option.none();
  }

  /// A failure that left nothing behind.
  Step fail(Step step, boolean fatal) {
    return step.then(l -> cleaned(l, verdict(l.tally().failures(), fatal)));
  }

  Step cleaned(Lifecycle instance, Option<Reason> verdict) {
    Lifecycle clean = instance.watchingNothing().withPhase(new Phase.Idle());
    if (verdict.isDefined()) {
      return work.move(Step.of(clean), InstanceState.MAINTENANCE, verdict.get(), Severity.ERROR);
    }
    int failures = instance.tally().failures();
    Duration delay = work.settings().delayAfter(failures);
    if (failures > 0 && delay.isPositive()) {
      return Step.of(
          clean.withPhase(new Phase.Waiting(work.now().after(delay))).towards(Option.none()));
    }
    // Tried again at once, as in SMF, unless the graph knows a reason against it by work.now().
    return Step.of(clean.towards(Option.none()));
  }
}
