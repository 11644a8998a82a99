package systemk.shell.svccfg;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.nio.file.Path;
import systemk.core.check.Checks;
import systemk.core.check.Violation;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.manifest.Manifest;
import systemk.core.manifest.Manifest.DeclaredInstance;
import systemk.core.manifest.Manifest.DeclaredService;
import systemk.core.repository.Change;
import systemk.core.repository.Rejection;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Transaction;
import systemk.core.repository.Transactions;
import systemk.shell.history.Effects;
import systemk.shell.manifest.Importing;
import systemk.shell.manifest.ManifestError;
import systemk.shell.manifest.Restoring;
import systemk.shell.text.Options;
import systemk.shell.text.Times;
import systemk.shell.view.Operands;

/// The commands about manifests.
final class BundleCommands {
  private static final String IMPORT_OPTIONS = "np:V";

  private BundleCommands() {}

  /// The files a command is going to read.
  static Vector<String> paths(CommandLine line) {
    return switch (line.name()) {
      case "import" ->
          Options.parse(IMPORT_OPTIONS, line.words())
              .map(Options::operands)
              .getOrElse(Vector.empty());
      case "inventory", "restore" -> line.words();
      case "load" ->
          Options.parse(DumpCommands.LOAD_OPTIONS, line.words())
              .map(Options::operands)
              .getOrElse(Vector.empty());
      case "validate" -> line.words().reject(word -> word.startsWith("svc:"));
      default -> Vector.empty();
    };
  }

  /// The paths that some commands take for service bundles.
  static Vector<String> bundles(Vector<CommandLine> lines) {
    return lines
        .reject(line -> line.name().equals("load"))
        .flatMap(BundleCommands::paths)
        .distinct();
  }

  static void importManifests(Session session, CommandLine line) {
    Either<String, Options> parsed = Options.parse(IMPORT_OPTIONS, line.words());
    if (parsed.isLeft() || parsed.get().operands().isEmpty() || !line.plain()) {
      session.fail("Syntax error.");
      return;
    }
    Vector<Manifest> manifests = Vector.empty();
    boolean complete = true;
    for (String path : parsed.get().operands()) {
      Option<Vector<Manifest>> found = manifests(session, path);
      if (found.isEmpty()) {
        session.fail("Import of " + path + " failed.");
      }
      complete &= found.isDefined();
      manifests = manifests.appendAll(found.getOrElse(Vector.empty()));
    }
    if (complete && session.mayEdit()) {
      write(session, manifests, !parsed.get().has('n'), parsed.get().has('V'));
    }
  }

  /// Imports manifests. What is wrong with what they make is said; if `strict`, nothing is imported
  /// then.
  private static void write(
      Session session, Vector<Manifest> manifests, boolean refresh, boolean strict) {
    RepositoryState before = session.state();
    Option<Vector<Change>> plan = plan(session, before, manifests, refresh);
    if (plan.isEmpty()) {
      return;
    }
    session.edit(plan.get());
    Checks.of(before, session.state(), plan.get())
        .map(violation -> located(manifests, violation))
        .forEach(strict ? session::fail : session::warn);
    if (!session.failed()) {
      session.mention(plan.get().isEmpty() ? "No changes were necessary" : "Successful import.");
    }
  }

  /// The changes that import manifests into a state, or a failure.
  private static Option<Vector<Change>> plan(
      Session session, RepositoryState state, Vector<Manifest> manifests, boolean refresh) {
    return new Importing(
            session.invocation().caller(), Times.nanoseconds(session.invocation().now()))
        .plan(state, manifests.map(manifest -> absolute(session, manifest)), refresh)
        .peekLeft(reasons -> reasons.map(Rejection::message).distinct().forEach(session::fail))
        .toOption();
  }

  /// A violation with the file that declares the service it is about, if one does.
  private static String located(Vector<Manifest> manifests, Violation violation) {
    ServiceFmri service = violation.where().service();
    return manifests
            .find(manifest -> manifest.services().exists(s -> s.fmri().equals(service)))
            .map(manifest -> manifest.source() + ": ")
            .getOrElse("")
        + violation.message();
  }

