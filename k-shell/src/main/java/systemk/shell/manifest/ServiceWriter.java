package systemk.shell.manifest;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.math.BigDecimal;
import systemk.core.manifest.Manifest.DeclaredGroup;
import systemk.core.manifest.Manifest.DeclaredInstance;
import systemk.core.manifest.Manifest.DeclaredService;
import systemk.core.property.Property;
import systemk.core.property.ValueType;
import systemk.json.Json;

/// One service as JSON, in the short forms except for the groups that do not survive them.
final class ServiceWriter {
  private static final String STARTD = "startd";
  private static final Vector<String> DURATIONS = Vector.of("contract", "transient", "child");
  private static final String DEFAULT_TIMEOUT = "60s";
  private static final Vector<String> STANDARD_METHODS = Vector.of("start", "stop", "refresh");

  /// Members in the order in which people tell about a service.
  private static final Vector<String> ORDER =
      Vector.of(
          "service",
          "enabled",
          "name",
          "description",
          "documentation",
          "restarter",
          "single_instance",
          "duration",
          "depends",
          "dependents",
          "exec",
          "timeout");

  private static final Vector<String> LAST =
      Vector.of(
          "start",
          "stop",
          "refresh",
          "methods",
          "context",
          "startd",
          "general",
          "properties",
          "groups",
          "instances");

  private final DeclaredService service;
  private final Vector<String> inFull;
  private final Injections injected;

  /// @param inFull the groups to write in full, each after its instance and a colon
  ServiceWriter(DeclaredService service, Vector<String> inFull, Injections injected) {
    this.service = service;
    this.inFull = inFull;
    this.injected = injected;
  }

  Json.Obj write() {
    Json.Builder json = Json.object().put("service", service.fmri().name());
    if (hasNoStop()) {
      json.put("stop", new Json.Null());
    }
    groups(json, "", service.groups());
    Vector<DeclaredInstance> instances = service.instances();
    if (instances.size() == 1 && isPlainDefault(instances.head())) {
      json.put("enabled", isEnabled(instances.head()));
      return ordered(json);
    }
    Json.Builder named = Json.object();
    for (DeclaredInstance instance : instances) {
      named.put(instance.name(), instance(instance));
    }
    return ordered(json.put("instances", named.build()));
  }

  /// Whether reading it back would add the usual stop method.
  private boolean hasNoStop() {
    Vector<String> names = service.groups().map(DeclaredGroup::name);
    return names.contains("start") && !names.contains("stop");
  }

  private static Json.Obj ordered(Json.Builder json) {
    Json.Obj members = json.build();
    Vector<String> names = Vector.ofAll(members.members().keySet());
    Json.Builder ordered = Json.object();
    ORDER
        .appendAll(names.removeAll(ORDER).removeAll(LAST))
        .appendAll(LAST)
        .filter(members::has)
        .forEach(name -> ordered.put(name, members.at(name)));
    return ordered.build();
  }

  private static boolean isEnabled(DeclaredInstance instance) {
    return enabled(instance).exists(property -> property.asBoolean().contains(true));
  }

  private static Option<Property> enabled(DeclaredInstance instance) {
    return instance
        .groups()
        .find(group -> group.name().equals("general"))
        .flatMap(group -> group.properties().find(p -> p.name().equals("enabled")));
  }

  private boolean isPlainDefault(DeclaredInstance instance) {
    return instance.name().equals("default")
        && inFull.forAll(name -> !name.startsWith("default:"))
        && instance.groups().size() == 1
        && instance.groups().head().properties().size() == 1
        && enabled(instance).flatMap(Property::asBoolean).isDefined();
  }

  private Json.Obj instance(DeclaredInstance instance) {
    Json.Builder json = Json.object();
    Option<Boolean> enabled =
        inFull.contains(instance.name() + ":general")
            ? Option.none()
            : enabled(instance).flatMap(Property::asBoolean);
    json.put("enabled", enabled.<Json>map(Json::of).getOrElse(new Json.Null()));
    groups(json, instance.name() + ":", instance.groups());
    return ordered(json);
  }

