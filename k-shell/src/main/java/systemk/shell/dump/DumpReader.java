package systemk.shell.dump;

import io.vavr.Tuple;
import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.math.BigDecimal;
import java.util.Map;
import java.util.function.Function;
import systemk.core.fmri.Names;
import systemk.core.fmri.ServiceFmri;
import systemk.core.property.Layer;
import systemk.core.property.LayeredProperty;
import systemk.core.property.PropertyGroup;
import systemk.core.property.Provenance;
import systemk.core.property.Setting;
import systemk.core.property.ValueType;
import systemk.core.repository.Landmarks;
import systemk.json.Document;
import systemk.json.Json;
import systemk.json.JsonException;
import systemk.json.JsonText;
import systemk.shell.manifest.ManifestError;
import systemk.shell.manifest.Place;
import systemk.shell.manifest.Reader;

/// Reads a file of a dump, or says everything that is wrong with it. Never throws.
public final class DumpReader {
  private static final Vector<String> LAYERS = Vector.of(Layer.values()).map(Layer::token);
  private static final Vector<String> TYPES = Vector.of(ValueType.values()).map(ValueType::token);
  private static final int MAX_FILE = 4096;

  private final Reader reader;

  private DumpReader(Reader reader) {
    this.reader = reader;
  }

  /// What the text says of a service, or everything that is wrong with it.
  ///
  /// @param file the name of the file, for messages
  /// @param below the way from the directory of the dump to it, which tells the service it is of
  public static Either<Vector<ManifestError>, DumpedService> read(
      String file, String below, String text) {
    Document document;
    try {
      document = JsonText.parseDocument(text);
    } catch (JsonException e) {
      return Either.left(Vector.of(ManifestError.of(file, e)));
    }
    Reader reader = new Reader(file, document);
    Option<DumpedService> service =
        new DumpReader(reader).service(new Place(document.root(), ""), below);
    Vector<ManifestError> errors = reader.errors();
    return errors.isEmpty()
        ? service.toEither(Vector.of(new ManifestError(file, 1, 1, "", "says nothing")))
        : Either.left(errors);
  }

  private Option<DumpedService> service(Place root, String below) {
    boolean marked =
        root.value() instanceof Json.Obj(var members)
            && !members.isEmpty()
            && members.firstEntry().getKey().equals(Dump.MARKER);
    if (!marked) {
      reader.error(root, "not a dump of a service: it does not begin with \"" + Dump.MARKER + "\"");
      return Option.none();
    }
    Map<String, Place> members =
        reader.members(root, Vector.of(Dump.MARKER, "service", "groups", "instances"));
    Place version = members.get(Dump.MARKER);
    if (version != null && !isVersion(version.value())) {
      reader.error(version, "a dump of another version; this svccfg reads " + Dump.VERSION);
      return Option.none();
    }
    Option<ServiceFmri> fmri =
        reader.require(root, members, "service").flatMap(place -> name(place, below));
    TreeMap<String, PropertyGroup> groups = groups(members);
    TreeMap<String, TreeMap<String, PropertyGroup>> instances =
        named(members, "instances", "an instance", this::instance);
    return fmri.map(known -> new DumpedService(known, groups, instances));
  }

  private static boolean isVersion(Json value) {
    return value instanceof Json.Num(BigDecimal number)
        && number.compareTo(BigDecimal.valueOf(Dump.VERSION)) == 0;
  }

  private Option<ServiceFmri> name(Place place, String below) {
    Option<String> name = reader.string(place);
    if (name.isEmpty()) {
      return Option.none();
    }
    if (!Names.isServiceName(name.get())) {
      reader.error(place, "\"" + name.get() + "\" is not a service name");
      return Option.none();
    }
    ServiceFmri fmri = new ServiceFmri(name.get());
    if (Landmarks.isAboutRepository(fmri)) {
      reader.error(place, fmri + " is about the repository itself and cannot be loaded");
    } else if (!Dump.file(fmri).equals(below)) {
      reader.error(place, fmri + " belongs into " + Dump.file(fmri) + ", not into " + below);
    }
    return Option.some(fmri);
  }

  private Option<TreeMap<String, PropertyGroup>> instance(Place place, String name) {
    return Option.some(groups(reader.members(place, Vector.of("groups"))));
  }

  private TreeMap<String, PropertyGroup> groups(Map<String, Place> members) {
    return named(members, "groups", "a property group", this::group);
  }

  /// The members of an object that are each called by a name.
  private <T> TreeMap<String, T> named(
      Map<String, Place> members, String member, String kind, Each<T> each) {
    TreeMap<String, T> found = TreeMap.empty();
    for (Place object : Reader.find(members, member)) {
      for (Map.Entry<String, Place> one : reader.members(object).entrySet()) {
        if (!Names.isName(one.getKey())) {
          reader.error(one.getValue(), "\"" + one.getKey() + "\" is not a name of " + kind);
          continue;
        }
        Option<T> value = each.read(one.getValue(), one.getKey());
        found = value.isDefined() ? found.put(one.getKey(), value.get()) : found;
      }
    }
    return found;
  }

  private interface Each<T> {
    Option<T> read(Place place, String name);
  }

