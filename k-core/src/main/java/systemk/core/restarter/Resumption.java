package systemk.core.restarter;

import systemk.core.method.MethodKind;

/// What a restarter does first about an instance that another one left: what was under way is asked
/// for again, and contracts it has nothing to do with are let go.
record Resumption(Work work, Starts starts) {

  /// Lets a contract go that was found at recovery, unless the instance has to do with it.
  ///
  /// The last restarter may have died between recording that it lets the contract go and telling
  /// k.init so. Then the processes live on as they would have, but for what a stop method left,
  /// which is always killed. A contract of a run that is not on record is of another life of the
  /// instance, and killed too.
  Step disown(Lifecycle instance, String token, long contract) {
    if (instance.contracts().contains(contract)
        || instance.phase().currentRun().exists(run -> run.token().equals(token))) {
      return Step.of(instance);
    }
    if (instance.hasRun(token, MethodKind.STOP)) {
      return Step.of(instance).emit(new Effect.KillContract(contract));
    }
    return instance.hasRun(token, MethodKind.START) || instance.hasRun(token, MethodKind.REFRESH)
        ? Step.of(instance).emit(new Effect.AbandonContract(contract))
        : starts.cleanUp(instance, contract);
  }

  /// Asks again for what was under way when the last restarter died. Everything asked for here is
  /// done at most once by k.init, however often it is asked for.
  Step resume(Lifecycle instance) {
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
    return step.emit(work.methods().again(instance.fmri(), run));
  }
}
