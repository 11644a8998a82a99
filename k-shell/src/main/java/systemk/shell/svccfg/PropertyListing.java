package systemk.shell.svccfg;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import systemk.core.fmri.Wildcard;
import systemk.core.property.Layer;
import systemk.core.property.Property;
import systemk.core.property.PropertyGroup;
import systemk.core.property.ValueType;
import systemk.shell.text.Escapes;
import systemk.shell.text.Options;

/// The `listprop` command. `-l` shows one layer or all of them, as Solaris 11 does; `-o value`
/// shows the values alone.
final class PropertyListing {
  private static final String ALL_LAYERS = "all";
  private static final String CURRENT = "current";

  /// A line: a group, or a property with the layer it was found at.
  private record Line(String name, PropertyGroup group, Option<Property> property, String layer) {}

  private PropertyListing() {}

  static void list(Session session, CommandLine line) {
    Either<String, Options> parsed = Options.parse("l:o:", line.words());
    if (parsed.isLeft() || parsed.get().operands().size() > 1 || !line.plain()) {
      session.fail("Syntax error.");
      return;
    }
    Options options = parsed.get();
    String layer = options.last('l').getOrElse(CURRENT);
    boolean known =
        layer.equals(ALL_LAYERS) || layer.equals(CURRENT) || Layer.ofToken(layer).isDefined();
    if (!known) {
      session.fail("Unknown layer \"" + layer + "\".");
      return;
    }
    if (options.last('o').exists(column -> !column.equals("value"))) {
      session.fail("Unknown column \"" + options.last('o').get() + "\".");
      return;
    }
    if (session.entity().isEmpty()) {
      return;
    }
    Vector<Line> lines = lines(session, options.operands().headOption(), layer);
    if (options.has('o')) {
      lines.flatMap(Line::property).forEach(p -> session.output().line(values(p).stripLeading()));
      return;
    }
    int width = lines.map(one -> one.name().length()).max().getOrElse(0);
    boolean layered = options.has('l');
    lines.forEach(one -> session.output().line(text(one, width, layered)));
  }

  private static Vector<Line> lines(Session session, Option<String> pattern, String layer) {
    int slash = pattern.map(text -> text.indexOf('/')).getOrElse(-1);
    Wildcard groups =
        Wildcard.of(pattern.map(t -> slash < 0 ? t : t.substring(0, slash)).getOrElse("*"));
    Wildcard properties =
        Wildcard.of(slash < 0 ? "*" : pattern.getOrElse("*").substring(slash + 1));
    Vector<Line> lines = Vector.empty();
    for (PropertyGroup group : session.groups().filter(g -> groups.matches(g.name()))) {
      if (slash < 0) {
        lines = lines.append(new Line(group.name(), group, Option.none(), ""));
      }
      for (Property property : session.properties(group)) {
        if (properties.matches(property.name())) {
          lines = lines.appendAll(layers(group, property, layer));
        }
      }
    }
    return lines;
  }

  private static Vector<Line> layers(PropertyGroup group, Property property, String wanted) {
    String name = group.name() + "/" + property.name();
    if (wanted.equals(CURRENT)) {
      String layer =
          group
              .layered()
              .get(property.name())
              .flatMap(layered -> layered.winner())
              .filter(_ -> group.persistent())
              .map(Layer::token)
              .getOrElse("<none>");
      return Vector.of(new Line(name, group, Option.some(property), layer));
    }
    return Vector.of(Layer.values())
        .filter(layer -> wanted.equals(ALL_LAYERS) || layer.token().equals(wanted))
        .flatMap(
            layer ->
                group
                    .layered()
                    .get(property.name())
                    .flatMap(layered -> layered.valueAt(layer))
                    .map(at -> new Line(name, group, Option.some(at), layer.token())));
  }

  private static String text(Line line, int width, boolean layered) {
    if (line.property().isEmpty()) {
      return GroupCommands.line(line.group(), width);
    }
    Property property = line.property().get();
    String type = property.type().token();
    return line.name()
        + " ".repeat(width - line.name().length())
        + "  "
        + type
        + " ".repeat(Math.max(0, 7 - type.length()))
        + " "
        + (layered ? " " + line.layer() + " " : "")
        + values(property);
  }

  private static String values(Property property) {
    boolean strings =
        property.type().isCompatibleWith(ValueType.ASTRING) && property.values().size() > 1;
    return property
        .values()
        .map(value -> " " + (strings || isSpecial(value) ? Escapes.quoted(value) : value))
        .mkString();
  }

  private static boolean isSpecial(String value) {
    return value.chars().anyMatch(c -> " \t\n\"()".indexOf(c) >= 0);
  }
}
