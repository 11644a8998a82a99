package systemk.shell.svccfg;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.property.Layer;
import systemk.core.property.Property;
import systemk.core.property.PropertyGroup;
import systemk.core.property.ValueType;
import systemk.core.repository.Change;
import systemk.shell.text.Options;

/// The commands about the environment of methods, which is a list of `NAME=value` in the group of
/// the method, or in the one all methods share.
final class EnvironmentCommands {
  private static final String ENVIRONMENT = "environment";
  private static final String SHARED = "method_context";

  private EnvironmentCommands() {}

  static void set(Session session, CommandLine line) {
    Either<String, Options> parsed = Options.parse("ism:", line.words());
    if (parsed.isLeft()
        || parsed.get().operands().size() != 2
        || parsed.get().countOf("ism") > 1
        || !line.plain()) {
      session.fail("Syntax error.");
      return;
    }
    String name = parsed.get().operands().get(0);
    String value = parsed.get().operands().get(1);
    change(session, parsed.get(), name, Option.some(name + "=" + value));
  }

  static void unset(Session session, CommandLine line) {
    Either<String, Options> parsed = Options.parse("ism:", line.words());
    if (parsed.isLeft()
        || parsed.get().operands().size() != 1
        || parsed.get().countOf("ism") > 1
        || !line.plain()) {
      session.fail("Syntax error.");
      return;
    }
    change(session, parsed.get(), parsed.get().operands().head(), Option.none());
  }

  private static void change(Session session, Options options, String name, Option<String> entry) {
    if (name.isEmpty() || name.indexOf('=') >= 0) {
      session.fail("Invalid environment variable \"" + name + "\".");
      return;
    }
    Option<EntityFmri> entity = entity(session, options);
    if (entity.isEmpty()) {
      return;
    }
    String group = options.last('m').getOrElse(SHARED);
    if (options.has('m') && session.group(entity.get(), group).isEmpty()) {
      return;
    }
    write(session, entity.get(), group, name, entry);
  }

  private static Option<EntityFmri> entity(Session session, Options options) {
    Option<EntityFmri> selected = session.entity();
    if (options.has('s')) {
      return selected.map(EntityFmri::service);
    }
    if (options.has('i') && selected.exists(s -> !(s instanceof InstanceFmri))) {
      session.fail("Instance not selected.");
      return Option.none();
    }
    return selected;
  }

  private static void write(
      Session session, EntityFmri entity, String group, String name, Option<String> entry) {
    Vector<String> before =
        session
            .state()
            .ownGroup(entity, group)
            .flatMap((PropertyGroup g) -> g.property(ENVIRONMENT))
            .map(Property::values)
            .getOrElse(Vector.<String>empty());
    boolean present = before.exists(one -> one.startsWith(name + "="));
    if (entry.isEmpty() && !present) {
      session.fail("No such environment variable \"" + name + "\".");
      return;
    }
    Vector<String> after = before.reject(one -> one.startsWith(name + "=")).appendAll(entry);
    if (after.exists(one -> ValueType.ASTRING.canonical(one).isEmpty())) {
      session.fail("Invalid \"astring\" value \"" + entry.getOrElse("") + "\".");
      return;
    }
    Change.SetProperty set =
        new Change.SetProperty(
            entity,
            group,
            new Property(ENVIRONMENT, ValueType.ASTRING, after),
            Layer.ADMIN,
            Option.none());
    session.edit(
        session.state().ownGroup(entity, group).isDefined()
            ? Vector.<Change>of(set)
            : Vector.<Change>of(
                new Change.AddGroup(entity, group, "framework", true, Layer.ADMIN, false), set));
  }
}
