package systemk.shell.svccfg;

import io.vavr.Tuple;
import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import java.util.function.Function;
import systemk.core.manifest.Manifest;
import systemk.core.repository.RepositoryState;
import systemk.shell.Invocation;
import systemk.shell.Outcome;
import systemk.shell.dump.DumpedService;
import systemk.shell.manifest.ManifestError;
import systemk.shell.manifest.Mirror;
import systemk.shell.xml.Bundles;

/// The files that commands name, read by the user's side before anything is decided.
///
/// @param files what each path led to: texts by file name, or why they cannot be had
/// @param dumps what the dumps in some of the directories say, or all that is wrong with each
/// @param manifests what some of the files declare, or all that is wrong with each
/// @param mirrored the files the repository mirrors, if a command asks for them
record Sources(
    TreeMap<String, Either<String, Vector<Source>>> files,
    TreeMap<String, Either<Vector<String>, Vector<DumpedService>>> dumps,
    TreeMap<Loading.Wanted, Either<Vector<ManifestError>, Manifest>> manifests,
    Vector<Mirror.Listed> mirrored) {
  static final Sources NONE =
      new Sources(TreeMap.empty(), TreeMap.empty(), TreeMap.empty(), Vector.empty());

  /// A file and what is in it.
  ///
  /// @param included the files it includes, or why they cannot be had
  record Source(String file, String text, TreeMap<String, Either<String, String>> included) {
    Either<Vector<ManifestError>, Manifest> bundle(Manifest.Kind kind) {
      return Bundles.decode(
          file, text, kind, path -> included.getOrElse(path, Either.left("cannot be read")));
    }
  }

  /// What a path that was asked for led to.
  Either<String, Vector<Source>> at(String path) {
    return files.get(path).getOrElse(Either.left("cannot be read"));
  }

  /// What a path that was asked for led to, which is to be service bundles.
  Either<String, Vector<Source>> bundles(String path) {
    return at(path)
        .filterOrElse(files -> !files.isEmpty(), _ -> "contains no *.xml or *.json files");
  }

  /// What a directory says as a dump.
  Either<Vector<String>, Vector<DumpedService>> dump(String directory) {
    return dumps.get(directory).getOrElse(Either.left(Vector.of(directory + ": cannot be read")));
  }

  /// These sources and others.
  Sources with(Sources more) {
    return new Sources(
        files.merge(more.files),
        dumps.merge(more.dumps),
        manifests.merge(more.manifests),
        mirrored.appendAll(more.mirrored));
  }

  /// What a file declares, or all that is wrong with it.
  Either<Vector<ManifestError>, Manifest> manifest(
      Invocation invocation, Source source, Manifest.Kind kind) {
    return manifests
        .get(new Loading.Wanted(source.file(), kind))
        .getOrElse(() -> Loading.decode(invocation, source, kind));
  }

  /// Asks for all that these commands read, then goes on.
  static Outcome of(
      Invocation invocation,
      RepositoryState state,
      Vector<CommandLine> lines,
      Function<Sources, Outcome> next) {
    return gather(
        lines.flatMap(BundleCommands::paths),
        gathered -> {
          Sources sources = gathered.withDumps(DumpCommands.directories(lines));
          return Loading.of(
              invocation,
              state,
              lines,
              sources,
              read ->
                  mirrored(
                      lines,
                      files -> next.apply(new Sources(sources.files, sources.dumps, read, files))));
        });
  }

  private static Outcome mirrored(
      Vector<CommandLine> lines, Function<Vector<Mirror.Listed>, Outcome> next) {
    return lines.exists(line -> line.name().equals("cleanup"))
        ? new Outcome.Need(
            new Outcome.Question.MirroredFiles(),
            reply ->
                switch (reply) {
                  case Outcome.Reply.Files(var files) -> next.apply(files);
                  case Outcome.Reply.Failed(String reason) ->
                      Outcome.Exit.failed("svccfg: " + reason + "\n", 1);
                  default -> Outcome.Exit.failed("svccfg: cannot list the manifests\n", 1);
                })
        : next.apply(Vector.empty());
  }

  /// These sources with the dumps in some directories read. That takes time where they are large,
  /// which the one writer of the repository has not.
  Sources withDumps(Vector<String> directories) {
    return new Sources(
        files,
        TreeMap.ofEntries(directories.map(one -> Tuple.of(one, DumpCommands.read(one, at(one))))),
        manifests,
        mirrored);
  }

  /// Asks for all of these paths, then goes on. A directory stands for the manifests below it.
  static Outcome gather(Vector<String> paths, Function<Sources, Outcome> next) {
    return new Gathering(next).paths(paths.distinct(), TreeMap.empty());
  }

  /// The questions still to be asked, as a chain of continuations.
  private record Gathering(Function<Sources, Outcome> next) {

    Outcome paths(Vector<String> paths, TreeMap<String, Either<String, Vector<Source>>> found) {
      if (paths.isEmpty()) {
        return next.apply(new Sources(found, TreeMap.empty(), TreeMap.empty(), Vector.empty()));
      }
      String path = paths.head();
      Function<Either<String, Vector<Source>>, Outcome> then =
          result -> paths(paths.tail(), found.put(path, result));
      return Bundles.isNamedAsOne(path) || path.equals("-")
          ? fileElseDirectory(path, then)
          : directoryElseFile(path, then);
    }

    private static Outcome fileElseDirectory(
        String path, Function<Either<String, Vector<Source>>, Outcome> then) {
      return read(
          path,
          result -> {
            if (result.isRight() || path.equals("-")) {
              return then.apply(result.map(Vector::of));
            }
            return list(
                path,
                names ->
                    names.isLeft()
                        ? then.apply(Either.left(result.getLeft()))
                        : all(names.get(), then));
          });
    }

    private static Outcome directoryElseFile(
        String path, Function<Either<String, Vector<Source>>, Outcome> then) {
      return list(
          path,
          names ->
              names.isLeft()
                  ? read(path, result -> then.apply(result.map(Vector::of)))
                  : all(names.get(), then));
    }

    private static Outcome all(
        Vector<String> names, Function<Either<String, Vector<Source>>, Outcome> then) {
      return each(names.filter(Bundles::isNamedAsOne), Vector.empty(), Vector.empty(), then);
    }

    /// Reads on after a file that cannot be read, so that all of them are named.
    private static Outcome each(
        Vector<String> files,
        Vector<Source> found,
        Vector<String> failures,
        Function<Either<String, Vector<Source>>, Outcome> then) {
      if (files.isEmpty()) {
        return then.apply(
            failures.isEmpty() ? Either.right(found) : Either.left(failures.mkString("; ")));
      }
      return read(
          files.head(),
          result ->
              each(
                  files.tail(),
                  found.appendAll(result.toOption()),
                  failures.appendAll(
                      result.swap().toOption().map(reason -> files.head() + ": " + reason)),
                  then));
    }

    private static Outcome read(String file, Function<Either<String, Source>, Outcome> then) {
      return text(
          file,
          text ->
              text.isLeft()
                  ? then.apply(Either.left(text.getLeft()))
                  : included(
                      Bundles.includes(file, text.get()),
                      new Source(file, text.get(), TreeMap.empty()),
                      source -> then.apply(Either.right(source))));
    }

    /// Reads what a file includes, what that includes, and so on, as far as the decoder goes.
    private static Outcome included(
        Vector<String> wanted, Source source, Function<Source, Outcome> then) {
      Vector<String> missing = wanted.distinct().reject(source.included()::containsKey);
      if (missing.isEmpty() || source.included().size() >= Bundles.MOST_INCLUDED) {
        return then.apply(source);
      }
      String file = missing.head();
      return text(
          file,
          text ->
              included(
                  missing
                      .tail()
                      .appendAll(
                          text.map(t -> Bundles.includes(file, t)).getOrElse(Vector.empty())),
                  new Source(source.file(), source.text(), source.included().put(file, text)),
                  then));
    }

    private static Outcome text(String file, Function<Either<String, String>, Outcome> then) {
      return new Outcome.Need(
          new Outcome.Question.ReadFile(file),
          reply ->
              then.apply(
                  switch (reply) {
                    case Outcome.Reply.Text(String text) -> Either.right(text);
                    case Outcome.Reply.Failed(String reason) -> Either.left(reason);
                    default -> Either.left("cannot be read");
                  }));
    }

    private static Outcome list(
        String directory, Function<Either<String, Vector<String>>, Outcome> then) {
      return new Outcome.Need(
          new Outcome.Question.ListFiles(directory),
          reply ->
              then.apply(
                  switch (reply) {
                    case Outcome.Reply.Names(var names) -> Either.right(names);
                    case Outcome.Reply.Failed(String reason) -> Either.left(reason);
                    default -> Either.left("cannot be listed");
                  }));
    }
  }
}
