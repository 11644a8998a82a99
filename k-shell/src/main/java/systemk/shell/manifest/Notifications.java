package systemk.shell.manifest;

import io.vavr.collection.Vector;
import java.util.Map;
import systemk.core.notify.Parameters;
import systemk.core.property.Property;

/// Reads who is told about which events: `"notify": {"to-maintenance": {"smtp": {"to": [...]}}}`.
///
/// The parameters of an event are a group of type `notify_params` named after it, each property
/// named after its means and itself (smf.md §8).
final class Notifications {
  private final Reader reader;
  private final Values values;

  Notifications(Reader reader, Values values) {
    this.reader = reader;
    this.values = values;
  }

  void read(Place at, Groups<Place> groups) {
    reader
        .members(at)
        .forEach(
            (event, place) ->
                groups.addNew(place, Parameters.group(event), "notify_params", event(place)));
  }

  private Vector<Property> event(Place at) {
    Vector<Property> properties = Vector.empty();
    for (Map.Entry<String, Place> means : reader.members(at).entrySet()) {
      for (Map.Entry<String, Place> parameter : reader.members(means.getValue()).entrySet()) {
        properties =
            properties.appendAll(
                values.property(parameter.getValue(), means.getKey() + "," + parameter.getKey()));
      }
    }
    return properties;
  }
}
