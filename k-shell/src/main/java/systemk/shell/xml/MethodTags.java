package systemk.shell.xml;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.manifest.Manifest.DeclaredGroup;
import systemk.core.property.Property;
import systemk.core.property.ValueType;

/// Methods and their contexts as elements.
final class MethodTags {
  private static final Vector<String> CREDENTIAL =
      Vector.of("user", "group", "supp_groups", "privileges", "limit_privileges");
  private static final Vector<String> TYPES = Vector.of("method", "monitor");

  private MethodTags() {}

  /// A method; none if it lacks what a method in XML must have.
  static Option<Node.Element> method(DeclaredGroup group) {
    Vector<Property> said = group.properties();
    Option<String> type = astring(said, "type").filter(TYPES::contains);
    Option<String> exec = astring(said, "exec");
    Option<String> timeout = Tags.single(said, "timeout_seconds", ValueType.COUNT);
    if (type.isEmpty() || exec.isEmpty() || timeout.isEmpty()) {
      return Option.none();
    }
    Node.Element element =
        Tags.of(
            "exec_method",
            "type",
            type.get(),
            "name",
            group.name(),
            "exec",
            exec.get(),
            "timeout_seconds",
            timeout.get());
    Context context =
        context(Tags.without(said, Vector.of("type", "exec", "timeout_seconds", "stability")));
    Option<String> stability = astring(said, "stability").filter(Words.STABILITIES::contains);
    Vector<Property> rest =
        stability.isEmpty()
            ? context.rest().appendAll(said.filter(p -> p.name().equals("stability")))
            : context.rest();
    return Option.some(
        Tags.with(
            element,
            context
                .element()
                .toVector()
                .appendAll(stability.map(Tags::stability))
                .appendAll(Tags.properties(rest))));
  }

  /// A context as far as it has an element, and the properties that have no place in it.
  record Context(Option<Node.Element> element, Vector<Property> rest) {}

  static Context context(Vector<Property> said) {
    Node.Element element = Tags.of("method_context");
    Vector<String> placed = Vector.empty();
    for (String name : Words.CONTEXT) {
      Option<String> value = astring(said, name);
      element = Tags.with(element, name, value);
      placed = placed.appendAll(value.map(_ -> name));
    }
    Option<Node.Element> rights = profile(said).orElse(() -> credential(said));
    if (rights.isDefined()) {
      boolean profile = rights.get().name().equals("method_profile");
      placed =
          placed.appendAll(
              profile
                  ? Vector.of("profile", "use_profile")
                  : CREDENTIAL.filter(name -> astring(said, name).isDefined()));
    }
    Option<Node.Element> environment = environment(said);
    placed = placed.appendAll(environment.map(_ -> "environment"));
    Vector<Node.Element> children = rights.toVector().appendAll(environment);
    boolean empty = placed.isEmpty();
    return new Context(
        empty ? Option.none() : Option.some(Tags.with(element, children)),
        Tags.without(said, placed));
  }

  private static Option<Node.Element> profile(Vector<Property> said) {
    return Tags.single(said, "use_profile", ValueType.BOOLEAN).contains("true")
        ? astring(said, "profile").map(name -> Tags.of("method_profile", "name", name))
        : Option.none();
  }

  private static Option<Node.Element> credential(Vector<Property> said) {
    if (astring(said, "user").isEmpty()) {
      return Option.none();
    }
    Node.Element element = Tags.of("method_credential");
    for (String name : CREDENTIAL) {
      element = Tags.with(element, name, astring(said, name));
    }
    return Option.some(element);
  }

  private static Option<Node.Element> environment(Vector<Property> said) {
    return said.find(p -> p.name().equals("environment") && p.type() == ValueType.ASTRING)
        .map(Property::values)
        .filter(values -> !values.isEmpty() && values.forAll(value -> value.indexOf('=') >= 0))
        .map(values -> Tags.of("method_environment", values.map(MethodTags::variable)));
  }

  private static Node.Element variable(String pair) {
    int equals = pair.indexOf('=');
    return Tags.of(
        "envvar", "name", pair.substring(0, equals), "value", pair.substring(equals + 1));
  }

  private static Option<String> astring(Vector<Property> said, String name) {
    return Tags.single(said, name, ValueType.ASTRING);
  }
}
