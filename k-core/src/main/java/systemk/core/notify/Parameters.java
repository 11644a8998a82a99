package systemk.core.notify;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.property.Layer;
import systemk.core.property.Property;
import systemk.core.property.PropertyGroup;
import systemk.core.repository.Change;
import systemk.core.repository.RepositoryState;

/// Who is to be told of an event, as a group of type `notify_params` says it.
///
/// @param source the service or instance that has the group
/// @param event the event
public record Parameters(EntityFmri source, String event, Vector<Means> means) {
  /// What holds for all services that say nothing themselves.
  public static final InstanceFmri GLOBAL = InstanceFmri.of("svc:/system/svc/global:default");

  /// What is kept about events of the fault manager.
  public static final InstanceFmri FAULTS = InstanceFmri.of("svc:/system/fm/notify-params:default");

  public static final String TYPE = "notify_params";

  /// What SMF appends to the name of an event. It makes a name of a class of events, too, which has
  /// dots in it.
  private static final String POSTFIX = ",fmnotify";

  /// The name of the group for an event.
  public static String group(String event) {
    return event.contains(".") ? event + POSTFIX : event;
  }

  /// The event a group is for.
  public static String event(String group) {
    return group.contains(".") && group.endsWith(POSTFIX)
        ? group.substring(0, group.length() - POSTFIX.length())
        : group;
  }

  /// What the entity itself says about an event.
  public static Option<Parameters> own(RepositoryState state, EntityFmri entity, String event) {
    return find(state, entity, event)
        .map(group -> new Parameters(entity, event, Means.of(group.properties())));
  }

  private static Option<PropertyGroup> find(
      RepositoryState state, EntityFmri entity, String event) {
    return Option.some(event)
        .flatMap(name -> state.ownGroup(entity, group(name)))
        .orElse(() -> state.ownGroup(entity, event + POSTFIX))
        .filter(group -> group.type().equals(TYPE));
  }

  /// What holds for an entity: what it says itself, else its service, else what holds for all.
  public static Option<Parameters> of(RepositoryState state, EntityFmri entity, String event) {
    return own(state, entity, event)
        .orElse(() -> own(state, entity.service(), event))
        .orElse(() -> own(state, GLOBAL, event));
  }

  /// The events of the fault manager that somebody is told of, sorted.
  public static Vector<String> faults(RepositoryState state) {
    return state
        .ownGroups(FAULTS)
        .values()
        .filter(group -> group.isVisible() && group.type().equals(TYPE))
        .map(group -> event(group.name()))
        .toVector();
  }

  /// The changes that make an entity, which is made if absent, say this about an event. Each means
  /// that is named is replaced, or only switched on or off; the others stay.
  public static Vector<Change> setting(
      RepositoryState state, EntityFmri entity, String event, Vector<Means.Wish> wishes) {
    Option<PropertyGroup> old = find(state, entity, event);
    String name = old.map(PropertyGroup::name).getOrElse(group(event));
    return making(state, entity)
        .append(new Change.AddGroup(entity, name, TYPE, true, Layer.ADMIN, false))
        .appendAll(wishes.flatMap(wish -> forgotten(entity, name, old, wish)))
        .appendAll(
            wishes
                .flatMap(wish -> wish.means().properties())
                .map(
                    property ->
                        new Change.SetProperty(
                            entity, name, property, Layer.ADMIN, Option.none())));
  }

  private static Vector<Change> making(RepositoryState state, EntityFmri entity) {
    Vector<Change> changes = Vector.empty();
    if (!state.exists(entity.service())) {
      changes = changes.append(new Change.AddService(entity.service()));
    }
    return entity instanceof InstanceFmri instance && !state.exists(instance)
        ? changes.append(new Change.AddInstance(instance))
        : changes;
  }

  private static Vector<Change> forgotten(
      EntityFmri entity, String group, Option<PropertyGroup> old, Means.Wish wish) {
    if (wish.switches()) {
      return Vector.empty();
    }
    Vector<String> kept = wish.means().properties().map(Property::name);
    return old.toVector()
        .flatMap(PropertyGroup::properties)
        .map(Property::name)
        .filter(name -> name.startsWith(wish.means().type() + ",") && !kept.contains(name))
        .map(name -> new Change.DeleteProperty(entity, group, name, Layer.ADMIN));
  }

  /// The change after which the entity itself says nothing about an event; none if it says nothing.
  public static Option<Change> deleting(RepositoryState state, EntityFmri entity, String event) {
    return find(state, entity, event)
        .map(group -> new Change.DeleteGroup(entity, group.name(), Layer.ADMIN));
  }
}
