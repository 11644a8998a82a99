package systemk.startd.health;

import java.util.concurrent.Future;
import systemk.core.fmri.InstanceFmri;
import systemk.core.method.ExitStatus;
import systemk.core.method.HealthCheck;

/// Runs the commands of health checks, as processes that belong to no service.
public interface Commands {

  /// A command that runs.
  ///
  /// @param ended how it ended; fails with a message if it could not be run
  /// @param stop kills what is left of it, now or as soon as it has begun
  record Command(Future<ExitStatus> ended, Runnable stop) {}

  Command run(InstanceFmri fmri, HealthCheck.Probe.Exec exec, String logFile);
}
