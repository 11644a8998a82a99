package systemk.shell.xml;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.notify.Parameters;
import systemk.core.property.ValueType;

/// Reads property groups and the properties in them, and what else consists of properties.
record PropertyElements(Faults faults) {
  private static final String LIST = "_list";

  Stated group(Node.Element element) {
    return new Stated(
        element.at(),
        element.value("name").getOrElse(""),
        element.value("type"),
        element.is("delete"),
        properties(element).appendAll(stability(element, "stability")));
  }

  /// The properties that are written as such in any element.
  Vector<Stated.Value> properties(Node.Element element) {
    return element
        .children()
        .flatMap(
            child ->
                switch (child.name()) {
                  case "propval" -> Option.some(propval(child));
                  case "property" -> Option.some(property(child));
                  default -> Option.<Stated.Value>none();
                });
  }

  static Option<Stated.Value> stability(Node.Element element, String property) {
    return element
        .child("stability")
        .flatMap(child -> Stated.attribute(child, "value", property, ValueType.ASTRING));
  }

  private static Stated.Value propval(Node.Element element) {
    return new Stated.Value(
        element.at(),
        element.value("name").getOrElse(""),
        type(element),
        element.attribute("value").map(PropertyElements::text).toVector(),
        element.is("override"));
  }

  private static Stated.Text text(Node.Attribute attribute) {
    return new Stated.Text(attribute.value(), attribute.at());
  }

  private static Option<ValueType> type(Node.Element element) {
    return element.value("type").flatMap(ValueType::ofToken);
  }

  /// A list says of which type its values are; the property may say a type such a value may stand
  /// for.
  private Stated.Value property(Node.Element element) {
    Option<Node.Element> list = element.children().find(child -> child.name().endsWith(LIST));
    Option<ValueType> listed =
        list.flatMap(
            child ->
                ValueType.ofToken(
                    child.name().substring(0, child.name().length() - LIST.length())));
    Option<ValueType> declared = type(element);
    boolean agree =
        declared.forAll(type -> listed.forAll(of -> of == type || of.isCompatibleWith(type)));
    if (!agree) {
      faults.error(
          list.getOrElse(element).at(),
          "a property of type "
              + declared.map(ValueType::token).getOrElse("")
              + " cannot have <"
              + list.map(Node.Element::name).getOrElse("")
              + ">");
    }
    return new Stated.Value(
        element.at(),
        element.value("name").getOrElse(""),
        declared.orElse(listed),
        list.toVector()
            .flatMap(child -> child.children("value_node"))
            .flatMap(node -> node.attribute("value"))
            .map(PropertyElements::text),
        element.is("override"));
  }

  /// Whom to tell about events: a group for each event, in it the parameters of each way to tell,
  /// each named after both (smf.md §8).
  Vector<Stated> notifications(Node.Element element) {
    Vector<Stated.Value> parameters = element.children("type").flatMap(this::means);
    return element
        .child("event")
        .flatMap(event -> event.attribute("value"))
        .toVector()
        .flatMap(
            value ->
                Vector.of(value.value().split(","))
                    .map(String::strip)
                    .reject(String::isEmpty)
                    .map(Parameters::group)
                    .map(group -> Stated.of(value.at(), group, "notify_params", parameters)));
  }

  private Vector<Stated.Value> means(Node.Element type) {
    String prefix = type.value("name").getOrElse("") + ",";
    return Stated.attribute(type, "active", prefix + "active", ValueType.BOOLEAN)
        .toVector()
        .appendAll(type.children().flatMap(child -> parameter(child, prefix)));
  }

  private static Option<Stated.Value> parameter(Node.Element element, String prefix) {
    Option<String> name = element.value("name").map(given -> prefix + given);
    return switch (element.name()) {
      case "paramval" ->
          name.flatMap(given -> Stated.attribute(element, "value", given, ValueType.ASTRING));
      case "parameter" ->
          name.map(
              given ->
                  new Stated.Value(
                      element.at(),
                      given,
                      Option.some(ValueType.ASTRING),
                      element
                          .children("value_node")
                          .flatMap(node -> node.attribute("value"))
                          .map(PropertyElements::text),
                      false));
      default -> Option.none();
    };
  }
}
