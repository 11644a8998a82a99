package systemk.repo.json;

import io.vavr.Tuple;
import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import systemk.core.fmri.InstanceFmri;
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
import systemk.json.JsonException;
import systemk.json.JsonReader;

/// Reads a service with its instances from one document, as [ServiceWriter] writes it.
///
/// ```
/// {"files": ["/lib/svc/manifest/x.json"],
///  "groups": [["name","type",persistent,generation,
///              {"layer": setting, …},
///              {"property": {"layer": setting, …}, …}], …],
///  "service": [0],
///  "instances": {"default": {"groups": [1,2],
///                            "snapshots": {"running": [generation,[1,2],[0]]}}}}
/// ```
///
/// A setting is `[generation]` where the layer masks, else `[generation,file,"type","value",…]`.
/// Files and groups are numbered by their places; file -1 is none. Groups are numbered because
/// snapshots share nearly all of them with each other and with what they were taken of.
///
/// Names and values are not checked again: whoever reads this makes sure first that it is what was
/// written. What occurs often is made once and shared, also with other services read by the same
/// reader.
public final class ServiceCodec {
  private static final TreeMap<Layer, Setting> SILENT = TreeMap.empty();

  private final Map<String, String> texts = new HashMap<>();
  private final Map<String, Vector<String>> singles = new HashMap<>();
  private final Map<Provenance, Provenance> provenances = new HashMap<>();
  private Provenance last = new Provenance(-1, Option.none());
  private final Map<TreeMap<Layer, Setting>, TreeMap<Layer, Setting>> declarations =
      new HashMap<>();

  /// Reads a service.
  ///
  /// @throws JsonException if the document is none
  public Service service(ServiceFmri fmri, byte[] document) {
    JsonReader in = JsonReader.of(document);
    in.object();
    expect(in, "files");
    List<Option<String>> files = files(in);
    expect(in, "groups");
    List<PropertyGroup> groups = new ArrayList<>();
    in.array();
    while (in.item()) {
      groups.add(group(in, files));
    }
    var shared = new Shared(groups);
    expect(in, "service");
    TreeMap<String, PropertyGroup> own = shared.read(in);
    expect(in, "instances");
    TreeMap<String, Instance> instances = TreeMap.empty();
    in.object();
    while (in.member()) {
      Instance instance = instance(in, fmri.instance(text(in.name())), shared);
      instances = instances.put(instance.fmri().name(), instance);
    }
    end(in);
    in.end();
    return new Service(fmri, own, instances);
  }

  private static void expect(JsonReader in, String name) {
    if (!in.member() || !in.name().equals(name)) {
      throw new JsonException("member \"" + name + "\" is missing");
    }
  }

  private static void end(JsonReader in) {
    if (in.member()) {
      throw new JsonException("there is an unknown member");
    }
  }

  private static void endArray(JsonReader in) {
    if (in.item()) {
      throw new JsonException("an array is too long");
    }
  }

  private String text(String text) {
    String known = texts.putIfAbsent(text, text);
    return known == null ? text : known;
  }

  private List<Option<String>> files(JsonReader in) {
    List<Option<String>> files = new ArrayList<>();
    in.array();
    while (in.item()) {
      files.add(Option.some(text(in.string())));
    }
    return files;
  }

  private PropertyGroup group(JsonReader in, List<Option<String>> files) {
    in.array();
    String name = text(in.another().string());
    String type = text(in.another().string());
    boolean persistent = in.another().flag();
    long generation = in.another().integer();
    TreeMap<Layer, Setting> read = settings(in.another(), files);
    TreeMap<Layer, Setting> layers = declarations.computeIfAbsent(read, first -> first);
    List<io.vavr.Tuple2<String, LayeredProperty>> properties = new ArrayList<>();
    in.another().object();
    while (in.member()) {
      String property = in.name();
      properties.add(Tuple.of(property, new LayeredProperty(property, settings(in, files))));
    }
    endArray(in);
    return new PropertyGroup(
        name, type, persistent, generation, layers, TreeMap.ofEntries(properties));
  }

  private TreeMap<Layer, Setting> settings(JsonReader in, List<Option<String>> files) {
    TreeMap<Layer, Setting> settings = SILENT;
    in.object();
    while (in.member()) {
      Layer layer = GroupCodec.layer(in.name());
      Setting setting = setting(in, files);
      settings = settings.put(layer, setting);
    }
    return settings;
  }

  private Setting setting(JsonReader in, List<Option<String>> files) {
    in.array();
    long generation = in.another().integer();
    if (!in.item()) {
      return new Setting.Masked(provenance(generation, Option.none()));
    }
    Provenance provenance = provenance(generation, at(files, in.integer()));
    ValueType type = GroupCodec.type(in.another().string());
    return new Setting.Supplied(type, values(in), provenance);
  }

  private Provenance provenance(long generation, Option<String> file) {
    if (last.generation() != generation || !last.file().equals(file)) {
      last = provenances.computeIfAbsent(new Provenance(generation, file), first -> first);
    }
    return last;
  }

  private static Option<String> at(List<Option<String>> files, long number) {
    if (number >= files.size()) {
      throw new JsonException("there is no file " + number);
    }
    return number < 0 ? Option.none() : files.get((int) number);
  }

  private Vector<String> values(JsonReader in) {
    if (!in.item()) {
      return Vector.empty();
    }
    String first = in.string();
    if (!in.item()) {
      // Longer values are seldom the same.
      return first.length() <= 8 ? singles.computeIfAbsent(first, Vector::of) : Vector.of(first);
    }
    List<String> values = new ArrayList<>(List.of(first, in.string()));
    while (in.item()) {
      values.add(in.string());
    }
    return Vector.ofAll(values);
  }

  private static Instance instance(JsonReader in, InstanceFmri fmri, Shared shared) {
    in.object();
    expect(in, "groups");
    TreeMap<String, PropertyGroup> own = shared.read(in);
    expect(in, "snapshots");
    TreeMap<String, Snapshot> snapshots = TreeMap.empty();
    in.object();
    while (in.member()) {
      String name = in.name();
      in.array();
      long generation = in.another().integer();
      var snapshot =
          new Snapshot(name, generation, shared.read(in.another()), shared.read(in.another()));
      endArray(in);
      snapshots = snapshots.put(snapshot.name(), snapshot);
    }
    end(in);
    return new Instance(fmri, own, snapshots);
  }

  /// The groups of one service, and the maps made of them.
  private record Shared(
      List<PropertyGroup> groups, Map<List<Long>, TreeMap<String, PropertyGroup>> maps) {
    Shared(List<PropertyGroup> groups) {
      this(groups, new HashMap<>());
    }

    TreeMap<String, PropertyGroup> read(JsonReader in) {
      List<Long> numbers = new ArrayList<>();
      in.array();
      while (in.item()) {
        numbers.add(in.integer());
      }
      return maps.computeIfAbsent(
          numbers,
          absent ->
              TreeMap.ofEntries(
                  absent.stream().map(this::group).map(g -> Tuple.of(g.name(), g)).toList()));
    }

    private PropertyGroup group(long number) {
      if (number < 0 || number >= groups.size()) {
        throw new JsonException("there is no group " + number);
      }
      return groups.get((int) number);
    }
  }
}
