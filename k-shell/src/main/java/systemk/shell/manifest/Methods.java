package systemk.shell.manifest;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.math.BigDecimal;
import java.util.Map;
import systemk.core.property.Property;
import systemk.core.property.ValueType;
import systemk.json.Json;

/// Reads methods and the contexts they run in.
final class Methods {
  private static final long DEFAULT_TIMEOUT_SECONDS = 60;

  /// Context members that are one text, with the property each becomes.
  private static final Map<String, String> TEXTS =
      Map.ofEntries(
          Map.entry("user", "user"),
          Map.entry("group", "group"),
          Map.entry("working_directory", "working_directory"),
          Map.entry("umask", "umask"),
          Map.entry("profile", "profile"),
          Map.entry("project", "project"),
          Map.entry("resource_pool", "resource_pool"),
          Map.entry("corefile_pattern", "corefile_pattern"));

  /// Context members that are lists, kept as one text with commas.
  private static final Map<String, String> LISTS =
      Map.of(
          "supplementary_groups", "supp_groups",
          "privileges", "privileges",
          "limit_privileges", "limit_privileges",
          "security_flags", "security_flags");

  private static final Vector<String> CONTEXT =
      Vector.ofAll(TEXTS.keySet())
          .appendAll(LISTS.keySet())
          .appendAll(Vector.of("environment", "limits", "nice", "no_new_privileges"))
          .sorted();

  private static final Vector<String> METHOD =
      Vector.of("exec", "timeout", "type", "stability", "properties").appendAll(CONTEXT);

  private final Reader reader;
  private final Values values;

  Methods(Reader reader, Values values) {
    this.reader = reader;
    this.values = values;
  }

  /// The stop method of a service that names none.
  static Vector<Property> kill() {
    return Vector.of(
        Property.of("type", "method"),
        Property.of("exec", ":kill"),
        Property.count("timeout_seconds", DEFAULT_TIMEOUT_SECONDS));
  }

  /// A method: its command line, or an object with more about it.
  void method(Place at, String name, Groups<Place> groups) {
    if (at.value() instanceof Json.Str(String exec)) {
      groups.addNew(at, name, "method", basics("method", text("exec", exec, at)));
      return;
    }
    Map<String, Place> members = reader.members(at, METHOD);
    Option<Property> exec =
        reader.require(at, members, "exec").flatMap(place -> text(place, "exec"));
    String type =
        Reader.find(members, "type")
            .flatMap(place -> reader.word(place, Vector.of("method", "monitor")))
            .getOrElse("method");
    Vector<Property> properties =
        basics(type, exec, Reader.find(members, "timeout"))
            .appendAll(context(members))
            .appendAll(Services.stability(reader, members))
            .appendAll(
                Reader.find(members, "properties")
                    .map(values::properties)
                    .getOrElse(Vector.empty()));
    groups.addNew(at, name, "method", properties);
  }

  private Vector<Property> basics(String type, Option<Property> exec) {
    return basics(type, exec, Option.none());
  }

  private Vector<Property> basics(String type, Option<Property> exec, Option<Place> timeout) {
    long seconds = timeout.flatMap(this::timeout).getOrElse(DEFAULT_TIMEOUT_SECONDS);
    return Vector.of(Property.of("type", type), Property.count("timeout_seconds", seconds))
        .appendAll(exec);
  }

  private Option<Long> timeout(Place at) {
    Option<Long> seconds =
        switch (at.value()) {
          case Json.Str(String text) -> Durations.seconds(text);
          case Json.Num(BigDecimal number)
              when number.signum() >= 0 && number.precision() - number.scale() < 15 ->
              Option.some(Durations.roundedUp(number));
          default -> Option.none();
        };
    if (seconds.isEmpty()) {
      reader.error(
          at,
          switch (at.value()) {
            case Json.Str(String text) ->
                "\"" + text + "\" is not a duration; write 30s, 2m, 500ms or infinite";
            case Json.Num(BigDecimal number) -> number + " is not a number of seconds";
            default -> "expected a duration, found " + Reader.kind(at.value());
          });
    }
    return seconds;
  }

  /// The context all methods share that have none of their own.
  void context(Place at, Groups<Place> groups) {
    Vector<Property> properties = context(reader.members(at, CONTEXT));
    if (!properties.isEmpty()) {
      groups.add(at, "method_context", "framework", properties);
    }
  }

  private Vector<Property> context(Map<String, Place> members) {
    Vector<Property> properties = Vector.empty();
    for (Map.Entry<String, Place> member : members.entrySet()) {
      String name = member.getKey();
      Place at = member.getValue();
      if (TEXTS.containsKey(name)) {
        properties = properties.appendAll(text(at, TEXTS.getOrDefault(name, name)));
      } else if (LISTS.containsKey(name)) {
        properties = properties.appendAll(list(at, LISTS.getOrDefault(name, name)));
      } else {
        properties = properties.appendAll(special(at, name));
      }
    }
    return properties.exists(property -> property.name().equals("profile"))
        ? properties.append(Property.of("use_profile", true))
        : properties;
  }

  private Option<Property> special(Place at, String name) {
    return switch (name) {
      case "environment" -> pairs(at, name, "variable");
      case "limits" -> pairs(at, name, "limit");
      case "nice" -> values.ofType(at, name, ValueType.INTEGER);
      case "no_new_privileges" -> values.ofType(at, name, ValueType.BOOLEAN);
      default -> Option.none();
    };
  }

  private Option<Property> text(Place at, String property) {
    return reader.string(at).flatMap(text -> text(property, text, at));
  }

  private Option<Property> text(String property, String text, Place at) {
    if (ValueType.ASTRING.canonical(text).isEmpty()) {
      reader.error(at, "the text is too long, or contains a zero byte");
      return Option.none();
    }
    return Option.some(Property.of(property, text));
  }

  private Option<Property> list(Place at, String property) {
    return text(property, reader.oneOrMore(at).flatMap(reader::string).mkString(","), at);
  }

  /// An object of texts and numbers, kept as a list of `name=value`.
  private Option<Property> pairs(Place at, String property, String what) {
    Vector<String> pairs = Vector.empty();
    for (Map.Entry<String, Place> member : reader.members(at).entrySet()) {
      String name = member.getKey();
      if (name.isEmpty() || name.indexOf('=') >= 0) {
        reader.error(member.getValue(), "\"" + name + "\" is not a name of a " + what);
        continue;
      }
      pairs =
          pairs.appendAll(
              values
                  .ofType(member.getValue(), "value", ValueType.ASTRING)
                  .flatMap(Property::single)
                  .map(value -> name + "=" + value));
    }
    for (String pair : pairs) {
      if (ValueType.ASTRING.canonical(pair).isEmpty()) {
        reader.error(at, "a value is too long");
        return Option.none();
      }
    }
    return Option.some(new Property(property, ValueType.ASTRING, pairs));
  }
}
