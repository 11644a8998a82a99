package systemk.shell.manifest;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import systemk.core.property.Property;
import systemk.core.property.ValueType;
import systemk.json.Json;

/// Reads what a service says about itself to people and tools: its name, its manuals, and patterns
/// its property groups are to follow (the `template` element of service_bundle(5)).
final class Templates {
  private static final Pattern MANUAL = Pattern.compile("([^()\\s]+)\\(([0-9][0-9A-Za-z]*)\\)");
  private static final Vector<String> LINK = Vector.of("man", "section", "path", "name", "uri");
  private static final Vector<String> GROUP =
      Vector.of("type", "required", "target", "name", "description", "properties");
  private static final Vector<String> PROPERTY =
      Vector.of(
          "type",
          "required",
          "name",
          "description",
          "units",
          "visibility",
          "min",
          "max",
          "separators",
          "values",
          "constraints",
          "choices");

  private final Reader reader;
  private final Values values;

  Templates(Reader reader, Values values) {
    this.reader = reader;
    this.values = values;
  }

  /// A text in the C locale, or an object of texts by locale.
  void text(Place at, String group, Groups<Place> groups) {
    groups.addNew(at, group, "template", texts(at, ""));
  }

  /// The properties a text is, or texts by locale are.
  private Vector<Property> texts(Place at, String prefix) {
    if (at.value() instanceof Json.Obj) {
      return Vector.ofAll(reader.members(at).entrySet())
          .flatMap(
              text ->
                  values.ofType(
                      text.getValue(),
                      prefix + TemplateNames.locale(text.getKey()),
                      ValueType.USTRING));
    }
    return reader
        .string(at)
        .flatMap(_ -> values.ofType(at, prefix + "C", ValueType.USTRING))
        .toVector();
  }

  private Vector<Property> texts(Map<String, Place> members, String member, String prefix) {
    return Reader.find(members, member).toVector().flatMap(at -> texts(at, prefix));
  }

  /// Manuals and links: `"nginx(8)"`, an address, or an object.
  void documentation(Place at, Groups<Place> groups) {
    reader.oneOrMore(at).forEach(place -> link(place, groups));
  }

  private void link(Place at, Groups<Place> groups) {
    if (at.value() instanceof Json.Str(String text)) {
      Matcher manual = MANUAL.matcher(text);
      if (manual.matches()) {
        manual(
            at,
            String.valueOf(manual.group(1)),
            String.valueOf(manual.group(2)),
            ":default",
            groups);
      } else {
        document(at, text, text, groups);
      }
      return;
    }
    Map<String, Place> members = reader.members(at, LINK);
    if (members.containsKey("man")) {
      Option<String> title = Reader.find(members, "man").flatMap(reader::string);
      Option<String> section = reader.require(at, members, "section").flatMap(reader::string);
      String path = Reader.find(members, "path").flatMap(reader::string).getOrElse(":default");
      title.forEach(t -> section.forEach(s -> manual(at, t, s, path, groups)));
    } else {
      reader
          .require(at, members, "uri")
          .flatMap(reader::string)
          .forEach(
              uri ->
                  document(
                      at,
                      Reader.find(members, "name").flatMap(reader::string).getOrElse(uri),
                      uri,
                      groups));
    }
  }

  private void manual(Place at, String title, String section, String path, Groups<Place> groups) {
    groups.addNew(
        at,
        TemplateNames.manual(title, section),
        "template",
        Vector.of(
            Property.of("title", title),
            Property.of("section", section),
            Property.of("manpath", path)));
  }

  private void document(Place at, String name, String uri, Groups<Place> groups) {
    if (ValueType.URI.canonical(uri).isEmpty()) {
      reader.error(at, "\"" + uri + "\" is neither a manual such as nginx(8) nor an address");
      return;
    }
    groups.addNew(
        at,
        TemplateNames.link(name),
        "template",
        Vector.of(Property.of("name", name), Property.of("uri", ValueType.URI, uri)));
  }

  /// What groups and properties the service understands.
  void patterns(Place at, Groups<Place> groups) {
    reader.members(at).forEach((name, place) -> group(place, name, groups));
  }

