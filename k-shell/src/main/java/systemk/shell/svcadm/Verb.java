package systemk.shell.svcadm;

/// What `svcadm` is asked to do to instances.
sealed interface Verb {

  record Enable(boolean temporary, boolean recursive) implements Verb {}

  record Disable(boolean temporary, String comment) implements Verb {}

  /// Stops and starts again.
  ///
  /// @param dump whether the processes are to leave a core file
  record Restart(boolean dump) implements Verb {}

  record Refresh() implements Verb {}

  /// Restarts or refreshes what does not run with what is configured, and nothing else.
  record Converge() implements Verb {}

  record Clear() implements Verb {}

  record MarkDegraded(boolean immediate) implements Verb {}

  record MarkMaintenance(boolean immediate, boolean temporary) implements Verb {}
}
