package systemk.core.repository;

import io.vavr.collection.Seq;
import io.vavr.collection.TreeMap;
import io.vavr.collection.TreeSet;
import io.vavr.control.Option;
import systemk.core.property.Property;
import systemk.core.property.PropertyGroup;

/// The properties of an instance seen over those of its service: a property the instance has hides
/// the service's of the same name whole; values are not merged (smf.md §2.4).
///
/// Lookups cost two map accesses. Groups that are deleted (masked) are not seen.
public record Composition(
    TreeMap<String, PropertyGroup> over, TreeMap<String, PropertyGroup> under) {

  public static final Composition EMPTY = new Composition(TreeMap.empty(), TreeMap.empty());

  /// The names of all groups, sorted.
  public Seq<String> groupNames() {
    return TreeSet.ofAll(visible(over)).addAll(visible(under)).toVector();
  }

  private static Seq<String> visible(TreeMap<String, PropertyGroup> groups) {
    return groups.values().filter(PropertyGroup::isVisible).map(PropertyGroup::name);
  }

  public boolean hasGroup(String group) {
    return groupType(group).isDefined();
  }

  /// The type of the group: the instance's, else the service's.
  public Option<String> groupType(String group) {
    return visible(over, group).orElse(visible(under, group)).map(PropertyGroup::type);
  }

  public boolean isPersistent(String group) {
    return visible(over, group)
        .orElse(visible(under, group))
        .map(PropertyGroup::persistent)
        .getOrElse(true);
  }

  /// The names of all groups of this type, sorted.
  public Seq<String> groupsOfType(String type) {
    return groupNames().filter(name -> groupType(name).contains(type));
  }

  public Option<Property> property(String group, String property) {
    return visible(over, group)
        .flatMap(g -> g.property(property))
        .orElse(() -> visible(under, group).flatMap(g -> g.property(property)));
  }

  /// The single value of a property, as text.
  public Option<String> value(String group, String property) {
    return property(group, property).flatMap(Property::single);
  }

  /// All properties of a group, sorted by name.
  public Seq<Property> properties(String group) {
    TreeMap<String, Property> composed = TreeMap.empty();
    for (Property property : visible(under, group).toVector().flatMap(PropertyGroup::properties)) {
      composed = composed.put(property.name(), property);
    }
    for (Property property : visible(over, group).toVector().flatMap(PropertyGroup::properties)) {
      composed = composed.put(property.name(), property);
    }
    return composed.values().toVector();
  }

  private static Option<PropertyGroup> visible(
      TreeMap<String, PropertyGroup> groups, String group) {
    return groups.get(group).filter(PropertyGroup::isVisible);
  }

  /// This composition without the groups of one kind of durability.
  public Composition only(boolean persistent) {
    return new Composition(only(over, persistent), only(under, persistent));
  }

  private static TreeMap<String, PropertyGroup> only(
      TreeMap<String, PropertyGroup> groups, boolean persistent) {
    return groups.values().forAll(group -> group.persistent() == persistent)
        ? groups
        : groups.filterValues(group -> group.persistent() == persistent);
  }
}
