package systemk.core.property;

import io.vavr.collection.Seq;
import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.fmri.Names;

/// A named, typed group of layered properties: the unit of composition.
///
/// A non-persistent group lives in the volatile store: it survives crashes of the daemons, not a
/// reboot, is in no snapshot and is not exported (smf.md §2.4).
///
/// @param layers the layers that declare the group itself, so that an empty group, too, has an
///   origin
/// @param generation the transaction that last changed the group
public record PropertyGroup(
    String name,
    String type,
    boolean persistent,
    long generation,
    TreeMap<Layer, Setting> layers,
    TreeMap<String, LayeredProperty> layered) {

  public PropertyGroup {
    if (!Names.isName(name) || !Names.isName(type)) {
      throw new IllegalArgumentException("not a group name and type: " + name + " " + type);
    }
  }

  /// A new group without properties, declared by this layer.
  public static PropertyGroup declared(
      String name, String type, boolean persistent, Layer layer, Provenance provenance) {
    return new PropertyGroup(
            name, type, persistent, provenance.generation(), TreeMap.empty(), TreeMap.empty())
        .declaredBy(layer, provenance);
  }

  /// This group, declared by one layer more.
  public PropertyGroup declaredBy(Layer layer, Provenance provenance) {
    return layers.get(layer).exists(s -> s instanceof Setting.Supplied)
        ? this
        : new PropertyGroup(
            name,
            type,
            persistent,
            provenance.generation(),
            layers.put(layer, new Setting.Supplied(ValueType.ASTRING, Vector.empty(), provenance)),
            layered);
  }

  /// Whether anybody sees the group: its highest layer declares it.
  public boolean isVisible() {
    return !layers.isEmpty() && layers.last()._2 instanceof Setting.Supplied;
  }

  /// The property that counts; none if absent or masked.
  public Option<Property> property(String property) {
    return layered.get(property).flatMap(LayeredProperty::effective);
  }

  /// All properties that count, by name.
  public Seq<Property> properties() {
    return layered.values().flatMap(LayeredProperty::effective).toVector();
  }

  /// This group after a layer supplied a value.
  public PropertyGroup supply(Layer layer, Property property, Provenance provenance) {
    var old = layered.get(property.name()).getOrElse(LayeredProperty.unset(property.name()));
    var setting = new Setting.Supplied(property.type(), property.values(), provenance);
    return withProperty(old.with(layer, setting), provenance.generation())
        .declaredBy(layer, provenance);
  }

  /// This group after the layer deleted the property: forgotten where nothing below supplies it,
  /// masked where something does.
  public PropertyGroup delete(Layer layer, String property, Provenance provenance) {
    var old = layered.get(property).getOrElse(LayeredProperty.unset(property));
    return old.isSuppliedBelow(layer)
        ? withProperty(old.with(layer, new Setting.Masked(provenance)), provenance.generation())
        : withdraw(layer, property, provenance.generation());
  }

  /// This group after the layer stopped saying anything about the property.
  public PropertyGroup withdraw(Layer layer, String property, long generation) {
    return layered
        .get(property)
        .map(old -> withProperty(old.without(layer), generation))
        .getOrElse(this);
  }

  /// This group after the layer deleted all of it: masked where lower layers declare it. None if
  /// nothing of it is left.
  public Option<PropertyGroup> delete(Layer layer, Provenance provenance) {
    PropertyGroup emptied = this;
    for (String property : layered.keySet()) {
      emptied = emptied.delete(layer, property, provenance);
    }
    TreeMap<Layer, Setting> rest = layers.remove(layer);
    if (rest.isEmpty()) {
      return Option.none();
    }
    return Option.some(
        new PropertyGroup(
            name,
            type,
            persistent,
            provenance.generation(),
            rest.put(layer, new Setting.Masked(provenance)),
            emptied.layered));
  }

  /// This group after the layer stopped saying anything about it. None if nothing is left.
  public Option<PropertyGroup> withdraw(Layer layer, long generation) {
    PropertyGroup silent = this;
    for (String property : layered.keySet()) {
      silent = silent.withdraw(layer, property, generation);
    }
    TreeMap<Layer, Setting> rest = layers.remove(layer);
    boolean declared = rest.exists(entry -> entry._2 instanceof Setting.Supplied);
    return declared
        ? Option.some(new PropertyGroup(name, type, persistent, generation, rest, silent.layered))
        : Option.none();
  }

  private PropertyGroup withProperty(LayeredProperty property, long generation) {
    return new PropertyGroup(
        name,
        type,
        persistent,
        generation,
        layers,
        property.settings().isEmpty()
            ? layered.remove(property.name())
            : layered.put(property.name(), property));
  }
}
