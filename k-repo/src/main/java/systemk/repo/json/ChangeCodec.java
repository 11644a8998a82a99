package systemk.repo.json;

import java.util.Optional;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.property.Layer;
import systemk.core.repository.Change;
import systemk.core.repository.Guard;
import systemk.json.Json;
import systemk.json.JsonException;

/// Changes and guards as JSON. The member `do` says which kind of change it is.
final class ChangeCodec {
  private ChangeCodec() {}

  static Json encode(Change change) {
    return switch (change) {
      case Change.AddService(var service) -> about("add-service", service).build();
      case Change.DeleteService(var service) -> about("delete-service", service).build();
      case Change.AddInstance(var instance) -> about("add-instance", instance).build();
      case Change.DeleteInstance(var instance) -> about("delete-instance", instance).build();
      case Change.AddGroup(var in, var group, var type, var persistent, var layer, var strict) ->
          about("add-group", in, group, layer)
              .put("type", type)
              .put("persistent", persistent)
              .put("strict", strict)
              .build();
      case Change.DeleteGroup(var in, var group, var layer) ->
          about("delete-group", in, group, layer).build();
      case Change.WithdrawGroup(var in, var group, var layer) ->
          about("withdraw-group", in, group, layer).build();
      case Change.SetProperty(var in, var group, var property, var layer, var file) ->
          about("set-property", in, group, layer)
              .put("property", GroupCodec.encode(property))
              .putIf("file", Optional.ofNullable(file.getOrNull()))
              .build();
      case Change.DeleteProperty(var in, var group, var property, var layer) ->
          about("delete-property", in, group, layer).put("property", property).build();
      case Change.WithdrawProperty(var in, var group, var property, var layer) ->
          about("withdraw-property", in, group, layer).put("property", property).build();
      case Change.TakeSnapshot(var in, var name) ->
          about("take-snapshot", in).put("snapshot", name).build();
      case Change.CopySnapshot(var in, var from, var to) ->
          about("copy-snapshot", in).put("from", from).put("to", to).build();
      case Change.Revert(var in, var name) -> about("revert", in).put("snapshot", name).build();
      case Change.PutGroup(var in, var image) ->
          about("put-group", in).put("image", GroupCodec.encode(image)).build();
      case Change.RemoveGroup(var in, var group) ->
          about("remove-group", in).put("group", group).build();
      case Change.PutSnapshot(var in, var image) ->
          about("put-snapshot", in)
              .put("image", StoredCodec.snapshot(image, GroupCodec::encode))
              .build();
      case Change.RemoveSnapshot(var in, var name) ->
          about("remove-snapshot", in).put("snapshot", name).build();
      case Change.Report(var in, var group, var type, var set, var removed) ->
          about("report", in)
              .put("group", group)
              .put("type", type)
              .putArray("set", set.map(GroupCodec::encode).asJava())
              .putStrings("removed", removed.asJava())
              .build();
      case Change.Consume(var in, var group, var property, var value) ->
          about("consume", in)
              .put("group", group)
              .put("property", property)
              .put("value", value)
              .build();
    };
  }

  private static Json.Builder about(String kind, EntityFmri entity) {
    return Json.object().put("do", kind).put("in", entity.toString());
  }

  private static Json.Builder about(String kind, EntityFmri entity, String group, Layer layer) {
    return about(kind, entity).put("group", group).put("layer", layer.token());
  }

