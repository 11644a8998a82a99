package systemk.shell.history;

import io.vavr.collection.HashMap;
import io.vavr.collection.Map;
import io.vavr.collection.TreeSet;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.time.Instant;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.history.Difference;
import systemk.core.history.Differences;
import systemk.core.plan.Act;
import systemk.core.plan.Convergence;
import systemk.core.plan.Rehearsal;
import systemk.core.repository.Author;
import systemk.core.repository.Change;
import systemk.core.repository.Rejection;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Transaction;
import systemk.core.repository.Transactions;
import systemk.json.Json;
import systemk.json.JsonText;
import systemk.shell.text.Style;
import systemk.shell.text.Times;

/// A transaction that was worked out: what it changes, and what that does to services.
///
/// @param changes all of it, with what makes it take effect
/// @param differences what is configured otherwise after it
/// @param acts what services do because of it, in order
public record Effects(Vector<Change> changes, Vector<Difference> differences, Vector<Act> acts) {

  /// The changes with what makes them take effect, or why they are refused.
  public static Either<Vector<Rejection>, Vector<Change>> effective(
      RepositoryState before, Vector<Change> changes, Author author, Instant now) {
    return Transactions.apply(before, Transaction.of(author, changes))
        .map(after -> Convergence.effective(before, after, changes, Times.nanoseconds(now)));
  }

  /// Works a transaction out on the state as it is.
  public static Either<Vector<Rejection>, Effects> of(
      RepositoryState before, Vector<Change> wanted, Author author, Instant now) {
    return effective(before, wanted, author, now)
        .flatMap(
            changes ->
                Transactions.apply(before, Transaction.of(author, changes))
                    .map(
                        after -> {
                          TreeSet<ServiceFmri> touched = TreeSet.ofAll(wanted.map(Change::owner));
                          Vector<Difference> differences =
                              Differences.between(before, after, touched);
                          Map<String, String> reasons = reasons(differences);
                          Vector<Act> acts =
                              Rehearsal.of(
                                  before, after, changes, now, fmri -> reason(reasons, fmri));
                          return new Effects(changes, differences, acts);
                        }));
  }

  private static Option<String> reason(Map<String, String> reasons, InstanceFmri fmri) {
    return reasons.get(fmri.toString()).orElse(() -> reasons.get(fmri.service().toString()));
  }

  /// What happens to each service and instance itself, in a few words.
  private static Map<String, String> reasons(Vector<Difference> differences) {
    Map<String, Vector<String>> words = HashMap.empty();
    for (Difference difference : differences) {
      String entity = difference.entity().toString();
      Vector<String> known = words.get(entity).getOrElse(Vector.empty());
      words = words.put(entity, known.appendAll(word(difference)).distinct());
    }
    return words.mapValues(
        all ->
            all.isEmpty()
                ? "its configuration changes"
                : all.take(3).mkString(", ")
                    + (all.size() > 3 ? " and " + (all.size() - 3) + " more" : ""));
  }

  private static Option<String> word(Difference difference) {
    return switch (difference) {
      case Difference.Entity(_, boolean added) -> Option.some(added ? "added" : "deleted");
      case Difference.Value value when value.effective() ->
          Option.some(value.group() + "/" + value.property() + " changes");
      case Difference.Value _, Difference.Declaration _ -> Option.none();
      case Difference.Group(_, var group, var before, _) ->
          Option.some(group + (before.isEmpty() ? " is added" : " is deleted"));
    };
  }

  /// The plan for people.
  String text(Style style) {
    StringBuilder text = new StringBuilder();
    text.append(
        differences.isEmpty() ? "No configuration changes.\n" : Diff.text(differences, style));
    if (acts.isEmpty()) {
      return text.append("No service stops, starts or refreshes.\n").toString();
    }
    text.append("If every method succeeds:\n");
    int widest = acts.map(act -> act.fmri().toString().length()).max().getOrElse(0);
    int number = 1;
    for (Act act : acts) {
      text.append(
          "%4d. %-11s %s  %s\n"
              .formatted(
                  number++, act.verb().token(), pad(act.fmri().toString(), widest), act.why()));
    }
    return text.toString();
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }

  /// The plan for tools.
  String json() {
    return JsonText.pretty(
            Json.object()
                .put("changes", Diff.json(differences))
                .putArray(
                    "acts",
                    acts.<Json>map(
                            act ->
                                Json.object()
                                    .put("do", act.verb().token())
                                    .put("fmri", act.fmri().toString())
                                    .put("why", act.why())
                                    .build())
                        .asJava())
                .build())
        + "\n";
  }

  /// The plan as it was asked for.
  public String shown(boolean asJson, boolean terminal) {
    return asJson ? json() : text(new Style(terminal));
  }
}
