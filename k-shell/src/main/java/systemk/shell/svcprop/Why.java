package systemk.shell.svcprop;

import io.vavr.collection.TreeSet;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import systemk.core.fmri.EntityFmri;
import systemk.core.property.Setting;
import systemk.core.repository.Composition;
import systemk.core.repository.RepositoryState;
import systemk.json.Json;
import systemk.json.JsonText;
import systemk.shell.Outcome;
import systemk.shell.svcprop.Origin.Said;
import systemk.shell.text.Escapes;
import systemk.shell.text.Table;

/// `svcprop --why`: for each property the value that counts with its layer and the transaction that
/// set it, and below it what it hides.
final class Why {
  private static final Vector<String> HEADER =
      Vector.of("PROPERTY", "OF", "LAYER", "GENERATION", "SOURCE", "VALUE");

  private final Show show;
  private final RepositoryState state;
  private final boolean json;

  Why(Show show, RepositoryState state, boolean json) {
    this.show = show;
    this.state = state;
    this.json = json;
  }

  /// The origins of some properties of one entity.
  private record Explained(EntityFmri entity, Vector<Origin> origins) {}

  Outcome.Exit exit() {
    Vector<Explained> all =
        show.targets()
            .map(target -> new Explained(target.entity(), origins(target)))
            .groupBy(Explained::entity)
            .map(
                (entity, parts) ->
                    io.vavr.Tuple.of(
                        entity,
                        new Explained(entity, parts.flatMap(Explained::origins).distinct())))
            .values()
            .toVector()
            .sortBy(explained -> explained.entity().toString());
    if (json) {
      show.output().line(JsonText.pretty(Json.array(all.flatMap(Why::json).asJava())));
    } else {
      text(all.reject(explained -> explained.origins().isEmpty()));
    }
    return show.end();
  }

  private Vector<Origin> origins(Target target) {
    Either<String, Composition> configuration = show.view().of(state, target.entity());
    if (configuration.isLeft()) {
      show.output().fail(configuration.getLeft());
      return Vector.empty();
    }
    Composition composed = configuration.get();
    if (target.group().isEmpty()) {
      return TreeSet.ofAll(composed.over().keySet())
          .addAll(composed.under().keySet())
          .toVector()
          .filter(group -> show.isReadable(composed, group))
          .flatMap(group -> Origin.of(composed, target.entity(), group));
    }
    String group = target.group().get();
    Vector<Origin> found = Origin.of(composed, target.entity(), group);
    if (found.isEmpty() && !composed.hasGroup(group)) {
      show.noGroup(target);
      return found;
    }
    if (!show.isReadable(composed, group)) {
      show.output().fail("Permission denied.");
      return Vector.empty();
    }
    if (target.property().isEmpty()) {
      return found;
    }
    Vector<Origin> named = found.filter(origin -> target.property().contains(origin.property()));
    if (named.isEmpty()) {
      show.noProperty(target);
    }
    return named;
  }

  private void text(Vector<Explained> all) {
    for (int i = 0; i < all.size(); i++) {
      if (all.size() > 1) {
        show.output().line((i > 0 ? "\n" : "") + all.get(i).entity() + ":");
      }
      Vector<Vector<String>> rows = all.get(i).origins().flatMap(Why::rows).prepend(HEADER);
      new Table(rows).lines().forEach(show.output()::line);
    }
  }

  private static Vector<Vector<String>> rows(Origin origin) {
    String name = origin.group() + "/" + origin.property();
    return origin
        .ranked()
        .zipWithIndex()
        .map(
            said ->
                Vector.of(
                    said._2 == 0 ? name : "",
                    said._1.of(),
                    origin.persistent() ? said._1.layer().token() : "<none>",
                    Long.toString(said._1.setting().provenance().generation()),
                    said._1.setting().provenance().file().getOrElse("-"),
                    value(said._1)));
  }

  private static String value(Said said) {
    return switch (said.setting()) {
      case Setting.Supplied(var type, var values, _) ->
          (type.token() + " " + Escapes.values(values)).stripTrailing();
      case Setting.Masked _ -> said.wholeGroup() ? "(group masked)" : "(masked)";
    };
  }

  private static Vector<Json> json(Explained explained) {
    return explained
        .origins()
        .map(
            origin -> {
              Json.Builder json =
                  Json.object()
                      .put("fmri", explained.entity().toString())
                      .put("property", origin.group() + "/" + origin.property());
              origin.value().forEach(value -> put(json, value));
              return json.putArray("said", origin.ranked().map(said -> json(origin, said)).asJava())
                  .build();
            });
  }

  private static Json json(Origin origin, Said said) {
    Json.Builder json = Json.object().put("of", said.of());
    if (origin.persistent()) {
      json.put("layer", said.layer().token());
    }
    json.put("generation", said.setting().provenance().generation())
        .putIf("file", said.setting().provenance().file().toJavaOptional())
        .put("counts", said.counts());
    switch (said.setting()) {
      case Setting.Supplied supplied -> put(json, supplied);
      case Setting.Masked _ -> json.put("masks", said.wholeGroup() ? "group" : "property");
    }
    return json.build();
  }

  private static void put(Json.Builder json, Setting.Supplied value) {
    json.put("type", value.type().token()).putStrings("values", value.values().asJava());
  }
}
