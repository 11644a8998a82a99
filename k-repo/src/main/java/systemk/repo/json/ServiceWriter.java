package systemk.repo.json;

import io.vavr.collection.TreeMap;
import io.vavr.control.Option;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import systemk.core.property.Layer;
import systemk.core.property.LayeredProperty;
import systemk.core.property.PropertyGroup;
import systemk.core.property.Setting;
import systemk.core.repository.Instance;
import systemk.core.repository.Service;
import systemk.core.repository.Snapshot;
import systemk.json.JsonWriter;

/// Writes a service with its instances as the document that [ServiceCodec] describes and reads.
public final class ServiceWriter {
  private final IdentityHashMap<PropertyGroup, Integer> same = new IdentityHashMap<>();
  private final Map<PropertyGroup, Integer> equal = new HashMap<>();
  private final List<PropertyGroup> groups = new ArrayList<>();
  private final SequencedMap<String, Integer> files = new LinkedHashMap<>();
  private final JsonWriter out = new JsonWriter();

  private ServiceWriter() {}

  public static byte[] document(Service service) {
    return new ServiceWriter().write(service);
  }

  private byte[] write(Service service) {
    number(service.groups());
    for (Instance instance : service.instances().values()) {
      number(instance.groups());
      for (Snapshot snapshot : instance.snapshots().values()) {
        number(snapshot.instance());
        number(snapshot.service());
      }
    }
    out.object().name("files").array();
    files.keySet().forEach(out::value);
    out.endArray().name("groups").array();
    groups.forEach(this::group);
    out.endArray().name("service");
    numbers(service.groups());
    out.name("instances").object();
    for (Instance instance : service.instances().values()) {
      out.name(instance.fmri().name());
      instance(instance);
    }
    return out.endObject().endObject().bytes();
  }

  private void number(TreeMap<String, PropertyGroup> all) {
    for (PropertyGroup group : all.values()) {
      same.computeIfAbsent(group, added -> equal.computeIfAbsent(added, this::added));
    }
  }

  private int added(PropertyGroup group) {
    files(group.layers());
    group.layered().values().forEach(property -> files(property.settings()));
    groups.add(group);
    return groups.size() - 1;
  }

  private void files(TreeMap<Layer, Setting> settings) {
    for (Setting setting : settings.values()) {
      setting.provenance().file().forEach(file -> files.putIfAbsent(file, files.size()));
    }
  }

  private void group(PropertyGroup group) {
    out.array()
        .value(group.name())
        .value(group.type())
        .value(group.persistent())
        .value(group.generation());
    settings(group.layers());
    out.object();
    for (LayeredProperty property : group.layered().values()) {
      out.name(property.name());
      settings(property.settings());
    }
    out.endObject().endArray();
  }

  private void settings(TreeMap<Layer, Setting> settings) {
    out.object();
    for (var entry : settings) {
      out.name(entry._1.token());
      setting(entry._2);
    }
    out.endObject();
  }

  private void setting(Setting setting) {
    out.array().value(setting.provenance().generation());
    if (setting instanceof Setting.Supplied(var type, var values, var provenance)) {
      out.value(file(provenance.file())).value(type.token());
      values.forEach(out::value);
    }
    out.endArray();
  }

  private long file(Option<String> file) {
    return file.map(name -> files.getOrDefault(name, -1)).getOrElse(-1);
  }

  private void instance(Instance instance) {
    out.object().name("groups");
    numbers(instance.groups());
    out.name("snapshots").object();
    for (Snapshot snapshot : instance.snapshots().values()) {
      out.name(snapshot.name()).array().value(snapshot.generation());
      numbers(snapshot.instance());
      numbers(snapshot.service());
      out.endArray();
    }
    out.endObject().endObject();
  }

  private void numbers(TreeMap<String, PropertyGroup> all) {
    out.array();
    all.values().forEach(group -> out.value(same.getOrDefault(group, -1)));
    out.endArray();
  }
}
