package systemk.shell.svccfg;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.check.GroupPattern;
import systemk.core.check.GroupPattern.PropertyPattern;
import systemk.core.property.Property;
import systemk.core.property.ValueType;
import systemk.core.repository.Composition;
import systemk.shell.view.Tongue;

/// What a group of a template says in words, and of values, for people to read.
///
/// @param configuration what the one who has the template is configured with
/// @param group the group of the template
record TemplateText(Composition configuration, String group, Tongue tongue) {
  private static final String INDENT = "    ";

  /// A text in a locale that is read, else in any there is.
  private Option<String> text(String name) {
    return tongue
        .text(configuration, group, name + "_")
        .orElse(
            () ->
                configuration
                    .properties(group)
                    .find(property -> property.name().startsWith(name + "_"))
                    .flatMap(Property::single));
  }

  /// The text of a group that is nothing but one text in several locales.
  Option<String> anyText() {
    return tongue
        .text(configuration, group, "")
        .orElse(() -> configuration.properties(group).headOption().flatMap(Property::single));
  }

  private Vector<String> texts(String name) {
    return configuration.property(group, name).toVector().flatMap(Property::values);
  }

  private Vector<String> said(String name) {
    return text(name).toVector().flatMap(TemplateText::indented);
  }

  /// A text of several lines as lines, indented.
  static Vector<String> indented(String text) {
    return Vector.ofAll(text.strip().lines().toList()).map(line -> INDENT + line.strip());
  }

  /// What it is for: the description, or else the name.
  Vector<String> description() {
    Vector<String> description = said("description");
    return description.isEmpty() ? said("common_name") : description;
  }

  /// Everything about a group.
  Vector<String> of(GroupPattern pattern) {
    return said("common_name")
        .appendAll(said("description"))
        .append(line("type", pattern.type().isEmpty() ? "any" : pattern.type()))
        .append(line("required", Boolean.toString(pattern.required())))
        .append(line("target", configuration.value(group, "target").getOrElse("this")));
  }

  /// Everything about a property.
  Vector<String> of(PropertyPattern pattern) {
    return said("common_name")
        .appendAll(said("description"))
        .append(line("type", pattern.type().map(ValueType::token).getOrElse("any")))
        .append(line("required", Boolean.toString(pattern.required())))
        .appendAll(text("units").map(units -> line("units", units)))
        .append(line("visibility", configuration.value(group, "visibility").getOrElse("readwrite")))
        .append(line("minimum number of values", pattern.min().toString()))
        .append(
            line(
                "maximum number of values",
                pattern.max().map(Object::toString).getOrElse("unlimited")))
        .appendAll(separators())
        .appendAll(list("constraints", pattern.allowed()))
        .appendAll(list("choices", choices(pattern)))
        .appendAll(list("values", texts("value_name").reject(choices(pattern)::contains)));
  }

  private Option<String> separators() {
    Vector<String> separators = texts("internal_separators");
    return separators.isEmpty()
        ? Option.none()
        : Option.some(line("separators within a value", separators.mkString(" ")));
  }

  /// What a tool should offer: the choices as such, and the constraints or the values described if
  /// they are to be included.
  Vector<String> choices(PropertyPattern pattern) {
    Vector<String> included =
        texts("choice_include_values")
            .flatMap(
                kind ->
                    switch (kind) {
                      case "constraints" -> pattern.allowed();
                      case "values" -> texts("value_name");
                      default -> Vector.<String>empty();
                    });
    return texts("choice_name")
        .appendAll(
            texts("choice_range")
                .flatMap(GroupPattern.Range::read)
                .map(GroupPattern.Range::toString))
        .appendAll(included)
        .distinct();
  }

  private Vector<String> list(String heading, Vector<String> values) {
    return values.isEmpty()
        ? Vector.empty()
        : values.map(value -> INDENT + INDENT + described(value)).prepend(INDENT + heading + ":");
  }

  /// A value, with what is said about it if anything is.
  private String described(String value) {
    String prefix = "value_" + value.replaceAll("[^A-Za-z0-9_-]", "_") + "_";
    return text(prefix + "description")
        .orElse(() -> text(prefix + "common_name"))
        .map(words -> value + "  " + words.strip().replaceAll("\\s+", " "))
        .getOrElse(value);
  }

  private static String line(String name, String value) {
    return INDENT + name + ": " + value;
  }
}
