package systemk.core.restarter;

import io.vavr.control.Option;
import java.time.Duration;
import systemk.core.Time;
import systemk.core.method.ExitStatus;
import systemk.core.method.Method;
import systemk.core.method.MethodKind;
import systemk.core.method.ProcessModel;

/// From online down: the stop method, and the wait for the processes to be gone.
record Stops(Work work) {

  /// How long a service may take to end that has no stop method: of SIGTERM if it was deleted, by
  /// itself otherwise.
  static final Duration RETIREMENT = Duration.ofSeconds(60);

  private static final String SIGABRT = "6";

  Step stop(Lifecycle instance, StopCause cause) {
    return stop(
        instance,
        Stop.of(cause, work.enabled() ? InstanceState.OFFLINE : InstanceState.DISABLED),
        "Stopping because " + cause.words() + ".");
  }

  Step stop(Lifecycle instance, Stop stop, String line) {
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
    boolean watched = work.settings().model() != ProcessModel.TRANSIENT;
    if (watched && instance.contract().isEmpty()) {
      return stopped(step, stop);
    }
    return switch (work.methods().of(instance.fmri(), MethodKind.STOP)) {
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
                  work.run(
                      l,
                      MethodKind.STOP,
                      run,
                      work.methods().deadline(MethodKind.STOP, work.now()),
                      r -> new Phase.Stopping(r, stop)));
    };
  }

  Step dump(Lifecycle instance) {
    if (!instance.isRunning() || instance.phase().isBusy() || instance.contract().isEmpty()) {
      return stop(instance, StopCause.RESTART);
    }
    return signal(Step.of(instance.holding(StopCause.RESTART)), SIGABRT, false);
  }

  Step signal(Step step, String signal, boolean refreshing) {
    return step.with(
            l ->
                l.withPhase(new Phase.Signalling(signal, refreshing, work.now().nanos()))
                    .towards(Option.some(l.state())))
        .emit(new Effect.SignalContract(step.lifecycle().contract().get(), signal));
  }

  Step fault(Lifecycle instance, StopCause cause) {
    return cause == StopCause.CHILD_CONFIG
        ? stop(
            instance,
            new Stop(cause, InstanceState.MAINTENANCE, cause.reason(), cause.severity()),
            "Stopping because " + cause.words() + ".")
        : stop(instance, cause);
  }

  Step catchUp(Lifecycle instance) {
    if (instance.phase().isBusy() || !instance.isRunning()) {
      return Step.of(instance);
    }
    if (!instance.isHoldingBack()) {
      return Step.of(instance);
    }
    return fault(instance, instance.watch().fault().getOrElse(StopCause.EXIT));
  }

  /// Waits for the contract to become empty, having sent a signal if one is given.
  Step empty(Step step, Stop stop, Option<String> signal, boolean watched) {
    Lifecycle instance = step.lifecycle();
    if (!watched || instance.contract().isEmpty() || instance.watch().empty()) {
      return stopped(step, stop);
    }
    long contract = instance.contract().get();
    long configured = work.methods().deadline(MethodKind.STOP, work.now());
    // Nobody told the processes to end, so nothing is gained by waiting for ever.
    long deadline =
        signal.isEmpty() && configured == Time.NEVER ? work.now().after(RETIREMENT) : configured;
    Step waiting = step.with(l -> l.withPhase(new Phase.Emptying(stop, signal, deadline, false)));
    return signal.map(s -> waiting.emit(new Effect.SignalContract(contract, s))).getOrElse(waiting);
  }

  /// A way down that ends some time: of who was deleted nobody can change the timeout any more.
  Phase bounded(Phase down) {
    if (down.deadline() != Time.NEVER) {
      return down;
    }
    long deadline = work.now().after(RETIREMENT);
    return switch (down) {
      case Phase.Stopping(Run run, Stop stop) when !run.timedOut() ->
          new Phase.Stopping(run.within(deadline), stop);
      case Phase.Emptying(Stop stop, Option<String> signal, long _, boolean killed) when !killed ->
          new Phase.Emptying(stop, signal, deadline, false);
      default -> down;
    };
  }

  Step kill(Step step, Stop stop) {
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

  Step stopEnded(Step step, Run run, Stop stop, ExitStatus.Verdict verdict) {
    // What a stop method leaves running in its own contract has no purpose any more.
    Step tidied = run.contract().map(id -> step.emit(new Effect.KillContract(id))).getOrElse(step);
    return switch (verdict) {
      case SUCCESS, NO_DAEMON, DEGRADED -> stopMethodDone(tidied, run, stop);
      case FATAL -> kill(tidied, stop.failed(Reason.METHOD_FAILED));
      case FAILURE -> {
        int failures = step.lifecycle().tally().failures() + 1;
        Step counted = tidied.with(l -> l.withFailures(failures));
        yield failures >= Work.FAULT_THRESHOLD
            ? kill(counted, stop.failed(Reason.FAULT_THRESHOLD_REACHED))
            : counted.then(l -> stopAgain(l, stop));
      }
    };
  }

  Step stopAgain(Lifecycle instance, Stop stop) {
    return switch (work.methods().of(instance.fmri(), MethodKind.STOP)) {
      case Method.Run run ->
          work.run(
              instance,
              MethodKind.STOP,
              run,
              work.methods().deadline(MethodKind.STOP, work.now()),
              r -> new Phase.Stopping(r, stop));
      default -> kill(Step.of(instance), stop.failed(Reason.METHOD_FAILED));
    };
  }

  Step stopMethodDone(Step step, Run run, Stop stop) {
    Lifecycle instance = step.lifecycle();
    if (instance.contract().isEmpty() || instance.watch().empty()) {
      return stopped(step, stop);
    }
    return step.with(
        l -> l.withPhase(new Phase.Emptying(stop, Option.none(), run.deadline(), false)));
  }

  Step stopped(Step step, Stop stop) {
    return work.move(
        step.with(l -> l.watchingNothing().withFailures(0)),
        stop.then(),
        stop.reason(),
        stop.severity());
  }
}