  private void groups(Json.Builder json, String prefix, Vector<DeclaredGroup> groups) {
    Json.Builder depends = Json.object();
    Json.Builder methods = Json.object();
    Json.Builder properties = Json.object();
    Json.Builder full = Json.object();
    for (DeclaredGroup group : groups.sortBy(DeclaredGroup::name)) {
      String name = group.name();
      if (inFull.contains(prefix + name)) {
        full.put(name, inFull(group));
      } else if (group.type().equals("dependency")) {
        depends.put(name, dependency(group));
      } else if (group.type().equals("method")) {
        (STANDARD_METHODS.contains(name) ? json : methods).put(name, method(group));
      } else if (group.type().equals("application")) {
        properties.put(name, properties(group.properties()));
      } else if (!special(json, group)) {
        full.put(name, inFull(group));
      }
    }
    put(json, "depends", depends);
    put(json, "methods", methods);
    put(json, "properties", properties);
    put(json, "groups", full);
  }

  private static void put(Json.Builder json, String name, Json.Builder members) {
    Json.Obj built = members.build();
    if (!built.members().isEmpty()) {
      json.put(name, built);
    }
  }

  /// Writes the groups that have a member of their own; false if this is none of them.
  private boolean special(Json.Builder json, DeclaredGroup group) {
    return switch (group.name()) {
      case "tm_common_name" -> text(json, "name", group);
      case "tm_description" -> text(json, "description", group);
      case "general" -> {
        general(json, group);
        yield true;
      }
      case "method_context" -> {
        Json.Builder context = Json.object();
        group.properties().forEach(property -> ContextWriter.put(context, property));
        json.put("context", context.build());
        yield true;
      }
      case STARTD -> {
        startd(json, group.properties());
        yield true;
      }
      case "dependents" -> dependents(json, group);
      default -> false;
    };
  }

  private static void startd(Json.Builder json, Vector<Property> properties) {
    Option<Property> duration =
        properties
            .find(property -> property.name().equals("duration"))
            .filter(property -> property.single().exists(DURATIONS::contains));
    duration.flatMap(Property::single).forEach(word -> json.put("duration", word));
    Vector<Property> rest = properties.filter(property -> !duration.contains(property));
    if (!rest.isEmpty() || duration.isEmpty()) {
      json.put(STARTD, properties(rest));
    }
  }

  private static boolean text(Json.Builder json, String member, DeclaredGroup group) {
    Vector<Property> texts = group.properties().sortBy(Property::name);
    if (texts.isEmpty()) {
      return false;
    }
    if (texts.size() == 1 && texts.head().name().equals("C")) {
      json.put(member, texts.head().single().getOrElse(""));
    } else {
      Json.Builder byLocale = Json.object();
      texts.forEach(text -> byLocale.put(text.name(), text.single().getOrElse("")));
      json.put(member, byLocale.build());
    }
    return true;
  }

  private static void general(Json.Builder json, DeclaredGroup group) {
    Json.Builder more = Json.object();
    for (Property property : group.properties()) {
      switch (property.name()) {
        case "enabled" -> {
          // Written by the caller, who knows where it belongs.
        }
        case "restarter" -> json.put("restarter", property.single().getOrElse(""));
        case "single_instance" ->
            json.put("single_instance", property.asBoolean().getOrElse(false));
        default -> more.put(property.name(), value(property));
      }
    }
    put(json, "general", more);
  }

  /// The dependencies put into other services, if all of them are still there to be described.
  private boolean dependents(Json.Builder json, DeclaredGroup group) {
    Json.Builder dependents = Json.object();
    for (Property property : group.properties()) {
      Option<DeclaredGroup> there = injected.find(property);
      if (there.isEmpty()) {
        return false;
      }
      Json.Builder one = Json.object().put("of", property.single().getOrElse(""));
      dependency(one, there.get(), Vector.of("type", "entities", "external"));
      Json.Obj members = one.build();
      dependents.put(property.name(), members.members().size() == 1 ? members.at("of") : members);
    }
    put(json, "dependents", dependents);
    return true;
  }

