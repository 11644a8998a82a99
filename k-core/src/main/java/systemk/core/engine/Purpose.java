package systemk.core.engine;

import io.vavr.control.Option;
import systemk.core.fmri.InstanceFmri;
import systemk.core.method.ExitStatus;
import systemk.core.method.ProcessModel;
import systemk.core.restarter.InstanceState;
import systemk.core.restarter.Lifecycle;
import systemk.core.restarter.Phase;
import systemk.core.restarter.Settings;

/// What a container is there for, which decides when it ends by itself and with which status.
///
/// @param main the service whose end is the end of the container; none if it lives until it is
///   stopped
/// @param strict whether goals that cannot be reached without an administrator end it, too
/// @param left the status the main service's process last ended with
public record Purpose(Option<InstanceFmri> main, boolean strict, int left) {
  /// The status of a container that failed without a process that has one.
  public static final int FAILED = 3;

  private static final int UNKNOWN = 1;
  private static final int SIGNALLED = 128;
  private static final InstanceFmri GOALS = InstanceFmri.of("svc:/milestone/goals:default");

  /// No purpose but to run until it is stopped.
  public static final Purpose NONE = Purpose.of(Option.none(), false);

  /// Why a container ends by itself, and the exit status it ends with.
  public record End(int status, String reason) {}

  public static Purpose of(Option<InstanceFmri> main, boolean strict) {
    return new Purpose(main, strict, UNKNOWN);
  }

  /// Takes note of how the main service's process ended, if that is what happened.
  public Purpose after(Event event) {
    return event instanceof Event.Exited exited && exited.main() && main.contains(exited.fmri())
        ? new Purpose(main, strict, code(exited.status()))
        : this;
  }

  /// Whether the container has nothing more to be there for, now that this event has led from one
  /// model to the next. What is stopped on purpose does not end it, and neither does a restart.
  public Option<End> end(Model before, Event event, Model after) {
    return after.shuttingDown()
        ? Option.none()
        : main.flatMap(fmri -> ended(fmri, before, event, after)).orElse(() -> missed(after));
  }

  private Option<End> ended(InstanceFmri fmri, Model before, Event event, Model after) {
    if (endedByItself(fmri, before, event, after)) {
      return Option.some(new End(left, fmri + " ended with status " + left));
    }
    return after.lifecycle(fmri).flatMap(lifecycle -> atRest(lifecycle, after));
  }

  /// The restarter gave up a service that nobody was stopping, because of what became of its
  /// processes.
  private static boolean endedByItself(InstanceFmri fmri, Model before, Event event, Model after) {
    boolean concerned =
        switch (event) {
          case Event.Exited exited -> exited.fmri().equals(fmri);
          case Event.Emptied emptied -> emptied.fmri().equals(fmri);
          case Event.Recovered _,
              Event.Committed _,
              Event.Reread _,
              Event.Spawned _,
              Event.Refused _,
              Event.Notified _,
              Event.Checked _,
              Event.Woke _,
              Event.FilesChecked _,
              Event.ShutdownRequested _ ->
              false;
        };
    return concerned
        && before.lifecycle(fmri).exists(Purpose::works)
        && !after.lifecycle(fmri).exists(Purpose::works);
  }

  private static boolean works(Lifecycle lifecycle) {
    return lifecycle.isRunning() && lifecycle.phase() instanceof Phase.Idle;
  }

  private static Option<End> atRest(Lifecycle lifecycle, Model after) {
    InstanceFmri fmri = lifecycle.fmri();
    if (lifecycle.phase().isBusy()) {
      return Option.none();
    }
    if (lifecycle.state() == InstanceState.MAINTENANCE) {
      int status = lifecycle.waitStatus().map(Purpose::unpacked).getOrElse(0);
      return Option.some(new End(status == 0 ? FAILED : status, fmri + " is in maintenance"));
    }
    boolean job = Settings.of(after.repository().running(fmri)).model() == ProcessModel.TRANSIENT;
    return job && lifecycle.isRunning()
        ? Option.some(new End(0, fmri + " is done"))
        : Option.none();
  }

  private Option<End> missed(Model after) {
    return strict && after.lifecycle(GOALS).exists(l -> l.state() == InstanceState.MAINTENANCE)
        ? Option.some(new End(FAILED, "the goals cannot be reached"))
        : Option.none();
  }

  /// As a shell has it.
  private static int code(ExitStatus status) {
    return switch (status) {
      case ExitStatus.Code(int code) -> code;
      case ExitStatus.Signalled(int signal, _) -> SIGNALLED + signal;
      case ExitStatus.Unknown _ -> UNKNOWN;
    };
  }

  private static int unpacked(int waitStatus) {
    int signal = waitStatus & 0x7f;
    return signal == 0 ? (waitStatus >> 8) & 0xff : SIGNALLED + signal;
  }
}
