package systemk.shell.svcprop;

import io.vavr.Tuple;
import io.vavr.collection.TreeMap;
import io.vavr.collection.TreeSet;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.util.function.Function;
import systemk.core.fmri.EntityFmri;
import systemk.core.property.Setting;
import systemk.core.repository.Committed;
import systemk.core.repository.Composition;
import systemk.core.repository.RepositoryState;
import systemk.json.Json;
import systemk.json.JsonText;
import systemk.shell.Outcome;
import systemk.shell.history.Ask;
import systemk.shell.history.Entries;
import systemk.shell.svcprop.Origin.Said;
import systemk.shell.text.Escapes;
import systemk.shell.text.Table;

/// `svcprop --why`: for each property the value that counts with its layer and the transaction that
/// set it, and below it what it hides.
final class Why {
  private static final Vector<String> HEADER =
      Vector.of("PROPERTY", "OF", "LAYER", "GENERATION", "TIME", "BY", "SOURCE", "VALUE");

  /// Transactions closer together than this are asked for at once.
  private static final long NEAR = 1000;

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

  Outcome run() {
    Vector<Explained> all =
        show.targets()
            .map(target -> new Explained(target.entity(), origins(target)))
            .groupBy(Explained::entity)
            .map(
                (entity, parts) ->
                    Tuple.of(
                        entity,
                        new Explained(entity, parts.flatMap(Explained::origins).distinct())))
            .values()
            .toVector()
            .sortBy(explained -> explained.entity().toString());
    TreeSet<Long> generations =
        TreeSet.ofAll(
            all.flatMap(Explained::origins)
                .filter(Origin::persistent)
                .flatMap(Origin::said)
                .map(said -> said.setting().provenance().generation()));
    return ask(generations.toVector(), TreeMap.empty(), by -> end(all, by));
  }

  /// Asks the ledger for transactions, oldest first. One that is no longer on record is not found.
  private static Outcome ask(
      Vector<Long> generations,
      TreeMap<Long, Committed> known,
      Function<TreeMap<Long, Committed>, Outcome> then) {
    if (generations.isEmpty()) {
      return then.apply(known);
    }
    int end = 1;
    while (end < generations.size() && generations.get(end) - generations.get(end - 1) <= NEAR) {
      end++;
    }
    Vector<Long> wanted = generations.take(end);
    Vector<Long> rest = generations.drop(end);
    return Ask.ledger(
        wanted.head(),
        wanted.last(),
        entries ->
            ask(
                rest,
                entries
                    .filter(entry -> wanted.contains(entry.revision().generation()))
                    .foldLeft(
                        known, (found, entry) -> found.put(entry.revision().generation(), entry)),
                then));
  }

  private Outcome.Exit end(Vector<Explained> all, TreeMap<Long, Committed> by) {
    if (json) {
      Vector<Json> items = all.flatMap(explained -> json(explained, by));
      show.output().line(JsonText.pretty(Json.array(items.asJava())));
    } else {
      text(all.reject(explained -> explained.origins().isEmpty()), by);
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

  private void text(Vector<Explained> all, TreeMap<Long, Committed> by) {
    for (int i = 0; i < all.size(); i++) {
      if (all.size() > 1) {
        show.output().line((i > 0 ? "\n" : "") + all.get(i).entity() + ":");
      }
      Vector<Vector<String>> rows = all.get(i).origins().flatMap(o -> rows(o, by)).prepend(HEADER);
      new Table(rows).lines().forEach(show.output()::line);
    }
  }

  private Vector<Vector<String>> rows(Origin origin, TreeMap<Long, Committed> by) {
    String name = origin.group() + "/" + origin.property();
    return origin
        .ranked()
        .zipWithIndex()
        .map(
            said -> {
              Option<Committed> transaction = transaction(origin, said._1, by);
              return Vector.of(
                  said._2 == 0 ? name : "",
                  said._1.of(),
                  origin.persistent() ? said._1.layer().token() : "<none>",
                  Long.toString(said._1.setting().provenance().generation()),
                  transaction
                      .map(entry -> Entries.time(entry.time(), show.invocation().zone()))
                      .getOrElse("-"),
                  transaction
                      .map(entry -> Entries.user(entry.transaction().author().uid()))
                      .getOrElse("-"),
                  said._1.setting().provenance().file().getOrElse("-"),
                  value(said._1));
            });
  }

  /// The transaction that said it. What is not persistent is in no ledger.
  private static Option<Committed> transaction(
      Origin origin, Said said, TreeMap<Long, Committed> by) {
    return origin.persistent() ? by.get(said.setting().provenance().generation()) : Option.none();
  }

  private static String value(Said said) {
    return switch (said.setting()) {
      case Setting.Supplied(var type, var values, _) ->
          (type.token() + " " + Escapes.values(values)).stripTrailing();
      case Setting.Masked _ -> said.wholeGroup() ? "(group masked)" : "(masked)";
    };
  }

  private Vector<Json> json(Explained explained, TreeMap<Long, Committed> by) {
    return explained
        .origins()
        .map(
            origin -> {
              Json.Builder json =
                  Json.object()
                      .put("fmri", explained.entity().toString())
                      .put("property", origin.group() + "/" + origin.property());
              origin.value().forEach(value -> put(json, value));
              return json.putArray(
                      "said", origin.ranked().map(said -> json(origin, said, by)).asJava())
                  .build();
            });
  }

  private Json json(Origin origin, Said said, TreeMap<Long, Committed> by) {
    Json.Builder json = Json.object().put("of", said.of());
    if (origin.persistent()) {
      json.put("layer", said.layer().token());
    }
    json.put("generation", said.setting().provenance().generation());
    transaction(origin, said, by).forEach(entry -> put(json, entry));
    json.putIf("file", said.setting().provenance().file().toJavaOptional())
        .put("counts", said.counts());
    switch (said.setting()) {
      case Setting.Supplied supplied -> put(json, supplied);
      case Setting.Masked _ -> json.put("masks", said.wholeGroup() ? "group" : "property");
    }
    return json.build();
  }

  /// What was typed may hold values of other groups, which not everybody may see.
  private void put(Json.Builder json, Committed entry) {
    var transaction = entry.transaction();
    Json.Builder author = Json.object().put("uid", transaction.author().uid());
    if (show.invocation().mayWrite()) {
      author.put("command", transaction.author().command());
    }
    json.put("time", entry.time().toString()).put("author", author.build());
    if (!transaction.comment().isEmpty()) {
      json.put("comment", transaction.comment());
    }
  }

  private static void put(Json.Builder json, Setting.Supplied value) {
    json.put("type", value.type().token()).putStrings("values", value.values().asJava());
  }
}
