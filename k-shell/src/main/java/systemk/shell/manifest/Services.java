package systemk.shell.manifest;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.Names;
import systemk.core.fmri.ServiceFmri;
import systemk.core.manifest.Manifest.DeclaredService;
import systemk.core.property.Property;
import systemk.core.property.ValueType;
import systemk.json.Json;

/// Reads services and their instances, and puts together what different members of a manifest say
/// about the same one.
final class Services {
  private static final Vector<String> ENTITY =
      Vector.of(
          "name",
          "description",
          "documentation",
          "restarter",
          "depends",
          "dependents",
          "start",
          "stop",
          "refresh",
          "methods",
          "duration",
          "context",
          "startd",
          "general",
          "properties",
          "groups",
          "templates",
          "notify",
          "enabled");
  private static final Vector<String> SERVICE =
      ENTITY.appendAll(
          Vector.of("$schema", "service", "instances", "single_instance", "stability"));
  private static final Vector<String> DURATIONS = Vector.of("contract", "transient", "child");
  private static final Vector<String> STABILITIES =
      Vector.of("Standard", "Stable", "Evolving", "Unstable", "External", "Obsolete");

  /// The type of what k.startd reads as a number with a sign.
  private static final Vector<String> STARTD_INTEGERS =
      Vector.of("critical_failure_count", "critical_failure_period");

  private final Reader reader;
  private final boolean profile;
  private final Values values;
  private final Methods methods;
  private final Dependencies dependencies;
  private final Templates templates;
  private final Declarations<Place> declarations;
  private final Set<ServiceFmri> seen = new HashSet<>();
  private int unnamed;

  /// @param profile whether nothing is implied that the text does not say
  Services(Reader reader, boolean profile) {
    this.reader = reader;
    this.profile = profile;
    this.values = new Values(reader);
    this.declarations = new Declarations<>(reader);
    this.methods = new Methods(reader, values);
    this.dependencies = new Dependencies(reader, values);
    this.templates = new Templates(reader, values);
  }

  static Option<Property> stability(Reader reader, Map<String, Place> members) {
    return Reader.find(members, "stability")
        .flatMap(place -> reader.word(place, STABILITIES))
        .map(word -> Property.of("stability", word));
  }

  void service(Place at) {
    Map<String, Place> members = reader.members(at, SERVICE);
    Option<Place> name = reader.require(at, members, "service");
    Option<ServiceFmri> fmri = name.flatMap(this::serviceName);
    boolean repeated = fmri.isDefined() && !seen.add(fmri.get());
    if (repeated) {
      reader.error(name.getOrElse(at), fmri.get() + " is declared twice");
    }
    // A service without a name of its own is read all the same, for the errors in it.
    ServiceFmri service =
        fmri.filter(_ -> !repeated).getOrElse(() -> new ServiceFmri("unnamed-" + unnamed++));
    Groups<Place> declared = define(service);
    entity(members, service, declared);
    if (!profile) {
      usualStop(members, declared);
    }
    Reader.find(members, "single_instance")
        .flatMap(reader::bool)
        .forEach(
            single ->
                declared.add(
                    at, "general", "framework", Vector.of(Property.of("single_instance", single))));
    Reader.find(members, "stability")
        .flatMap(place -> reader.word(place, STABILITIES))
        .forEach(
            word ->
                declared.add(
                    at, "general", "framework", Vector.of(Property.of("entity_stability", word))));
    instances(at, members, service);
  }

  private Option<ServiceFmri> serviceName(Place at) {
    Option<String> text = reader.string(at);
    Option<Fmri> fmri = text.flatMap(t -> Fmri.parse(t).toOption());
    if (fmri.isDefined() && fmri.get() instanceof ServiceFmri service) {
      return Option.some(service);
    }
    text.forEach(t -> reader.error(at, "\"" + t + "\" is not a name of a service"));
    return Option.none();
  }

  /// An instance named `default` needs no naming: `enabled` beside the service is its own.
  private void instances(Place at, Map<String, Place> members, ServiceFmri service) {
    Option<Place> named = Reader.find(members, "instances");
    Option<Place> enabled = Reader.find(members, "enabled");
    if (named.isEmpty() && profile && enabled.isEmpty()) {
      return;
    }
    if (named.isEmpty()) {
      enabled(enabled, at, define(service.instance("default")));
      return;
    }
    enabled.forEach(
        place -> reader.error(place, "\"enabled\" goes into each instance where they are named"));
    reader
        .members(named.get())
        .forEach(
            (name, place) -> {
              if (!Names.isName(name)) {
                reader.error(place, "\"" + name + "\" is not a name of an instance");
                return;
              }
              InstanceFmri instance = service.instance(name);
              Groups<Place> declared = define(instance);
              Map<String, Place> inside = reader.members(place, ENTITY);
              entity(inside, instance, declared);
              enabled(Reader.find(inside, "enabled"), place, declared);
            });
  }

