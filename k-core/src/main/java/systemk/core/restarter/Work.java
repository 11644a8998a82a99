package systemk.core.restarter;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.function.Function;
import systemk.core.Time;
import systemk.core.context.MethodContext;
import systemk.core.graph.Severity;
import systemk.core.method.Method;
import systemk.core.method.MethodKind;
import systemk.core.repository.Composition;

/// What every part of the restarter needs: what the instance is configured to do, what time it is,
/// and the two things all of them do, which are to run a method and to move to another state.
record Work(Methods methods, Settings settings, Judgement judgement, boolean enabled, Time now) {
  /// How many methods may fail in a row before an administrator is asked (smf.md §4.8).
  static final int FAULT_THRESHOLD = 3;

  static Work of(Composition configuration, boolean enabled, Time now) {
    Settings settings = Settings.of(configuration);
    return new Work(
        new Methods(configuration, settings), settings, new Judgement(settings), enabled, now);
  }

  Step run(
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
    Step step =
        Step.of(instance.running(phase.apply(run), towards, now.wall()))
            .log("Executing " + kind.token() + " method (\"" + method.command() + "\").");
    for (String line : notApplied(kind, method)) {
      step = step.log(line);
    }
    return step.emit(methods.effect(instance.fmri(), run, method));
  }

  /// What is said once for all methods that share it, when the service starts.
  private static Vector<String> notApplied(MethodKind kind, Method.Run method) {
    return method
        .context()
        .notApplied()
        .filter(line -> kind == MethodKind.START || !line.startsWith(MethodContext.GROUP + "/"));
  }

  static Phase withRun(Phase phase, Run run) {
    return switch (phase) {
      case Phase.Starting _ -> new Phase.Starting(run);
      case Phase.Refreshing _ -> new Phase.Refreshing(run);
      case Phase.Stopping(_, Stop stop) -> new Phase.Stopping(run, stop);
      default -> phase;
    };
  }

  Step move(Step step, InstanceState to, Reason reason) {
    return move(step, to, reason, Severity.NONE);
  }

  Step move(Step step, InstanceState to, Reason reason, Severity severity) {
    Lifecycle before = step.lifecycle();
    return step.with(l -> l.in(to, reason, now.wall()))
        .announce(
            new StateChange(
                before.fmri(), before.state(), to, Option.none(), reason, severity, now.wall()));
  }
}
