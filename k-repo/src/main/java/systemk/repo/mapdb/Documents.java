package systemk.repo.mapdb;

import io.vavr.Tuple;
import io.vavr.Tuple2;
import io.vavr.collection.Vector;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.zip.CRC32C;
import systemk.core.fmri.ServiceFmri;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Revision;
import systemk.core.repository.Service;
import systemk.json.Json;
import systemk.json.JsonException;
import systemk.json.JsonText;
import systemk.repo.json.Fields;
import systemk.repo.json.ServiceCodec;
import systemk.repo.json.ServiceWriter;
import systemk.repo.json.StoredCodec;

/// A checkpoint as sorted entries of JSON, and back.
///
/// | key | value |
/// |---|---|
/// | `meta` | format version, generation, journal hash, number and CRC-32C of all other entries |
/// | `requests` | the last requests that were committed, oldest first |
/// | `s:<name>` | a service with its instances and their snapshots: see [ServiceCodec] |
final class Documents {
  private static final String META = "meta";
  private static final String REQUESTS = "requests";
  private static final String SERVICE = "s:";
  private static final int WORTH_A_THREAD = 500;

  private Documents() {}

  static SortedMap<String, byte[]> of(Checkpoint checkpoint) {
    SortedMap<String, byte[]> entries = new TreeMap<>();
    entries.put(
        REQUESTS,
        JsonText.bytes(Json.array(checkpoint.requests().map(StoredCodec::request).asJava())));
    for (Service service : checkpoint.state().services().values()) {
      entries.put(SERVICE + service.fmri().name(), ServiceWriter.document(service));
    }
    Json.Obj meta =
        Json.object()
            .put("v", checkpoint.version())
            .put("generation", checkpoint.state().revision().generation())
            .put("head", checkpoint.head())
            .put("count", entries.size())
            .put("checksum", checksum(entries))
            .build();
    entries.put(META, JsonText.bytes(meta));
    return entries;
  }

  private static String checksum(SortedMap<String, byte[]> entries) {
    var crc = new CRC32C();
    for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
      crc.update(entry.getKey().getBytes(StandardCharsets.UTF_8));
      crc.update(' ');
      crc.update(entry.getValue());
      crc.update('\n');
    }
    return "%08x".formatted(crc.getValue());
  }

  /// Reads the entries back.
  ///
  /// @throws JsonException if they are not those of one checkpoint
  static Checkpoint checkpoint(SortedMap<String, byte[]> entries) {
    Fields meta = Fields.of(JsonText.parse(taken(entries, META)), META);
    long version = StoredCodec.version(meta);
    if (meta.integer("count") != entries.size()
        || !meta.string("checksum").equals(checksum(entries))) {
      throw new JsonException("entries are missing or changed");
    }
    var requests =
        Vector.ofAll(JsonText.parse(taken(entries, REQUESTS)).asArr(REQUESTS).items())
            .map(StoredCodec::request);
    var revision = new Revision(meta.integer("generation"), 0);
    var state =
        new RepositoryState(
            revision,
            io.vavr.collection.TreeMap.ofEntries(services(new ArrayList<>(entries.entrySet()))));
    return meta.done(new Checkpoint(version, state, meta.string("head"), requests));
  }

  /// Reads the documents of services, on several threads where there are many.
  private static List<Tuple2<String, Service>> services(List<Map.Entry<String, byte[]>> documents) {
    int middle = documents.size() / 2;
    if (middle < WORTH_A_THREAD) {
      return read(documents);
    }
    var first = CompletableFuture.supplyAsync(() -> read(documents.subList(0, middle)));
    List<Tuple2<String, Service>> second = read(documents.subList(middle, documents.size()));
    try {
      List<Tuple2<String, Service>> all = new ArrayList<>(first.join());
      all.addAll(second);
      return all;
    } catch (CompletionException e) {
      throw e.getCause() instanceof JsonException wrong ? wrong : e;
    }
  }

  private static List<Tuple2<String, Service>> read(List<Map.Entry<String, byte[]>> documents) {
    var codec = new ServiceCodec();
    List<Tuple2<String, Service>> services = new ArrayList<>(documents.size());
    for (Map.Entry<String, byte[]> entry : documents) {
      if (!entry.getKey().startsWith(SERVICE)) {
        throw new JsonException("entry \"" + entry.getKey() + "\" is unknown");
      }
      Service service = service(codec, entry.getKey().substring(2), entry.getValue());
      services.add(Tuple.of(service.fmri().name(), service));
    }
    return services;
  }

  private static byte[] taken(SortedMap<String, byte[]> entries, String key) {
    byte[] value = entries.remove(key);
    if (value == null) {
      throw new JsonException("it has no \"" + key + "\"");
    }
    return value;
  }

  private static Service service(ServiceCodec codec, String name, byte[] document) {
    try {
      return codec.service(new ServiceFmri(name), document);
    } catch (IllegalArgumentException e) {
      throw new JsonException(String.valueOf(e.getMessage()), e);
    }
  }
}
