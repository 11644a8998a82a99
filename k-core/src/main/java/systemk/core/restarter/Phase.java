package systemk.core.restarter;

import io.vavr.control.Option;
import systemk.core.Time;

/// What the restarter is doing with an instance right now. The [InstanceState] says where the
/// instance is; the phase says what is under way there.
public sealed interface Phase {

  /// Nothing is under way.
  record Idle() implements Phase {}

  /// The start method runs.
  record Starting(Run run) implements Phase {}

  /// The start method is done and its processes are watched; the service has yet to say that it is
  /// ready.
  record Readying(long deadline) implements Phase {}

  /// The refresh method runs.
  record Refreshing(Run run) implements Phase {}

  /// A signal is being sent to the contract. The phase lasts until it certainly was: a restarter
  /// that dies before it sent it leaves this on record, and the next one sends it.
  ///
  /// @param refreshing whether the signal is the refresh method
  record Signalling(String signal, boolean refreshing, long until) implements Phase {}

  /// The stop method runs.
  record Stopping(Run run, Stop stop) implements Phase {}

  /// The stop method is done, or its signal sent; the contract has yet to become empty.
  ///
  /// @param signal the signal that was sent instead of running a method, if one was
  /// @param killed whether patience ended and everything was killed
  record Emptying(Stop stop, Option<String> signal, long deadline, boolean killed)
      implements Phase {}

  /// A start failed; what it left behind is being killed.
  ///
  /// @param verdict why the instance goes to maintenance afterwards; none if it is tried again
  record Cleaning(long contract, Option<Reason> verdict, long deadline) implements Phase {}

  /// The next start is held back until this time.
  record Waiting(long until) implements Phase {}

  /// When something must happen even if nothing else does; [Time#NEVER] if there is no such time.
  default long deadline() {
    return switch (this) {
      case Idle _ -> Time.NEVER;
      case Starting(Run run) -> run.timedOut() ? Time.NEVER : run.deadline();
      case Readying(long until) -> until;
      case Refreshing(Run run) -> run.timedOut() ? Time.NEVER : run.deadline();
      case Signalling(_, _, long until) -> until;
      case Stopping(Run run, _) -> run.timedOut() ? Time.NEVER : run.deadline();
      case Emptying(_, _, long deadline, boolean killed) -> killed ? Time.NEVER : deadline;
      case Cleaning(_, _, long deadline) -> deadline;
      case Waiting(long until) -> until;
    };
  }

  /// The run of a method that is under way, if one is.
  default Option<Run> currentRun() {
    return switch (this) {
      case Starting(Run run) -> Option.some(run);
      case Refreshing(Run run) -> Option.some(run);
      case Stopping(Run run, _) -> Option.some(run);
      case Idle _, Readying _, Signalling _, Emptying _, Cleaning _, Waiting _ -> Option.none();
    };
  }

  /// Whether requests must wait until this is over. A held back start is nothing to wait for.
  default boolean isBusy() {
    return !(this instanceof Idle || this instanceof Waiting);
  }

  /// Whether the instance is on its way down.
  default boolean isStopping() {
    return this instanceof Stopping || this instanceof Emptying;
  }
}
