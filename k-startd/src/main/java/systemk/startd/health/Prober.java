package systemk.startd.health;

import java.time.Duration;
import java.util.Optional;
import systemk.core.fmri.InstanceFmri;
import systemk.core.method.HealthCheck;

/// Does what a health check says.
public interface Prober {

  /// Asks once, and waits for the answer no longer than this.
  ///
  /// @param logFile where a command's output goes
  /// @return what is wrong, in a few words; nothing if all is well
  Optional<String> ask(InstanceFmri fmri, HealthCheck.Probe probe, Duration timeout, String logFile)
      throws InterruptedException;
}
