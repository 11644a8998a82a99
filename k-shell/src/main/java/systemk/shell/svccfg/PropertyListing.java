package systemk.shell.svccfg;

import io.vavr.collection.Seq;
import io.vavr.collection.TreeSet;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import systemk.core.property.Layer;
import systemk.core.property.LayeredProperty;
import systemk.core.property.Property;
import systemk.core.property.PropertyGroup;
import systemk.core.property.Setting;
import systemk.core.property.ValueType;
import systemk.core.repository.Composition;
import systemk.shell.text.Escapes;
import systemk.shell.text.Options;

/// The `listprop` command. `-l` shows what one layer says or all of them say, masks included, as
/// Solaris 11 does, or with `current` the layer that counts; `-o value` shows the values alone.
final class PropertyListing {
  private static final String ALL_LAYERS = "all";
  private static final String CURRENT = "current";
  private static final String NO_LAYER = "<none>";

  /// What a line is about.
  private sealed interface Content {}

  private record OfGroup(PropertyGroup group) implements Content {}

  private record Value(Property property) implements Content {}

  private record Mask(String type) implements Content {}

  private record Line(String name, Content content, String layer) {}

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
      lines
          .flatMap(PropertyListing::property)
          .forEach(p -> session.output().line(values(p).stripLeading()));
      return;
    }
    int width = lines.map(one -> one.name().length()).max().getOrElse(0);
    boolean layered = options.has('l');
    lines.forEach(one -> session.output().line(text(one, width, layered)));
  }

  private static Option<Property> property(Line line) {
    return line.content() instanceof Value(Property property)
        ? Option.some(property)
        : Option.none();
  }

  private static Vector<Line> lines(Session session, Option<String> pattern, String layer) {
    Selector selector = pattern.map(Selector::of).getOrElse(Selector.ALL);
    Vector<Line> lines = Vector.empty();
    for (Vector<PropertyGroup> group : groups(session)) {
      PropertyGroup first = group.find(PropertyGroup::isVisible).getOrElse(group.head());
      if (selector.matches(first.name())) {
        lines = lines.appendAll(declarations(group, first, layer));
      }
      TreeSet<String> names = TreeSet.ofAll(group.flatMap(g -> g.layered().keySet()));
      for (String name : names.filter(one -> selector.matches(first.name(), one))) {
        lines = lines.appendAll(layers(group, name, layer));
      }
    }
    return lines;
  }

  /// The groups to look at, hidden ones included: each with the one it is seen over, if it is one
  /// of a snapshot of an instance.
  private static Seq<Vector<PropertyGroup>> groups(Session session) {
    if (session.snapshot().isEmpty()) {
      return session
          .selection()
          .toVector()
          .flatMap(entity -> session.state().ownGroups(entity).values())
          .map(Vector::of);
    }
    Composition frozen = session.snapshot().get().composition();
    return TreeSet.ofAll(frozen.over().keySet())
        .addAll(frozen.under().keySet())
        .toVector()
        .map(name -> frozen.over().get(name).toVector().appendAll(frozen.under().get(name)));
  }

  private static Vector<Line> declarations(
      Vector<PropertyGroup> sources, PropertyGroup first, String wanted) {
    Vector<Line> masks =
        Vector.of(Layer.values())
            .filter(layer -> isWanted(layer, wanted))
            .flatMap(
                layer ->
                    sources
                        .find(g -> g.layers().get(layer).exists(s -> s instanceof Setting.Masked))
                        .map(g -> new Line(g.name(), new Mask(g.type()), layer.token())));
    boolean listed =
        wanted.equals(CURRENT)
            ? first.isVisible()
            : isListed(first, wanted)
                && sources.exists(
                    g ->
                        !g.persistent()
                            || Vector.of(Layer.values())
                                .exists(l -> isWanted(l, wanted) && g.isDeclaredBy(l)));
    return listed ? masks.prepend(new Line(first.name(), new OfGroup(first), "")) : masks;
  }

  /// What is not persistent is of no layer.
  private static boolean isListed(PropertyGroup group, String wanted) {
    return group.persistent() || wanted.equals(ALL_LAYERS) || wanted.equals(CURRENT);
  }

  private static boolean isWanted(Layer layer, String wanted) {
    return wanted.equals(ALL_LAYERS) || layer.token().equals(wanted);
  }

  private static Vector<Line> layers(Vector<PropertyGroup> sources, String name, String wanted) {
    if (wanted.equals(CURRENT)) {
      return sources
          .find(g -> g.isVisible() && g.property(name).isDefined())
          .toVector()
          .flatMap(
              g ->
                  g.property(name)
                      .map(
                          property ->
                              new Line(
                                  g.name() + "/" + name, new Value(property), layer(g, name))));
    }
    return sources
        .find(g -> g.layered().containsKey(name))
        .filter(g -> isListed(g, wanted))
        .toVector()
        .flatMap(g -> g.layered().get(name).toVector().flatMap(p -> layers(g, p, wanted)));
  }

  private static Vector<Line> layers(PropertyGroup group, LayeredProperty property, String wanted) {
    return property
        .settings()
        .toVector()
        .filter(entry -> isWanted(entry._1, wanted))
        .map(
            entry ->
                new Line(
                    group.name() + "/" + property.name(),
                    property
                        .valueAt(entry._1)
                        .<Content>map(Value::new)
                        .getOrElse(() -> new Mask(hiddenType(property))),
                    group.persistent() ? entry._1.token() : NO_LAYER));
  }

  /// The type of what a mask hides.
  static String hiddenType(LayeredProperty property) {
    return Vector.ofAll(property.settings().keySet())
        .reverse()
        .flatMap(property::valueAt)
        .headOption()
        .map(hidden -> hidden.type().token())
        .getOrElse("-");
  }

  private static String layer(PropertyGroup group, String property) {
    return group
        .layered()
        .get(property)
        .flatMap(layered -> layered.winner())
        .filter(_ -> group.persistent())
        .map(Layer::token)
        .getOrElse(NO_LAYER);
  }

  private static String text(Line line, int width, boolean layered) {
    return switch (line.content()) {
      case OfGroup(var group) -> GroupCommands.line(group, width);
      case Value(var property) ->
          start(line, width, property.type().token(), layered) + values(property);
      case Mask(var type) -> start(line, width, type, layered) + " MASKED";
    };
  }

  private static String start(Line line, int width, String type, boolean layered) {
    return line.name()
        + " ".repeat(width - line.name().length())
        + "  "
        + type
        + " ".repeat(Math.max(0, 7 - type.length()))
        + " "
        + (layered ? " " + line.layer() + " " : "");
  }

  /// Values as `listprop` shows them, each after a blank.
  static String values(Property property) {
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
