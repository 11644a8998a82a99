package systemk.repo;

import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import systemk.core.fmri.EntityFmri;
import systemk.core.property.PropertyGroup;
import systemk.core.repository.Committed;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Revision;
import systemk.json.Json;
import systemk.json.JsonException;
import systemk.json.JsonText;
import systemk.repo.json.Fields;
import systemk.repo.json.StoredCodec;
import systemk.repo.json.StoredRequest;
import systemk.repo.json.StoredTransaction;

/// The first frame of a volatile journal: all that is volatile at one revision.
///
/// @param boot the boot it belongs to
/// @param revision the revision
/// @param groups all non-persistent groups
/// @param floor the revision from which `recent` goes on
/// @param recent the transactions since that made no generation
/// @param requests the last requests that made no generation, oldest first
record VolatileBase(
    String boot,
    Revision revision,
    TreeMap<EntityFmri, TreeMap<String, PropertyGroup>> groups,
    Revision floor,
    Vector<Committed> recent,
    Vector<StoredRequest> requests) {

  static VolatileBase of(String boot, RepositoryState state, History history) {
    return new VolatileBase(
        boot,
        state.revision(),
        state.volatileGroups(),
        history.recent().floor(),
        history.recent().passing(),
        history.passing().stored());
  }

  /// The members of the frame.
  byte[] members() {
    List<Json> owned = new ArrayList<>();
    for (var entry : groups) {
      owned.add(
          Json.object()
              .put("in", entry._1.toString())
              .putArray("groups", entry._2.values().map(StoredCodec::group).asJava())
              .build());
    }
    Json.Obj base =
        StoredCodec.put(Json.object(), revision)
            .put("boot", boot)
            .putArray("volatile", owned)
            .put("floor", StoredCodec.put(Json.object(), floor).build())
            .putArray("recent", recent.map(VolatileBase::stored).asJava())
            .putArray("requests", requests.map(StoredCodec::request).asJava())
            .build();
    return ("\"base\":" + JsonText.write(base)).getBytes(StandardCharsets.UTF_8);
  }

  private static Json stored(Committed entry) {
    return StoredCodec.transaction(new StoredTransaction(entry, Vector.empty()));
  }

  /// Reads the member `base`.
  ///
  /// @throws JsonException if it is none
  static VolatileBase of(Json json) {
    Fields fields = Fields.of(json, "base");
    TreeMap<EntityFmri, TreeMap<String, PropertyGroup>> groups = TreeMap.empty();
    for (Json item : fields.items("volatile", owner -> owner)) {
      Fields owner = Fields.of(item, "volatile");
      EntityFmri entity = StoredCodec.entity(owner.string("in"));
      var own = StoredCodec.named(owner.items("groups", StoredCodec::group));
      groups = groups.put(entity, owner.done(own));
    }
    Fields floor = Fields.of(fields.at("floor"), "floor");
    return fields.done(
        new VolatileBase(
            fields.string("boot"),
            StoredCodec.revision(fields),
            groups,
            floor.done(StoredCodec.revision(floor)),
            fields.items("recent", entry -> StoredCodec.transaction(entry).committed()),
            // Version 1 had none; those in `recent` are known all the same.
            fields.anyItems("requests", StoredCodec::request)));
  }
}
