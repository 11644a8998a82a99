package systemk.core.repository;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.fmri.ServiceFmri;
import systemk.core.property.Layer;
import systemk.core.property.Property;
import systemk.core.property.PropertyGroup;

/// That the machine is to end at some time: the group `shutdown` of `svc:/smf/repository`, which
/// does not outlive the boot.
///
/// @param how `reboot`, `poweroff`, `halt` or `single-user`
/// @param at when, in milliseconds since the epoch
/// @param reason who wants it, one line
/// @param message what people are told besides; may be empty
/// @param told what was told last: how many seconds were left
public record ScheduledEnd(String how, long at, String reason, String message, long told) {
  /// The end that is no end: only the milestone for a single administrator stays.
  public static final String SINGLE_USER = "single-user";

  private static final ServiceFmri WHERE = Landmarks.REPOSITORY;
  private static final String GROUP = "shutdown";

  /// At how many seconds people are told.
  private static final Vector<Long> MARKS = Vector.of(3600L, 1800L, 900L, 600L, 300L, 60L, 10L);

  /// What is to be done about it at some moment.
  public sealed interface Step {
    /// Its time has come.
    record Due() implements Step {}

    /// People are to be told that there are so many seconds left.
    record Tell(long seconds) implements Step {}

    /// Nothing, for so many milliseconds.
    record Rest(long millis) implements Step {}
  }

  public Step next(long now) {
    long left = at - now;
    if (left <= 0) {
      return new Step.Due();
    }
    long seconds = (left + 999) / 1000;
    Vector<Long> untold = MARKS.filter(mark -> mark < told);
    return untold.exists(mark -> seconds <= mark)
        ? new Step.Tell(seconds)
        : new Step.Rest(left - untold.headOption().getOrElse(0L) * 1000);
  }

  /// What people are told with so many seconds left.
  public String announcement(long seconds) {
    String when =
        seconds <= 0
            ? "NOW"
            : seconds < 120 ? "in " + seconds + " seconds" : "in " + seconds / 60 + " minutes";
    String what =
        switch (how) {
          case "reboot" -> "The system is going down for reboot ";
          case "poweroff" -> "The system is going down for power off ";
          case "halt" -> "The system is going down for halt ";
          default -> "The system is going down to single-user mode ";
        };
    return what + when + "!" + (message.isEmpty() ? "" : "\n" + message);
  }

  /// The same, after people were told.
  public ScheduledEnd toldAt(long seconds) {
    return new ScheduledEnd(how, at, reason, message, seconds);
  }

  /// The end that is scheduled, if one is.
  public static Option<ScheduledEnd> pending(RepositoryState state) {
    return state.ownGroup(WHERE, GROUP).flatMap(ScheduledEnd::read);
  }

  private static Option<ScheduledEnd> read(PropertyGroup group) {
    return number(group, "at")
        .flatMap(
            at ->
                text(group, "how")
                    .map(
                        how ->
                            new ScheduledEnd(
                                how,
                                at,
                                text(group, "reason").getOrElse(""),
                                text(group, "message").getOrElse(""),
                                number(group, "told").getOrElse(0L))));
  }

  private static Option<Long> number(PropertyGroup group, String property) {
    return group.property(property).flatMap(Property::asLong);
  }

  private static Option<String> text(PropertyGroup group, String property) {
    return group.property(property).flatMap(found -> found.values().headOption());
  }

  /// The changes that schedule it, in place of what is scheduled already.
  public Vector<Change> scheduled(RepositoryState state) {
    Vector<Change> changes =
        state.exists(WHERE) ? Vector.empty() : Vector.of(new Change.AddService(WHERE));
    return changes
        .append(new Change.AddGroup(WHERE, GROUP, "framework", false, Layer.ADMIN, false))
        .append(set(Property.of("how", how)))
        .append(set(Property.integer("at", at)))
        .append(set(Property.of("reason", reason)))
        .append(set(Property.of("message", message)))
        .append(set(Property.integer("told", told)));
  }

  private static Change set(Property property) {
    return new Change.SetProperty(WHERE, GROUP, property, Layer.ADMIN, Option.none());
  }

  /// The changes after which nothing is scheduled.
  public static Vector<Change> cancelled(RepositoryState state) {
    return state.ownGroup(WHERE, GROUP).isDefined()
        ? Vector.of(new Change.DeleteGroup(WHERE, GROUP, Layer.ADMIN))
        : Vector.empty();
  }
}
