package systemk.core.property;

import io.vavr.collection.SortedMap;
import io.vavr.collection.TreeMap;
import io.vavr.control.Option;

/// A property with what each layer says about it. The highest layer wins.
public record LayeredProperty(String name, TreeMap<Layer, Setting> settings) {

  static LayeredProperty unset(String name) {
    return new LayeredProperty(name, TreeMap.empty());
  }

  /// What counts: the value of the highest layer that says something, unless it masks.
  public Option<Property> effective() {
    return winner().flatMap(layer -> valueAt(layer));
  }

  /// The layer that decides.
  public Option<Layer> winner() {
    return settings.isEmpty() ? Option.none() : Option.some(settings.last()._1);
  }

  /// The value this layer supplies, whether or not it counts.
  public Option<Property> valueAt(Layer layer) {
    return settings
        .get(layer)
        .flatMap(
            setting ->
                switch (setting) {
                  case Setting.Supplied(var type, var values, _) ->
                      Option.some(new Property(name, type, values));
                  case Setting.Masked _ -> Option.none();
                });
  }

  LayeredProperty with(Layer layer, Setting setting) {
    return new LayeredProperty(name, settings.put(layer, setting));
  }

  LayeredProperty without(Layer layer) {
    return new LayeredProperty(name, settings.remove(layer));
  }

  /// Whether some layer below this one supplies a value that would show if this one were silent.
  boolean isSuppliedBelow(Layer layer) {
    SortedMap<Layer, Setting> below = settings.filterKeys(other -> other.compareTo(layer) < 0);
    return !below.isEmpty() && below.last()._2 instanceof Setting.Supplied;
  }
}
