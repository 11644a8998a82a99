package systemk.shell.xml;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.manifest.Manifest.DeclaredGroup;
import systemk.core.property.Property;
import systemk.core.property.ValueType;

/// Dependencies and dependents as elements.
final class DependencyTags {
  private static final Vector<String> KNOWN =
      Vector.of("grouping", "restart_on", "type", "entities", "stability");

  private DependencyTags() {}

  /// A dependency; none if it lacks what a dependency in XML must have.
  static Option<Node.Element> dependency(DeclaredGroup group) {
    Vector<Property> said = group.properties();
    Option<String> type = Tags.single(said, "type", ValueType.ASTRING);
    Option<Vector<String>> entities = entities(said);
    if (type.isEmpty() || entities.isEmpty()) {
      return Option.none();
    }
    return begun("dependency", group)
        .map(
            element ->
                Tags.with(
                    Tags.with(element, "type", type),
                    entities
                        .get()
                        .map(fmri -> Tags.of("service_fmri", "value", fmri))
                        .appendAll(ending(said, KNOWN))));
  }

  private static Option<Vector<String>> entities(Vector<Property> said) {
    return said.find(p -> p.name().equals("entities") && p.type() == ValueType.FMRI)
        .map(Property::values);
  }

  private static Option<Node.Element> begun(String element, DeclaredGroup group) {
    Option<String> grouping = word(group, element, "grouping");
    Option<String> restartOn = word(group, element, "restart_on");
    return grouping.isEmpty() || restartOn.isEmpty()
        ? Option.none()
        : Option.some(
            Tags.of(
                element,
                "name",
                group.name(),
                "grouping",
                grouping.get(),
                "restart_on",
                restartOn.get()));
  }

  private static Option<String> word(DeclaredGroup group, String element, String attribute) {
    return Tags.single(group.properties(), attribute, ValueType.ASTRING)
        .filter(Words.of(element, attribute)::contains);
  }

  /// The stability, and what has no place in the element but as a property.
  private static Vector<Node.Element> ending(Vector<Property> said, Vector<String> placed) {
    Option<String> stability =
        Tags.single(said, "stability", ValueType.ASTRING).filter(Words.STABILITIES::contains);
    Vector<String> without = stability.isDefined() ? placed : placed.remove("stability");
    return stability
        .map(Tags::stability)
        .toVector()
        .appendAll(Tags.properties(Tags.without(said, without)));
  }

  /// A dependent: the record of it here, and the dependency it is in the other service.
  static Option<Node.Element> dependent(Property record, DeclaredGroup dependency) {
    if (!dependency.name().equals(record.name()) || record.single().isEmpty()) {
      return Option.none();
    }
    return begun("dependent", dependency)
        .map(
            element ->
                Tags.with(
                    element,
                    Vector.of(Tags.of("service_fmri", "value", record.single().get()))
                        .appendAll(ending(dependency.properties(), KNOWN.append("external")))));
  }
}
