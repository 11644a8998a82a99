package systemk.core.health;

import io.vavr.control.Option;
import systemk.core.method.HealthCheck;

/// The last health checks of a service that all ended in the same way.
///
/// @param passed how they ended
/// @param length how many there were, as far as that matters
public record Streak(boolean passed, int length) {
  /// Nothing has been checked yet.
  public static final Streak NONE = new Streak(true, 0);

  private static final int ENOUGH = 1_000_000;

  /// The streak with one more check.
  public Streak with(boolean result) {
    return result == passed
        ? new Streak(passed, Math.min(ENOUGH, length + 1))
        : new Streak(result, 1);
  }

  /// What the streak is enough to say: that a service that counts as healthy is not, or that one
  /// that does not is healthy again; nothing otherwise. It is said with every further check, until
  /// the service counts as what it was said to be.
  ///
  /// @param healthy what the service counts as
  public Option<Boolean> verdict(HealthCheck check, boolean healthy) {
    int wanted = passed ? check.successes() : check.failures();
    return Option.when(passed != healthy && length >= wanted, passed);
  }
}
