package systemk.core.restarter;

import io.vavr.control.Option;
import systemk.core.graph.Severity;
import systemk.core.method.ExitStatus;
import systemk.core.method.Method;
import systemk.core.method.MethodKind;

/// Taking up a changed configuration while running.
record Refreshes(Work work, Stops stops) {

  Step refresh(Lifecycle instance) {
    if (instance.phase().isBusy()) {
      return Step.of(instance);
    }
    Step step = Step.of(instance).log("Rereading configuration.");
    if (!instance.isRunning()) {
      return step;
    }
    return switch (work.methods().of(instance.fmri(), MethodKind.REFRESH)) {
      case Method.Absent(String line) -> refreshed(step.log(line));
      case Method.Nothing _ -> refreshed(step.log("Executing refresh method (null)."));
      case Method.Kill(String signal) -> {
        Step logged = step.log("Executing refresh method (:kill).");
        yield instance.contract().isEmpty()
            ? refreshed(logged)
            : stops.signal(logged, signal, true);
      }
      case Method.Broken(String line) -> refreshFailed(step.log(line), Reason.METHOD_FAILED);
      case Method.Run run ->
          step.then(
              l ->
                  work.run(
                      l,
                      MethodKind.REFRESH,
                      run,
                      work.methods().deadline(MethodKind.REFRESH, work.now()),
                      Phase.Refreshing::new));
    };
  }

  Step refreshEnded(Step step, Run run, ExitStatus.Verdict verdict) {
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
        yield failures >= Work.FAULT_THRESHOLD
            ? refreshFailed(counted, Reason.FAULT_THRESHOLD_REACHED)
            : counted.then(l -> l.isHoldingBack() ? stops.catchUp(l) : refresh(l));
      }
    };
  }

  Step refreshed(Step step) {
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
                work.now().wall()))
        .then(stops::catchUp);
  }

  Step refreshFailed(Step step, Reason reason) {
    Stop stop = Stop.of(StopCause.RESTART, InstanceState.MAINTENANCE).failed(reason);
    return stops.kill(step.with(l -> l.withPhase(new Phase.Idle())), stop);
  }
}
