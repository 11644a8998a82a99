package systemk.api.json;

import io.vavr.Tuple;
import io.vavr.collection.Seq;
import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import systemk.core.fmri.Names;
import systemk.core.fmri.ServiceFmri;
import systemk.core.property.Layer;
import systemk.core.property.LayeredProperty;
import systemk.core.property.PropertyGroup;
import systemk.core.property.Provenance;
import systemk.core.property.Setting;
import systemk.core.property.ValueType;
import systemk.core.repository.Instance;
import systemk.core.repository.Service;
import systemk.core.repository.Snapshot;
import systemk.json.Json;
import systemk.json.JsonException;

/// Services as JSON and back.
/* Most of the groups of a repository are in it many times: an instance has four or five snapshots,
 * each of which holds the groups as they were, and most of them still are that way. In memory these
 * are one object with many references, and so they are on the wire: a message lists each different
 * group once and names it by its place in that list. Who reads it shares them again.
 */
final class StateCodec {
  private StateCodec() {}

  static Json.Builder encode(List<Service> services, Json.Builder into) {
    Pool pool = new Pool();
    List<Json> encoded = services.stream().map(service -> encode(service, pool)).toList();
    return into.putArray("groups", pool.groups).putArray("services", encoded);
  }

  static List<Service> services(Json.Obj json) {
    Vector<PropertyGroup> pool = Shape.objects(json, "groups", StateCodec::group);
    return Shape.objects(json, "services", service -> service(service, pool)).asJava();
  }

  /// The groups of one message, each once.
  private static final class Pool {
    // Looking at all of a group again and again would take longer than writing it.
    private final IdentityHashMap<PropertyGroup, Integer> same = new IdentityHashMap<>();
    private final Map<PropertyGroup, Integer> equal = new HashMap<>();
    private final List<Json> groups = new ArrayList<>();

    Json places(TreeMap<String, PropertyGroup> wanted) {
      return Json.array(wanted.values().map(group -> Json.of(place(group))).asJava());
    }

    private int place(PropertyGroup group) {
      Integer known = same.get(group);
      if (known != null) {
        return known;
      }
      int place =
          equal.computeIfAbsent(
              group,
              added -> {
                groups.add(encode(added));
                return groups.size() - 1;
              });
      same.put(group, place);
      return place;
    }
  }

  private static Json encode(Service service, Pool pool) {
    return Json.object()
        .put("name", service.fmri().name())
        .put("groups", pool.places(service.groups()))
        .putArray(
            "instances", service.instances().values().map(i -> encode(i, pool)).toVector().asJava())
        .build();
  }

  private static Json encode(Instance instance, Pool pool) {
    return Json.object()
        .put("name", instance.fmri().name())
        .put("groups", pool.places(instance.groups()))
        .putArray(
            "snapshots",
            instance.snapshots().values().map(s -> encode(s, pool)).toVector().asJava())
        .build();
  }

  private static Json encode(Snapshot snapshot, Pool pool) {
    return Json.object()
        .put("name", snapshot.name())
        .put("generation", snapshot.generation())
        .put("instance", pool.places(snapshot.instance()))
        .put("service", pool.places(snapshot.service()))
        .build();
  }

  private static Service service(Json.Obj json, Vector<PropertyGroup> pool) {
    Shape.only(json, "name", "groups", "instances");
    String name = json.string("name");
    if (!Names.isServiceName(name)) {
      throw new JsonException("\"name\" is not the name of a service: \"" + name + "\"");
    }
    ServiceFmri fmri = new ServiceFmri(name);
    Vector<Instance> instances =
        Shape.objects(json, "instances", instance -> instance(fmri, instance, pool));
    return new Service(
        fmri,
        groups(json, "groups", pool),
        TreeMap.ofEntries(instances.map(i -> Tuple.of(i.fmri().name(), i))));
  }

  private static Instance instance(ServiceFmri fmri, Json.Obj json, Vector<PropertyGroup> pool) {
    Shape.only(json, "name", "groups", "snapshots");
    Vector<Snapshot> snapshots = Shape.objects(json, "snapshots", s -> snapshot(s, pool));
    return new Instance(
        fmri.instance(Shape.name(json, "name")),
        groups(json, "groups", pool),
        TreeMap.ofEntries(snapshots.map(s -> Tuple.of(s.name(), s))));
  }

  private static Snapshot snapshot(Json.Obj json, Vector<PropertyGroup> pool) {
    Shape.only(json, "name", "generation", "instance", "service");
    return new Snapshot(
        json.string("name"),
        json.integer("generation"),
        groups(json, "instance", pool),
        groups(json, "service", pool));
  }

  /// A snapshot by itself, with all its groups.
  static Json.Builder encode(Snapshot snapshot, Json.Builder into) {
    Pool pool = new Pool();
    Json image = encode(snapshot, pool);
    return into.putArray("groups", pool.groups).put("image", image);
  }

