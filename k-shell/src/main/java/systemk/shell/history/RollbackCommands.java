package systemk.shell.history;

import io.vavr.collection.TreeSet;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.util.function.Function;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.history.Differences;
import systemk.core.history.Patch;
import systemk.core.history.Undo;
import systemk.core.repository.Change;
import systemk.core.repository.Committed;
import systemk.core.repository.Confirmation;
import systemk.core.repository.Landmarks;
import systemk.core.repository.Rejection;
import systemk.core.repository.RepositoryState;
import systemk.shell.Outcome;
import systemk.shell.text.Output;

/// `svccfg rollback` and `undo`: the ways back. Each is a transaction like any other, so there is a
/// way back from it, too.
public final class RollbackCommands {
  private static final long FEW = 64;

  private RollbackCommands() {}

  // rollback

  public static Outcome rollback(Standing standing, Vector<String> words) {
    return standing.denied().getOrElse(() -> allowedRollback(standing, words));
  }

  private static Outcome allowedRollback(Standing standing, Vector<String> words) {
    Either<String, Arguments> parsed =
        Arguments.parse(words, Vector.of("--plan", "-j"), Vector.of("--to", "-m"));
    if (parsed.isLeft()) {
      return standing.fail(parsed.getLeft());
    }
    Arguments arguments = parsed.get();
    Either<Outcome, Vector<EntityFmri>> wanted = wanted(standing, arguments.operands());
    if (wanted.isLeft()) {
      return wanted.getLeft();
    }
    return target(
        standing,
        arguments.value("--to"),
        point ->
            point.isLeft()
                ? standing.fail(point.getLeft())
                : back(standing, arguments, wanted.get(), point.get()));
  }

  /// The services to roll back; those that are gone by now may be named in full.
  private static Either<Outcome, Vector<EntityFmri>> wanted(
      Standing standing, Vector<String> words) {
    Vector<EntityFmri> exact =
        words.flatMap(
            word ->
                Fmri.parse(word)
                    .toOption()
                    .flatMap(
                        fmri ->
                            word.startsWith("svc:") && fmri instanceof EntityFmri entity
                                ? Option.some(entity)
                                : Option.none()));
    return exact.size() == words.size() && !words.isEmpty()
        ? Either.right(exact)
        : LogCommands.entities(standing, words);
  }

  private static Outcome target(
      Standing standing, Option<String> to, Function<Either<String, Point>, Outcome> then) {
    Points points = new Points(standing, standing.state());
    return to.isDefined()
        ? points.resolve(to.get(), then)
        : last(
            standing,
            entry ->
                entry.isEmpty()
                    ? then.apply(Either.left("no transaction is on record to go back from"))
                    : isImport(entry.get())
                        ? then.apply(
                            Either.left(
                                imported(
                                    entry.get(),
                                    "rollback --to " + (entry.get().revision().generation() - 1))))
                        : points.resolve(
                            String.valueOf(entry.get().revision().generation() - 1), then));
  }

  /// Whether k.configd imported files at its start: nobody who names no state means to lose those.
  private static boolean isImport(Committed entry) {
    return entry.transaction().author().command().equals("k.configd")
        && entry
            .transaction()
            .changes()
            .exists(c -> c instanceof Change.SetProperty set && set.file().isDefined());
  }

  private static String imported(Committed entry, String command) {
    return "the last transaction, generation "
        + entry.revision().generation()
        + ", is k.configd's import of files; to go back before it: svccfg "
        + command;
  }

  /// The last transaction that changed what is configured.
  private static Outcome last(Standing standing, Function<Option<Committed>, Outcome> then) {
    return last(standing.state().revision().generation(), FEW, then);
  }

  /// Looks back further and further, because what is far back has to be read from disk.
  private static Outcome last(long to, long many, Function<Option<Committed>, Outcome> then) {
    long from = Math.max(1, to - many + 1);
    return Ask.ledger(
        from,
        to,
        entries -> {
          Option<Committed> found = entries.findLast(Entries::isConfiguration);
          return found.isDefined() || from == 1
              ? then.apply(found)
              : last(from - 1, 8 * many, then);
        });
  }

  private static Outcome back(
      Standing standing, Arguments arguments, Vector<EntityFmri> wanted, Point target) {
    Function<RepositoryState, Vector<Change>> changes =
        newest ->
            Patch.between(newest, target.state(), services(newest, target, wanted))
                .filter(change -> wanted.isEmpty() || wanted.exists(w -> isWithin(change, w)));
    String comment = arguments.value("-m").getOrElse("rollback to " + target.label());
    return commit(
        standing,
        arguments,
        newest -> Either.right(changes.apply(newest)),
        comment,
        newest -> Landmarks.naming(newest, Landmarks.ROLLBACK, newest.revision().generation()),
        "Nothing differs from " + target.label() + ".",
        "Rolled back to " + target.label());
  }

  private static TreeSet<ServiceFmri> services(
      RepositoryState newest, Point target, Vector<EntityFmri> wanted) {
    TreeSet<ServiceFmri> all =
        wanted.isEmpty()
            ? Differences.all(newest, target.state())
            : TreeSet.ofAll(wanted.map(EntityFmri::service));
    return all.filter(service -> !Landmarks.isAboutRepository(service));
  }

