package systemk.shell.history;

import io.vavr.Tuple2;
import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import java.time.Instant;
import systemk.core.fmri.Names;
import systemk.core.property.Layer;
import systemk.core.repository.Change;
import systemk.core.repository.Landmarks;
import systemk.core.repository.RepositoryState;
import systemk.json.Json;
import systemk.json.JsonText;
import systemk.shell.Outcome;
import systemk.shell.text.Output;

/// `svccfg snapshot`: names for states of the whole repository.
public final class Snapshots {
  private Snapshots() {}

  public static Outcome snapshot(Standing standing, Vector<String> words) {
    Either<String, Arguments> parsed =
        Arguments.parse(words, Vector.of("-d", "-j"), Vector.of("-m"));
    if (parsed.isLeft() || parsed.get().operands().size() > 1) {
      return standing.fail(parsed.fold(why -> why, _ -> "snapshot wants one name"));
    }
    Arguments arguments = parsed.get();
    if (arguments.operands().isEmpty()) {
      return arguments.has("-d") ? standing.fail("-d wants a name") : list(standing, arguments);
    }
    String name = arguments.operands().head();
    if (!Names.isName(name) || name.matches("[0-9].*") || name.equals("now")) {
      return standing.fail("\"" + name + "\" is not a snapshot name");
    }
    if (standing.denied().isDefined()) {
      return standing.denied().get();
    }
    return new Outcome.Edit(
        newest ->
            arguments.has("-d")
                ? delete(standing, newest, name)
                : take(standing, newest, name, arguments.value("-m").getOrElse("")));
  }

  private static Outcome.Decision take(
      Standing standing, RepositoryState newest, String name, String comment) {
    long generation = newest.revision().generation();
    return new Outcome.Decision.Commit(
        Landmarks.naming(newest, name, generation),
        comment.isEmpty() ? "snapshot " + name : comment,
        _ -> standing.done("Snapshot " + name + " is generation " + generation + ".\n"),
        reasons -> standing.fail(reasons.map(r -> r.message()).mkString("; ")));
  }

  private static Outcome.Decision delete(Standing standing, RepositoryState newest, String name) {
    return Landmarks.generation(newest, name).isEmpty()
        ? new Outcome.Decision.Answer(standing.fail("No such snapshot \"" + name + "\"."))
        : new Outcome.Decision.Commit(
            Vector.of(
                new Change.DeleteProperty(
                    Landmarks.REPOSITORY, Landmarks.SNAPSHOTS, name, Layer.ADMIN)),
            "snapshot " + name + " is no longer needed",
            _ -> standing.done(""),
            reasons -> standing.fail(reasons.map(r -> r.message()).mkString("; ")));
  }

  private static Outcome list(Standing standing, Arguments arguments) {
    TreeMap<String, Long> all = Landmarks.all(standing.state());
    if (all.isEmpty()) {
      return arguments.has("-j") ? standing.done("[]\n") : standing.done("");
    }
    return Ask.ledger(
        all.values().min().get(),
        all.values().max().get(),
        entries -> {
          TreeMap<Long, Instant> times =
              TreeMap.ofEntries(
                  entries.map(e -> io.vavr.Tuple.of(e.revision().generation(), e.time())));
          Vector<Tuple2<String, Long>> newestFirst = all.toVector().sortBy(named -> -named._2);
          return arguments.has("-j")
              ? standing.done(
                  JsonText.pretty(Json.array(newestFirst.map(named -> json(named, times)).asJava()))
                      + "\n")
              : standing.next().apply(table(standing, newestFirst, times));
        });
  }

  private static Output table(
      Standing standing, Vector<Tuple2<String, Long>> named, TreeMap<Long, Instant> times) {
    Output output = new Output("svccfg");
    int widest = named.map(n -> n._1.length()).max().getOrElse(0);
    for (Tuple2<String, Long> one : named) {
      output.line(
          "%s  %8d  %s"
              .formatted(
                  one._1 + " ".repeat(widest - one._1.length()),
                  one._2,
                  times
                      .get(one._2)
                      .map(t -> Entries.time(t, standing.invocation().zone()))
                      .getOrElse("-")));
    }
    return output;
  }

  private static Json json(Tuple2<String, Long> named, TreeMap<Long, Instant> times) {
    Json.Builder json = Json.object().put("name", named._1).put("generation", named._2);
    times.get(named._2).forEach(time -> json.put("time", time.toString()));
    return json.build();
  }
}
