package systemk.shell.svccfg;

import io.vavr.collection.HashMap;
import io.vavr.collection.Map;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import java.util.function.Function;
import systemk.core.check.Checks;
import systemk.core.check.Violation;
import systemk.core.manifest.Finding;
import systemk.core.repository.Rejection;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Transaction;
import systemk.core.repository.Transactions;
import systemk.shell.Invocation;
import systemk.shell.Outcome;
import systemk.shell.Outcome.Decision;
import systemk.shell.Outcome.Question;
import systemk.shell.Outcome.Reply;
import systemk.shell.history.Ask;
import systemk.shell.manifest.Importing;
import systemk.shell.manifest.Incoming;
import systemk.shell.manifest.Mirror;
import systemk.shell.text.Options;
import systemk.shell.text.Output;
import systemk.shell.text.Times;
import systemk.shell.xml.Bundles;

/// `k.import`: has the repository mirror the directories it mirrors, which is what the service
/// manifest-import does when it is started.
/* Files that are new, changed or gone are one transaction. One that is bad is told of and holds up none
 * of the others; what it said before stays. The services are there all the same, so the service
 * manifest-import comes up, and its log says what is wrong.
 *
 * k.configd reads the files, as it does at boot: the directories are its own, whoever asks.
 */
public final class StandardImport {
  private static final int STEPS = 20;

  private final Invocation invocation;
  private final boolean shown;

  private StandardImport(Invocation invocation, boolean shown) {
    this.invocation = invocation;
    this.shown = shown;
  }

  public static Outcome run(Invocation invocation) {
    Either<String, Options> parsed = Options.parse("q", invocation.arguments());
    if (parsed.isLeft() || !parsed.get().operands().isEmpty()) {
      return Outcome.Exit.failed("usage: k.import [-q]\n", 2);
    }
    if (!invocation.mayWrite()) {
      return failure("Permission denied.");
    }
    StandardImport run = new StandardImport(invocation, !parsed.get().has('q'));
    return new Outcome.Need(
        new Question.MirroredFiles(),
        reply ->
            switch (reply) {
              case Reply.Files(var files) ->
                  Ask.newest(state -> run.read(choice(invocation, state, files)));
              case Reply.Failed(String reason) -> failure(reason);
              default -> failure("cannot list the manifests");
            });
  }

  private static Outcome failure(String reason) {
    return Outcome.Exit.failed("k.import: " + reason + "\n", 1);
  }

  private static Mirror.Choice choice(
      Invocation invocation, RepositoryState state, Vector<Mirror.Listed> files) {
    return Mirror.choose(state, invocation.root(), files);
  }

  private Outcome read(Mirror.Choice choice) {
    return choice.isNothing()
        ? Outcome.Exit.ok("")
        : read(choice, 0, new Files(Vector.empty(), Vector.empty()));
  }

  /// The files that were read, and what is wrong with the others.
  private record Files(Vector<Incoming> good, Vector<String> wrong) {
    Files with(Either<Vector<String>, Incoming> file) {
      return new Files(
          good.appendAll(file.toOption()),
          wrong.appendAll(file.swap().toOption().toVector().flatMap(errors -> errors)));
    }

    Files without(Incoming file, Vector<String> why) {
      return new Files(
          good, wrong.appendAll(why.map(reason -> file.manifest().source() + ": " + reason)));
    }
  }

  /// Reads one file after the other, and shows how far it is.
  private Outcome read(Mirror.Choice choice, int done, Files files) {
    int all = choice.read().size();
    if (done == all) {
      return new Outcome.Edit(state -> decide(state, choice, files));
    }
    Mirror.Listed listed = choice.read().get(done);
    return texts(
        Vector.of(listed.file()),
        HashMap.empty(),
        texts -> {
          Function<String, Either<String, String>> text =
              file -> texts.getOrElse(file, Either.left("cannot be read"));
          Files read =
              files.with(
                  Incoming.read(invocation.root(), listed, text.apply(listed.file()), text::apply));
          int next = done + 1;
          boolean show = shown && (next % Math.max(1, all / STEPS) == 0 || next == all);
          String line = Loading.progress(next, all) + (next == all ? "\n" : "");
          return show
              ? new Outcome.Emit(line, "", () -> read(choice, next, read))
              : read(choice, next, read);
        });
  }