  /// Whether a change is about the service, or about the instance and what it inherits.
  private static boolean isWithin(Change change, EntityFmri wanted) {
    if (!(wanted instanceof InstanceFmri instance)) {
      return change.owner().equals(wanted);
    }
    return switch (change) {
      case Change.PutGroup(var entity, _) -> isOf(entity, instance);
      case Change.RemoveGroup(var entity, _) -> isOf(entity, instance);
      case Change.AddInstance(var other) -> other.equals(instance);
      case Change.DeleteInstance(var other) -> other.equals(instance);
      case Change.PutSnapshot(var other, _) -> other.equals(instance);
      case Change.RemoveSnapshot(var other, _) -> other.equals(instance);
      default -> change.owner().equals(instance.service());
    };
  }

  private static boolean isOf(EntityFmri entity, InstanceFmri instance) {
    return entity.equals(instance) || entity.equals(instance.service());
  }

  // undo

  public static Outcome undo(Standing standing, Vector<String> words) {
    return standing.denied().getOrElse(() -> allowedUndo(standing, words));
  }

  private static Outcome allowedUndo(Standing standing, Vector<String> words) {
    Either<String, Arguments> parsed =
        Arguments.parse(words, Vector.of("--plan", "-j"), Vector.of("-m"));
    if (parsed.isLeft() || parsed.get().operands().size() > 1) {
      return standing.fail(parsed.fold(why -> why, _ -> "undo wants one generation"));
    }
    Arguments arguments = parsed.get();
    if (arguments.operands().isEmpty()) {
      return last(
          standing,
          entry ->
              entry.isEmpty()
                  ? standing.fail("no transaction is on record to undo")
                  : isImport(entry.get())
                      ? standing.fail(
                          imported(entry.get(), "undo " + entry.get().revision().generation()))
                      : undo(standing, arguments, entry.get()));
    }
    String wanted = arguments.operands().head();
    if (!wanted.matches("[0-9]{1,18}")) {
      return standing.fail("\"" + wanted + "\" is no generation");
    }
    long generation = Long.parseLong(wanted);
    return Ask.ledger(
        generation,
        generation,
        entries ->
            entries.isEmpty()
                ? standing.fail("generation " + generation + " is not on record")
                : undo(standing, arguments, entries.head()));
  }

  private static Outcome undo(Standing standing, Arguments arguments, Committed entry) {
    long generation = entry.revision().generation();
    TreeSet<ServiceFmri> touched =
        Differences.touched(Vector.of(entry)).filter(s -> !Landmarks.isAboutRepository(s));
    return Ask.stateAt(
        generation - 1,
        before ->
            before.isLeft()
                ? standing.fail(before.getLeft())
                : Ask.stateAt(
                    generation,
                    after ->
                        after.isLeft()
                            ? standing.fail(after.getLeft())
                            : commit(
                                standing,
                                arguments,
                                newest ->
                                    Undo.changes(before.get(), after.get(), newest, touched)
                                        .mapLeft(overlaps -> refusal(generation, overlaps)),
                                arguments.value("-m").getOrElse("undo of generation " + generation),
                                _ -> Vector.empty(),
                                "Generation " + generation + " changed nothing that is left.",
                                "Undid generation " + generation)));
  }

  private static String refusal(long generation, Vector<Fmri> overlaps) {
    return "cannot undo generation "
        + generation
        + ", because later ones changed the same: "
        + Entries.some(overlaps)
        + "; see: svccfg log, or go back with: svccfg rollback --to "
        + (generation - 1);
  }

  // Committing

  /// Commits what is worked out on the newest state, or shows it.
  private static Outcome commit(
      Standing standing,
      Arguments arguments,
      Function<RepositoryState, Either<String, Vector<Change>>> work,
      String comment,
      Function<RepositoryState, Vector<Change>> also,
      String nothing,
      String done) {
    var invocation = standing.invocation();
    if (arguments.has("--plan")) {
      return Ask.newest(
          newest ->
              work.apply(newest)
                  .fold(
                      standing::fail,
                      changes ->
                          Effects.of(newest, changes, invocation.caller(), invocation.now())
                              .fold(
                                  reasons -> refused(standing, reasons),
                                  effects ->
                                      standing.done(
                                          effects.shown(
                                              arguments.has("-j"), invocation.terminal())))));
    }
    return new Outcome.Edit(
        newest -> {
          Either<String, Vector<Change>> wanted = work.apply(newest);
          if (wanted.isLeft()) {
            return new Outcome.Decision.Answer(standing.fail(wanted.getLeft()));
          }
          if (wanted.get().isEmpty()) {
            return new Outcome.Decision.Answer(standing.done(nothing + "\n"));
          }
          return Effects.effective(newest, wanted.get(), invocation.caller(), invocation.now())
              .<Outcome.Decision>fold(
                  reasons -> new Outcome.Decision.Answer(refused(standing, reasons)),
                  changes ->
                      new Outcome.Decision.Commit(
                          changes
                              .appendAll(also.apply(newest))
                              .appendAll(Confirmation.settled(newest)),
                          comment,
                          after ->
                              standing.done(
                                  done
                                      + ": generation "
                                      + after.revision().generation()
                                      + ".\n"
                                      + requests(changes)),
                          reasons -> refused(standing, reasons)));
        });
  }

  private static Outcome refused(Standing standing, Vector<Rejection> reasons) {
    Output output = new Output("svccfg");
    reasons.forEach(reason -> output.fail(reason.message()));
    return standing.next().apply(output);
  }

  /// What was asked of services, a line each.
  public static String requests(Vector<Change> changes) {
    return changes
        .flatMap(
            change ->
                change instanceof Change.Report report && report.group().equals("restarter_actions")
                    ? report
                        .set()
                        .map(
                            p ->
                                "  "
                                    + (p.name().equals("maint_off") ? "clear" : p.name())
                                    + " "
                                    + report.instance()
                                    + "\n")
                    : Vector.<String>empty())
        .mkString();
  }
}
