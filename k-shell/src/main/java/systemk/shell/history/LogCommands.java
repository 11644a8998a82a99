package systemk.shell.history;

import io.vavr.collection.TreeSet;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.util.function.Function;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.history.Difference;
import systemk.core.history.Differences;
import systemk.core.repository.Committed;
import systemk.core.repository.Landmarks;
import systemk.core.repository.RepositoryState;
import systemk.json.Json;
import systemk.json.JsonText;
import systemk.shell.Outcome;
import systemk.shell.text.Output;
import systemk.shell.text.Style;
import systemk.shell.view.Operands;

/// `svccfg log`, `show` and `diff`: what was changed, when and by whom.
public final class LogCommands {
  private static final int SHOWN = 20;

  private LogCommands() {}

  // log

  public static Outcome log(Standing standing, Vector<String> words) {
    Either<String, Arguments> parsed =
        Arguments.parse(
            words, Vector.of("-p", "-a", "-j", "--refused"), Vector.of("-n", "--since"));
    if (parsed.isLeft()) {
      return standing.fail(parsed.getLeft());
    }
    Arguments arguments = parsed.get();
    Option<Long> count = arguments.value("-n").flatMap(LogCommands::number);
    if (arguments.has("-n") && count.isEmpty()) {
      return standing.fail("-n wants a number, not \"" + arguments.value("-n").get() + "\"");
    }
    Either<Outcome, Vector<EntityFmri>> wanted = entities(standing, arguments.operands());
    if (wanted.isLeft()) {
      return wanted.getLeft();
    }
    if (arguments.has("--refused")) {
      return RefusalCommands.refused(standing, wanted.get(), count, arguments.has("-j"));
    }
    RepositoryState now = standing.state();
    return from(
        standing,
        arguments.value("--since"),
        first ->
            Ask.ledger(
                first,
                now.revision().generation(),
                entries -> list(standing, arguments, wanted.get(), count, entries)));
  }

  private static Outcome from(
      Standing standing, Option<String> since, Function<Long, Outcome> then) {
    if (since.isEmpty()) {
      return then.apply(1L);
    }
    return new Points(standing, standing.state())
        .resolve(
            since.get(),
            point ->
                point.isLeft()
                    ? standing.fail(point.getLeft())
                    : then.apply(point.get().generation().getOrElse(0L) + 1));
  }

  private static Option<Long> number(String text) {
    return text.matches("[0-9]{1,9}") ? Option.some(Long.parseLong(text)) : Option.none();
  }

  private static Outcome list(
      Standing standing,
      Arguments arguments,
      Vector<EntityFmri> wanted,
      Option<Long> count,
      Vector<Committed> entries) {
    Vector<Committed> matching =
        entries
            .filter(e -> arguments.has("-a") || Entries.isConfiguration(e))
            .filter(e -> wanted.isEmpty() || Entries.isAbout(e, wanted))
            .reverse();
    int most = count.map(n -> n > 0 ? n.intValue() : Integer.MAX_VALUE).getOrElse(SHOWN);
    Vector<Committed> shown = matching.take(most);
    if (arguments.has("-j") && !arguments.has("-p")) {
      return standing.done(
          JsonText.pretty(
                  Json.array(
                      shown
                          .map(e -> Entries.json(e, standing.invocation().mayWrite()).build())
                          .asJava()))
              + "\n");
    }
    Style style = new Style(standing.invocation().terminal());
    Output output = new Output("svccfg");
    if (arguments.has("-p")) {
      return patches(standing, shown, Vector.empty(), arguments.has("-j"));
    }
    for (Committed entry : shown) {
      output.print(headline(standing, entry, style));
    }
    int hidden = matching.size() - shown.size();
    if (hidden > 0 && count.isEmpty()) {
      output.note("svccfg: " + hidden + " earlier; log -n 0 shows all");
    }
    return standing.next().apply(output);
  }

  private static String line(Standing standing, Committed entry) {
    return standing.invocation().mayWrite()
        ? Entries.line(entry, standing.invocation().zone())
        : Entries.lineForStrangers(entry, standing.invocation().zone());
  }

