package systemk.shell.xml;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.property.ValueType;

/// Reads methods and the contexts they run in.
record MethodElements(PropertyElements properties) {
  private static final Vector<String> CREDENTIAL =
      Vector.of("user", "group", "supp_groups", "privileges", "limit_privileges");

  Stated method(Node.Element element) {
    Vector<Stated.Value> values =
        Stated.attribute(element, "type", "type", ValueType.ASTRING)
            .toVector()
            .appendAll(Stated.attribute(element, "exec", "exec", ValueType.ASTRING))
            .appendAll(timeout(element))
            .appendAll(element.children("method_context").flatMap(MethodElements::context))
            .appendAll(PropertyElements.stability(element, "stability"))
            .appendAll(properties.properties(element));
    return new Stated(
        element.at(),
        element.value("name").getOrElse(""),
        Option.some("method"),
        element.is("delete"),
        values);
  }

  /// SMF reads -1, as any count, without regard to its sign: longer than anybody can wait. Here
  /// that is written as people mean it, which is for ever.
  private static Option<Stated.Value> timeout(Node.Element element) {
    return element
        .attribute("timeout_seconds")
        .map(
            attribute ->
                Stated.value(
                    attribute.at(),
                    "timeout_seconds",
                    ValueType.COUNT,
                    attribute.value().strip().equals("-1") ? "0" : attribute.value()));
  }

  /// The context of all methods that have none of their own.
  Stated shared(Node.Element element) {
    return Stated.of(element.at(), "method_context", "framework", context(element));
  }

  private static Vector<Stated.Value> context(Node.Element element) {
    return Words.CONTEXT
        .flatMap(name -> Stated.attribute(element, name, name, ValueType.ASTRING))
        .appendAll(element.children().flatMap(MethodElements::part));
  }

  private static Vector<Stated.Value> part(Node.Element element) {
    return switch (element.name()) {
      case "method_profile" ->
          Stated.attribute(element, "name", "profile", ValueType.ASTRING)
              .toVector()
              .append(Stated.value(element.at(), "use_profile", ValueType.BOOLEAN, "true"));
      case "method_credential" ->
          CREDENTIAL.flatMap(name -> Stated.attribute(element, name, name, ValueType.ASTRING));
      case "method_environment" ->
          Vector.of(
              new Stated.Value(
                  element.at(),
                  "environment",
                  Option.some(ValueType.ASTRING),
                  element.children("envvar").map(MethodElements::variable),
                  false));
      default -> Vector.empty();
    };
  }

  private static Stated.Text variable(Node.Element element) {
    return new Stated.Text(
        element.value("name").getOrElse("") + "=" + element.value("value").getOrElse(""),
        element.at());
  }
}