  /// False unless said otherwise; not even that where it says null.
  private void enabled(Option<Place> at, Place otherwise, Groups<Place> declared) {
    if (at.exists(place -> place.value() instanceof Json.Null) || (profile && at.isEmpty())) {
      return;
    }
    boolean enabled = at.flatMap(reader::bool).getOrElse(false);
    declared.add(
        at.getOrElse(otherwise),
        "general",
        "framework",
        Vector.of(Property.of("enabled", enabled)));
  }

  private Groups<Place> define(EntityFmri entity) {
    return declarations.define(entity);
  }

  /// A service that keeps processes and says nothing about how to stop them is stopped by SIGTERM.
  /// SMF would wait for them to end by themselves, which nobody who writes a file by hand means;
  /// who does writes null.
  private static void usualStop(Map<String, Place> members, Groups<Place> declared) {
    Option<Place> start = Reader.find(members, "start");
    boolean keepsNothing = duration(members).map(Place::value).contains(new Json.Str("transient"));
    if (start.isDefined() && Reader.find(members, "stop").isEmpty() && !keepsNothing) {
      declared.add(start.get(), "stop", "method", Methods.kill());
    }
  }

  private static Option<Place> duration(Map<String, Place> members) {
    return Reader.find(members, "duration")
        .orElse(
            () ->
                Reader.find(members, "startd")
                    .flatMap(
                        at ->
                            at.value() instanceof Json.Obj(var inside)
                                ? Option.of(inside.get("duration"))
                                : Option.<Json>none())
                    .map(value -> new Place(value, "")));
  }

  /// What services and instances have in common.
  private void entity(Map<String, Place> members, EntityFmri owner, Groups<Place> declared) {
    members.forEach(
        (name, at) -> {
          switch (name) {
            case "name" -> templates.text(at, "tm_common_name", declared);
            case "description" -> templates.text(at, "tm_description", declared);
            case "documentation" -> templates.documentation(at, declared);
            case "templates" -> templates.patterns(at, declared);
            case "restarter" -> restarter(at, declared);
            case "depends" -> dependencies.depends(at, declared);
            case "dependents" ->
                dependencies.dependents(at, owner, declared).forEach(declarations::inject);
            case "start", "refresh" -> methods.method(at, name, declared);
            case "stop" -> {
              if (!(at.value() instanceof Json.Null)) {
                methods.method(at, name, declared);
              }
            }
            case "methods" ->
                reader
                    .members(at)
                    .forEach((method, place) -> methods.method(place, method, declared));
            case "context" -> methods.context(at, declared);
            case "duration" -> duration(at, declared);
            case "startd" -> startd(at, declared);
            case "general" -> declared.add(at, "general", "framework", values.properties(at));
            case "properties" -> properties(at, declared);
            case "groups" -> rawGroups(at, declared);
            case "notify" -> new Notifications(reader, values).read(at, declared);
            default -> {
              // Read by the caller, or reported as unknown.
            }
          }
        });
  }

  private void restarter(Place at, Groups<Place> declared) {
    reader
        .string(at)
        .flatMap(
            text ->
                Fmri.parseInstance(text)
                    .peekLeft(error -> reader.error(at, error.message()))
                    .toOption())
        .forEach(
            fmri ->
                declared.add(
                    at,
                    "general",
                    "framework",
                    Vector.of(Property.of("restarter", ValueType.FMRI, fmri.toString()))));
  }

  private void duration(Place at, Groups<Place> declared) {
    reader
        .word(at, DURATIONS)
        .forEach(
            word ->
                declared.add(at, "startd", "framework", Vector.of(Property.of("duration", word))));
  }

  private void startd(Place at, Groups<Place> declared) {
    Vector<Property> properties = Vector.empty();
    for (Map.Entry<String, Place> member : reader.members(at).entrySet()) {
      properties =
          properties.appendAll(
              STARTD_INTEGERS.contains(member.getKey())
                  ? values.ofType(member.getValue(), member.getKey(), ValueType.INTEGER)
                  : values.property(member.getValue(), member.getKey()));
    }
    declared.add(at, "startd", "framework", properties);
  }

  private void properties(Place at, Groups<Place> declared) {
    reader
        .members(at)
        .forEach(
            (name, place) -> declared.addNew(place, name, "application", values.properties(place)));
  }

  private void rawGroups(Place at, Groups<Place> declared) {
    reader
        .members(at)
        .forEach(
            (name, place) -> {
              Map<String, Place> members =
                  reader.members(place, Vector.of("type", "properties", "stability"));
              String type =
                  reader
                      .require(place, members, "type")
                      .flatMap(reader::string)
                      .getOrElse("application");
              Vector<Property> properties =
                  Reader.find(members, "properties")
                      .map(values::properties)
                      .getOrElse(Vector.empty());
              declared.addNew(place, name, type, properties.appendAll(stability(reader, members)));
            });
  }

  /// Everything declared, once all services are read.
  Vector<DeclaredService> declared() {
    return declarations.declared();
  }
}
