package systemk.core.restarter;

import io.vavr.control.Option;
import java.util.Arrays;
import systemk.core.graph.Severity;

/// Why a running instance is being stopped: the line it puts into the log (smf.md §4.9), how bad it
/// is for dependents (§3.6), the reason it leaves in the state, and whether the history of failures
/// is forgotten because the stop was asked for.
public enum StopCause {
  DISABLE("service disabled", Severity.RESTART, Reason.DISABLE_REQUEST, true),
  RESTART("service restarting", Severity.RESTART, Reason.RESTART_REQUEST, true),
  RESTORE("service restarting", Severity.RESTART, Reason.CLEAR_REQUEST, true),
  MAINTENANCE("maintenance", Severity.RESTART, Reason.ADMINISTRATIVE_REQUEST, true),
  SHUTDOWN("system shutdown", Severity.RESTART, Reason.DISABLE_REQUEST, true),
  /// A dependency went down in a way that is not a fault.
  DEPENDENCY(
      "dependency activity requires stop", Severity.RESTART, Reason.DEPENDENCY_ACTIVITY, true),
  /// A dependency failed. The history stays: a service that keeps failing together with what it
  /// depends on is still failing.
  DEPENDENCY_FAULT(
      "dependency activity requires stop", Severity.RESTART, Reason.DEPENDENCY_ACTIVITY, false),
  EXIT("all processes in service exited", Severity.RESTART, Reason.CT_EV_EXIT, false),
  CORE("process dumped core", Severity.ERROR, Reason.CT_EV_CORE, false),
  SIGNAL(
      "process received fatal signal from outside the service",
      Severity.ERROR,
      Reason.CT_EV_SIGNAL,
      false),
  /// The kernel killed the main process because of `resources/memory_max`.
  MEMORY_LIMIT("process exceeded the memory limit", Severity.ERROR, Reason.MEMORY_LIMIT, false),
  WATCHDOG("watchdog expired", Severity.ERROR, Reason.WATCHDOG_EXPIRED, false),
  UNHEALTHY("health check failed", Severity.ERROR, Reason.HEALTH_CHECK_FAILED, false),
  CHILD_ERROR("service exited with an error", Severity.RESTART, Reason.CT_EV_EXIT, false),
  CHILD_CONFIG(
      "service exited with a configuration error", Severity.ERROR, Reason.METHOD_FAILED, false),
  CYCLE("maintenance", Severity.ERROR, Reason.DEPENDENCY_CYCLE, false),
  INVALID_DEPENDENCY("maintenance", Severity.ERROR, Reason.INVALID_DEPENDENCY, false),
  DELETED("service disabled", Severity.RESTART, Reason.NONE, true);

  private final String words;
  private final Severity severity;
  private final Reason reason;
  private final boolean forgiving;

  StopCause(String words, Severity severity, Reason reason, boolean forgiving) {
    this.words = words;
    this.severity = severity;
    this.reason = reason;
    this.forgiving = forgiving;
  }

  public String words() {
    return words;
  }

  public Severity severity() {
    return severity;
  }

  public Reason reason() {
    return reason;
  }

  /// Whether this stop clears the history of failures and starts.
  public boolean isForgiving() {
    return forgiving;
  }

  public static Option<StopCause> ofName(String name) {
    return Option.ofOptional(
        Arrays.stream(values()).filter(cause -> cause.name().equals(name)).findFirst());
  }
}
