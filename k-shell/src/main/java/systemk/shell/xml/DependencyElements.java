package systemk.shell.xml;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.FmriError;
import systemk.core.property.ValueType;

/// Reads what an entity depends on, and who it makes depend on itself.
record DependencyElements(Faults faults, PropertyElements properties) {

  /// What a `dependent` comes to.
  ///
  /// @param record what is kept of it where it is written
  /// @param target whom it is put into, as a dependency
  record Dependent(Stated record, EntityFmri target, Stated dependency) {}

  Stated dependency(Node.Element element) {
    return new Stated(
        element.at(),
        element.value("name").getOrElse(""),
        Option.some("dependency"),
        element.is("delete"),
        words(element)
            .appendAll(Stated.attribute(element, "type", "type", ValueType.ASTRING))
            .append(
                new Stated.Value(
                    element.at(),
                    "entities",
                    Option.some(ValueType.FMRI),
                    element
                        .children("service_fmri")
                        .flatMap(child -> child.attribute("value"))
                        .map(a -> new Stated.Text(a.value(), a.at())),
                    false))
            .appendAll(more(element)));
  }

  private static Vector<Stated.Value> words(Node.Element element) {
    return Stated.attribute(element, "grouping", "grouping", ValueType.ASTRING)
        .toVector()
        .appendAll(Stated.attribute(element, "restart_on", "restart_on", ValueType.ASTRING));
  }

  private Vector<Stated.Value> more(Node.Element element) {
    return PropertyElements.stability(element, "stability")
        .toVector()
        .appendAll(properties.properties(element));
  }

  Option<Dependent> dependent(Node.Element element, EntityFmri owner) {
    Option<Node.Attribute> value =
        element.child("service_fmri").flatMap(child -> child.attribute("value"));
    return value
        .flatMap(this::target)
        .map(target -> dependent(element, owner, target, value.get().at()));
  }

  private Option<EntityFmri> target(Node.Attribute attribute) {
    Either<FmriError, Fmri> fmri = Fmri.parse(attribute.value());
    fmri.peekLeft(error -> faults.error(attribute.at(), error.message()));
    return fmri.toOption()
        .flatMap(
            parsed -> {
              if (parsed instanceof EntityFmri entity) {
                return Option.some(entity);
              }
              faults.error(attribute.at(), "\"" + parsed + "\" names no service");
              return Option.none();
            });
  }

  private Dependent dependent(
      Node.Element element, EntityFmri owner, EntityFmri target, Spot where) {
    String name = element.value("name").getOrElse("");
    boolean deleted = element.is("delete");
    boolean overriding = element.is("override");
    Vector<Stated.Value> said =
        words(element)
            .append(Stated.value(element.at(), "type", ValueType.ASTRING, "service"))
            .append(Stated.value(where, "entities", ValueType.FMRI, owner.toString()))
            .append(Stated.value(element.at(), "external", ValueType.BOOLEAN, "true"))
            .appendAll(more(element))
            .map(v -> new Stated.Value(v.at(), v.name(), v.type(), v.values(), overriding));
    Vector<Stated.Value> kept =
        deleted
            ? Vector.empty()
            : Vector.of(
                new Stated.Value(
                    element.at(),
                    name,
                    Option.some(ValueType.FMRI),
                    Vector.of(new Stated.Text(target.toString(), where)),
                    overriding));
    return new Dependent(
        Stated.of(element.at(), "dependents", "framework", kept),
        target,
        new Stated(element.at(), name, Option.some("dependency"), deleted, said));
  }
}