  /// The manifest under a name that is the same wherever its user stands, because that name is how
  /// the next import of it knows what it declared before.
  private static Manifest absolute(Session session, Manifest manifest) {
    Path path = Path.of(session.invocation().workingDirectory()).resolve(manifest.source());
    return manifest.from(path.normalize().toString());
  }

  /// The manifests a path leads to, or a failure if any of them is none.
  static Option<Vector<Manifest>> manifests(Session session, String path) {
    Either<String, Vector<Either<Vector<ManifestError>, Manifest>>> read =
        session.sources().bundles(path);
    if (read.isLeft()) {
      session.fail(path + ": " + read.getLeft());
      return Option.none();
    }
    read.get()
        .filter(Either::isLeft)
        .flatMap(Either::getLeft)
        .forEach(error -> session.fail(error.toString()));
    return read.get().forAll(Either::isRight)
        ? Option.some(read.get().map(Either::get))
        : Option.none();
  }

  static void inventory(Session session, CommandLine line) {
    if (line.words().isEmpty() || !line.plain()) {
      session.fail("Syntax error.");
      return;
    }
    Vector<Manifest> all =
        line.words().flatMap(path -> manifests(session, path).getOrElse(Vector.empty()));
    all.flatMap(Manifest::services)
        .flatMap(BundleCommands::defined)
        .forEach(fmri -> session.output().line(fmri));
  }

  /// The instances and the service that a file defines, as opposed to those it only mentions.
  private static Vector<String> defined(DeclaredService service) {
    Vector<String> instances =
        service
            .instances()
            .reject(DeclaredInstance::mentioned)
            .map(instance -> service.fmri().instance(instance.name()).toString());
    return service.mentioned() ? instances : instances.append(service.fmri().toString());
  }

  static void validate(Session session, CommandLine line) {
    if (line.words().size() > 1 || !line.plain()) {
      session.fail("Syntax error.");
      return;
    }
    Option<String> operand = line.words().headOption();
    if (operand.exists(word -> !word.startsWith("svc:"))) {
      manifests(session, operand.get()).forEach(manifests -> validate(session, manifests));
      return;
    }
    Option<EntityFmri> entity =
        operand.isDefined() ? EntityCommands.find(session, operand.get()) : session.entity();
    entity
        .toVector()
        .flatMap(new Operands(session.state(), session.output())::instancesOf)
        .flatMap(instance -> Checks.of(session.state(), instance))
        .distinct()
        .map(Violation::message)
        .forEach(session::fail);
  }

  /// Checks manifests by themselves: imported into a repository that has nothing else.
  private static void validate(Session session, Vector<Manifest> manifests) {
    RepositoryState nothing = RepositoryState.EMPTY;
    for (Vector<Change> changes : plan(session, nothing, manifests, false)) {
      Transaction transaction = Transaction.of(session.invocation().caller(), changes);
      Transactions.apply(nothing, transaction)
          .peekLeft(reasons -> reasons.map(Rejection::message).distinct().forEach(session::fail))
          .map(scratch -> Checks.of(nothing, scratch, changes))
          .forEach(
              violations ->
                  violations.forEach(violation -> session.fail(located(manifests, violation))));
    }
  }

  /// Makes the services of archives what the archives say, and what runs run with it.
  static void restore(Session session, CommandLine line) {
    if (line.words().size() != 1 || !line.plain()) {
      session.fail("Syntax error.");
      return;
    }
    String file = line.words().head();
    Option<Vector<Manifest>> archives = manifests(session, file);
    if (archives.isEmpty()) {
      session.fail("Restore of " + file + " failed.");
    }
    if (archives.isEmpty() || !session.mayEdit()) {
      return;
    }
    RepositoryState before = session.state();
    Vector<Change> changes = archives.get().flatMap(archive -> Restoring.changes(before, archive));
    if (changes.isEmpty() || session.isInTransaction()) {
      session.edit(changes);
    } else {
      Effects.effective(before, changes, session.invocation().caller(), session.invocation().now())
          .peekLeft(reasons -> reasons.map(Rejection::message).distinct().forEach(session::fail))
          .forEach(session::edit);
    }
    if (!session.failed()) {
      session.mention(changes.isEmpty() ? "No changes were necessary" : "Restored " + file + ".");
    }
  }
}
