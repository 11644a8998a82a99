package systemk.core.restarter;

import io.vavr.collection.Map;
import io.vavr.control.Option;
import java.time.Duration;
import systemk.core.method.HealthCheck;

/// What a service says of itself, and what k.init and health checks say of it.
record Words(Work work, Starts starts, Stops stops) {
  Step notified(Lifecycle instance, String token, long contract, Map<String, String> said) {
    boolean ours =
        instance.contract().contains(contract)
            || instance.phase().currentRun().exists(run -> run.token().equals(token));
    if (!ours) {
      return Step.of(instance);
    }
    Lifecycle heard = extended(instance.withVoice(instance.watch().voice().with(said)), said);
    for (long pid : said.get("MAINPID").flatMap(Words::pid)) {
      heard = heard.ledBy(pid);
    }
    Step step = Step.of(heard);
    if (said.get("LIMIT").isDefined()) {
      step = step.log("The limit of resources/" + said.get("LIMIT").get() + "_max was reached.");
    }
    if (said.containsKey("WATCHDOG")) {
      Step late = step.log("Service watchdog expired.");
      return heard.phase() instanceof Phase.Readying
          ? starts.unready(late)
          : late.then(l -> stops.fault(l, StopCause.WATCHDOG));
    }
    return heard.watch().voice().ready() ? step.then(starts::ready) : step;
  }

  static Option<Long> pid(String text) {
    boolean isPid =
        !text.isEmpty() && text.length() < 10 && text.chars().allMatch(Character::isDigit);
    return isPid ? Option.some(Long.parseLong(text)) : Option.none();
  }

  /// The instance with the time it asked for (`EXTEND_TIMEOUT_USEC=` of sd_notify(3)).
  Lifecycle extended(Lifecycle instance, Map<String, String> said) {
    boolean asked = said.get("EXTEND_TIMEOUT_USEC").exists(text -> text.matches("[0-9]{1,13}"));
    if (!asked) {
      return instance;
    }
    long micros = Long.parseLong(said.get("EXTEND_TIMEOUT_USEC").get());
    long later = work.now().after(Duration.ofNanos(micros * 1000));
    return switch (instance.phase()) {
      case Phase.Starting(Run run) -> instance.withPhase(new Phase.Starting(run.extendedTo(later)));
      case Phase.Readying(long deadline) ->
          instance.withPhase(new Phase.Readying(Math.max(deadline, later)));
      case Phase.Stopping(Run run, Stop stop) ->
          instance.withPhase(new Phase.Stopping(run.extendedTo(later), stop));
      default -> instance;
    };
  }

  Step checked(
      Lifecycle instance, long contract, boolean healthy, HealthCheck.Action action, String line) {
    boolean late = instance.contract().getOrElse(0L) != contract || instance.phase().isBusy();
    if (late || !instance.isRunning()) {
      return Step.of(instance);
    }
    if (healthy) {
      return well(instance, line);
    }
    return switch (action) {
      case RESTART -> Step.of(instance).log(line).then(l -> stops.fault(l, StopCause.UNHEALTHY));
      case DEGRADED ->
          instance.state() == InstanceState.ONLINE
              ? work.move(
                  Step.of(instance).log(line), InstanceState.DEGRADED, Reason.HEALTH_CHECK_FAILED)
              : Step.of(instance);
    };
  }

  Step checkedNoLonger(Lifecycle instance) {
    return well(instance, "Health is not checked any more.");
  }

  private Step well(Lifecycle instance, String line) {
    boolean recovers =
        instance.state() == InstanceState.DEGRADED
            && instance.reason() == Reason.HEALTH_CHECK_FAILED
            && !instance.phase().isBusy();
    return recovers
        ? work.move(
            Step.of(instance).log(line), InstanceState.ONLINE, Reason.DEPENDENCIES_SATISFIED)
        : Step.of(instance);
  }
}
