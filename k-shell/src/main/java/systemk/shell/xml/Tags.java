package systemk.shell.xml;

import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.property.Property;
import systemk.core.property.ValueType;

/// Makes the elements of documents that are to be written.
final class Tags {
  private static final Spot NOWHERE = new Spot("", 1, 1);

  private Tags() {}

  /// An element with attributes, each a name and a value.
  static Node.Element of(String name, String... attributes) {
    LinkedHashMap<String, Node.Attribute> made = LinkedHashMap.empty();
    for (int i = 0; i < attributes.length; i += 2) {
      made = made.put(attributes[i], new Node.Attribute(attributes[i + 1], NOWHERE));
    }
    return new Node.Element(name, made, Vector.empty(), NOWHERE);
  }

  static Node.Element of(String name, Vector<Node.Element> children) {
    return of(name).withContent(Vector.narrow(children));
  }

  static Node.Element with(Node.Element element, Vector<Node.Element> children) {
    return element.withContent(element.content().appendAll(children));
  }

  static Node.Element with(Node.Element element, String attribute, Option<String> value) {
    return value
        .map(
            text ->
                element.withAttributes(
                    element.attributes().put(attribute, new Node.Attribute(text, NOWHERE))))
        .getOrElse(element);
  }

  static Node.Element text(Node.Element element, String text) {
    return element.withContent(Vector.of(new Node.Text(text, NOWHERE)));
  }

  /// The children in the order the definition has for them, and where it has none in theirs.
  static Node.Element ordered(Node.Element element) {
    return Schema.rule(element.name())
        .map(
            rule ->
                element.withContent(
                    Vector.narrow(
                        element
                            .children()
                            .sortBy(
                                child ->
                                    rule.content()
                                        .indexWhere(slot -> slot.names().contains(child.name()))))))
        .getOrElse(element);
  }

  /// Properties as `propval` where they have one value, else as `property`.
  static Vector<Node.Element> properties(Iterable<Property> properties) {
    return Vector.ofAll(properties).sortBy(Property::name).map(Tags::property);
  }

  private static Node.Element property(Property property) {
    String type = property.type().token();
    if (property.values().size() == 1) {
      return of(
          "propval", "name", property.name(), "type", type, "value", property.values().head());
    }
    Node.Element element = of("property", "name", property.name(), "type", type);
    return property.values().isEmpty()
        ? element
        : with(element, Vector.of(list(type + "_list", property.values())));
  }

  static Node.Element list(String name, Vector<String> values) {
    return of(name, values.map(value -> of("value_node", "value", value)));
  }

  static Node.Element group(String name, String type, Iterable<Property> properties) {
    return with(of("property_group", "name", name, "type", type), properties(properties));
  }

  static Node.Element stability(String word) {
    return of("stability", "value", word);
  }

  /// The value of a property of this type, if it has exactly one.
  static Option<String> single(Vector<Property> properties, String name, ValueType type) {
    return properties
        .find(property -> property.name().equals(name) && property.type() == type)
        .flatMap(Property::single);
  }

  /// Those of other names.
  static Vector<Property> without(Vector<Property> properties, Vector<String> names) {
    return properties.reject(property -> names.contains(property.name()));
  }
}
