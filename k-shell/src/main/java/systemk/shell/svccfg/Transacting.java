package systemk.shell.svccfg;

import io.vavr.collection.HashSet;
import io.vavr.collection.Set;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.time.Duration;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import systemk.core.fmri.InstanceFmri;
import systemk.core.repository.Change;
import systemk.core.repository.Committed;
import systemk.core.repository.Confirmation;
import systemk.core.repository.Rejection;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Transaction;
import systemk.core.repository.Transactions;
import systemk.shell.Outcome;
import systemk.shell.history.Arguments;
import systemk.shell.history.Ask;
import systemk.shell.history.Effects;
import systemk.shell.history.Entries;
import systemk.shell.history.RollbackCommands;
import systemk.shell.text.Output;
import systemk.shell.view.Operands;

/// A transaction that was begun: `begin`, `plan`, `commit` and `abort`.
/* It is made for the state there was at `begin`. If what is configured moved on meanwhile, `commit` is
 * refused and says who moved what, because the plan that was looked at may not hold any more. With
 * `--retry` it is tried on the newest state, as long as nobody changed the same groups.
 *
 * @param base the generation it was begun on
 * @param changes what the commands made so far
 * @param failures how many commands failed
 */
record Transacting(long base, String comment, Vector<Change> changes, int failures) {
  private static final Set<String> NAMES = HashSet.of("begin", "plan", "commit", "abort");
  private static final Pattern DURATION = Pattern.compile("([0-9]{1,6})(s|m|h)?");
  private static final Duration LONGEST = Duration.ofDays(7);

  /// How often a commit follows a repository that keeps moving.
  private static final int TRIES = 10;

  /// How many of the transactions that came between are named.
  private static final int MOST_NAMED = 10;

  static boolean isAboutTransactions(CommandLine line) {
    return NAMES.contains(line.name());
  }

  Transacting withChanges(Vector<Change> more) {
    return new Transacting(base, comment, changes.appendAll(more), failures);
  }

  Transacting withFailure() {
    return new Transacting(base, comment, changes, failures + 1);
  }

  static Outcome run(Batch batch, Batch.Stand stand, CommandLine line) {
    if (!line.plain()) {
      return fail(batch, stand, line, "Syntax error.");
    }
    if (line.name().equals("begin")) {
      return stand.open().isDefined()
          ? fail(batch, stand, line, "a transaction is open already")
          : begin(batch, stand, line);
    }
    if (stand.open().isEmpty()) {
      return fail(batch, stand, line, "no transaction is open: begin one first");
    }
    Transacting open = stand.open().get();
    return switch (line.name()) {
      case "plan" -> open.plan(batch, stand, line);
      case "commit" -> open.commit(batch, stand, line);
      default ->
          line.words().isEmpty()
              ? Ask.newest(newest -> batch.go(stand.at(stand.next() + 1, newest, Option.none())))
              : fail(batch, stand, line, "Syntax error.");
    };
  }

  private static Outcome fail(Batch batch, Batch.Stand stand, CommandLine line, String message) {
    Output output = new Output("svccfg").failLine(line.place() + ": " + message);
    Option<Transacting> open =
        batch.isDialogue() ? stand.open() : stand.open().map(Transacting::withFailure);
    return batch.after(output, stand.at(stand.next() + 1, stand.state(), open));
  }

  /// Ends the transaction with these reasons against it; in a dialogue it stays open, for they may
  /// be dealt with.
  private static Outcome refuse(
      Batch batch, Batch.Stand stand, CommandLine line, Vector<String> reasons) {
    Output output = new Output("svccfg");
    reasons.forEach(reason -> output.failLine(line.place() + ": " + reason));
    Option<Transacting> open = batch.isDialogue() ? stand.open() : Option.none();
    return batch.after(output, stand.at(stand.next() + 1, stand.state(), open));
  }

  // begin