  static Change change(Json json) {
    Fields fields = Fields.of(json, "change");
    String kind = fields.string("do");
    return fields.done(
        switch (kind) {
          case "add-service" -> new Change.AddService(service(fields));
          case "delete-service" -> new Change.DeleteService(service(fields));
          case "add-instance" -> new Change.AddInstance(instance(fields));
          case "delete-instance" -> new Change.DeleteInstance(instance(fields));
          case "add-group" ->
              new Change.AddGroup(
                  entity(fields),
                  group(fields),
                  fields.string("type"),
                  fields.flag("persistent"),
                  layer(fields),
                  fields.flag("strict"));
          case "delete-group" ->
              new Change.DeleteGroup(entity(fields), group(fields), layer(fields));
          case "withdraw-group" ->
              new Change.WithdrawGroup(entity(fields), group(fields), layer(fields));
          case "set-property" ->
              new Change.SetProperty(
                  entity(fields),
                  group(fields),
                  GroupCodec.property(fields.at("property")),
                  layer(fields),
                  fields.text("file"));
          case "delete-property" ->
              new Change.DeleteProperty(
                  entity(fields), group(fields), fields.string("property"), layer(fields));
          case "withdraw-property" ->
              new Change.WithdrawProperty(
                  entity(fields), group(fields), fields.string("property"), layer(fields));
          case "put-group" ->
              new Change.PutGroup(entity(fields), GroupCodec.group(fields.at("image")));
          case "remove-group" -> new Change.RemoveGroup(entity(fields), group(fields));
          default -> ofInstance(kind, fields);
        });
  }

  private static Change ofInstance(String kind, Fields fields) {
    return switch (kind) {
      case "take-snapshot" -> new Change.TakeSnapshot(instance(fields), fields.string("snapshot"));
      case "copy-snapshot" ->
          new Change.CopySnapshot(instance(fields), fields.string("from"), fields.string("to"));
      case "revert" -> new Change.Revert(instance(fields), fields.string("snapshot"));
      case "put-snapshot" ->
          new Change.PutSnapshot(
              instance(fields), StoredCodec.snapshot(fields.at("image"), GroupCodec::group));
      case "remove-snapshot" ->
          new Change.RemoveSnapshot(instance(fields), fields.string("snapshot"));
      case "report" ->
          new Change.Report(
              instance(fields),
              group(fields),
              fields.string("type"),
              fields.items("set", GroupCodec::property),
              fields.items("removed", name -> name.asString("removed")));
      case "consume" ->
          new Change.Consume(
              instance(fields), group(fields), fields.string("property"), fields.string("value"));
      default -> throw new JsonException("change \"" + kind + "\" is unknown");
    };
  }

  static Json encode(Guard guard) {
    return switch (guard) {
      case Guard.Unchanged(long generation) -> Json.object().put("generation", generation).build();
      case Guard.GroupUnchanged(var in, var group, long generation) ->
          Json.object()
              .put("in", in.toString())
              .put("group", group)
              .put("generation", generation)
              .build();
    };
  }

  static Guard guard(Json json) {
    Fields fields = Fields.of(json, "guard");
    long generation = fields.integer("generation");
    return fields.done(
        fields.find("in").isDefined()
            ? new Guard.GroupUnchanged(entity(fields), group(fields), generation)
            : new Guard.Unchanged(generation));
  }

  private static String group(Fields fields) {
    return fields.string("group");
  }

  private static Layer layer(Fields fields) {
    return GroupCodec.layer(fields.string("layer"));
  }

  private static ServiceFmri service(Fields fields) {
    if (entity(fields) instanceof ServiceFmri service) {
      return service;
    }
    throw wrongKind(fields, "a service");
  }

  private static InstanceFmri instance(Fields fields) {
    if (entity(fields) instanceof InstanceFmri instance) {
      return instance;
    }
    throw wrongKind(fields, "an instance");
  }

  private static JsonException wrongKind(Fields fields, String wanted) {
    return new JsonException("\"" + fields.string("in") + "\" does not name " + wanted);
  }

  private static EntityFmri entity(Fields fields) {
    return entity(fields.string("in"));
  }

  static EntityFmri entity(String text) {
    Fmri fmri = Fmri.parse(text).getOrElseThrow(error -> new JsonException(error.message()));
    if (fmri instanceof EntityFmri entity && fmri.toString().equals(text)) {
      return entity;
    }
    throw new JsonException("\"" + text + "\" does not name a service or an instance");
  }
}
