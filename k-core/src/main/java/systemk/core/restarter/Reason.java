package systemk.core.restarter;

import io.vavr.control.Option;
import java.util.Arrays;

/// Why an instance is in its state: the words of `restarter/auxiliary_state` (smf.md §3.1).
public enum Reason {
  NONE("none"),
  ADMINISTRATIVE_REQUEST("administrative_request"),
  BAD_REPO_STATE("bad_repo_state"),
  CLEAR_REQUEST("clear_request"),
  CT_EV_CORE("ct_ev_core"),
  CT_EV_EXIT("ct_ev_exit"),
  CT_EV_HWERR("ct_ev_hwerr"),
  CT_EV_SIGNAL("ct_ev_signal"),
  DEPENDENCIES_SATISFIED("dependencies_satisfied"),
  DEPENDENCY_ACTIVITY("dependency_activity"),
  DEPENDENCY_CYCLE("dependency_cycle"),
  DISABLE_REQUEST("disable_request"),
  ENABLE_REQUEST("enable_request"),
  FAULT_THRESHOLD_REACHED("fault_threshold_reached"),
  HEALTH_CHECK_FAILED("health_check_failed"),
  INSERT_IN_GRAPH("insert_in_graph"),
  INVALID_DEPENDENCY("invalid_dependency"),
  INVALID_RESTARTER("invalid_restarter"),
  MEMORY_LIMIT("memory_limit"),
  METHOD_FAILED("method_failed"),
  PER_CONFIGURATION("per_configuration"),
  RESTART_REQUEST("restart_request"),
  RESTARTING_TOO_QUICKLY("restarting_too_quickly"),
  SERVICE_REQUEST("service_request"),
  /// A goal service depends on what cannot come up without an administrator.
  UNSATISFIABLE_DEPENDENCIES("unsatisfiable_dependencies"),
  WATCHDOG_EXPIRED("watchdog_expired");

  private final String token;

  Reason(String token) {
    this.token = token;
  }

  public String token() {
    return token;
  }

  public static Option<Reason> ofToken(String token) {
    return Option.ofOptional(
        Arrays.stream(values()).filter(reason -> reason.token.equals(token)).findFirst());
  }
}
