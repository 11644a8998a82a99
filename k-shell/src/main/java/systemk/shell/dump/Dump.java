package systemk.shell.dump;

import io.vavr.Tuple;
import io.vavr.collection.TreeMap;
import systemk.core.fmri.ServiceFmri;
import systemk.core.property.Layer;
import systemk.core.property.LayeredProperty;
import systemk.core.property.PropertyGroup;
import systemk.core.property.Setting;
import systemk.core.repository.Landmarks;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Service;
import systemk.json.Json;

/// Writes the configuration as one file for each service: every persistent group with what each
/// layer says.
/* What is the same is written the same: members are in the order of their names, and there is nothing in
 * a file that moves without the configuration (no generation, no time, no snapshot, no state). What is
 * about the repository itself is no part of it.
 */
public final class Dump {
  static final String MARKER = "systemk-dump";
  static final int VERSION = 1;

  private static final String SUFFIX = ".json";

  private Dump() {}

  /// The texts of all files by the way from the directory of the dump to them.
  public static TreeMap<String, String> of(RepositoryState state) {
    return TreeMap.ofEntries(
        state
            .services()
            .values()
            .filter(service -> !Landmarks.isAboutRepository(service.fmri()))
            .map(service -> Tuple.of(file(service.fmri()), DumpText.of(service(service)))));
  }

  /// The file of a service.
  static String file(ServiceFmri service) {
    return service.name() + SUFFIX;
  }

  private static Json.Obj service(Service service) {
    Json.Builder json = Json.object().put(MARKER, VERSION).put("service", service.fmri().name());
    putGroups(json, service.groups());
    Json.Builder instances = Json.object();
    service
        .instances()
        .forEach(
            (name, instance) -> {
              Json.Builder one = Json.object();
              putGroups(one, instance.groups());
              instances.put(name, one.build());
            });
    return json.put("instances", instances.build()).build();
  }

  private static void putGroups(Json.Builder json, TreeMap<String, PropertyGroup> groups) {
    Json.Builder written = Json.object();
    TreeMap<String, PropertyGroup> lasting = groups.filterValues(PropertyGroup::persistent);
    lasting.forEach((name, group) -> written.put(name, group(group)));
    if (!lasting.isEmpty()) {
      json.put("groups", written.build());
    }
  }

  private static Json group(PropertyGroup group) {
    Json.Builder json = Json.object().put("type", group.type());
    Json.Obj layers = layers(group);
    if (!layers.members().isEmpty()) {
      json.put("layers", layers);
    }
    TreeMap<String, LayeredProperty> said =
        group.layered().filterValues(property -> !property.settings().isEmpty());
    if (!said.isEmpty()) {
      Json.Builder properties = Json.object();
      said.forEach((name, property) -> properties.put(name, property(property)));
      json.put("properties", properties.build());
    }
    return json.build();
  }

  /// The layers that declare or mask the group. A layer that supplies a property declares the group
  /// without being named here.
  private static Json.Obj layers(PropertyGroup group) {
    Json.Builder json = Json.object();
    group
        .layers()
        .forEach(
            (layer, setting) -> {
              boolean evident =
                  setting instanceof Setting.Supplied
                      && setting.provenance().file().isEmpty()
                      && group.layered().values().exists(p -> p.valueAt(layer).isDefined());
              if (!evident) {
                json.put(layer.token(), declaration(setting));
              }
            });
    return json.build();
  }

  private static Json declaration(Setting setting) {
    Json.Builder json = Json.object();
    if (setting instanceof Setting.Masked) {
      json.put("masked", true);
    }
    return json.putIf("file", setting.provenance().file().toJavaOptional()).build();
  }

  private static Json property(LayeredProperty property) {
    Json.Builder json = Json.object();
    property
        .settings()
        .forEach((Layer layer, Setting setting) -> json.put(layer.token(), setting(setting)));
    return json.build();
  }

  private static Json setting(Setting setting) {
    Json.Builder json = Json.object();
    switch (setting) {
      case Setting.Masked _ -> json.put("masked", true);
      case Setting.Supplied(var type, var values, _) -> {
        json.put("type", type.token());
        if (values.size() == 1) {
          json.put("value", values.head());
        } else {
          json.putStrings("values", values.asJava());
        }
      }
    }
    return json.putIf("file", setting.provenance().file().toJavaOptional()).build();
  }
}
