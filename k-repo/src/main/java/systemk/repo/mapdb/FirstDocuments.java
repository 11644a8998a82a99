package systemk.repo.mapdb;

import io.vavr.collection.Vector;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.property.PropertyGroup;
import systemk.core.repository.Instance;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Revision;
import systemk.core.repository.Service;
import systemk.core.repository.Snapshot;
import systemk.json.Json;
import systemk.json.JsonException;
import systemk.json.JsonText;
import systemk.repo.json.Fields;
import systemk.repo.json.StoredCodec;

/// Reads the entries of a checkpoint of format version 1.
///
/// | key | value |
/// |---|---|
/// | `g:<sha-256>` | a property group, filed under the hash of this very text |
/// | `i:<fmri>` | an instance: hashes of its groups; its snapshots, as hashes of theirs |
/// | `meta` | format version, generation, journal hash, number and digest of all other entries |
/// | `s:<fmri>` | a service: hashes of its groups |
///
/// Groups are filed by content. Nothing writes this any more.
final class FirstDocuments {
  private static final String META = "meta";

  private FirstDocuments() {}

  private static String digest(SortedMap<String, String> entries) {
    MessageDigest sha = sha256();
    for (Map.Entry<String, String> entry : entries.entrySet()) {
      String line = entry.getKey() + " " + entry.getValue() + "\n";
      sha.update(line.getBytes(StandardCharsets.UTF_8));
    }
    return HexFormat.of().formatHex(sha.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /// Reads the entries back.
  ///
  /// @throws JsonException if they are not those of one checkpoint
  static Checkpoint checkpoint(SortedMap<String, String> all) {
    var entries = new TreeMap<>(all);
    String text = entries.remove(META);
    if (text == null) {
      throw new JsonException("it has no \"meta\"");
    }
    Fields meta = Fields.of(JsonText.parse(text), META);
    long version = meta.integer("v");
    if (version != 1) {
      throw new JsonException("format version " + version + " is not known");
    }
    if (meta.integer("count") != entries.size() || !meta.string("digest").equals(digest(entries))) {
      throw new JsonException("entries are missing or changed");
    }
    var revision = new Revision(meta.integer("generation"), 0);
    RepositoryState state = new Reader(entries).state(revision);
    return meta.done(new Checkpoint(1, state, meta.string("head"), Vector.empty()));
  }

  /// Puts a state together from its documents, each group made once.
  private record Reader(SortedMap<String, String> entries, Map<String, PropertyGroup> groups) {
    Reader(SortedMap<String, String> entries) {
      this(entries, new HashMap<>());
    }

    RepositoryState state(Revision revision) {
      var services = io.vavr.collection.TreeMap.<String, Service>empty();
      for (Map.Entry<String, String> entry : withPrefix("s:").entrySet()) {
        if (!(StoredCodec.entity(entry.getKey().substring(2)) instanceof ServiceFmri fmri)) {
          throw new JsonException(entry.getKey() + " is not a service");
        }
        Fields fields = Fields.of(JsonText.parse(entry.getValue()), "service");
        var own = StoredCodec.named(fields.items("groups", this::group));
        services = services.put(fmri.name(), fields.done(new Service(fmri, own, instances(fmri))));
      }
      return new RepositoryState(revision, services);
    }

    private io.vavr.collection.TreeMap<String, Instance> instances(ServiceFmri service) {
      var instances = io.vavr.collection.TreeMap.<String, Instance>empty();
      for (Map.Entry<String, String> entry : withPrefix("i:" + service + ":").entrySet()) {
        if (!(StoredCodec.entity(entry.getKey().substring(2)) instanceof InstanceFmri fmri)) {
          throw new JsonException(entry.getKey() + " is not an instance");
        }
        Fields fields = Fields.of(JsonText.parse(entry.getValue()), "instance");
        var own = StoredCodec.named(fields.items("groups", this::group));
        Vector<Snapshot> taken =
            fields.items("snapshots", json -> StoredCodec.snapshot(json, this::group));
        var snapshots =
            io.vavr.collection.TreeMap.ofEntries(
                taken.map(snapshot -> io.vavr.Tuple.of(snapshot.name(), snapshot)));
        instances = instances.put(fmri.name(), fields.done(new Instance(fmri, own, snapshots)));
      }
      return instances;
    }

    /// The entries whose keys begin so; no key has a character beyond ASCII.
    private SortedMap<String, String> withPrefix(String prefix) {
      return entries.subMap(prefix, prefix + "\u007f");
    }

    private PropertyGroup group(Json hash) {
      String key = "g:" + hash.asString("group");
      return groups.computeIfAbsent(
          key,
          absent -> {
            String text = entries.get(absent);
            if (text == null) {
              throw new JsonException(absent + " is missing");
            }
            return StoredCodec.group(JsonText.parse(text));
          });
    }
  }
}
