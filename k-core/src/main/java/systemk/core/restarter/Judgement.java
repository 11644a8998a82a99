package systemk.core.restarter;

import io.vavr.control.Option;
import systemk.core.method.ExitStatus;
import systemk.core.method.MethodKind;
import systemk.core.method.ProcessModel;

/// What the ends of processes mean for an instance.
record Judgement(Settings settings) {
  private static final int SIGKILL = 9;

  /// Why a running instance must be stopped after one of its processes ended; none if it need not.
  Option<StopCause> cause(Lifecycle instance, boolean main, ExitStatus status) {
    if (main
        && status instanceof ExitStatus.Signalled(int signal, _)
        && signal == SIGKILL
        && instance.watch().voice().limit().contains("memory")) {
      return Option.some(StopCause.MEMORY_LIMIT);
    }
    if (main && settings.model() == ProcessModel.CHILD) {
      return Option.some(
          switch (status) {
            case ExitStatus.Code(int code) ->
                switch (code) {
                  case 0 -> StopCause.EXIT;
                  case ExitStatus.ERR_CONFIG -> StopCause.CHILD_CONFIG;
                  default -> StopCause.CHILD_ERROR;
                };
            case ExitStatus.Signalled _ -> StopCause.CHILD_ERROR;
            case ExitStatus.Unknown _ -> StopCause.EXIT;
          });
    }
    if (status instanceof ExitStatus.Signalled(_, boolean core)) {
      if (core && !settings.ignoreCore()) {
        return Option.some(StopCause.CORE);
      }
      if (main && !core && !settings.ignoreSignal()) {
        return Option.some(StopCause.SIGNAL);
      }
    }
    return Option.none();
  }

  /// What the end of a method means.
  ExitStatus.Verdict verdict(Run run, ExitStatus status) {
    if (run.timedOut()) {
      return settings.timeoutRetry() ? ExitStatus.Verdict.FAILURE : ExitStatus.Verdict.FATAL;
    }
    // Nobody saw it end. What it left behind tells: a daemon that lives was started, and one that
    // does not is about to be reported as an empty contract; a stop is judged by its contract, too.
    boolean judgedByContract =
        run.kind() != MethodKind.START || settings.model() == ProcessModel.CONTRACT;
    return status instanceof ExitStatus.Unknown && judgedByContract
        ? ExitStatus.Verdict.SUCCESS
        : status.verdict(run.kind());
  }
}