  private static Outcome begin(Batch batch, Batch.Stand stand, CommandLine line) {
    Either<String, Arguments> parsed =
        Arguments.parse(line.words(), Vector.empty(), Vector.of("-m", "-g"));
    if (parsed.isLeft() || !parsed.get().operands().isEmpty()) {
      return fail(batch, stand, line, parsed.fold(why -> why, _ -> "Syntax error."));
    }
    String comment = parsed.get().value("-m").getOrElse("");
    Option<String> generation = parsed.get().value("-g");
    if (generation.exists(text -> !text.matches("[0-9]{1,18}"))) {
      return fail(batch, stand, line, "\"" + generation.get() + "\" is no generation");
    }
    return Ask.newest(
        newest -> {
          long base = generation.map(Long::parseLong).getOrElse(newest.revision().generation());
          if (base > newest.revision().generation()) {
            return fail(batch, stand, line, "generation " + base + " is yet to come");
          }
          var open = new Transacting(base, comment, Vector.empty(), 0);
          return batch.go(stand.at(stand.next() + 1, newest, Option.some(open)));
        });
  }

  // plan

  private Outcome plan(Batch batch, Batch.Stand stand, CommandLine line) {
    boolean json = line.words().equals(Vector.of("-j"));
    if (!json && !line.words().isEmpty()) {
      return fail(batch, stand, line, "Syntax error.");
    }
    var invocation = batch.invocation();
    return Ask.newest(
        newest ->
            Effects.of(newest, changes, invocation.caller(), invocation.now())
                .fold(
                    reasons ->
                        fail(batch, stand, line, reasons.map(Rejection::message).mkString("; ")),
                    effects -> {
                      Output output = new Output("svccfg");
                      output.print(effects.shown(json, invocation.terminal()));
                      return batch.after(
                          output, stand.at(stand.next() + 1, stand.state(), stand.open()));
                    }));
  }

  // commit

  /// How a commit is to be made.
  private record Wishes(
      boolean retry,
      boolean lenient,
      boolean settle,
      Option<Duration> confirm,
      Vector<InstanceFmri> healthy) {}

  private Outcome commit(Batch batch, Batch.Stand stand, CommandLine line) {
    Either<String, Wishes> wishes = wishes(stand, line.words());
    if (wishes.isLeft()) {
      return refuse(batch, stand, line, Vector.of(wishes.getLeft()));
    }
    if (failures > 0) {
      String lines = failures == 1 ? "a command" : failures + " commands";
      return refuse(
          batch, stand, line, Vector.of("nothing is committed, because " + lines + " failed"));
    }
    if (changes.isEmpty()) {
      Output output = new Output("svccfg").line("Nothing to commit.");
      return batch.after(output, stand.at(stand.next() + 1, stand.state(), Option.none()));
    }
    return wishes.get().lenient()
        ? attempt(batch, stand, line, wishes.get(), base, 1)
        : Strictness.check(
            batch.invocation(),
            changes,
            reasons ->
                reasons.isEmpty()
                    ? attempt(batch, stand, line, wishes.get(), base, 1)
                    : refuse(batch, stand, line, reasons));
  }

  private static Either<String, Wishes> wishes(Batch.Stand stand, Vector<String> words) {
    return Arguments.parse(
            words, Vector.of("--retry", "--lenient", "-n"), Vector.of("--confirm", "--healthy"))
        .flatMap(
            arguments -> {
              Vector<String> named = arguments.values("--healthy").appendAll(arguments.operands());
              Option<String> confirm = arguments.value("--confirm");
              Option<Duration> within = confirm.flatMap(Transacting::duration);
              if (confirm.isDefined() && within.isEmpty()) {
                return Either.left(
                    "--confirm wants a time such as 60s or 10m, not \"" + confirm.get() + "\"");
              }
              if (confirm.isEmpty() && !named.isEmpty()) {
                return Either.left("--healthy goes with --confirm");
              }
              Output output = new Output("svccfg");
              Vector<InstanceFmri> healthy = new Operands(stand.state(), output).instances(named);
              return output.failed()
                  ? Either.left(output.err().strip().replaceFirst("^svccfg: ", ""))
                  : Either.right(
                      new Wishes(
                          arguments.has("--retry"),
                          arguments.has("--lenient"),
                          !arguments.has("-n"),
                          within,
                          healthy));
            });
  }

