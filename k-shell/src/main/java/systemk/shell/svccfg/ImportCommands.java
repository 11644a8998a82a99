package systemk.shell.svccfg;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import systemk.core.check.Checks;
import systemk.core.manifest.Finding;
import systemk.core.manifest.Location;
import systemk.core.manifest.Manifest;
import systemk.core.manifest.Manifest.Kind;
import systemk.core.repository.Change;
import systemk.core.repository.Rejection;
import systemk.core.repository.RepositoryState;
import systemk.shell.Invocation;
import systemk.shell.manifest.FileRecords;
import systemk.shell.manifest.Importing;
import systemk.shell.manifest.Incoming;
import systemk.shell.manifest.ManifestError;
import systemk.shell.manifest.Mirror;
import systemk.shell.text.Options;
import systemk.shell.text.Times;

/// The commands that bring files into the repository, and take them out again.
/* Files of the directories that are imported at boot (`Location`) are treated as boot treats them: their
 * place decides their layer, and what they said is remembered. So a file that was put there and imported
 * by hand is not imported again at the next boot, and goes when it is removed.
 */
final class ImportCommands {
  private static final String IMPORT = "np:V";
  private static final String APPLY = "n";

  /// With this variable files that are imported are remembered wherever they lie, and those that
  /// have not changed are skipped.
  private static final String CHECK_HASH = "SVCCFG_CHECKHASH";

  private ImportCommands() {}

  private static Either<String, Options> options(CommandLine line) {
    return Options.parse(line.name().equals("apply") ? APPLY : IMPORT, line.words())
        .filterOrElse(options -> !options.operands().isEmpty() && line.plain(), _ -> "");
  }

  static Vector<String> paths(CommandLine line) {
    return options(line).map(Options::operands).getOrElse(Vector.empty());
  }

  /// Whether the progress is to be seen on standard output.
  static boolean showsProgress(CommandLine line) {
    return options(line).exists(options -> options.last('p').contains("-"));
  }

  static Importing importing(Session session) {
    return new Importing(
        session.invocation().caller(),
        Times.nanoseconds(session.invocation().now()),
        session.invocation().root());
  }

  /// A file that was read.
  private record Read(Sources.Source source, Manifest manifest) {}

  static void importManifests(Session session, CommandLine line) {
    Either<String, Options> parsed = options(line);
    if (parsed.isLeft()) {
      session.fail("Syntax error.");
      return;
    }
    Options options = parsed.get();
    for (Vector<Read> read : read(session, options.operands(), Kind.MANIFEST, "Import of ")) {
      write(session, read, !options.has('n'), options.has('V') || session.isDialogue());
      if (!session.failed()) {
        tellProgress(session, options.last('p'), read.size());
      }
    }
  }

  /// The files some paths lead to, each under its absolute name, or failures.
  private static Option<Vector<Read>> read(
      Session session, Vector<String> paths, Kind kind, String failing) {
    Vector<Read> all = Vector.empty();
    int failed = 0;
    for (String path : paths) {
      Either<String, Vector<Sources.Source>> sources = session.sources().bundles(path);
      sources.peekLeft(reason -> session.fail(path + ": " + reason));
      Vector<Sources.Source> files =
          sources
              .getOrElse(Vector.empty())
              .reject(source -> isSkipped(session.invocation(), session.state(), source));
      Vector<Read> read = files.flatMap(source -> read(session, source, kind));
      if (sources.isLeft() || read.size() < files.size()) {
        session.fail(failing + path + " failed.");
      }
      failed += sources.isLeft() ? 1 : files.size() - read.size();
      all = all.appendAll(read);
    }
    if (failed > 0 && all.size() + failed > paths.size()) {
      session.fail(failed + " smf(7) service descriptions failed to load");
    }
    return failed == 0 && session.mayEditAll() && session.mayEdit()
        ? Option.some(all)
        : Option.none();
  }

  private static Option<Read> read(Session session, Sources.Source source, Kind kind) {
    Either<Vector<ManifestError>, Manifest> decoded =
        session.sources().manifest(session.invocation(), source, kind);
    decoded.peekLeft(errors -> errors.forEach(error -> session.fail(error.toString())));
    return decoded
        .toOption()
        .map(manifest -> BundleCommands.absolute(session, manifest))
        .filter(manifest -> belongs(session, source.file(), manifest, kind))
        .map(manifest -> new Read(source, manifest));
  }

  private static boolean belongs(Session session, String file, Manifest manifest, Kind kind) {
    Option<String> wrong =
        Incoming.misplaced(session.invocation().root(), manifest)
            .orElse(
                Option.some("is not a profile")
                    .filter(_ -> kind == Kind.PROFILE && manifest.kind() != Kind.PROFILE));
    wrong.forEach(why -> session.fail(file + ": " + why));
    return wrong.isEmpty();
  }

  /// Whether a file is remembered as it is, and only those are asked for that are not.
  static boolean isSkipped(Invocation invocation, RepositoryState state, Sources.Source source) {
    return invocation.environment().containsKey(CHECK_HASH)
        && FileRecords.of(state, invocation.root(), Loading.absolute(invocation, source.file()))
            .exists(entry -> entry.hash().equals(FileRecords.hash(source.text())));
  }

