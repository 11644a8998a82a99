package systemk.bench.races;

/// One operation of one client on a register: a group with one value, which only guarded commits
/// change.
///
/// Times are those of one clock: the operation took effect after it was begun and before it ended.
public sealed interface Observation {
  int register();

  long begun();

  long ended();

  /// A guarded commit was made.
  ///
  /// @param generation the one it made
  /// @param expected the generation of the register it was guarded by
  record Wrote(int register, long begun, long ended, String value, long generation, long expected)
      implements Observation {}

  /// A guarded commit was refused.
  record Refused(int register, long begun, long ended, long expected) implements Observation {}

  /// A value was read.
  record Read(int register, long begun, long ended, String value) implements Observation {}
}
