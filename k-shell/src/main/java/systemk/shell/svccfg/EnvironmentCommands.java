package systemk.shell.svccfg;

import io.vavr.collection.Vector;
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
    parsed(session, line, 2)
        .forEach(
            options -> {
              String name = options.operands().get(0);
              change(session, options, name, Option.some(name + "=" + options.operands().get(1)));
            });
  }

  static void unset(Session session, CommandLine line) {
    parsed(session, line, 1)
        .forEach(options -> change(session, options, options.operands().head(), Option.none()));
  }

  private static Option<Options> parsed(Session session, CommandLine line, int operands) {
    Option<Options> options =
        Options.parse("ism:", line.words())
            .toOption()
            .filter(o -> o.operands().size() == operands && line.plain())
            .filter(o -> !o.has('i') || !o.has('s'));
    if (options.isEmpty()) {
      session.fail("Syntax error.");
    }
    return options;
  }

  private static void change(Session session, Options options, String name, Option<String> entry) {
    if (name.isEmpty() || name.indexOf('=') >= 0) {
      session.fail("Invalid environment variable \"" + name + "\".");
      return;
    }
    for (EntityFmri entity : entity(session, options)) {
      String group = options.last('m').getOrElse(SHARED);
      if (!options.has('m') || isMethod(session, entity, group)) {
        write(session, entity, group, name, entry);
      }
    }
  }

  private static Option<EntityFmri> entity(Session session, Options options) {
    Option<EntityFmri> selected = session.entity();
    if (options.has('s')) {
      return selected.map(EntityFmri::service);
    }
    if (options.has('i') && selected.exists(s -> !(s instanceof InstanceFmri))) {
      session.fail("No instance is selected.");
      return Option.none();
    }
    return selected;
  }

  private static boolean isMethod(Session session, EntityFmri entity, String name) {
    Option<PropertyGroup> group =
        session.state().ownGroup(entity, name).filter(PropertyGroup::isVisible);
    if (group.isEmpty()) {
      session.fail("Couldn't find the method \"" + name + "\".");
    } else if (!group.get().type().equals("method")) {
      session.fail("Property group \"" + name + "\" is not of type \"method\".");
      return false;
    }
    return group.isDefined();
  }

  private static void write(
      Session session, EntityFmri entity, String group, String name, Option<String> entry) {
    Option<Property> old =
        session
            .state()
            .ownGroup(entity, group)
            .flatMap((PropertyGroup g) -> g.property(ENVIRONMENT));
    Vector<String> before = old.map(Property::values).getOrElse(Vector.<String>empty());
    if (entry.isEmpty() && !before.exists(one -> one.startsWith(name + "="))) {
      // As when no value matches the pattern of delpropvalue.
      if (session.group(entity, group).isDefined() && old.isEmpty()) {
        session.fail("No such property.");
      }
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
