package systemk.shell.svccfg;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.Names;
import systemk.core.fmri.Wildcard;
import systemk.core.property.Layer;
import systemk.core.property.Property;
import systemk.core.property.PropertyGroup;
import systemk.core.repository.Change;

/// The commands that change properties. They write at the administrator's layer.
final class PropertyCommands {
  private PropertyCommands() {}

  /// A property of the selection, as a command names it.
  private record Named(EntityFmri entity, PropertyGroup group, String property) {}

  private static Option<Named> named(Session session, String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      session.fail("Property names must contain a `/'.");
      return Option.none();
    }
    String property = text.substring(slash + 1);
    if (!Names.isName(property)) {
      session.fail("Invalid \"property name\" value \"" + property + "\".");
      return Option.none();
    }
    return session
        .entity()
        .flatMap(
            entity ->
                session
                    .group(entity, text.substring(0, slash))
                    .map(group -> new Named(entity, group, property)));
  }

  private static void write(Session session, Named named, Property property) {
    session.edit(
        Vector.of(
            new Change.SetProperty(
                named.entity(), named.group().name(), property, Layer.ADMIN, Option.none())));
  }

  static void set(Session session, CommandLine line) {
    Vector<Token> tokens = line.arguments();
    boolean assignment =
        tokens.size() > 2
            && !(tokens.head() instanceof Token.Symbol)
            && tokens.get(1).equals(new Token.Symbol("="));
    if (!assignment) {
      session.fail("Syntax error.");
      return;
    }
    named(session, tokens.head().text())
        .forEach(named -> set(session, named, PropertyValues.read(tokens.drop(2))));
  }

  private static void set(Session session, Named named, Either<String, PropertyValues> values) {
    values
        .flatMap(
            read ->
                read.property(
                    session.state(), named.entity(), named.group().name(), named.property()))
        .peekLeft(session::fail)
        .forEach(property -> write(session, named, property));
  }

  static void delete(Session session, CommandLine line) {
    if (line.words().size() != 1 || !line.plain()) {
      session.fail("Syntax error.");
      return;
    }
    String text = line.words().head();
    if (text.indexOf('/') < 0) {
      session.entity().forEach(entity -> GroupCommands.delete(session, entity, text));
      return;
    }
    named(session, text)
        .forEach(
            named -> {
              if (named.group().property(named.property()).isEmpty()) {
                session.fail("No such property.");
                return;
              }
              session.edit(
                  Vector.of(
                      new Change.DeleteProperty(
                          named.entity(), named.group().name(), named.property(), Layer.ADMIN)));
            });
  }

  static void addValue(Session session, CommandLine line) {
    if (line.arguments().size() < 2 || line.arguments().size() > 3 || !line.plain()) {
      session.fail("Syntax error.");
      return;
    }
    named(session, line.words().head())
        .forEach(named -> addValue(session, named, PropertyValues.read(line.arguments().tail())));
  }

  private static void addValue(
      Session session, Named named, Either<String, PropertyValues> values) {
    Either<String, Property> added =
        values.flatMap(
            read ->
                read.property(
                    session.state(), named.entity(), named.group().name(), named.property()));
    if (added.isLeft()) {
      session.fail(added.getLeft());
      return;
    }
    Option<Property> old = named.group().property(named.property());
    if (old.exists(property -> property.type() != added.get().type())) {
      session.fail(
          "Property \""
              + named.property()
              + "\" is not of type \""
              + added.get().type().token()
              + ":\".");
      return;
    }
    Vector<String> before = old.map(Property::values).getOrElse(Vector.<String>empty());
    write(
        session,
        named,
        new Property(named.property(), added.get().type(), before.appendAll(added.get().values())));
  }

  static void deleteValue(Session session, CommandLine line) {
    if (line.words().size() != 2 || !line.plain()) {
      session.fail("Syntax error.");
      return;
    }
    Wildcard glob = Wildcard.of(line.words().get(1));
    named(session, line.words().head())
        .forEach(
            named -> {
              Option<Property> old = named.group().property(named.property());
              if (old.isEmpty()) {
                session.fail("No such property.");
                return;
              }
              Vector<String> kept = old.get().values().reject(glob::matches);
              if (kept.size() < old.get().values().size()) {
                write(session, named, new Property(named.property(), old.get().type(), kept));
              }
            });
  }
}