  private static Option<Duration> duration(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      return Option.none();
    }
    long number = Long.parseLong(String.valueOf(matcher.group(1)));
    String unit = matcher.group(2);
    Duration duration =
        unit == null || unit.equals("s")
            ? Duration.ofSeconds(number)
            : unit.equals("m") ? Duration.ofMinutes(number) : Duration.ofHours(number);
    return duration.isZero() || duration.compareTo(LONGEST) > 0
        ? Option.none()
        : Option.some(duration);
  }

  /// Tries to commit, as what was decided on a generation that nothing but restarters moved on
  /// from.
  private Outcome attempt(
      Batch batch, Batch.Stand stand, CommandLine line, Wishes wishes, long seen, int tries) {
    var invocation = batch.invocation();
    return new Outcome.Edit(
        newest -> {
          long now = newest.revision().generation();
          if (now != seen && tries <= TRIES) {
            return new Outcome.Decision.Answer(
                Ask.ledger(
                    seen + 1,
                    now,
                    entries -> judge(batch, stand, line, wishes, entries, now, tries)));
          }
          if (Confirmation.pending(newest).isDefined()) {
            return new Outcome.Decision.Answer(
                refuse(
                    batch,
                    stand,
                    line,
                    Vector.of(
                        "generation "
                            + Confirmation.pending(newest).get().generation()
                            + " waits to be confirmed: svccfg confirm, or svccfg rollback")));
          }
          Vector<Change> also =
              wishes
                  .confirm()
                  .map(within -> Confirmation.awaiting(newest, within, wishes.healthy()))
                  .getOrElse(Vector.empty());
          Either<Vector<Rejection>, Vector<Change>> all =
              wishes.settle()
                  ? Effects.effective(newest, changes, invocation.caller(), invocation.now())
                  : Transactions.apply(newest, Transaction.of(invocation.caller(), changes))
                      .map(_ -> changes);
          Function<Vector<Rejection>, Outcome> refused =
              reasons -> refuse(batch, stand, line, reasons.map(Rejection::message).distinct());
          return all.<Outcome.Decision>fold(
              reasons -> new Outcome.Decision.Answer(refused.apply(reasons)),
              effective ->
                  new Outcome.Decision.Commit(
                      effective.appendAll(also),
                      comment,
                      after -> done(batch, stand, wishes, effective, after),
                      refused));
        });
  }

  private Outcome judge(
      Batch batch,
      Batch.Stand stand,
      CommandLine line,
      Wishes wishes,
      Vector<Committed> since,
      long now,
      int tries) {
    Vector<Committed> others = since.filter(Entries::isConfiguration);
    Set<systemk.core.fmri.Fmri> mine = Entries.subjects(changes);
    Vector<Committed> overlapping =
        others.filter(
            entry ->
                Entries.subjects(entry.transaction().changes())
                    .exists(theirs -> mine.exists(m -> Entries.overlap(m, theirs))));
    if (others.isEmpty() || (wishes.retry() && overlapping.isEmpty())) {
      return attempt(batch, stand, line, wishes, now, tries + 1);
    }
    Vector<Committed> named = wishes.retry() ? overlapping : others;
    Vector<String> reasons =
        named
            .take(MOST_NAMED)
            .map(
                entry ->
                    "  "
                        + Entries.line(entry, batch.invocation().zone())
                        + ": "
                        + Entries.some(Entries.subjects(entry.transaction().changes())));
    int unnamed = named.size() - reasons.size();
    return refuse(
        batch,
        stand,
        line,
        reasons
            .appendAll(
                unnamed > 0 ? Vector.of("  and " + unnamed + " more transactions") : Vector.empty())
            .prepend(
                "cannot commit: begun on generation "
                    + base
                    + ", since when "
                    + (wishes.retry() ? "the same was changed by" : "there were")
                    + ":")
            .append(
                wishes.retry()
                    ? "look at them (svccfg show) and begin again"
                    : "begin again, or commit --retry if nothing overlaps"));
  }

  private Outcome done(
      Batch batch,
      Batch.Stand stand,
      Wishes wishes,
      Vector<Change> effective,
      RepositoryState after) {
    Output output = new Output("svccfg");
    output.line("Committed generation " + after.revision().generation() + ".");
    output.print(RollbackCommands.requests(effective));
    wishes
        .confirm()
        .forEach(
            within ->
                output.line(
                    "It reverts in " + within.toSeconds() + " s unless confirmed: svccfg confirm"));
    return batch.after(output, stand.at(stand.next() + 1, after, Option.none()));
  }
}
