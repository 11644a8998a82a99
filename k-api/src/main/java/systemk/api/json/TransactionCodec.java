package systemk.api.json;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.time.DateTimeException;
import java.time.Instant;
import systemk.core.property.Property;
import systemk.core.property.ValueType;
import systemk.core.repository.Author;
import systemk.core.repository.Change;
import systemk.core.repository.Committed;
import systemk.core.repository.Guard;
import systemk.core.repository.Transaction;
import systemk.json.Json;
import systemk.json.JsonException;

/// Transactions as JSON and back.
final class TransactionCodec {
  private TransactionCodec() {}

  static Json.Builder encode(Committed entry, Json.Builder into) {
    return into.put("revision", entry.revision().toString())
        .put("time", entry.time().toString())
        .put("transaction", encode(entry.transaction()));
  }

  static Committed committed(Json.Obj json) {
    return new Committed(
        Shape.revision(json, "revision"), time(json), transaction(json.object("transaction")));
  }

  private static Instant time(Json.Obj json) {
    try {
      return Instant.parse(json.string("time"));
    } catch (DateTimeException e) {
      throw new JsonException("\"time\" is not an instant: " + e.getMessage(), e);
    }
  }

  static Json encode(Transaction transaction) {
    Json.Builder json =
        Json.object()
            .putArray("changes", transaction.changes().map(TransactionCodec::encode).asJava());
    if (!transaction.guards().isEmpty()) {
      json.putArray("guards", transaction.guards().map(TransactionCodec::encode).asJava());
    }
    json.put("author", encode(transaction.author()));
    if (!transaction.comment().isEmpty()) {
      json.put("comment", transaction.comment());
    }
    return json.putIf("request", transaction.request().toJavaOptional()).build();
  }

  static Transaction transaction(Json.Obj json) {
    Shape.only(json, "changes", "guards", "author", "comment", "request");
    json.at("changes");
    return new Transaction(
        Shape.objects(json, "changes", TransactionCodec::change),
        Shape.objects(json, "guards", TransactionCodec::guard),
        author(json.object("author")),
        json.optionalString("comment").orElse(""),
        Shape.optional(json, "request"));
  }

  private static Json encode(Author author) {
    return Json.object()
        .put("uid", author.uid())
        .put("gid", author.gid())
        .put("pid", author.pid())
        .put("command", author.command())
        .build();
  }

  private static Author author(Json.Obj json) {
    Shape.only(json, "uid", "gid", "pid", "command");
    return new Author(
        json.integer("uid"), json.integer("gid"), json.integer("pid"), json.string("command"));
  }

  private static Json encode(Guard guard) {
    return switch (guard) {
      case Guard.Unchanged(long generation) ->
          Json.object().put("guard", "unchanged").put("generation", generation).build();
      case Guard.GroupUnchanged(var entity, var group, long generation) ->
          Json.object()
              .put("guard", "group_unchanged")
              .put("entity", entity.toString())
              .put("group", group)
              .put("generation", generation)
              .build();
    };
  }

  private static Guard guard(Json.Obj json) {
    String kind = json.string("guard");
    return switch (kind) {
      case "unchanged" -> {
        Shape.only(json, "guard", "generation");
        yield new Guard.Unchanged(json.integer("generation"));
      }
      case "group_unchanged" -> {
        Shape.only(json, "guard", "entity", "group", "generation");
        yield new Guard.GroupUnchanged(
            Shape.entity(json, "entity"), Shape.name(json, "group"), json.integer("generation"));
      }
      default -> throw new JsonException("there is no guard \"" + kind + "\"");
    };
  }

