package systemk.core.history;

import io.vavr.collection.Seq;
import io.vavr.collection.TreeMap;
import io.vavr.collection.TreeSet;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.property.Layer;
import systemk.core.property.LayeredProperty;
import systemk.core.property.PropertyGroup;
import systemk.core.property.Setting;
import systemk.core.repository.Change;
import systemk.core.repository.Committed;
import systemk.core.repository.Instance;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Service;

/// Compares two states of the repository, value by value and layer by layer.
///
/// Only persistent groups count, and values count, not who set them. Cost follows the services
/// compared, so who knows which services were touched compares only those.
public final class Differences {
  private Differences() {}

  /// What is not the same about these services.
  public static Vector<Difference> between(
      RepositoryState before, RepositoryState after, Iterable<ServiceFmri> services) {
    Vector<Difference> found = Vector.empty();
    for (ServiceFmri fmri : services) {
      Option<Service> old = before.service(fmri);
      Option<Service> now = after.service(fmri);
      found =
          found
              .appendAll(entity(fmri, old.isDefined(), now.isDefined()))
              .appendAll(groups(fmri, groups(old), groups(now)));
      TreeMap<String, Instance> were = old.map(Service::instances).getOrElse(TreeMap.empty());
      TreeMap<String, Instance> are = now.map(Service::instances).getOrElse(TreeMap.empty());
      for (String name : TreeSet.ofAll(were.keySet()).addAll(are.keySet())) {
        InstanceFmri instance = fmri.instance(name);
        found =
            found
                .appendAll(entity(instance, were.containsKey(name), are.containsKey(name)))
                .appendAll(
                    groups(
                        instance,
                        were.get(name).map(Instance::groups).getOrElse(TreeMap.empty()),
                        are.get(name).map(Instance::groups).getOrElse(TreeMap.empty())));
      }
    }
    return found;
  }

  /// The services that transactions touched, sorted.
  public static TreeSet<ServiceFmri> touched(Iterable<Committed> entries) {
    TreeSet<ServiceFmri> services = TreeSet.empty();
    for (Committed entry : entries) {
      services = services.addAll(entry.transaction().changes().map(Change::owner));
    }
    return services;
  }

  /// The services of either state, sorted.
  public static TreeSet<ServiceFmri> all(RepositoryState before, RepositoryState after) {
    return TreeSet.ofAll(before.services().values().map(Service::fmri))
        .addAll(after.services().values().map(Service::fmri));
  }

  private static TreeMap<String, PropertyGroup> groups(Option<Service> service) {
    return service.map(Service::groups).getOrElse(TreeMap.empty());
  }

  private static Option<Difference> entity(EntityFmri entity, boolean was, boolean is) {
    return was == is ? Option.none() : Option.some(new Difference.Entity(entity, is));
  }

  private static Vector<Difference> groups(
      EntityFmri entity, TreeMap<String, PropertyGroup> were, TreeMap<String, PropertyGroup> are) {
    if (were.equals(are)) {
      return Vector.empty();
    }
    Vector<Difference> found = Vector.empty();
    for (String name : TreeSet.ofAll(were.keySet()).addAll(are.keySet())) {
      Option<PropertyGroup> before = were.get(name).filter(PropertyGroup::persistent);
      Option<PropertyGroup> after = are.get(name).filter(PropertyGroup::persistent);
      if (!before.equals(after)) {
        found = found.appendAll(group(entity, name, before, after));
      }
    }
    return found;
  }

  private static Vector<Difference> group(
      EntityFmri entity, String name, Option<PropertyGroup> before, Option<PropertyGroup> after) {
    Option<String> oldType = before.map(PropertyGroup::type);
    Option<String> newType = after.map(PropertyGroup::type);
    Vector<Difference> found = Vector.empty();
    if (!oldType.equals(newType)) {
      found = found.append(new Difference.Group(entity, name, oldType, newType));
    }
    TreeMap<Layer, Setting> declared = before.map(PropertyGroup::layers).getOrElse(TreeMap.empty());
    TreeMap<Layer, Setting> declares = after.map(PropertyGroup::layers).getOrElse(TreeMap.empty());
    for (Layer layer : layers(declared, declares)) {
      Option<Setting> was = declared.get(layer);
      Option<Setting> is = declares.get(layer);
      // That a layer has a group shows in what it says in it; only masks are worth a line.
      boolean masks = was.exists(Differences::isMask) != is.exists(Differences::isMask);
      if (masks) {
        found = found.append(new Difference.Declaration(entity, name, layer, was, is));
      }
    }
    return found.appendAll(properties(entity, name, before, after));
  }

  private static boolean isMask(Setting setting) {
    return setting instanceof Setting.Masked;
  }

  private static Vector<Difference> properties(
      EntityFmri entity, String name, Option<PropertyGroup> before, Option<PropertyGroup> after) {
    TreeMap<String, LayeredProperty> were =
        before.map(PropertyGroup::layered).getOrElse(TreeMap.empty());
    TreeMap<String, LayeredProperty> are =
        after.map(PropertyGroup::layered).getOrElse(TreeMap.empty());
    Vector<Difference> found = Vector.empty();
    for (String property : TreeSet.ofAll(were.keySet()).addAll(are.keySet())) {
      TreeMap<Layer, Setting> old = settings(were.get(property));
      TreeMap<Layer, Setting> now = settings(are.get(property));
      boolean effective =
          !before
              .filter(PropertyGroup::isVisible)
              .flatMap(g -> g.property(property))
              .equals(after.filter(PropertyGroup::isVisible).flatMap(g -> g.property(property)));
      for (Layer layer : layers(old, now)) {
        Option<Setting> was = old.get(layer);
        Option<Setting> is = now.get(layer);
        if (!saysTheSame(was, is)) {
          found =
              found.append(new Difference.Value(entity, name, property, layer, was, is, effective));
        }
      }
    }
    return found;
  }

  private static TreeMap<Layer, Setting> settings(Option<LayeredProperty> property) {
    return property.map(LayeredProperty::settings).getOrElse(TreeMap.empty());
  }

  private static Seq<Layer> layers(TreeMap<Layer, Setting> one, TreeMap<Layer, Setting> other) {
    return TreeSet.ofAll(one.keySet()).addAll(other.keySet()).toVector();
  }

  /// Whether two settings are the same but for who made them.
  private static boolean saysTheSame(Option<Setting> one, Option<Setting> other) {
    if (one.isEmpty() || other.isEmpty()) {
      return one.isEmpty() && other.isEmpty();
    }
    return switch (one.get()) {
      case Setting.Masked _ -> isMask(other.get());
      case Setting.Supplied(var type, var values, _) ->
          other.get() instanceof Setting.Supplied supplied
              && supplied.type() == type
              && supplied.values().equals(values);
    };
  }
}
