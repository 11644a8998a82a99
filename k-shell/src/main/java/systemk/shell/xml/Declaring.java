package systemk.shell.xml;

import io.vavr.collection.HashSet;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.fmri.Names;
import systemk.core.manifest.Manifest.DeclaredGroup;
import systemk.core.manifest.Manifest.DeclaredService;
import systemk.core.manifest.Manifest.Untyped;
import systemk.core.property.Property;
import systemk.core.property.ValueType;
import systemk.shell.manifest.Declarations;
import systemk.shell.manifest.Groups;

/// Makes declarations of what a document states, each value in its canonical form.
record Declaring(Faults faults, Types types) {

  /// Whether types may be left to what is configured.
  enum Types {
    OPEN,
    /// They may not.
    WANTED,
    /// They may not, and where they are was complained of before.
    CHECKED
  }

  Vector<DeclaredService> services(Vector<ServiceElements.Of> stated) {
    Declarations<Spot> declarations = new Declarations<>(faults);
    for (ServiceElements.Of one : stated) {
      if (one.group().isEmpty()) {
        declarations.define(one.entity());
      }
      one.group().forEach(group -> declare(group, declarations.groups(one.entity())));
    }
    return declarations.declared();
  }

  private void declare(Stated stated, Groups<Spot> groups) {
    if (stated.type().isEmpty() && types != Types.OPEN) {
      missing(stated.at(), "group", stated.group());
      return;
    }
    Vector<Stated.Value> values = stated.deleted() ? Vector.empty() : stated.properties();
    groups.add(
        stated.at(),
        new DeclaredGroup(
            stated.group(),
            stated.type().getOrElse(""),
            values.flatMap(this::property),
            values.flatMap(this::untyped),
            HashSet.ofAll(values.filter(Stated.Value::overriding).map(Stated.Value::name)),
            stated.deleted()));
  }

  private void missing(Spot at, String what, String name) {
    if (types == Types.WANTED) {
      faults.error(at, "the type of the " + what + " \"" + name + "\" is missing");
    }
  }

  private boolean isNamed(Stated.Value value) {
    boolean named = Names.isName(value.name());
    if (!named) {
      faults.error(value.at(), "\"" + value.name() + "\" is not a name of a property");
    }
    return named;
  }

  private Option<Property> property(Stated.Value value) {
    return value
        .type()
        .filter(_ -> isNamed(value))
        .flatMap(
            type -> canonical(value, type).map(texts -> new Property(value.name(), type, texts)));
  }

  private Option<Untyped> untyped(Stated.Value value) {
    if (value.type().isDefined() || !isNamed(value)) {
      return Option.none();
    }
    if (types != Types.OPEN) {
      missing(value.at(), "property", value.name());
      return Option.none();
    }
    return Option.some(new Untyped(value.name(), value.values().map(Stated.Text::text)));
  }

  private Option<Vector<String>> canonical(Stated.Value value, ValueType type) {
    Vector<String> found = Vector.empty();
    for (Stated.Text text : value.values()) {
      Option<String> canonical = type.canonical(text.text());
      if (canonical.isEmpty()) {
        faults.error(
            text.at(),
            value.name()
                + ": \""
                + shown(text.text())
                + "\" is not a value of type "
                + type.token());
      }
      found = found.appendAll(canonical);
    }
    return found.size() == value.values().size() ? Option.some(found) : Option.none();
  }

  private static String shown(String text) {
    return text.length() <= 100 ? text : text.substring(0, 100) + "…";
  }
}
