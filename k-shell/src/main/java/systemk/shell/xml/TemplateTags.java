package systemk.shell.xml;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.manifest.Manifest.DeclaredGroup;
import systemk.core.property.Property;
import systemk.core.property.ValueType;
import systemk.shell.manifest.TemplateNames;

/// The groups that make up a template as the element it is.
record TemplateTags(Vector<DeclaredGroup> groups) {
  private static final Vector<String> KINDS = Vector.of("value", "constraint", "choice");

  /// Whether a group is part of a template, going by its name and type.
  static boolean isTemplate(DeclaredGroup group) {
    return group.name().startsWith("tm_")
        && Vector.of("template", "template_pg_pattern", "template_prop_pattern")
            .contains(group.type());
  }

  Option<Node.Element> template() {
    Vector<Node.Element> links =
        groups.filter(g -> g.type().equals("template")).flatMap(TemplateTags::link);
    Vector<Node.Element> parts =
        named("tm_common_name")
            .flatMap(g -> texts("common_name", g.properties(), ""))
            .toVector()
            .appendAll(
                named("tm_description").flatMap(g -> texts("description", g.properties(), "")))
            .appendAll(
                links.isEmpty() ? Vector.empty() : Vector.of(Tags.of("documentation", links)))
            .appendAll(groups.filter(g -> g.type().equals("template_pg_pattern")).map(this::group));
    return parts.isEmpty() ? Option.none() : Option.some(Tags.of("template", parts));
  }

  private Option<DeclaredGroup> named(String name) {
    return groups.find(group -> group.name().equals(name));
  }

  private static Option<Node.Element> link(DeclaredGroup group) {
    if (group.name().startsWith("tm_man_")) {
      return Option.some(said(Tags.of("manpage"), group, "title", "section", "manpath"));
    }
    return group.name().startsWith("tm_doc_")
        ? Option.some(said(Tags.of("doc_link"), group, "name", "uri"))
        : Option.none();
  }

  /// The element with an attribute for each of these properties that has one value.
  private static Node.Element said(Node.Element element, DeclaredGroup group, String... names) {
    Node.Element made = element;
    for (String name : names) {
      made = Tags.with(made, name, single(group, name));
    }
    return made;
  }

  private static Option<String> single(DeclaredGroup group, String name) {
    return group.properties().find(p -> p.name().equals(name)).flatMap(Property::single);
  }

  /// The texts whose properties begin like this, each by its locale.
  private static Option<Node.Element> texts(
      String element, Vector<Property> properties, String prefix) {
    Vector<Node.Element> texts =
        properties
            .filter(p -> p.name().startsWith(prefix) && p.type() == ValueType.USTRING)
            .sortBy(Property::name)
            .flatMap(
                p ->
                    p.single()
                        .map(
                            text ->
                                Tags.text(
                                    Tags.of(
                                        "loctext", "xml:lang", p.name().substring(prefix.length())),
                                    text)));
    return texts.isEmpty() ? Option.none() : Option.some(Tags.of(element, texts));
  }

  private Node.Element group(DeclaredGroup group) {
    return Tags.with(
        said(Tags.of("pg_pattern"), group, "name", "type", "required", "target"),
        named(group)
            .appendAll(
                groups
                    .filter(
                        other ->
                            other.type().equals("template_prop_pattern")
                                && single(other, "pg_pattern").contains(group.name()))
                    .map(TemplateTags::property)));
  }

  private static Vector<Node.Element> named(DeclaredGroup group) {
    return Vector.of("common_name", "description")
        .flatMap(name -> texts(name, group.properties(), name + "_"));
  }

  private static Node.Element property(DeclaredGroup group) {
    Node.Element cardinality =
        Tags.with(
            Tags.with(Tags.of("cardinality"), "min", single(group, "cardinality_min")),
            "max",
            single(group, "cardinality_max"));
    return Tags.with(
        said(Tags.of("prop_pattern"), group, "name", "type", "required"),
        named(group)
            .appendAll(texts("units", group.properties(), "units_"))
            .appendAll(
                single(group, "visibility").map(word -> Tags.of("visibility", "value", word)))
            .appendAll(
                cardinality.attributes().isEmpty() ? Option.none() : Option.some(cardinality))
            .appendAll(
                single(group, "internal_separators")
                    .map(text -> Tags.text(Tags.of("internal_separators"), text)))
            .appendAll(KINDS.flatMap(kind -> chosen(group, kind))));
  }

  private static Option<Node.Element> chosen(DeclaredGroup group, String kind) {
    Vector<Node.Element> parts =
        all(group, kind + "_name")
            .map(value -> value(group, kind, value))
            .appendAll(all(group, kind + "_range").flatMap(TemplateTags::range))
            .appendAll(
                all(group, kind + "_include_values")
                    .map(type -> Tags.of("include_values", "type", type)));
    return parts.isEmpty() ? Option.none() : Option.some(Tags.of(kind + "s", parts));
  }

  private static Node.Element value(DeclaredGroup group, String kind, String value) {
    String prefix = kind + "_" + TemplateNames.identifier(value) + "_";
    return Tags.with(
        Tags.of("value", "name", value),
        Vector.of("common_name", "description")
            .flatMap(name -> texts(name, group.properties(), prefix + name + "_")));
  }

  private static Option<Node.Element> range(String text) {
    int comma = text.indexOf(',');
    return comma < 0
        ? Option.none()
        : Option.some(
            Tags.of("range", "min", text.substring(0, comma), "max", text.substring(comma + 1)));
  }

  private static Vector<String> all(DeclaredGroup group, String name) {
    return group
        .properties()
        .find(p -> p.name().equals(name))
        .map(Property::values)
        .getOrElse(Vector.empty());
  }
}
