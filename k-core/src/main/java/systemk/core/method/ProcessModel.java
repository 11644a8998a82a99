package systemk.core.method;

/// How the processes of a service relate to its start method: `startd/duration` (smf.md §4.7).
public enum ProcessModel {
  /// The method ends and leaves daemons behind.
  CONTRACT,
  /// The method does all there is to do; nothing is left to watch.
  TRANSIENT,
  /// The method is the service, for as long as it runs. Also called `wait`.
  CHILD;

  /// The model of a `startd/duration`; anything unknown is CONTRACT, as in SMF.
  public static ProcessModel of(String duration) {
    return switch (duration) {
      case "transient" -> TRANSIENT;
      case "child", "wait" -> CHILD;
      default -> CONTRACT;
    };
  }
}