  private static String headline(Standing standing, Committed entry, Style style) {
    StringBuilder text = new StringBuilder();
    text.append(style.heading(line(standing, entry))).append('\n');
    if (!entry.transaction().comment().isEmpty()) {
      text.append("    ").append(entry.transaction().comment()).append('\n');
    }
    Vector<String> services = Entries.services(entry).toVector();
    services.take(4).forEach(s -> text.append("    ").append(s).append('\n'));
    if (services.size() > 4) {
      text.append("    and ").append(services.size() - 4).append(" more services\n");
    }
    return text.toString();
  }

  /// The entries with what each changed, one after the other.
  private static Outcome patches(
      Standing standing, Vector<Committed> entries, Vector<Json> done, boolean json) {
    if (entries.isEmpty()) {
      return json
          ? standing.done(JsonText.pretty(Json.array(done.asJava())) + "\n")
          : standing.done("");
    }
    Committed entry = entries.head();
    return changes(
        entry,
        differences -> {
          if (json) {
            Json one =
                Entries.json(entry, standing.invocation().mayWrite())
                    .put("changes", differences.fold(Json::of, Diff::json))
                    .build();
            return patches(standing, entries.tail(), done.append(one), true);
          }
          return new Outcome.Emit(
              shown(standing, entry, differences) + "\n",
              "",
              () -> patches(standing, entries.tail(), done, false));
        });
  }

  private static String shown(
      Standing standing, Committed entry, Either<String, Vector<Difference>> differences) {
    Style style = new Style(standing.invocation().terminal());
    StringBuilder text = new StringBuilder();
    text.append(style.heading(line(standing, entry))).append('\n');
    if (!entry.transaction().comment().isEmpty()) {
      text.append("    ").append(entry.transaction().comment()).append('\n');
    }
    String body = differences.fold(why -> "    " + why + "\n", d -> Diff.text(d, style));
    return text.append(body).toString();
  }

  /// What a transaction changed.
  private static Outcome changes(
      Committed entry, Function<Either<String, Vector<Difference>>, Outcome> then) {
    long generation = entry.revision().generation();
    TreeSet<ServiceFmri> touched = Differences.touched(Vector.of(entry));
    return Ask.stateAt(
        generation - 1,
        before ->
            Ask.stateAt(
                generation,
                after ->
                    then.apply(
                        before.flatMap(b -> after.map(a -> Differences.between(b, a, touched))))));
  }

  // show

  public static Outcome show(Standing standing, Vector<String> words) {
    Either<String, Arguments> parsed = Arguments.parse(words, Vector.of("-j"), Vector.empty());
    if (parsed.isLeft() || parsed.get().operands().size() > 1) {
      return standing.fail(parsed.fold(why -> why, _ -> "show wants one generation"));
    }
    boolean json = parsed.get().has("-j");
    if (parsed.get().operands().isEmpty()) {
      return Ask.ledger(
          1,
          standing.state().revision().generation(),
          entries ->
              entries
                  .findLast(Entries::isConfiguration)
                  .map(entry -> shown(standing, entry, json))
                  .getOrElse(() -> standing.fail("no transaction is on record")));
    }
    String wanted = parsed.get().operands().head();
    return new Points(standing, standing.state())
        .resolve(
            wanted,
            point -> {
              if (point.isLeft() || point.get().generation().isEmpty()) {
                return standing.fail(
                    point.fold(why -> why, _ -> "\"" + wanted + "\" is no generation"));
              }
              long generation = point.get().generation().get();
              return Ask.ledger(
                  generation,
                  generation,
                  entries ->
                      entries.isEmpty()
                          ? standing.fail("generation " + generation + " is no longer on record")
                          : shown(standing, entries.head(), json));
            });
  }

