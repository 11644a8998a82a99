package systemk.init.contract;

import org.jspecify.annotations.Nullable;
import systemk.linux.ProcessId;

/// How far a contract has come.
///
/// | state    | meaning                                     | left when                          |
/// | -------- | ------------------------------------------- | ---------------------------------- |
/// | Intended | its process is about to be made             | it is made, or was not             |
/// | Running  | the process it was made for runs            | that process ends                  |
/// | Led      | that process ended, others may live on      | none of them is left               |
/// | Empty    | nobody lives                                | its events are acknowledged        |
public sealed interface Life {
  /// Written before the process is made, so that a crash in between leaves a trace.
  record Intended() implements Life {}

  /// The process it was made for runs.
  record Running(ProcessId first) implements Life {}

  /// The process it was made for ended; others may live on.
  ///
  /// @param leader who counts as the main process now; null if nobody was found
  record Led(int firstPid, long firstStart, Ending ending, @Nullable ProcessId leader)
      implements Life {}

  /// Nobody lives.
  record Empty(int firstPid, long firstStart, Ending ending) implements Life {}
}
