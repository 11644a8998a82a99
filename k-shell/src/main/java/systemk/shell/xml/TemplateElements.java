package systemk.shell.xml;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import systemk.core.property.ValueType;
import systemk.shell.manifest.TemplateNames;

/// Reads what a service says about itself to people and tools (smf_template(7)).
final class TemplateElements {
  private static final String TEMPLATE = "template";

  /// The names of groups that are taken, of one service or instance.
  private final Set<String> taken = new HashSet<>();

  private final Map<String, Integer> numbers = new HashMap<>();

  Vector<Stated> template(Node.Element element) {
    return element
        .children()
        .flatMap(
            child ->
                switch (child.name()) {
                  case "common_name" -> Vector.of(texts(child, "tm_common_name"));
                  case "description" -> Vector.of(texts(child, "tm_description"));
                  case "documentation" -> child.children().flatMap(this::document);
                  case "pg_pattern" -> group(child);
                  default -> Vector.<Stated>empty();
                });
  }

  private static Stated texts(Node.Element element, String group) {
    return Stated.of(element.at(), group, TEMPLATE, texts(element, locale -> locale));
  }

  private interface Naming {
    String property(String locale);
  }

  /// The texts of an element, each by its locale.
  private static Vector<Stated.Value> texts(Node.Element element, Naming naming) {
    return element
        .children("loctext")
        .map(
            text ->
                Stated.value(
                    text.at(),
                    naming.property(TemplateNames.locale(text.value("xml:lang").getOrElse(""))),
                    ValueType.USTRING,
                    text.text().strip()));
  }

  /// The texts of a child, in a group where they are not alone.
  private static Vector<Stated.Value> texts(Node.Element element, String child, String prefix) {
    return element
        .children(child)
        .flatMap(found -> texts(found, locale -> prefix + child + "_" + locale));
  }

  private Option<Stated> document(Node.Element element) {
    return switch (element.name()) {
      case "manpage" ->
          Option.some(
              Stated.of(
                  element.at(),
                  free(
                      TemplateNames.manual(
                          element.value("title").getOrElse(""),
                          element.value("section").getOrElse(""))),
                  TEMPLATE,
                  attributes(element, "title", "section", "manpath")));
      case "doc_link" ->
          Option.some(
              Stated.of(
                  element.at(),
                  free(TemplateNames.link(element.value("name").getOrElse(""))),
                  TEMPLATE,
                  attributes(element, "name")
                      .appendAll(Stated.attribute(element, "uri", "uri", ValueType.URI))));
      default -> Option.none();
    };
  }

  private static Vector<Stated.Value> attributes(Node.Element element, String... names) {
    return Vector.of(names)
        .flatMap(name -> Stated.attribute(element, name, name, ValueType.ASTRING));
  }

  /// The name, or one made of it that nothing else here has.
  private String free(String name) {
    String made = name;
    while (!taken.add(made)) {
      String stem = TemplateNames.shortened(name);
      made = stem + "_" + numbers.merge(stem, 1, Integer::sum);
    }
    return made;
  }

  private Vector<Stated> group(Node.Element element) {
    String name =
        free(
            TemplateNames.group(
                element.value("name").getOrElse(""), element.value("type").getOrElse("")));
    Vector<Stated.Value> properties =
        attributes(element, "name", "type", "target")
            .appendAll(Stated.attribute(element, "required", "required", ValueType.BOOLEAN))
            .filter(TemplateElements::isSaid)
            .appendAll(texts(element, "common_name", ""))
            .appendAll(texts(element, "description", ""));
    return element
        .children("prop_pattern")
        .map(child -> property(child, name))
        .prepend(Stated.of(element.at(), name, "template_pg_pattern", properties));
  }

  /// Whether an attribute says more than its absence, but for the name, which is always kept.
  private static boolean isSaid(Stated.Value value) {
    String text = value.values().head().text();
    return switch (value.name()) {
      case "type" -> !text.isEmpty();
      case "target" -> !text.equals("this");
      case "required" -> !text.equals("false");
      case "cardinality_min" -> !text.equals("0");
      case "cardinality_max" -> !text.equals("18446744073709551615");
      default -> true;
    };
  }

  private Stated property(Node.Element element, String group) {
    String name = element.value("name").getOrElse("");
    Vector<Stated.Value> properties =
        Vector.of(Stated.value(element.at(), "pg_pattern", ValueType.ASTRING, group))
            .appendAll(attributes(element, "name", "type"))
            .appendAll(Stated.attribute(element, "required", "required", ValueType.BOOLEAN))
            .filter(TemplateElements::isSaid)
            .appendAll(texts(element, "common_name", ""))
            .appendAll(texts(element, "description", ""))
            .appendAll(texts(element, "units", ""))
            .appendAll(element.children().flatMap(TemplateElements::part));
    return Stated.of(
        element.at(),
        free(TemplateNames.property(group, name)),
        "template_prop_pattern",
        properties);
  }

  private static Vector<Stated.Value> part(Node.Element element) {
    return switch (element.name()) {
      case "visibility" ->
          Stated.attribute(element, "value", "visibility", ValueType.ASTRING).toVector();
      case "cardinality" ->
          Stated.attribute(element, "min", "cardinality_min", ValueType.COUNT)
              .toVector()
              .appendAll(Stated.attribute(element, "max", "cardinality_max", ValueType.COUNT))
              .filter(TemplateElements::isSaid);
      case "internal_separators" ->
          Vector.of(
              Stated.value(element.at(), "internal_separators", ValueType.ASTRING, element.text()));
      case "values" -> values(element, "value");
      case "constraints" -> values(element, "constraint");
      case "choices" -> values(element, "choice");
      default -> Vector.empty();
    };
  }

  /// Values, ranges of values, and references to values said elsewhere.
  private static Vector<Stated.Value> values(Node.Element element, String kind) {
    Vector<Stated.Value> found = Vector.empty();
    Vector<Stated.Text> names = said(element, "value", "name");
    if (!names.isEmpty()) {
      found = found.append(list(element, kind + "_name", names));
    }
    Vector<Stated.Text> ranges =
        element
            .children("range")
            .map(
                range ->
                    new Stated.Text(
                        range.value("min").getOrElse("") + "," + range.value("max").getOrElse(""),
                        range.at()));
    if (!ranges.isEmpty()) {
      found = found.append(list(element, kind + "_range", ranges));
    }
    Vector<Stated.Text> included = said(element, "include_values", "type");
    if (!included.isEmpty()) {
      found = found.append(list(element, kind + "_include_values", included));
    }
    for (Node.Element value : element.children("value")) {
      String prefix =
          kind + "_" + TemplateNames.identifier(value.value("name").getOrElse("")) + "_";
      found =
          found
              .appendAll(texts(value, "common_name", prefix))
              .appendAll(texts(value, "description", prefix));
    }
    return found;
  }

  private static Vector<Stated.Text> said(Node.Element element, String child, String attribute) {
    return element
        .children(child)
        .flatMap(found -> found.attribute(attribute))
        .map(a -> new Stated.Text(a.value(), a.at()));
  }

  private static Stated.Value list(Node.Element at, String name, Vector<Stated.Text> values) {
    return new Stated.Value(at.at(), name, Option.some(ValueType.ASTRING), values, false);
  }
}