  static Json encode(Change change) {
    return switch (change) {
      case Change.AddService(var service) ->
          of("add_service").put("service", service.toString()).build();
      case Change.DeleteService(var service) ->
          of("delete_service").put("service", service.toString()).build();
      case Change.AddInstance(var instance) ->
          of("add_instance").put("instance", instance.toString()).build();
      case Change.DeleteInstance(var instance) ->
          of("delete_instance").put("instance", instance.toString()).build();
      case Change.AddGroup add ->
          in("add_group", add.entity().toString(), add.group(), add.layer().token())
              .put("type", add.type())
              .put("persistent", add.persistent())
              .put("strict", add.strict())
              .build();
      case Change.DeleteGroup(var entity, var group, var layer) ->
          in("delete_group", entity.toString(), group, layer.token()).build();
      case Change.WithdrawGroup(var entity, var group, var layer) ->
          in("withdraw_group", entity.toString(), group, layer.token()).build();
      case Change.SetProperty set ->
          in("set_property", set.entity().toString(), set.group(), set.layer().token())
              .put("property", encode(set.property()))
              .putIf("file", set.file().toJavaOptional())
              .build();
      case Change.DeleteProperty(var entity, var group, var property, var layer) ->
          in("delete_property", entity.toString(), group, layer.token())
              .put("property", property)
              .build();
      case Change.WithdrawProperty(var entity, var group, var property, var layer) ->
          in("withdraw_property", entity.toString(), group, layer.token())
              .put("property", property)
              .build();
      case Change.TakeSnapshot(var instance, var name) ->
          of("take_snapshot").put("instance", instance.toString()).put("snapshot", name).build();
      case Change.CopySnapshot(var instance, var from, var to) ->
          of("copy_snapshot")
              .put("instance", instance.toString())
              .put("from", from)
              .put("to", to)
              .build();
      case Change.Revert(var instance, var name) ->
          of("revert").put("instance", instance.toString()).put("snapshot", name).build();
      case Change.PutGroup(var entity, var image) ->
          of("put_group")
              .put("entity", entity.toString())
              .put("image", StateCodec.encode(image))
              .build();
      case Change.RemoveGroup(var entity, var group) ->
          of("remove_group").put("entity", entity.toString()).put("group", group).build();
      case Change.PutSnapshot(var instance, var image) ->
          StateCodec.encode(image, of("put_snapshot").put("instance", instance.toString())).build();
      case Change.RemoveSnapshot(var instance, var name) ->
          of("remove_snapshot").put("instance", instance.toString()).put("snapshot", name).build();
      case Change.Report report -> encode(report);
      case Change.Consume(var instance, var group, var property, var value) ->
          of("consume")
              .put("instance", instance.toString())
              .put("group", group)
              .put("property", property)
              .put("value", value)
              .build();
    };
  }

  private static Json encode(Change.Report report) {
    Json.Builder json =
        of("report")
            .put("instance", report.instance().toString())
            .put("group", report.group())
            .put("type", report.type());
    if (!report.set().isEmpty()) {
      json.putArray("set", report.set().map(TransactionCodec::encode).asJava());
    }
    if (!report.removed().isEmpty()) {
      json.putStrings("removed", report.removed().asJava());
    }
    return json.build();
  }

  private static Json.Builder of(String change) {
    return Json.object().put("change", change);
  }

  private static Json.Builder in(String change, String entity, String group, String layer) {
    return of(change).put("entity", entity).put("group", group).put("layer", layer);
  }

  static Change change(Json.Obj json) {
    String kind = json.string("change");
    return switch (kind) {
      case "add_service" -> {
        Shape.only(json, "change", "service");
        yield new Change.AddService(Shape.service(json, "service"));
      }
      case "delete_service" -> {
        Shape.only(json, "change", "service");
        yield new Change.DeleteService(Shape.service(json, "service"));
      }
      case "add_instance" -> {
        Shape.only(json, "change", "instance");
        yield new Change.AddInstance(Shape.instance(json, "instance"));
      }
      case "delete_instance" -> {
        Shape.only(json, "change", "instance");
        yield new Change.DeleteInstance(Shape.instance(json, "instance"));
      }
      case "take_snapshot" -> {
        Shape.only(json, "change", "instance", "snapshot");
        yield new Change.TakeSnapshot(Shape.instance(json, "instance"), json.string("snapshot"));
      }
      case "copy_snapshot" -> {
        Shape.only(json, "change", "instance", "from", "to");
        yield new Change.CopySnapshot(
            Shape.instance(json, "instance"), json.string("from"), json.string("to"));
      }
      case "revert" -> {
        Shape.only(json, "change", "instance", "snapshot");
        yield new Change.Revert(Shape.instance(json, "instance"), json.string("snapshot"));
      }
      case "put_snapshot" -> {
        Shape.only(json, "change", "instance", "groups", "image");
        yield new Change.PutSnapshot(Shape.instance(json, "instance"), StateCodec.snapshot(json));
      }
      case "remove_snapshot" -> {
        Shape.only(json, "change", "instance", "snapshot");
        yield new Change.RemoveSnapshot(Shape.instance(json, "instance"), json.string("snapshot"));
      }
      case "report" -> report(json);
      case "consume" -> {
        Shape.only(json, "change", "instance", "group", "property", "value");
        yield new Change.Consume(
            Shape.instance(json, "instance"),
            Shape.name(json, "group"),
            Shape.name(json, "property"),
            json.string("value"));
      }
      default -> groupChange(kind, json);
    };
  }