  private Option<PropertyGroup> group(Place place, String name) {
    Map<String, Place> members = reader.members(place, Vector.of("type", "layers", "properties"));
    Option<String> type =
        reader
            .require(place, members, "type")
            .flatMap(
                at ->
                    reader
                        .string(at)
                        .filter(
                            text -> {
                              if (!Names.isName(text)) {
                                reader.error(at, "\"" + text + "\" is not a type of a group");
                              }
                              return Names.isName(text);
                            }));
    TreeMap<Layer, Setting> layers =
        Reader.find(members, "layers")
            .map(at -> layered(at, this::declaration))
            .getOrElse(TreeMap.empty());
    TreeMap<String, LayeredProperty> properties =
        named(members, "properties", "a property", this::property);
    TreeMap<Layer, Setting> declared = layers;
    for (LayeredProperty property : properties.values()) {
      for (Layer layer : property.settings().keySet()) {
        if (property.valueAt(layer).isEmpty()) {
          continue;
        }
        if (declared.get(layer).exists(setting -> setting instanceof Setting.Masked)) {
          reader.error(
              place, "layer " + layer.token() + " masks the group and yet sets " + property.name());
        } else if (!declared.containsKey(layer)) {
          declared = declared.put(layer, declares(Option.none()));
        }
      }
    }
    if (!declared.exists(entry -> entry._2 instanceof Setting.Supplied)) {
      reader.error(place, "no layer declares the group: name one in \"layers\"");
      return Option.none();
    }
    TreeMap<Layer, Setting> all = declared;
    return type.map(
        known -> new PropertyGroup(name, known, true, Provenance.PENDING, all, properties));
  }

  private Option<LayeredProperty> property(Place place, String name) {
    TreeMap<Layer, Setting> settings = layered(place, this::setting);
    if (settings.isEmpty() && place.value() instanceof Json.Obj(var members) && members.isEmpty()) {
      reader.error(place, "no layer says anything: remove the property, or name a layer");
    }
    return Option.some(new LayeredProperty(name, settings));
  }

  /// What each layer says, by the name of the layer.
  private TreeMap<Layer, Setting> layered(Place place, Function<Place, Option<Setting>> each) {
    return TreeMap.ofEntries(
        Vector.ofAll(reader.members(place, LAYERS).entrySet())
            .flatMap(
                member ->
                    Layer.ofToken(member.getKey())
                        .flatMap(
                            layer ->
                                each.apply(member.getValue())
                                    .map(setting -> Tuple.of(layer, setting)))));
  }

  private static Setting declares(Option<String> file) {
    return new Setting.Supplied(ValueType.ASTRING, Vector.empty(), Provenance.pending(file));
  }

  private Option<Setting> declaration(Place place) {
    Map<String, Place> members = reader.members(place, Vector.of("masked", "file"));
    Option<String> file = file(members);
    return Option.some(
        isMask(members) ? new Setting.Masked(Provenance.pending(file)) : declares(file));
  }

  private Option<Setting> setting(Place place) {
    Map<String, Place> members =
        reader.members(place, Vector.of("type", "value", "values", "masked", "file"));
    Option<String> file = file(members);
    Option<Place> value = Reader.find(members, "value");
    Option<Place> values = Reader.find(members, "values");
    if (isMask(members)) {
      if (members.containsKey("type") || value.isDefined() || values.isDefined()) {
        reader.error(place, "either \"masked\", or \"type\" with \"value\" or \"values\"");
      }
      return Option.some(new Setting.Masked(Provenance.pending(file)));
    }
    Option<ValueType> type =
        reader
            .require(place, members, "type")
            .flatMap(at -> reader.word(at, TYPES))
            .flatMap(ValueType::ofToken);
    if (place.value() instanceof Json.Obj && value.isDefined() == values.isDefined()) {
      reader.error(place, "exactly one of \"value\" and \"values\" is expected");
    }
    Vector<Place> items =
        value.map(Vector::of).orElse(() -> values.map(reader::items)).getOrElse(Vector.empty());
    return type.map(
        known ->
            new Setting.Supplied(
                known, items.flatMap(item -> canonical(item, known)), Provenance.pending(file)));
  }

  private Option<String> canonical(Place place, ValueType type) {
    return reader
        .string(place)
        .flatMap(
            text -> {
              Option<String> value = type.canonical(text);
              if (value.isEmpty()) {
                reader.error(place, "\"" + text + "\" is not a value of type " + type.token());
              }
              return value;
            });
  }

  private boolean isMask(Map<String, Place> members) {
    Option<Place> masked = Reader.find(members, "masked");
    if (masked.exists(place -> place.value() instanceof Json.Bool(boolean value) && !value)) {
      reader.error(masked.get(), "true is expected; leave it out otherwise");
    }
    masked.forEach(reader::bool);
    return masked.isDefined();
  }

  private Option<String> file(Map<String, Place> members) {
    return Reader.find(members, "file")
        .flatMap(
            place ->
                reader
                    .string(place)
                    .filter(
                        name -> {
                          int bytes = Names.utf8Length(name);
                          if (bytes < 1 || bytes > MAX_FILE) {
                            reader.error(place, "not a name of a file");
                          }
                          return bytes >= 1 && bytes <= MAX_FILE;
                        }));
  }
}
