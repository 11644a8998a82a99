package systemk.shell.xml;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.property.ValueType;

/// What a document states of a property group, before anybody asked whether it makes sense.
///
/// @param type the type of the group; none where a profile leaves it to what is configured
/// @param deleted whether the document wants the group gone
record Stated(
    Spot at, String group, Option<String> type, boolean deleted, Vector<Value> properties) {

  /// A property as it is written.
  ///
  /// @param type its type; none where a profile leaves it to what is configured
  /// @param overriding whether it goes over what an administrator set
  record Value(
      Spot at, String name, Option<ValueType> type, Vector<Text> values, boolean overriding) {}

  /// One value as it is written.
  record Text(String text, Spot at) {}

  static Stated of(Spot at, String group, String type, Vector<Value> properties) {
    return new Stated(at, group, Option.some(type), false, properties);
  }

  static Stated of(Spot at, String group, String type, Value property) {
    return of(at, group, type, Vector.of(property));
  }

  static Value value(Spot at, String name, ValueType type, String text) {
    return new Value(at, name, Option.some(type), Vector.of(new Text(text, at)), false);
  }

  /// An attribute as a property of the same or another name; none if it is not there.
  static Option<Value> attribute(
      Node.Element element, String attribute, String name, ValueType type) {
    return element.attribute(attribute).map(a -> value(a.at(), name, type, a.value()));
  }
}