  private static Change groupChange(String kind, Json.Obj json) {
    return switch (kind) {
      case "add_group" -> {
        Shape.only(json, "change", "entity", "group", "layer", "type", "persistent", "strict");
        yield new Change.AddGroup(
            Shape.entity(json, "entity"),
            Shape.name(json, "group"),
            Shape.name(json, "type"),
            json.at("persistent").asBool("persistent"),
            Shape.layer(json, "layer"),
            json.flag("strict"));
      }
      case "delete_group" -> {
        Shape.only(json, "change", "entity", "group", "layer");
        yield new Change.DeleteGroup(
            Shape.entity(json, "entity"), Shape.name(json, "group"), Shape.layer(json, "layer"));
      }
      case "withdraw_group" -> {
        Shape.only(json, "change", "entity", "group", "layer");
        yield new Change.WithdrawGroup(
            Shape.entity(json, "entity"), Shape.name(json, "group"), Shape.layer(json, "layer"));
      }
      case "put_group" -> {
        Shape.only(json, "change", "entity", "image");
        yield new Change.PutGroup(
            Shape.entity(json, "entity"), StateCodec.group(json.object("image")));
      }
      case "remove_group" -> {
        Shape.only(json, "change", "entity", "group");
        yield new Change.RemoveGroup(Shape.entity(json, "entity"), Shape.name(json, "group"));
      }
      default -> propertyChange(kind, json);
    };
  }

  private static Change propertyChange(String kind, Json.Obj json) {
    return switch (kind) {
      case "set_property" -> {
        Shape.only(json, "change", "entity", "group", "layer", "property", "file");
        yield new Change.SetProperty(
            Shape.entity(json, "entity"),
            Shape.name(json, "group"),
            property(json.object("property")),
            Shape.layer(json, "layer"),
            Shape.optional(json, "file"));
      }
      case "delete_property" -> {
        Shape.only(json, "change", "entity", "group", "layer", "property");
        yield new Change.DeleteProperty(
            Shape.entity(json, "entity"),
            Shape.name(json, "group"),
            Shape.name(json, "property"),
            Shape.layer(json, "layer"));
      }
      case "withdraw_property" -> {
        Shape.only(json, "change", "entity", "group", "layer", "property");
        yield new Change.WithdrawProperty(
            Shape.entity(json, "entity"),
            Shape.name(json, "group"),
            Shape.name(json, "property"),
            Shape.layer(json, "layer"));
      }
      default -> throw new JsonException("there is no change \"" + kind + "\"");
    };
  }

  private static Change report(Json.Obj json) {
    Shape.only(json, "change", "instance", "group", "type", "set", "removed");
    return new Change.Report(
        Shape.instance(json, "instance"),
        Shape.name(json, "group"),
        Shape.name(json, "type"),
        Shape.objects(json, "set", TransactionCodec::property),
        Vector.ofAll(json.strings("removed")));
  }

  static Json encode(Property property) {
    Json.Builder json =
        Json.object().put("name", property.name()).put("type", property.type().token());
    return property.values().size() == 1
        ? json.put("value", property.values().head()).build()
        : json.putStrings("values", property.values().asJava()).build();
  }

  static Property property(Json.Obj json) {
    Shape.only(json, "name", "type", "value", "values");
    Vector<String> values =
        Shape.optional(json, "value")
            .map(Vector::of)
            .getOrElse(() -> Vector.ofAll(Shape.strings(json, "values")));
    return property(json.string("name"), Shape.type(json, "type"), values);
  }

  /// The property, whose values must be canonical already: nobody may send what would be stored as
  /// something else.
  static Property property(String name, ValueType type, Vector<String> values) {
    try {
      return new Property(name, type, values);
    } catch (IllegalArgumentException e) {
      throw new JsonException(Option.of(e.getMessage()).getOrElse("not a property"), e);
    }
  }
}
