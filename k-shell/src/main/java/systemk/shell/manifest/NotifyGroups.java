package systemk.shell.manifest;

/// The names of the groups that say who is told of which event.
public final class NotifyGroups {
  /// What SMF appends to the name of an event. It makes a name of a class of events, too, which has
  /// dots in it.
  private static final String POSTFIX = ",fmnotify";

  private NotifyGroups() {}

  /// The group for an event.
  public static String of(String event) {
    return event.contains(".") ? event + POSTFIX : event;
  }

  /// The event a group is for.
  public static String event(String group) {
    return group.contains(".") && group.endsWith(POSTFIX)
        ? group.substring(0, group.length() - POSTFIX.length())
        : group;
  }
}
