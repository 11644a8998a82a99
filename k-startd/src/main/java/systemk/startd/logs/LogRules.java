package systemk.startd.logs;

import java.util.Set;
import systemk.core.logs.LogLimits;

/// Which logs there may be, and how much of each is to be kept.
interface LogRules {
  /// The names of the logs, whether they exist or not.
  Set<String> logs();

  LogLimits limits(String log);

  /// The bytes that all archives together may have.
  long total();
}
