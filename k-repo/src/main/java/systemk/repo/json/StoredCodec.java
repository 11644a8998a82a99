package systemk.repo.json;

import io.vavr.collection.TreeMap;
import io.vavr.collection.TreeSet;
import io.vavr.collection.Vector;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import systemk.core.fmri.EntityFmri;
import systemk.core.property.PropertyGroup;
import systemk.core.repository.Author;
import systemk.core.repository.Committed;
import systemk.core.repository.Revision;
import systemk.core.repository.Snapshot;
import systemk.core.repository.Transaction;
import systemk.core.rights.Refusal;
import systemk.core.rights.Requirement;
import systemk.json.Json;
import systemk.json.JsonException;

/// What is stored, as JSON and back.
/* Decoding is strict: a member that is missing, unknown or of the wrong kind is an error, and so is a
 * value that is not canonical. Each decoder throws JsonException and nothing else, because what it
 * reads may be damaged. Every frame and checkpoint carries the version it has. The rules for names and values are
 * part of the format: they may be relaxed, but a text that was once accepted must stay acceptable, or
 * the journals that hold it cannot be read any more.
 */
public final class StoredCodec {
  /// The version of the format that is written. All earlier ones can be read.
  public static final int VERSION = 2;

  private StoredCodec() {}

  /// The version in a frame or checkpoint.
  ///
  /// @throws NewerVersion if it is of a later program
  public static long version(Fields fields) {
    long version = fields.integer("v");
    if (version > VERSION) {
      throw new NewerVersion(version);
    }
    if (version < 1) {
      throw new JsonException("format version " + version + " is not known");
    }
    return version;
  }

  public static Json request(StoredRequest stored) {
    return put(Json.object().put("request", stored.request()), stored.revision()).build();
  }

  public static StoredRequest request(Json json) {
    Fields fields = Fields.of(json, "request");
    return fields.done(new StoredRequest(fields.string("request"), revision(fields)));
  }

  public static Json transaction(StoredTransaction stored) {
    Committed committed = stored.committed();
    Transaction transaction = committed.transaction();
    Json.Builder object =
        put(Json.object(), committed.revision())
            .put("time", committed.time().toString())
            .put("author", author(transaction.author()))
            .put("comment", transaction.comment())
            .putIf("request", Optional.ofNullable(transaction.request().getOrNull()));
    if (!transaction.guards().isEmpty()) {
      object.putArray("guards", transaction.guards().map(ChangeCodec::encode).asJava());
    }
    if (!stored.volatileChanges().isEmpty()) {
      object.putArray("volatile", stored.volatileChanges().<Json>map(Json::of).asJava());
    }
    return object
        .putArray("changes", transaction.changes().map(ChangeCodec::encode).asJava())
        .build();
  }

  public static StoredTransaction transaction(Json json) {
    return strict(
        () -> {
          Fields fields = Fields.of(json, "transaction");
          Author author = author(fields.at("author"));
          var transaction =
              new Transaction(
                  fields.items("changes", ChangeCodec::change),
                  fields.anyItems("guards", ChangeCodec::guard),
                  author,
                  fields.string("comment"),
                  fields.text("request"));
          var committed =
              new Committed(revision(fields), Instant.parse(fields.string("time")), transaction);
          return fields.done(
              new StoredTransaction(
                  committed,
                  fields.anyItems("volatile", at -> Math.toIntExact(at.asLong("volatile")))));
        });
  }

  public static Json refusal(Refusal refusal) {
    return Json.object()
        .put("time", refusal.time().toString())
        .put("author", author(refusal.author()))
        .put("unrecorded", refusal.unrecorded())
        .putArray("what", refusal.what().map(StoredCodec::requirement).asJava())
        .build();
  }

  private static Json requirement(Requirement requirement) {
    return Json.object()
        .put("fmri", requirement.entity().toString())
        .put("group", requirement.group())
        .putStrings("any_of", requirement.anyOf().toVector().asJava())
        .build();
  }

  public static Refusal refusal(Json json) {
    return strict(
        () -> {
          Fields fields = Fields.of(json, "refusal");
          return fields.done(
              new Refusal(
                  Instant.parse(fields.string("time")),
                  author(fields.at("author")),
                  fields.items("what", StoredCodec::requirement),
                  fields.integer("unrecorded")));
        });
  }

  private static Requirement requirement(Json json) {
    Fields fields = Fields.of(json, "requirement");
    return fields.done(
        new Requirement(
            entity(fields.string("fmri")),
            fields.string("group"),
            TreeSet.ofAll(fields.items("any_of", one -> one.asString("any_of")))));
  }

  private static Json author(Author author) {
    return Json.object()
        .put("uid", author.uid())
        .put("gid", author.gid())
        .put("pid", author.pid())
        .put("command", author.command())
        .build();
  }

  private static Author author(Json json) {
    Fields fields = Fields.of(json, "author");
    return fields.done(
        new Author(
            fields.integer("uid"),
            fields.integer("gid"),
            fields.integer("pid"),
            fields.string("command")));
  }

  public static Json.Builder put(Json.Builder object, Revision revision) {
    return object.put("generation", revision.generation()).put("tick", revision.tick());
  }

  public static Revision revision(Fields fields) {
    return new Revision(fields.integer("generation"), fields.integer("tick"));
  }

  public static Json group(PropertyGroup group) {
    return GroupCodec.encode(group);
  }

  public static PropertyGroup group(Json json) {
    return strict(() -> GroupCodec.group(json));
  }

  /// A snapshot with its groups in some shorter form.
  public static Json snapshot(Snapshot snapshot, Function<PropertyGroup, Json> groups) {
    return Json.object()
        .put("name", snapshot.name())
        .put("generation", snapshot.generation())
        .putArray("instance", snapshot.instance().values().map(groups).asJava())
        .putArray("service", snapshot.service().values().map(groups).asJava())
        .build();
  }

  public static Snapshot snapshot(Json json, Function<Json, PropertyGroup> groups) {
    return strict(
        () -> {
          Fields fields = Fields.of(json, "snapshot");
          return fields.done(
              new Snapshot(
                  fields.string("name"),
                  fields.integer("generation"),
                  named(fields.items("instance", groups)),
                  named(fields.items("service", groups))));
        });
  }

  /// Groups by their names.
  public static TreeMap<String, PropertyGroup> named(Vector<PropertyGroup> groups) {
    return TreeMap.ofEntries(groups.map(group -> io.vavr.Tuple.of(group.name(), group)));
  }

  /// A service or instance by its canonical name.
  public static EntityFmri entity(String text) {
    return ChangeCodec.entity(text);
  }

  /// What a decoder answers. Names, values and numbers that are none are errors of the text like
  /// any other.
  private static <T> T strict(Supplier<T> decoder) {
    try {
      return decoder.get();
    } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
      throw new JsonException(String.valueOf(e.getMessage()), e);
    }
  }
}
