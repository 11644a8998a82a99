package systemk.shell.history;

import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import systemk.core.history.Patch;
import systemk.core.manifest.Manifest;
import systemk.core.repository.Author;
import systemk.core.repository.Change;
import systemk.core.repository.Committed;
import systemk.core.repository.Instance;
import systemk.core.repository.Landmarks;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Service;
import systemk.core.repository.Snapshot;
import systemk.core.repository.Transaction;
import systemk.core.repository.Transactions;
import systemk.shell.Outcome;
import systemk.shell.manifest.Importing;
import systemk.shell.text.FilePaths;
import systemk.shell.xml.Bundles;
import systemk.shell.xml.Library;

/// Finds the state of the configuration a text names.
///
/// ```
/// now                    what is configured
/// running                what the instances run with: their running snapshots
/// 42                     right after generation 42
/// last-good              a named snapshot
/// 10m, 2h, 3d            this long ago
/// 13:05                  this time today; also 2026-11-20 and 2026-11-20T13:05:00
/// ./web.json             now, with this manifest imported
/// ./repository-boot      a repository file
/// ```
final class Points {
  private static final Pattern GENERATION = Pattern.compile("[0-9]{1,18}");
  private static final Pattern AGO = Pattern.compile("([0-9]{1,6})([smhd])");

  private final Standing standing;
  private final RepositoryState now;

  Points(Standing standing, RepositoryState now) {
    this.standing = standing;
    this.now = now;
  }

  /// The state, or one line that says why there is none.
  Outcome resolve(String text, Function<Either<String, Point>, Outcome> then) {
    if (text.equals("now")) {
      return then.apply(
          Either.right(new Point("now", now, Option.some(now.revision().generation()))));
    }
    if (text.equals("running")) {
      return then.apply(Either.right(new Point("running", running(), Option.none())));
    }
    if (GENERATION.matcher(text).matches()) {
      return generation("generation " + text, Long.parseLong(text), then);
    }
    Option<Long> named = Landmarks.generation(now, text);
    if (named.isDefined()) {
      return generation(text + " (generation " + named.get() + ")", named.get(), then);
    }
    Option<Instant> time = time(text);
    if (time.isDefined()) {
      return at(text, time.get(), then);
    }
    if (text.contains("/") || text.endsWith(".json")) {
      return text.endsWith(".json") ? manifest(text, then) : repository(text, then);
    }
    TreeMap<String, Long> all = Landmarks.all(now);
    return then.apply(
        Either.left(
            "\""
                + text
                + "\" is no snapshot, generation, time or file"
                + (all.isEmpty() ? "" : "; snapshots: " + all.keySet().mkString(", "))));
  }

  private Outcome generation(
      String label, long generation, Function<Either<String, Point>, Outcome> then) {
    return Ask.stateAt(
        generation,
        state -> then.apply(state.map(s -> new Point(label, s, Option.some(generation)))));
  }

  private Outcome at(String text, Instant time, Function<Either<String, Point>, Outcome> then) {
    return Ask.ledger(
        1,
        now.revision().generation(),
        entries -> {
          Option<Committed> last = entries.findLast(entry -> !entry.time().isAfter(time));
          if (last.isEmpty()) {
            return then.apply(Either.left("nothing is on record from before " + text));
          }
          long generation = last.get().revision().generation();
          return generation(text + " (generation " + generation + ")", generation, then);
        });
  }

  private Option<Instant> time(String text) {
    Matcher ago = AGO.matcher(text);
    if (ago.matches()) {
      String number = String.valueOf(ago.group(1));
      Duration unit =
          switch (String.valueOf(ago.group(2))) {
            case "s" -> Duration.ofSeconds(1);
            case "m" -> Duration.ofMinutes(1);
            case "h" -> Duration.ofHours(1);
            default -> Duration.ofDays(1);
          };
      return Option.some(
          standing.invocation().now().minus(unit.multipliedBy(Long.parseLong(number))));
    }
    ZoneId zone = standing.invocation().zone();
    LocalDate today = standing.invocation().now().atZone(zone).toLocalDate();
    return parsed(() -> LocalDateTime.parse(text).atZone(zone).toInstant())
        .orElse(() -> parsed(() -> LocalDate.parse(text).atStartOfDay(zone).toInstant()))
        .orElse(() -> parsed(() -> today.atTime(LocalTime.parse(text)).atZone(zone).toInstant()));
  }

  private static Option<Instant> parsed(java.util.function.Supplier<Instant> parser) {
    try {
      return Option.some(parser.get());
    } catch (DateTimeException notThisForm) {
      return Option.none();
    }
  }

  /// What the instances run with. A service's own groups are those its last refreshed instance saw.
  private RepositoryState running() {
    Vector<Change> changes = Vector.empty();
    RepositoryState target = now;
    for (Service service : now.services().values()) {
      Option<Snapshot> last =
          service
              .instances()
              .values()
              .flatMap(instance -> instance.snapshots().get(Snapshot.RUNNING))
              .maxBy(Snapshot::generation);
      for (Instance instance : service.instances().values()) {
        for (Snapshot running : instance.snapshots().get(Snapshot.RUNNING)) {
          changes =
              changes.appendAll(
                  Patch.groups(instance.fmri(), instance.groups(), running.instance()));
        }
      }
      for (Snapshot running : last) {
        changes =
            changes.appendAll(Patch.groups(service.fmri(), service.groups(), running.service()));
      }
    }
    return changes.isEmpty()
        ? target
        : Transactions.apply(now, Transaction.of(standing.invocation().caller(), changes))
            .getOrElse(target);
  }

  private Outcome manifest(String file, Function<Either<String, Point>, Outcome> then) {
    return new Outcome.Need(
        new Outcome.Question.ReadFile(file),
        reply ->
            then.apply(
                switch (reply) {
                  case Outcome.Reply.Text(String text) -> imported(file, text);
                  case Outcome.Reply.Failed(String reason) -> Either.left(file + ": " + reason);
                  default -> Either.left(file + ": cannot be read");
                }));
  }

  private Either<String, Point> imported(String file, String text) {
    String path = FilePaths.absolute(standing.invocation().workingDirectory(), file);
    Author caller = standing.invocation().caller();
    return Bundles.decode(path, text, Manifest.Kind.MANIFEST, Library.NONE)
        .mapLeft(errors -> errors.map(Object::toString).mkString("\n"))
        .flatMap(
            manifest ->
                new Importing(caller, 0, standing.invocation().root())
                    .plan(now, Vector.of(manifest), false)
                    .flatMap(
                        plan -> Transactions.apply(now, Transaction.of(caller, plan.changes())))
                    .mapLeft(reasons -> reasons.map(r -> r.message()).mkString("\n")))
        .map(state -> new Point(file, state, Option.none()));
  }

  private Outcome repository(String file, Function<Either<String, Point>, Outcome> then) {
    if (!standing.invocation().mayWrite()) {
      return then.apply(Either.left(file + ": Permission denied."));
    }
    String path = FilePaths.absolute(standing.invocation().workingDirectory(), file);
    return new Outcome.Need(
        new Outcome.Question.RepositoryFile(path),
        reply ->
            then.apply(
                switch (reply) {
                  case Outcome.Reply.State(RepositoryState state) ->
                      Either.right(new Point(file, state, Option.none()));
                  case Outcome.Reply.Failed(String reason) -> Either.left(file + ": " + reason);
                  default -> Either.left(file + ": cannot be read");
                }));
  }
}
