package systemk.shell.manifest;

import io.vavr.collection.Vector;
import java.util.LinkedHashMap;
import java.util.Map;
import systemk.core.fmri.Names;
import systemk.core.manifest.Manifest.DeclaredGroup;
import systemk.core.property.Property;

/// The groups a manifest declares for one service or instance, while it is being read. Several
/// members may add to one group, but no two may set the same property.
final class Groups {
  private final Reader reader;
  private final Map<String, String> types = new LinkedHashMap<>();
  private final Map<String, Map<String, Property>> properties = new LinkedHashMap<>();

  Groups(Reader reader) {
    this.reader = reader;
  }

  /// Adds a group, or more properties to one of the same type.
  void add(Place at, String group, String type, Iterable<Property> more) {
    if (!Names.isName(group)) {
      reader.error(at, "\"" + group + "\" is not a name of a property group");
      return;
    }
    if (!Names.isName(type)) {
      reader.error(at, "\"" + type + "\" is not a type of a property group");
      return;
    }
    String before = types.putIfAbsent(group, type);
    if (before != null && !before.equals(type)) {
      reader.error(at, "the group \"" + group + "\" is of type " + before + " already");
      return;
    }
    Map<String, Property> present = properties.computeIfAbsent(group, _ -> new LinkedHashMap<>());
    for (Property property : more) {
      if (present.putIfAbsent(property.name(), property) != null) {
        reader.error(at, "the property \"" + group + "/" + property.name() + "\" is set twice");
      }
    }
  }

  /// Adds a group of which nothing may be declared elsewhere.
  void addNew(Place at, String group, String type, Iterable<Property> more) {
    if (types.containsKey(group)) {
      reader.error(at, "the group \"" + group + "\" is declared twice");
      return;
    }
    add(at, group, type, more);
  }

  Vector<DeclaredGroup> declared() {
    return Vector.ofAll(types.entrySet())
        .map(
            entry ->
                new DeclaredGroup(
                    entry.getKey(),
                    entry.getValue(),
                    Vector.ofAll(properties.getOrDefault(entry.getKey(), Map.of()).values())));
  }
}
