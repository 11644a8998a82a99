package systemk.shell.svccfg;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import systemk.core.check.Checks;
import systemk.core.check.Violation;
import systemk.core.fmri.ServiceFmri;
import systemk.core.repository.Change;
import systemk.core.repository.Rejection;
import systemk.core.repository.RepositoryState;
import systemk.shell.dump.Dump;
import systemk.shell.dump.DumpReader;
import systemk.shell.dump.DumpedService;
import systemk.shell.dump.Loading;
import systemk.shell.history.Effects;
import systemk.shell.manifest.ManifestError;
import systemk.shell.text.FilePaths;
import systemk.shell.text.Options;

/// The commands that write the configuration to a directory, for git, and read it back.
final class DumpCommands {
  static final String LOAD_OPTIONS = "dn";

  private DumpCommands() {}

  static void dump(Session session, CommandLine line) {
    if (line.words().size() != 1 || !line.plain()) {
      session.fail("Syntax error.");
    } else if (!session.invocation().mayWrite()) {
      // It has all values, also those that not everybody may see.
      session.fail("Permission denied.");
    } else {
      session.putTree(line.words().head(), Dump.of(session.state()));
    }
  }

  static void load(Session session, CommandLine line) {
    Either<String, Options> parsed = Options.parse(LOAD_OPTIONS, line.words());
    if (parsed.isLeft() || parsed.get().operands().size() != 1 || !line.plain()) {
      session.fail("Syntax error.");
      return;
    }
    Options options = parsed.get();
    String directory = options.operands().head();
    Either<Vector<String>, Vector<DumpedService>> dump = session.sources().dump(directory);
    dump.peekLeft(reasons -> reasons.forEach(session::fail));
    if (dump.isLeft() || !session.mayEditAll() || !session.mayEdit()) {
      return;
    }
    Either<Vector<String>, Loading> loading =
        Loading.of(session.state(), dump.get(), options.has('d'));
    if (loading.isLeft()) {
      loading.getLeft().forEach(session::fail);
      return;
    }
    Vector<Change> changes = loading.get().changes();
    write(session, changes, !options.has('n'));
    if (!session.failed()) {
      tell(session, directory, loading.get().others(), options.has('d'));
      session.mention(
          changes.isEmpty() ? "No changes were necessary" : "Loaded " + directory + ".");
    }
  }

  /// The directories that some commands are going to load.
  static Vector<String> directories(Vector<CommandLine> lines) {
    return lines.filter(line -> line.name().equals("load")).flatMap(BundleCommands::paths);
  }

  /// What the files of a directory say, or everything that is wrong with them.
  static Either<Vector<String>, Vector<DumpedService>> read(
      String directory, Either<String, Vector<Sources.Source>> files) {
    if (files.isLeft()) {
      return Either.left(Vector.of(directory + ": " + files.getLeft()));
    }
    if (files.get().exists(source -> source.file().equals(directory))) {
      return Either.left(Vector.of(directory + ": Not a directory"));
    }
    Vector<Sources.Source> dumped = files.get().filter(source -> source.file().endsWith(".json"));
    if (dumped.isEmpty()) {
      return Either.left(Vector.of(directory + ": contains no *.json files"));
    }
    Vector<Either<Vector<ManifestError>, DumpedService>> read =
        dumped.map(source -> read(directory, source));
    Vector<String> errors =
        read.filter(Either::isLeft).flatMap(Either::getLeft).map(ManifestError::toString);
    return errors.isEmpty() ? Either.right(read.map(Either::get)) : Either.left(errors);
  }

  private static Either<Vector<ManifestError>, DumpedService> read(
      String directory, Sources.Source source) {
    String below = FilePaths.below(directory, source.file());
    return DumpReader.read(source.file(), below, source.text());
  }

  private static void write(Session session, Vector<Change> changes, boolean settle) {
    if (changes.isEmpty() || !settle || session.isInTransaction()) {
      session.edit(changes);
      return;
    }
    RepositoryState before = session.state();
    Either<Vector<Rejection>, Vector<Change>> effective =
        Effects.effective(
            before, changes, session.invocation().caller(), session.invocation().now());
    effective.peekLeft(
        reasons -> reasons.map(Rejection::message).distinct().forEach(session::fail));
    session.edit(effective.getOrElse(Vector.empty()));
    if (!session.failed()) {
      // A load is a transaction of its own, so it is held to what a commit is held to.
      Checks.of(before, session.state(), changes)
          .map(Violation::message)
          .distinct()
          .forEach(session::fail);
    }
  }

  private static void tell(
      Session session, String directory, Vector<ServiceFmri> others, boolean deleted) {
    if (deleted) {
      others.forEach(service -> session.mention("Deleted " + service + "."));
    } else if (!others.isEmpty()) {
      session.warn("not in " + directory + " and left as they are (load -d deletes them):");
      others.forEach(service -> session.output().note("\t" + service));
    }
  }
}
