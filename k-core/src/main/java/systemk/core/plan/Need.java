package systemk.core.plan;

/// What an instance needs so that it runs with what is configured.
public enum Need {
  /// It does already, or it does not run.
  NOTHING,
  /// Its refresh method makes it read its properties again.
  REFRESH,
  /// It has to be stopped and started.
  RESTART
}