  private static Outcome shown(Standing standing, Committed entry, boolean json) {
    return changes(
        entry,
        differences -> {
          if (differences.isLeft()) {
            return standing.fail(differences.getLeft());
          }
          return standing.done(
              json
                  ? JsonText.pretty(
                          Entries.json(entry, standing.invocation().mayWrite())
                              .put("changes", Diff.json(differences.get()))
                              .build())
                      + "\n"
                  : shown(standing, entry, differences));
        });
  }

  // diff

  public static Outcome diff(Standing standing, Vector<String> words) {
    Either<String, Arguments> parsed = Arguments.parse(words, Vector.of("-j"), Vector.empty());
    if (parsed.isLeft()) {
      return standing.fail(parsed.getLeft());
    }
    Vector<String> points = parsed.get().operands().takeWhile(word -> !word.startsWith("svc:"));
    Either<Outcome, Vector<EntityFmri>> wanted =
        entities(standing, parsed.get().operands().drop(points.size()));
    if (wanted.isLeft()) {
      return wanted.getLeft();
    }
    if (points.size() > 2) {
      return standing.fail("diff compares two states; services are named by svc:/... after them");
    }
    String from = points.headOption().getOrElse("running");
    String to = points.size() > 1 ? points.get(1) : "now";
    Points resolver = new Points(standing, standing.state());
    return resolver.resolve(
        from,
        one ->
            one.isLeft()
                ? standing.fail(one.getLeft())
                : resolver.resolve(
                    to,
                    other ->
                        other.isLeft()
                            ? standing.fail(other.getLeft())
                            : compare(
                                standing,
                                one.get(),
                                other.get(),
                                wanted.get(),
                                parsed.get().has("-j"))));
  }

  private static Outcome compare(
      Standing standing, Point from, Point to, Vector<EntityFmri> wanted, boolean json) {
    return touched(
        from,
        to,
        services -> {
          Vector<Difference> differences =
              Differences.between(
                      from.state(), to.state(), services.filter(s -> isShown(s, wanted)))
                  .filter(d -> wanted.isEmpty() || wanted.exists(w -> isOf(d, w)));
          if (json) {
            return standing.done(
                JsonText.pretty(
                        Json.object()
                            .put("from", from.label())
                            .put("to", to.label())
                            .put("changes", Diff.json(differences))
                            .build())
                    + "\n");
          }
          Style style = new Style(standing.invocation().terminal());
          return standing.done(
              differences.isEmpty()
                  ? ""
                  : "--- "
                      + from.label()
                      + "\n+++ "
                      + to.label()
                      + "\n"
                      + Diff.text(differences, style));
        });
  }

  /// Snapshots of the whole repository are properties, too, but nothing that is configured.
  private static boolean isShown(ServiceFmri service, Vector<EntityFmri> wanted) {
    return !wanted.isEmpty() || !Landmarks.isAboutRepository(service);
  }

  private static boolean isOf(Difference difference, EntityFmri wanted) {
    return wanted instanceof InstanceFmri
        ? difference.entity().equals(wanted)
        : difference.entity().service().equals(wanted.service());
  }

  /// The services that may differ: between two generations those that were touched, else all.
  private static Outcome touched(
      Point from, Point to, Function<TreeSet<ServiceFmri>, Outcome> then) {
    if (from.generation().isEmpty() || to.generation().isEmpty()) {
      return then.apply(Differences.all(from.state(), to.state()));
    }
    long low = Math.min(from.generation().get(), to.generation().get());
    long high = Math.max(from.generation().get(), to.generation().get());
    return Ask.ledger(
        low + 1,
        high,
        entries ->
            then.apply(
                // A pinned generation outlives the ledger; then all are compared.
                entries.size() == high - low
                    ? Differences.touched(entries)
                    : Differences.all(from.state(), to.state())));
  }

  // Operands

  static Either<Outcome, Vector<EntityFmri>> entities(Standing standing, Vector<String> words) {
    if (words.isEmpty()) {
      return Either.right(standing.selection().toVector());
    }
    Output output = new Output("svccfg");
    Vector<EntityFmri> found =
        new Operands(standing.state(), output).entities(words, "any instances or services");
    return output.failed() ? Either.left(standing.next().apply(output)) : Either.right(found);
  }
}
