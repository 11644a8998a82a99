package systemk.shell.svccfg;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
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
import systemk.shell.manifest.Restoring;
import systemk.shell.text.Options;
import systemk.shell.view.Operands;

/// The commands about manifests.
final class BundleCommands {
  private BundleCommands() {}

  /// The files a command is going to read.
  static Vector<String> paths(CommandLine line) {
    return switch (line.name()) {
      case "import", "apply" -> ImportCommands.paths(line);
      case "inventory", "restore" -> line.words();
      case "load" ->
          Options.parse(DumpCommands.LOAD_OPTIONS, line.words())
              .map(Options::operands)
              .getOrElse(Vector.empty());
      case "validate" -> line.words().reject(word -> word.startsWith("svc:"));
      default -> Vector.empty();
    };
  }

  /// The changes that import manifests into a state, or a failure.
  private static Option<Vector<Change>> plan(
      Session session, RepositoryState state, Vector<Manifest> manifests) {
    return ImportCommands.importing(session)
        .plan(state, manifests.map(manifest -> absolute(session, manifest)), false)
        .map(Importing.Plan::changes)
        .peekLeft(reasons -> reasons.map(Rejection::message).distinct().forEach(session::fail))
        .toOption();
  }

  /// A violation with the file that declares the service it is about, if one does.
  static String located(Vector<Manifest> manifests, Violation violation) {
    ServiceFmri service = violation.where().service();
    return manifests
            .find(manifest -> about(manifest, service).exists(s -> !s.mentioned()))
            .orElse(() -> manifests.find(manifest -> about(manifest, service).isDefined()))
            .map(manifest -> manifest.source() + ": ")
            .getOrElse("")
        + violation.message();
  }

  private static Option<DeclaredService> about(Manifest manifest, ServiceFmri service) {
    return manifest.services().find(declared -> declared.fmri().equals(service));
  }

  static Manifest absolute(Session session, Manifest manifest) {
    return manifest.from(Loading.absolute(session.invocation(), manifest.source()));
  }

  /// The manifests a path leads to, or a failure if any of them is none.
  static Option<Vector<Manifest>> manifests(Session session, String path) {
    Either<String, Vector<Sources.Source>> sources = session.sources().bundles(path);
    if (sources.isLeft()) {
      session.fail(path + ": " + sources.getLeft());
      return Option.none();
    }
    Vector<Manifest> read = sources.get().flatMap(source -> manifest(session, source));
    return read.size() == sources.get().size() ? Option.some(read) : Option.none();
  }

  private static Option<Manifest> manifest(Session session, Sources.Source source) {
    return session
        .sources()
        .manifest(session.invocation(), source, Manifest.Kind.MANIFEST)
        .peekLeft(errors -> errors.forEach(error -> session.fail(error.toString())))
        .toOption();
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
    if (operand.exists(word -> isFile(session, word))) {
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

  /// Whether the operand of `validate` is a file: an abbreviation of an FMRI looks like the name of
  /// one, and counts where no such file can be read.
  private static boolean isFile(Session session, String word) {
    return !word.startsWith("svc:")
        && (session.sources().bundles(word).isRight()
            || new Operands(session.state(), session.output()).entities(word).isEmpty());
  }

  /// Checks manifests by themselves: imported into a repository that has nothing else.
  private static void validate(Session session, Vector<Manifest> manifests) {
    RepositoryState nothing = RepositoryState.EMPTY;
    for (Vector<Change> changes : plan(session, nothing, manifests)) {
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
    if (archives.isEmpty() || !session.mayEditAll() || !session.mayEdit()) {
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