  /// The texts of files and of all they include, as far as the decoder goes.
  private static Outcome texts(
      Vector<String> wanted,
      Map<String, Either<String, String>> known,
      Function<Map<String, Either<String, String>>, Outcome> then) {
    Vector<String> missing = wanted.distinct().reject(known::containsKey);
    if (missing.isEmpty() || known.size() > Bundles.MOST_INCLUDED) {
      return then.apply(known);
    }
    String file = missing.head();
    return new Outcome.Need(
        new Question.MirroredFile(file),
        reply -> {
          Either<String, String> text = text(reply);
          Vector<String> included =
              text.map(found -> Bundles.includes(file, found)).getOrElse(Vector.empty());
          return texts(missing.tail().appendAll(included), known.put(file, text), then);
        });
  }

  private static Either<String, String> text(Reply reply) {
    return switch (reply) {
      case Reply.Text(String text) -> Either.right(text);
      case Reply.Failed(String reason) -> Either.left(reason);
      default -> Either.left("cannot be read");
    };
  }

  private Decision decide(RepositoryState state, Mirror.Choice choice, Files files) {
    Either<Vector<String>, Importing.Plan> plan = plan(state, choice, files.good());
    if (plan.isRight()) {
      return decide(state, plan.get(), files);
    }
    // One of the files cannot be imported beside the others: those that can be are, one by one.
    Files fitting = new Files(Vector.empty(), files.wrong());
    for (Incoming file : files.good()) {
      Either<Vector<String>, Importing.Plan> with =
          plan(state, choice, fitting.good().append(file));
      fitting =
          with.isRight() ? fitting.with(Either.right(file)) : fitting.without(file, with.getLeft());
    }
    Files rest = fitting;
    return plan(state, choice, rest.good())
        .fold(
            failed -> new Decision.Answer(failure(failed.mkString("; "))),
            made -> decide(state, made, rest));
  }

  private Either<Vector<String>, Importing.Plan> plan(
      RepositoryState state, Mirror.Choice choice, Vector<Incoming> files) {
    return new Importing(
            invocation.caller(), Times.nanoseconds(invocation.now()), invocation.root())
        .plan(state, files, choice.gone(), true)
        .mapLeft(reasons -> reasons.map(Rejection::message).distinct())
        .filterOrElse(
            plan -> !plan.findings().exists(Finding::isError),
            plan -> plan.findings().filter(Finding::isError).map(Finding::message));
  }

  private Decision decide(RepositoryState state, Importing.Plan plan, Files files) {
    Output output = new Output(invocation.program());
    files.wrong().forEach(output::warn);
    plan.findings().map(Finding::message).forEach(output::warn);
    if (plan.changes().isEmpty()) {
      return new Decision.Answer(output.exit());
    }
    Transactions.apply(state, Transaction.of(invocation.caller(), plan.changes()))
        .map(after -> Checks.of(state, after, plan.changes()))
        .forEach(found -> found.map(Violation::message).forEach(output::warn));
    if (shown && files.good().nonEmpty()) {
      output.line("Loaded " + files.good().size() + " smf(7) service descriptions");
    }
    if (shown && files.wrong().nonEmpty()) {
      output.line(files.wrong().size() + " smf(7) service descriptions failed to load");
    }
    return new Decision.Commit(
        plan.changes().appendAll(Importing.landmark(state)),
        Importing.COMMENT,
        _ -> output.exit(),
        reasons -> failure(reasons.map(Rejection::message).distinct().mkString("; ")));
  }
}
