package systemk.core.repository;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.time.Duration;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.property.Layer;
import systemk.core.property.Property;
import systemk.core.property.PropertyGroup;
import systemk.core.property.ValueType;

/// A commit that reverts itself unless somebody confirms it in time: the group `confirm` of
/// `svc:/smf/repository`, which is there as long as that is open. It is persistent, so a reboot in
/// between is noticed and reverts, too.
///
/// @param generation the commit that waits
/// @param base the generation it goes back to
/// @param within how long there is
/// @param healthy instances whose failure reverts it at once
public record Confirmation(
    long generation, long base, Duration within, Vector<InstanceFmri> healthy) {

  private static final ServiceFmri WHERE = Landmarks.REPOSITORY;
  private static final String GROUP = "confirm";

  /// The commit that waits, if one does.
  public static Option<Confirmation> pending(RepositoryState state) {
    return state.ownGroup(WHERE, GROUP).flatMap(Confirmation::read);
  }

  private static Option<Confirmation> read(PropertyGroup group) {
    return number(group, "base")
        .flatMap(
            base ->
                number(group, "seconds")
                    .map(
                        seconds ->
                            new Confirmation(
                                group.generation(),
                                base,
                                Duration.ofSeconds(seconds),
                                group
                                    .property("healthy")
                                    .toVector()
                                    .flatMap(Property::values)
                                    .flatMap(text -> Fmri.parseInstance(text).toOption()))));
  }

  private static Option<Long> number(PropertyGroup group, String property) {
    return group.property(property).flatMap(Property::asLong);
  }

  /// The changes that make the commit they are part of wait.
  public static Vector<Change> awaiting(
      RepositoryState before, Duration within, Vector<InstanceFmri> healthy) {
    long base = before.revision().generation();
    Vector<Change> changes =
        before.exists(WHERE) ? Vector.empty() : Vector.of(new Change.AddService(WHERE));
    return changes
        .append(new Change.AddGroup(WHERE, GROUP, "framework", true, Layer.ADMIN, false))
        .append(set(Property.count("base", base)))
        .append(set(Property.count("seconds", within.toSeconds())))
        .append(set(new Property("healthy", ValueType.FMRI, healthy.map(InstanceFmri::toString))))
        .appendAll(
            Landmarks.naming(before, Landmarks.UNCONFIRMED, base).filter(Confirmation::adds));
  }

  /// The service is added already.
  private static boolean adds(Change change) {
    return !(change instanceof Change.AddService);
  }

  private static Change set(Property property) {
    return new Change.SetProperty(WHERE, GROUP, property, Layer.ADMIN, Option.none());
  }

  /// The changes that end the wait.
  public static Vector<Change> settled(RepositoryState state) {
    Vector<Change> changes =
        state.ownGroups(WHERE).containsKey(GROUP)
            ? Vector.of(new Change.RemoveGroup(WHERE, GROUP))
            : Vector.empty();
    return Landmarks.generation(state, Landmarks.UNCONFIRMED).isEmpty()
        ? changes
        : changes.append(
            new Change.DeleteProperty(
                WHERE, Landmarks.SNAPSHOTS, Landmarks.UNCONFIRMED, Layer.ADMIN));
  }
}