  /// The files to import, and the hashes of those that are to be remembered.
  private static Vector<Incoming> incoming(Session session, Vector<Read> files) {
    String root = session.invocation().root();
    boolean all = !session.invocation().environment().containsKey(CHECK_HASH);
    return files.map(
        file -> {
          boolean remembered =
              !all || Location.mirrored(root, file.manifest().source()).isDefined();
          return new Incoming(
              file.manifest(),
              Option.some(FileRecords.hash(file.source().text())).filter(_ -> remembered));
        });
  }

  /// Imports files. What is wrong with what they make is said; if `strict`, nothing is imported
  /// then.
  private static void write(Session session, Vector<Read> files, boolean refresh, boolean strict) {
    RepositoryState before = session.state();
    Vector<Change> changes = plan(session, incoming(session, files), refresh);
    if (session.failed()) {
      return;
    }
    session.edit(changes);
    Vector<Manifest> manifests = files.map(file -> file.manifest().from(file.source().file()));
    Checks.of(before, session.state(), changes)
        .map(violation -> BundleCommands.located(manifests, violation))
        .forEach(strict ? session::fail : session::warn);
    if (!session.failed()) {
      session.mention(changes.isEmpty() ? "No changes were necessary" : "Successful import.");
    }
  }

  /// The changes that import files. What they lead to that somebody should know is said.
  private static Vector<Change> plan(Session session, Vector<Incoming> files, boolean refresh) {
    Either<Vector<Rejection>, Importing.Plan> plan =
        importing(session).plan(session.state(), files, Vector.empty(), refresh);
    plan.peekLeft(reasons -> reasons.map(Rejection::message).distinct().forEach(session::fail));
    for (Finding finding : plan.map(Importing.Plan::findings).getOrElse(Vector.empty())) {
      if (finding.isError()) {
        session.fail(finding.message());
      } else {
        session.warn(finding.message());
      }
    }
    return plan.map(Importing.Plan::changes).getOrElse(Vector.empty());
  }

  private static void tellProgress(Session session, Option<String> file, int count) {
    String loaded = "Loaded " + count + " smf(7) service descriptions";
    if (file.exists(name -> !name.equals("-"))) {
      session.put(file.get(), Loading.progress(count, count) + "\n" + loaded + "\n");
    } else if (file.isDefined() || (session.invocation().terminal() && count > 1)) {
      session.output().line(loaded);
    }
  }

  static void apply(Session session, CommandLine line) {
    Either<String, Options> parsed = options(line);
    if (parsed.isLeft()) {
      session.fail("Syntax error.");
      return;
    }
    Options options = parsed.get();
    for (Vector<Read> read : read(session, options.operands(), Kind.PROFILE, "Applying ")) {
      if (options.has('n')) {
        plan(session, incoming(session, read), true)
            .flatMap(ImportCommands::shown)
            .forEach(session.output()::line);
      } else {
        write(session, read, true, false);
      }
    }
  }

  private static Option<String> shown(Change change) {
    if (change instanceof Change.SetProperty set && !set.owner().equals(FileRecords.SERVICE)) {
      String values = set.property().values().mkString(" ");
      return Option.some(
          "%s: %s/%s = %s".formatted(set.entity(), set.group(), set.property().name(), values));
    }
    if (change instanceof Change.WithdrawProperty gone) {
      return Option.some(
          "%s: %s/%s is withdrawn".formatted(gone.entity(), gone.group(), gone.property()));
    }
    return change instanceof Change.WithdrawGroup gone
        ? Option.some("%s: %s is withdrawn".formatted(gone.entity(), gone.group()))
        : Option.none();
  }

  static void cleanup(Session session, CommandLine line) {
    Either<String, Options> parsed = Options.parse("a", line.words());
    if (parsed.isLeft() || !parsed.get().operands().isEmpty() || !line.plain()) {
      session.fail("Syntax error.");
      return;
    }
    if (!session.mayEditAll() || !session.mayEdit()) {
      return;
    }
    Vector<FileRecords.Entry> gone =
        Mirror.gone(
            session.state(),
            session.invocation().root(),
            session.sources().mirrored(),
            parsed.get().has('a'));
    Either<Vector<Rejection>, Importing.Plan> plan =
        importing(session).plan(session.state(), Vector.empty(), gone, true);
    plan.peekLeft(reasons -> reasons.map(Rejection::message).distinct().forEach(session::fail));
    session.edit(plan.map(Importing.Plan::changes).getOrElse(Vector.empty()));
    gone.forEach(entry -> session.mention(entry.file() + " is gone"));
  }

  static void deleteHash(Session session, CommandLine line) {
    Either<String, Options> parsed = Options.parse("d", line.words());
    if (parsed.isLeft() || parsed.get().operands().size() != 1 || !line.plain()) {
      session.fail("Syntax error.");
      return;
    }
    String file = parsed.get().operands().head();
    Option<FileRecords.Entry> entry =
        FileRecords.of(
                session.state(),
                session.invocation().root(),
                Loading.absolute(session.invocation(), file))
            .filter(known -> !known.hash().isEmpty());
    if (entry.isEmpty()) {
      session.fail("no hash of " + file + " is recorded");
      return;
    }
    session.edit(Vector.of(FileRecords.forgetHash(entry.get())));
  }
}
