package systemk.api.json;

import io.vavr.collection.Seq;
import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import systemk.core.fmri.Names;
import systemk.core.fmri.ServiceFmri;
import systemk.core.property.Layer;
import systemk.core.property.LayeredProperty;
import systemk.core.property.PropertyGroup;
import systemk.core.property.Provenance;
import systemk.core.property.Setting;
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
    private final Map<PropertyGroup, Integer> places = new HashMap<>();
    private final List<Json> groups = new ArrayList<>();

    Json places(TreeMap<String, PropertyGroup> wanted) {
      return Json.array(wanted.values().map(group -> Json.of(place(group))).asJava());
    }

    private int place(PropertyGroup group) {
      return places.computeIfAbsent(
          group,
          added -> {
            groups.add(encode(added));
            return groups.size() - 1;
          });
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
        TreeMap.ofEntries(instances.map(i -> io.vavr.Tuple.of(i.fmri().name(), i))));
  }

  private static Instance instance(ServiceFmri fmri, Json.Obj json, Vector<PropertyGroup> pool) {
    Shape.only(json, "name", "groups", "snapshots");
    Vector<Snapshot> snapshots = Shape.objects(json, "snapshots", s -> snapshot(s, pool));
    return new Instance(
        fmri.instance(Shape.name(json, "name")),
        groups(json, "groups", pool),
        TreeMap.ofEntries(snapshots.map(s -> io.vavr.Tuple.of(s.name(), s))));
  }

  private static Snapshot snapshot(Json.Obj json, Vector<PropertyGroup> pool) {
    Shape.only(json, "name", "generation", "instance", "service");
    return new Snapshot(
        json.string("name"),
        json.integer("generation"),
        groups(json, "instance", pool),
        groups(json, "service", pool));
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

  private static Json encode(PropertyGroup group) {
    Json.Builder json = Json.object().put("name", group.name()).put("type", group.type());
    if (!group.persistent()) {
      json.put("volatile", true);
    }
    return json.put("generation", group.generation())
        .put("layers", settings(group.layers()))
        .putArray(
            "properties",
            group
                .layered()
                .values()
                .map(
                    p ->
                        Json.object()
                            .put("name", p.name())
                            .put("settings", settings(p.settings()))
                            .build())
                .toVector()
                .asJava())
        .build();
  }

  private static PropertyGroup group(Json.Obj json) {
    Shape.only(json, "name", "type", "volatile", "generation", "layers", "properties");
    TreeMap<String, LayeredProperty> properties = TreeMap.empty();
    for (LayeredProperty property : Shape.objects(json, "properties", StateCodec::layered)) {
      properties = properties.put(property.name(), property);
    }
    return new PropertyGroup(
        Shape.name(json, "name"),
        Shape.name(json, "type"),
        !json.flag("volatile"),
        json.integer("generation"),
        settings(json, "layers", "layers"),
        properties);
  }

  private static LayeredProperty layered(Json.Obj json) {
    Shape.only(json, "name", "settings");
    String name = Shape.name(json, "name");
    return new LayeredProperty(name, settings(json, "settings", name));
  }

  private static Json settings(TreeMap<Layer, Setting> settings) {
    Seq<Json> encoded = settings.map(entry -> encode(entry._1, entry._2));
    return Json.array(encoded.asJava());
  }

  private static Json encode(Layer layer, Setting setting) {
    Json.Builder json = Json.object().put("layer", layer.token());
    switch (setting) {
      case Setting.Supplied(var type, var values, _) -> {
        json.put("type", type.token());
        if (values.size() == 1) {
          json.put("value", values.head());
        } else {
          json.putStrings("values", values.asJava());
        }
      }
      case Setting.Masked _ -> json.put("masked", true);
    }
    return json.put("generation", setting.provenance().generation())
        .putIf("file", setting.provenance().file().toJavaOptional())
        .build();
  }

  private static TreeMap<Layer, Setting> settings(Json.Obj json, String member, String property) {
    TreeMap<Layer, Setting> settings = TreeMap.empty();
    for (Json item : json.items(member)) {
      Json.Obj object = item.asObj(member);
      Shape.only(object, "layer", "type", "value", "values", "masked", "generation", "file");
      settings = settings.put(Shape.layer(object, "layer"), setting(object, property));
    }
    return settings;
  }

  private static Setting setting(Json.Obj json, String property) {
    Provenance provenance =
        new Provenance(json.integer("generation"), Shape.optional(json, "file"));
    if (json.flag("masked")) {
      return new Setting.Masked(provenance);
    }
    Vector<String> values =
        Shape.optional(json, "value")
            .map(Vector::of)
            .getOrElse(() -> Vector.ofAll(Shape.strings(json, "values")));
    var checked = TransactionCodec.property(property, Shape.type(json, "type"), values);
    return new Setting.Supplied(checked.type(), checked.values(), provenance);
  }
}
