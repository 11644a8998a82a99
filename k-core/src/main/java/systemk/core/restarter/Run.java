package systemk.core.restarter;

import io.vavr.control.Option;
import systemk.core.method.MethodKind;

/// One run of a method, under way.
///
/// @param token names the run towards k.init, which never starts a second process for it
/// @param contract the contract of the method's process, once it is known to have been made
/// @param pid the method's process; 0 until it is known
/// @param deadline when the run has taken too long, on [systemk.core.Time#nanos]'s clock
/// @param timedOut whether it has, and its contract was killed
public record Run(
    MethodKind kind,
    String token,
    Option<Long> contract,
    long pid,
    long deadline,
    boolean timedOut) {

  Run spawned(long madeContract, long madePid) {
    return new Run(kind, token, Option.some(madeContract), madePid, deadline, timedOut);
  }

  Run expired() {
    return new Run(kind, token, contract, pid, deadline, true);
  }

  /// The run with more time, unless it had all of it.
  Run extendedTo(long later) {
    return new Run(kind, token, contract, pid, Math.max(deadline, later), timedOut);
  }

  /// The run with no more time than this.
  Run within(long earlier) {
    return new Run(kind, token, contract, pid, Math.min(deadline, earlier), timedOut);
  }

  boolean isIn(long aContract) {
    return contract.contains(aContract);
  }
}