  /// The snapshot in members `groups` and `image`.
  static Snapshot snapshot(Json.Obj json) {
    return snapshot(json.object("image"), Shape.objects(json, "groups", StateCodec::group));
  }

  private static TreeMap<String, PropertyGroup> groups(
      Json.Obj json, String name, Vector<PropertyGroup> pool) {
    TreeMap<String, PropertyGroup> groups = TreeMap.empty();
    for (Json item : json.items(name)) {
      long place = item.asLong(name);
      if (place < 0 || place >= pool.size()) {
        throw new JsonException("\"" + name + "\" names group " + place + " of " + pool.size());
      }
      PropertyGroup group = pool.get((int) place);
      groups = groups.put(group.name(), group);
    }
    return groups;
  }

  static Json encode(PropertyGroup group) {
    Json.Builder json = Json.object().put("name", group.name()).put("type", group.type());
    if (!group.persistent()) {
      json.put("volatile", true);
    }
    long generation = group.generation();
    return json.put("generation", generation)
        .put("layers", settings(group.layers(), generation))
        .putArray(
            "properties",
            group.layered().values().map(p -> encode(p, generation)).toVector().asJava())
        .build();
  }

  static PropertyGroup group(Json.Obj json) {
    Shape.only(json, "name", "type", "volatile", "generation", "layers", "properties");
    long generation = json.integer("generation");
    TreeMap<String, LayeredProperty> properties = TreeMap.empty();
    for (Json item : json.items("properties")) {
      LayeredProperty property = layered(item.asObj("properties"), generation);
      properties = properties.put(property.name(), property);
    }
    return new PropertyGroup(
        Shape.name(json, "name"),
        Shape.name(json, "type"),
        !json.flag("volatile"),
        generation,
        settings(json, "layers", "layers", generation),
        properties);
  }

  /// Most properties are supplied by one layer, whose setting then needs no list.
  private static Json encode(LayeredProperty property, long generation) {
    Json.Builder json = Json.object().put("name", property.name());
    return property.settings().size() == 1
        ? encode(property.settings().head()._1, property.settings().head()._2, generation, json)
        : json.put("settings", settings(property.settings(), generation)).build();
  }

  private static LayeredProperty layered(Json.Obj json, long generation) {
    String name = Shape.name(json, "name");
    if (json.has("settings")) {
      Shape.only(json, "name", "settings");
      return new LayeredProperty(name, settings(json, "settings", name, generation));
    }
    Shape.only(json, "name", "layer", "type", "value", "values", "masked", "generation", "file");
    return new LayeredProperty(
        name, TreeMap.of(Shape.layer(json, "layer"), setting(json, name, generation)));
  }

  private static Json settings(TreeMap<Layer, Setting> settings, long generation) {
    Seq<Json> encoded =
        settings.map(entry -> encode(entry._1, entry._2, generation, Json.object()));
    return Json.array(encoded.asJava());
  }

  /// A setting says nothing about its generation if it is the group's, and nothing about its values
  /// if it is an astring without any, which is what declares a group.
  private static Json encode(Layer layer, Setting setting, long generation, Json.Builder json) {
    json.put("layer", layer.token());
    switch (setting) {
      case Setting.Supplied(var type, var values, _) -> {
        if (type != ValueType.ASTRING || !values.isEmpty()) {
          json.put("type", type.token());
        }
        if (values.size() == 1) {
          json.put("value", values.head());
        } else if (!values.isEmpty()) {
          json.putStrings("values", values.asJava());
        }
      }
      case Setting.Masked _ -> json.put("masked", true);
    }
    if (setting.provenance().generation() != generation) {
      json.put("generation", setting.provenance().generation());
    }
    return json.putIf("file", setting.provenance().file().toJavaOptional()).build();
  }

  private static TreeMap<Layer, Setting> settings(
      Json.Obj json, String member, String property, long generation) {
    TreeMap<Layer, Setting> settings = TreeMap.empty();
    for (Json item : json.items(member)) {
      Json.Obj object = item.asObj(member);
      Shape.only(object, "layer", "type", "value", "values", "masked", "generation", "file");
      settings = settings.put(Shape.layer(object, "layer"), setting(object, property, generation));
    }
    return settings;
  }

  private static Setting setting(Json.Obj json, String property, long generation) {
    Provenance provenance =
        new Provenance(json.integer("generation", generation), Shape.optional(json, "file"));
    if (json.flag("masked")) {
      return new Setting.Masked(provenance);
    }
    ValueType type = json.has("type") ? Shape.type(json, "type") : ValueType.ASTRING;
    Vector<String> values =
        Shape.optional(json, "value")
            .map(Vector::of)
            .getOrElse(() -> Vector.ofAll(json.strings("values")));
    var checked = TransactionCodec.property(property, type, values);
    return new Setting.Supplied(checked.type(), checked.values(), provenance);
  }
}
