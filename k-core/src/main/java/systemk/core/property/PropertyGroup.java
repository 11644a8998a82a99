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

  /// Whether all of these groups are persistent.
  public static boolean arePersistent(TreeMap<String, PropertyGroup> groups) {
    return groups.forAll(entry -> entry._2.persistent());
  }

  /// This group, declared by one layer more.
  public PropertyGroup declaredBy(Layer layer, Provenance provenance) {
    return isDeclaredBy(layer)
        ? this
        : new PropertyGroup(
            name,
            type,
            persistent,
            provenance.generation(),
            layers.put(layer, new Setting.Supplied(ValueType.ASTRING, Vector.empty(), provenance)),
            layered);
  }

  /// Whether this layer says that there is the group.
  public boolean isDeclaredBy(Layer layer) {
    return layers.get(layer).exists(setting -> setting instanceof Setting.Supplied);
  }

  /// This group as of another generation.
  public PropertyGroup at(long changed) {
    return new PropertyGroup(name, type, persistent, changed, layers, layered);
  }

  /// This group with what is pending in it said by this transaction.
  public PropertyGroup saidBy(long transaction) {
    return new PropertyGroup(
        name,
        type,
        persistent,
        generation,
        layers.mapValues(setting -> setting.saidBy(transaction)),
        layered.mapValues(
            property ->
                new LayeredProperty(
                    property.name(),
                    property.settings().mapValues(setting -> setting.saidBy(transaction)))));
  }

  /// Whether the other group says the same, whenever it came to.
  public boolean hasSameContent(PropertyGroup other) {
    return name.equals(other.name)
        && type.equals(other.type)
        && persistent == other.persistent
        && layers.equals(other.layers)
        && layered.equals(other.layered);
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
        .filter(old -> old.settings().containsKey(layer))
        .map(old -> withProperty(old.without(layer), generation))
        .getOrElse(this);
  }

  /// This group after the layer deleted all of it: masked where a lower layer shows it. None if no
  /// layer declares it any more.
  public Option<PropertyGroup> delete(Layer layer, Provenance provenance) {
    PropertyGroup emptied = this;
    for (String property : layered.keySet()) {
      emptied = emptied.delete(layer, property, provenance);
    }
    TreeMap<Layer, Setting> rest = layers.remove(layer);
    var below = rest.filterKeys(other -> other.compareTo(layer) < 0);
    boolean shown = !below.isEmpty() && below.last()._2 instanceof Setting.Supplied;
    return emptied.declaredIn(
        shown ? rest.put(layer, new Setting.Masked(provenance)) : rest, provenance.generation());
  }

  /// This group after the layer stopped saying anything about it. None if no layer declares it any
  /// more.
  public Option<PropertyGroup> withdraw(Layer layer, long generation) {
    PropertyGroup silent = this;
    for (String property : layered.keySet()) {
      silent = silent.withdraw(layer, property, generation);
    }
    return layers.containsKey(layer)
        ? silent.declaredIn(layers.remove(layer), generation)
        : Option.some(silent);
  }

  private Option<PropertyGroup> declaredIn(TreeMap<Layer, Setting> declared, long generation) {
    return declared.exists(entry -> entry._2 instanceof Setting.Supplied)
        ? Option.some(new PropertyGroup(name, type, persistent, generation, declared, layered))
        : Option.none();
  }

  /// This group with a property just as another version of the group has it, and visible.
  public PropertyGroup adopt(LayeredProperty property, Provenance provenance) {
    if (isVisible() && layered.get(property.name()).contains(property)) {
      return this;
    }
    PropertyGroup adopted = withProperty(property, provenance.generation());
    for (Layer layer : property.settings().keySet()) {
      if (property.valueAt(layer).isDefined()) {
        adopted = adopted.declaredBy(layer, provenance);
      }
    }
    return adopted.isVisible() ? adopted : adopted.declaredBy(Layer.ADMIN, provenance);
  }

  /// This group with all its properties and none of their values.
  public PropertyGroup withoutValues() {
    return new PropertyGroup(
        name,
        type,
        persistent,
        generation,
        layers,
        layered.mapValues(
            property ->
                new LayeredProperty(
                    property.name(), property.settings().mapValues(Setting::withoutValues))));
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