  private static Json dependency(DeclaredGroup group) {
    Json.Builder json = Json.object();
    group
        .properties()
        .find(property -> property.name().equals("entities"))
        .forEach(entities -> json.put("on", oneOrMore(entities.values())));
    dependency(json, group, Vector.of("entities"));
    Json.Obj members = json.build();
    return members.members().size() == 1 && members.has("on") ? members.at("on") : members;
  }

  private static void dependency(Json.Builder json, DeclaredGroup group, Vector<String> implied) {
    Json.Builder more = Json.object();
    for (Property property : group.properties().sortBy(Property::name)) {
      switch (property.name()) {
        case "grouping", "restart_on", "type", "stability" -> {
          String word = property.single().getOrElse("");
          if (!implied.contains(property.name()) && !isDefault(group, property.name(), word)) {
            json.put(property.name(), word);
          }
        }
        default -> {
          if (!implied.contains(property.name())) {
            more.put(property.name(), value(property));
          }
        }
      }
    }
    put(json, "properties", more);
  }

  /// Whether the decoder puts this word where there is none.
  private static boolean isDefault(DeclaredGroup group, String property, String word) {
    return switch (property) {
      case "grouping" -> word.equals("require_all");
      case "restart_on" -> word.equals("none");
      case "type" -> {
        Vector<String> entities =
            group.properties().filter(p -> p.name().equals("entities")).flatMap(Property::values);
        boolean files = !entities.isEmpty() && entities.forAll(e -> e.startsWith("file:"));
        yield word.equals(files ? "path" : "service");
      }
      default -> false;
    };
  }

  private static Json method(DeclaredGroup group) {
    Json.Builder json = Json.object();
    for (Property property : group.properties()) {
      switch (property.name()) {
        case "exec" -> json.put("exec", property.single().getOrElse(""));
        case "timeout_seconds" -> timeout(json, Durations.text(property.asLong().getOrElse(0L)));
        case "type" -> {
          if (!property.single().contains("method")) {
            json.put("type", property.single().getOrElse(""));
          }
        }
        case "stability" -> json.put("stability", property.single().getOrElse(""));
        default -> ContextWriter.put(json, property);
      }
    }
    Json.Obj members = ordered(json);
    return members.members().size() == 1 && members.has("exec") ? members.at("exec") : members;
  }

  private static void timeout(Json.Builder json, String text) {
    if (!text.equals(DEFAULT_TIMEOUT)) {
      json.put("timeout", text);
    }
  }

  private static Json oneOrMore(Vector<String> values) {
    return values.size() == 1 ? Json.of(values.head()) : Json.strings(values.asJava());
  }

  private static Json inFull(DeclaredGroup group) {
    Json.Builder json = Json.object().put("type", group.type());
    if (!group.properties().isEmpty()) {
      Json.Builder properties = Json.object();
      group
          .properties()
          .sortBy(Property::name)
          .forEach(property -> properties.put(property.name(), typed(property)));
      json.put("properties", properties.build());
    }
    return json.build();
  }

  private static Json.Obj properties(Vector<Property> properties) {
    Json.Builder json = Json.object();
    properties
        .sortBy(Property::name)
        .forEach(property -> json.put(property.name(), value(property)));
    return json.build();
  }

  /// A value as it is where the decoder gives it the same type, else with its type.
  private static Json value(Property property) {
    boolean plain =
        switch (property.type()) {
          case ASTRING -> true;
          case BOOLEAN, COUNT -> !property.values().isEmpty();
          case INTEGER ->
              !property.values().isEmpty() && property.values().forAll(v -> v.startsWith("-"));
          default -> false;
        };
    if (!plain) {
      return typed(property);
    }
    return property.values().size() == 1
        ? plain(property.type(), property.values().head())
        : Json.array(property.values().map(v -> plain(property.type(), v)).asJava());
  }

  private static Json plain(ValueType type, String value) {
    return switch (type) {
      case BOOLEAN -> Json.of(value.equals("true"));
      case COUNT, INTEGER -> new Json.Num(new BigDecimal(value));
      default -> Json.of(value);
    };
  }

  private static Json typed(Property property) {
    Json.Builder json = Json.object().put("type", property.type().token());
    return property.values().size() == 1
        ? json.put("value", property.values().head()).build()
        : json.putStrings("values", property.values().asJava()).build();
  }
}
