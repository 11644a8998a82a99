package systemk.shell.view;

import io.vavr.control.Option;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.repository.RepositoryState;

/// What an instance's own state says about why it does not run (smf.md §1.2.3).
final class Reasons {
  private static final int SIGNAL_MASK = 0x7f;
  private static final int CORE_FLAG = 0x80;

  private final RepositoryState state;

  Reasons(RepositoryState state) {
    this.state = state;
  }

  /// The reason that needs no look at any other instance; none for one that runs or only waits.
  Option<Reason> own(InstanceFmri instance, Status status) {
    return switch (status.state()) {
      case "online" -> Option.none();
      case "degraded" -> Option.some(degraded(status));
      case "disabled" -> Option.some(disabled(instance));
      case "maintenance" -> Option.some(maintenance(instance, status));
      case "offline" ->
          status.inTransition() ? Option.some(transition(instance, status)) : Option.none();
      case "", "uninitialized" -> Option.some(uninitialized(instance));
      default ->
          Option.some(
              Reason.of(
                  "Not in valid state (" + status.state() + ").", "is in an invalid state.", "N3"));
    };
  }

  private Reason uninitialized(InstanceFmri instance) {
    String restarter = Status.restarter(state, instance);
    String summary = "is uninitialized.";
    if (restarter.equals(Status.DEFAULT_RESTARTER.toString())) {
      return Reason.of(
          "Restarter " + restarter + " has not initialized service state.", summary, "4D");
    }
    Option<InstanceFmri> named = Fmri.parseInstance(restarter).toOption();
    if (named.isEmpty()) {
      return Reason.of("Restarter \"" + restarter + "\" is invalid.", summary, "2A");
    }
    if (!state.exists(named.get())) {
      return Reason.of("Restarter \"" + restarter + "\" does not exist.", summary, "3P");
    }
    return Status.of(state, named.get()).running()
        ? Reason.of("Restarter " + restarter + " has not initialized service state.", summary, "4D")
        : Reason.of("Restarter " + restarter + " is not running.", summary, "5H");
  }

  private Reason disabled(InstanceFmri instance) {
    Option<Boolean> temporary = state.temporarilyEnabled(instance);
    boolean temporarily = temporary.contains(false);
    String comment =
        state
            .current(instance)
            .value(temporarily ? "general_ovr" : "general", "comment")
            .filter(text -> !text.isEmpty())
            .map(text -> ": " + text)
            .getOrElse(".");
    return temporarily
        ? Reason.of(
            state
                .current(instance)
                .value("general_ovr", "milestone")
                .map(name -> "Not part of the milestone " + name + ".")
                .getOrElse("Temporarily disabled by an administrator" + comment),
            "is temporarily disabled.",
            "1S")
        : Reason.of("Disabled by an administrator" + comment, "is disabled.", "05");
  }

  private Reason transition(InstanceFmri instance, Status status) {
    boolean readying =
        state
            .current(instance)
            .property("restarter", "engine")
            .exists(engine -> engine.values().contains("phase=readying"));
    if (readying) {
      return Reason.of("Has not said yet that it is ready.", "is starting.", "C4");
    }
    return status.next().equals("online")
        ? Reason.of("Start method is running.", "is starting.", "C4")
        : Reason.of("Transitioning to state " + status.next() + ".", "is offline.", "PH");
  }

  private Reason maintenance(InstanceFmri instance, Status status) {
    return switch (status.auxiliary()) {
      case "administrative_request" ->
          Reason.of(
              "Maintenance requested by an administrator.",
              "was taken down for maintenace by an administrator.",
              "63");
      case "dependency_cycle" ->
          Reason.of("Completes a dependency cycle.", "completed a dependency cycle.", "HP");
      case "fault_threshold_reached" ->
          method(status, "failed repeatedly, last ", "Method failed repeatedly.", "repeatedly ");
      case "method_failed" -> method(status, "", "Method failed.", "");
      case "service_request" -> requested(status, "Maintenance requested", "R4");
      case "invalid_dependency" ->
          Reason.of("Has invalid dependency.", "has an invalid dependency.", "JA");
      case "invalid_restarter" ->
          Reason.of(
              "Restarter \"" + Status.restarter(state, instance) + "\" is invalid.",
              "has an invalid restarter.",
              "2A");
      case "restarting_too_quickly" ->
          Reason.of("Restarting too quickly.", "was restarting too quickly.", "L5");
      case "memory_limit" ->
          Reason.of("Exceeded the memory limit resources/memory_max.", "exceeded a limit.", "L5");
      case "watchdog_expired" ->
          Reason.of("Did not answer its watchdog.", "did not answer its watchdog.", "L5");
      case "health_check_failed" ->
          Reason.of("Health checks failed.", "failed its health checks.", "L5");
      case "unsatisfiable_dependencies" ->
          Reason.of(
              "Its dependencies cannot be satisfied.",
              "has dependencies that cannot be satisfied.",
              "YX");
      case "none" ->
          Reason.of(
              "Restarter " + Status.restarter(state, instance) + " gave no explanation.",
              "requires maintenance.",
              "9C");
      default -> Reason.of("Unknown.", "is not running for an unknown reason.", "AR");
    };
  }

  private Reason degraded(Status status) {
    return switch (status.auxiliary()) {
      case "administrative_request" ->
          Reason.of("Degraded by an administrator.", "is degraded.", "DX");
      case "service_request" -> requested(status, "Degraded", "");
      case "method_failed" -> method(status, "", "Method failed.", "");
      case "health_check_failed" -> Reason.of("Health checks fail.", "is degraded.", "DX");
      default -> Reason.of("Unknown.", "is degraded.", "AR");
    };
  }

  private Reason requested(Status status, String what, String code) {
    String summary = "requires maintenance.";
    Option<InstanceFmri> by =
        status.said("auxiliary_fmri").flatMap(text -> Fmri.parseInstance(text).toOption());
    if (by.isEmpty()) {
      return Reason.of(what + " by another service.", summary, code);
    }
    return new Reason(
        what + " by \"" + by.get() + "\"", summary, code, Status.of(state, by.get()).logs());
  }

  /// A failed start method is described by how it ended; of other methods nothing is kept.
  private static Reason method(Status status, String repeated, String other, String adverb) {
    String summary =
        adverb.isEmpty()
            ? "is not running because a method failed."
            : "is not running because a method failed repeatedly.";
    return status
        .number("start_method_waitstatus")
        .map(Long::intValue)
        .filter(wait -> wait != 0)
        .map(wait -> Reason.of("Start method " + repeated + ending(wait) + ".", summary, "KS"))
        .getOrElse(() -> Reason.of(other, summary, "8Q"));
  }

  /// A status of wait(2) in words.
  private static String ending(int wait) {
    int signal = wait & SIGNAL_MASK;
    if (signal != 0) {
      String how = (wait & CORE_FLAG) != 0 ? "dumped core on " : "died on ";
      return how + Signals.name(signal) + " (" + signal + ")";
    }
    int code = (wait >> 8) & 0xff;
    return switch (code) {
      case 95 -> "exited with $SMF_EXIT_ERR_FATAL";
      case 96 -> "exited with $SMF_EXIT_ERR_CONFIG";
      case 97 -> "exited with $SMF_EXIT_MON_DEGRADE";
      default -> "exited with status " + code;
    };
  }
}
