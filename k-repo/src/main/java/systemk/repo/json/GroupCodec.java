package systemk.repo.json;

import io.vavr.Tuple2;
import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import java.util.Optional;
import java.util.function.Function;
import systemk.core.property.Layer;
import systemk.core.property.LayeredProperty;
import systemk.core.property.Property;
import systemk.core.property.PropertyGroup;
import systemk.core.property.Provenance;
import systemk.core.property.Setting;
import systemk.core.property.ValueType;
import systemk.json.Json;
import systemk.json.JsonException;

/// Properties and property groups as JSON, layers and provenance included.
final class GroupCodec {
  private GroupCodec() {}

  static Json encode(PropertyGroup group) {
    return Json.object()
        .put("name", group.name())
        .put("type", group.type())
        .put("persistent", group.persistent())
        .put("generation", group.generation())
        .put("layers", settings(group.layers()))
        .put("properties", object(group.layered(), name -> name, p -> settings(p.settings())))
        .build();
  }

  private static Json settings(TreeMap<Layer, Setting> settings) {
    return object(settings, Layer::token, GroupCodec::encode);
  }

  private static <K, V> Json object(
      TreeMap<K, V> map, Function<K, String> name, Function<V, Json> encode) {
    Json.Builder object = Json.object();
    for (Tuple2<K, V> entry : map) {
      object.put(name.apply(entry._1), encode.apply(entry._2));
    }
    return object.build();
  }

  private static Json encode(Setting setting) {
    Json.Builder object = Json.object();
    switch (setting) {
      case Setting.Supplied(var type, var values, _) ->
          object.put("type", type.token()).putStrings("values", values.asJava());
      case Setting.Masked _ -> object.put("masked", true);
    }
    Provenance provenance = setting.provenance();
    return object
        .put("generation", provenance.generation())
        .putIf("file", Optional.ofNullable(provenance.file().getOrNull()))
        .build();
  }

  static PropertyGroup group(Json json) {
    Fields fields = Fields.of(json, "group");
    TreeMap<String, LayeredProperty> properties = TreeMap.empty();
    for (var member : fields.at("properties").asObj("properties").members().entrySet()) {
      String name = member.getKey();
      var settings = settings(name, member.getValue());
      properties = properties.put(name, new LayeredProperty(name, settings));
    }
    String name = fields.string("name");
    return fields.done(
        new PropertyGroup(
            name,
            fields.string("type"),
            fields.flag("persistent"),
            fields.integer("generation"),
            settings(name, fields.at("layers")),
            properties));
  }

  private static TreeMap<Layer, Setting> settings(String name, Json json) {
    TreeMap<Layer, Setting> settings = TreeMap.empty();
    for (var member : json.asObj("layers").members().entrySet()) {
      settings = settings.put(layer(member.getKey()), setting(name, member.getValue()));
    }
    return settings;
  }

  private static Setting setting(String name, Json json) {
    Fields fields = Fields.of(json, "setting");
    var provenance = new Provenance(fields.integer("generation"), fields.text("file"));
    if (fields.find("masked").isDefined()) {
      return fields.done(new Setting.Masked(provenance));
    }
    // The property checks the values, which a setting does not.
    var property = new Property(name, type(fields.string("type")), values(fields));
    return fields.done(new Setting.Supplied(property.type(), property.values(), provenance));
  }

  static Json encode(Property property) {
    return Json.object()
        .put("name", property.name())
        .put("type", property.type().token())
        .putStrings("values", property.values().asJava())
        .build();
  }

  static Property property(Json json) {
    Fields fields = Fields.of(json, "property");
    return fields.done(
        new Property(fields.string("name"), type(fields.string("type")), values(fields)));
  }

  private static Vector<String> values(Fields fields) {
    return fields.items("values", value -> value.asString("values"));
  }

  static Layer layer(String token) {
    return Layer.ofToken(token)
        .getOrElseThrow(() -> new JsonException("\"" + token + "\" is not a layer"));
  }

  static ValueType type(String token) {
    return ValueType.ofToken(token)
        .getOrElseThrow(() -> new JsonException("\"" + token + "\" is not a type"));
  }
}
