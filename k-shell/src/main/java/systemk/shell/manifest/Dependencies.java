package systemk.shell.manifest;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.Map;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.FileFmri;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.Names;
import systemk.core.graph.Grouping;
import systemk.core.graph.RestartOn;
import systemk.core.property.Property;
import systemk.core.property.ValueType;
import systemk.json.Json;

/// Reads what a service depends on, and whom it makes depend on itself.
final class Dependencies {
  private static final Vector<String> GROUPINGS = Vector.of(Grouping.values()).map(Grouping::token);
  private static final Vector<String> RESTART_ON =
      Vector.of(RestartOn.values()).map(RestartOn::token);

  private static final Vector<String> ON =
      Vector.of("on", "grouping", "restart_on", "type", "stability", "properties");
  private static final Vector<String> OF =
      Vector.of("of", "grouping", "restart_on", "stability", "properties");

  private final Reader reader;
  private final Values values;

  Dependencies(Reader reader, Values values) {
    this.reader = reader;
    this.values = values;
  }

  /// The dependencies of one service or instance, by group.
  void depends(Place at, Groups<Place> groups) {
    reader
        .members(at)
        .forEach((name, place) -> groups.addNew(place, name, "dependency", dependency(place)));
  }

  private Vector<Property> dependency(Place at) {
    if (!(at.value() instanceof Json.Obj)) {
      Vector<String> entities = entities(at);
      return properties("require_all", "none", type(entities), entities);
    }
    Map<String, Place> members = reader.members(at, ON);
    Vector<String> entities =
        reader.require(at, members, "on").map(this::entities).getOrElse(Vector.empty());
    String type =
        Reader.find(members, "type")
            .flatMap(place -> reader.word(place, Vector.of("service", "path")))
            .getOrElse(type(entities));
    return properties(
            word(members, "grouping", GROUPINGS),
            word(members, "restart_on", RESTART_ON),
            type,
            entities)
        .appendAll(more(members));
  }

  private static Vector<Property> properties(
      String grouping, String restartOn, String type, Vector<String> entities) {
    return Vector.of(
        Property.of("grouping", grouping),
        Property.of("restart_on", restartOn),
        Property.of("type", type),
        new Property("entities", ValueType.FMRI, entities));
  }

  private static String type(Vector<String> entities) {
    boolean files = !entities.isEmpty() && entities.forAll(e -> e.startsWith("file:"));
    return files ? "path" : "service";
  }

  private Vector<Property> more(Map<String, Place> members) {
    return Services.stability(reader, members)
        .toVector()
        .appendAll(
            Reader.find(members, "properties").map(values::properties).getOrElse(Vector.empty()));
  }

  /// The word of a member, or the first of the words if it is absent.
  private String word(Map<String, Place> members, String name, Vector<String> words) {
    return Reader.find(members, name)
        .flatMap(place -> reader.word(place, words))
        .getOrElse(words.head());
  }

  private Vector<String> entities(Place at) {
    return reader.oneOrMore(at).flatMap(this::entity).map(Fmri::toString);
  }

  private Option<Fmri> entity(Place at) {
    return fmri(at)
        .filter(
            fmri -> {
              boolean legal = fmri instanceof EntityFmri || fmri instanceof FileFmri;
              if (!legal) {
                reader.error(at, "\"" + fmri + "\" names neither a service nor a file");
              }
              return legal;
            });
  }

  private Option<Fmri> fmri(Place at) {
    return reader
        .string(at)
        .flatMap(
            text ->
                Fmri.parse(text).peekLeft(error -> reader.error(at, error.message())).toOption());
  }

  /// The dependents of one service or instance: a record here, a dependency in each of them.
  Vector<Declarations.Injected<Place>> dependents(
      Place at, EntityFmri owner, Groups<Place> groups) {
    Vector<Declarations.Injected<Place>> injected = Vector.empty();
    for (Map.Entry<String, Place> member : reader.members(at).entrySet()) {
      if (Names.isName(member.getKey())) {
        injected = injected.appendAll(dependent(member.getValue(), member.getKey(), owner, groups));
      } else {
        reader.error(
            member.getValue(), "\"" + member.getKey() + "\" is not a name of a property group");
      }
    }
    return injected;
  }

  private Option<Declarations.Injected<Place>> dependent(
      Place at, String name, EntityFmri owner, Groups<Place> groups) {
    boolean brief = !(at.value() instanceof Json.Obj);
    Map<String, Place> members = brief ? Map.of() : reader.members(at, OF);
    Option<Place> of = brief ? Option.some(at) : reader.require(at, members, "of");
    Option<EntityFmri> target = of.flatMap(this::target);
    if (target.isEmpty()) {
      return Option.none();
    }
    groups.add(
        at,
        "dependents",
        "framework",
        Vector.of(Property.of(name, ValueType.FMRI, target.get().toString())));
    Vector<Property> properties =
        properties(
                word(members, "grouping", GROUPINGS),
                word(members, "restart_on", RESTART_ON),
                "service",
                Vector.of(owner.toString()))
            .append(Property.of("external", true))
            .appendAll(more(members));
    return Option.some(new Declarations.Injected<>(at, target.get(), name, properties));
  }

  private Option<EntityFmri> target(Place at) {
    return fmri(at)
        .flatMap(
            fmri -> {
              if (fmri instanceof EntityFmri entity) {
                return Option.some(entity);
              }
              reader.error(at, "\"" + fmri + "\" names no service");
              return Option.none();
            });
  }
}