  private void group(Place at, String name, Groups<Place> groups) {
    Map<String, Place> members = reader.members(at, GROUP);
    String pattern = TemplateNames.group(name, "");
    Vector<Property> properties =
        Vector.of(Property.of("name", name))
            .appendAll(one(members, "type", "type", ValueType.ASTRING))
            .appendAll(one(members, "required", "required", ValueType.BOOLEAN))
            .appendAll(
                Reader.find(members, "target")
                    .flatMap(
                        place ->
                            reader.word(place, Vector.of("this", "instance", "delegate", "all")))
                    .map(word -> Property.of("target", word)))
            .appendAll(texts(members, "name", "common_name_"))
            .appendAll(texts(members, "description", "description_"));
    groups.addNew(at, pattern, "template_pg_pattern", properties);
    Reader.find(members, "properties")
        .forEach(
            place ->
                reader
                    .members(place)
                    .forEach((property, where) -> property(where, name, property, groups)));
  }

  private void property(Place at, String group, String name, Groups<Place> groups) {
    Map<String, Place> members = reader.members(at, PROPERTY);
    Vector<Property> properties =
        Vector.of(
                Property.of("pg_pattern", TemplateNames.group(group, "")),
                Property.of("name", name))
            .appendAll(
                Reader.find(members, "type")
                    .flatMap(
                        place ->
                            reader.word(place, Vector.of(ValueType.values()).map(ValueType::token)))
                    .map(word -> Property.of("type", word)))
            .appendAll(one(members, "required", "required", ValueType.BOOLEAN))
            .appendAll(texts(members, "name", "common_name_"))
            .appendAll(texts(members, "description", "description_"))
            .appendAll(texts(members, "units", "units_"))
            .appendAll(
                Reader.find(members, "visibility")
                    .flatMap(
                        place -> reader.word(place, Vector.of("hidden", "readonly", "readwrite")))
                    .map(word -> Property.of("visibility", word)))
            .appendAll(one(members, "min", "cardinality_min", ValueType.COUNT))
            .appendAll(one(members, "max", "cardinality_max", ValueType.COUNT))
            .appendAll(one(members, "separators", "internal_separators", ValueType.ASTRING))
            .appendAll(described(members, "values", "value"))
            .appendAll(chosen(members, "constraints", "constraint"))
            .appendAll(chosen(members, "choices", "choice"));
    groups.addNew(
        at,
        TemplateNames.property(TemplateNames.group(group, ""), name),
        "template_prop_pattern",
        properties);
  }

  private Option<Property> one(
      Map<String, Place> members, String member, String property, ValueType type) {
    return Reader.find(members, member).flatMap(at -> values.ofType(at, property, type));
  }

  /// Values with a word about each: `{"fast": "Answers early"}`.
  private Vector<Property> described(Map<String, Place> members, String member, String kind) {
    Option<Place> at = Reader.find(members, member);
    if (at.isEmpty()) {
      return Vector.empty();
    }
    Vector<Property> texts = Vector.empty();
    Vector<String> names = Vector.empty();
    for (Map.Entry<String, Place> value : reader.members(at.get()).entrySet()) {
      names = names.append(value.getKey());
      texts =
          texts.appendAll(
              texts(
                  value.getValue(),
                  kind + "_" + TemplateNames.identifier(value.getKey()) + "_description_"));
    }
    return texts.prepend(new Property(kind + "_name", ValueType.ASTRING, names));
  }

  /// What a value may be: a list of values, and ranges written as `{"min": 1, "max": 65535}`.
  private Vector<Property> chosen(Map<String, Place> members, String member, String kind) {
    Option<Place> at = Reader.find(members, member);
    Vector<Place> items = at.map(reader::oneOrMore).getOrElse(Vector.empty());
    Vector<String> names = Vector.empty();
    Vector<String> ranges = Vector.empty();
    for (Place item : items) {
      if (item.value() instanceof Json.Obj) {
        ranges = ranges.appendAll(range(item));
      } else {
        names =
            names.appendAll(
                values.ofType(item, "value", ValueType.ASTRING).flatMap(Property::single));
      }
    }
    Vector<Property> found = Vector.empty();
    if (!names.isEmpty()) {
      found = found.append(new Property(kind + "_name", ValueType.ASTRING, names));
    }
    return ranges.isEmpty()
        ? found
        : found.append(new Property(kind + "_range", ValueType.ASTRING, ranges));
  }

  private Option<String> range(Place at) {
    Map<String, Place> members = reader.members(at, Vector.of("min", "max"));
    Option<Property> min =
        reader.require(at, members, "min").flatMap(p -> values.ofType(p, "min", ValueType.INTEGER));
    Option<Property> max =
        reader.require(at, members, "max").flatMap(p -> values.ofType(p, "max", ValueType.INTEGER));
    return min.flatMap(Property::single)
        .flatMap(low -> max.flatMap(Property::single).map(high -> low + "," + high));
  }
}
