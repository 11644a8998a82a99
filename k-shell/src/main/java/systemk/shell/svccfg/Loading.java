package systemk.shell.svccfg;

import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.util.function.Function;
import systemk.core.manifest.Location;
import systemk.core.manifest.Manifest;
import systemk.core.manifest.Manifest.Kind;
import systemk.core.repository.RepositoryState;
import systemk.shell.Invocation;
import systemk.shell.Outcome;
import systemk.shell.manifest.ManifestError;
import systemk.shell.text.FilePaths;

/// The reading of what files declare, before anything is decided: it takes time where there are
/// many, which the one writer of the repository has not. Whoever looks on sees how far it is.
final class Loading {
  private static final int STEPS = 20;

  private final Invocation invocation;
  private final Function<TreeMap<Wanted, Either<Vector<ManifestError>, Manifest>>, Outcome> next;
  private final boolean shown;

  private Loading(
      Invocation invocation,
      boolean shown,
      Function<TreeMap<Wanted, Either<Vector<ManifestError>, Manifest>>, Outcome> next) {
    this.invocation = invocation;
    this.shown = shown;
    this.next = next;
  }

  /// A file to be taken for a manifest or a profile.
  record Wanted(String file, Kind kind) implements Comparable<Wanted> {
    @Override
    public int compareTo(Wanted other) {
      int files = file.compareTo(other.file);
      return files != 0 ? files : kind.compareTo(other.kind);
    }
  }

  private record Task(Kind kind, Sources.Source source) {}

  /// Reads what these lines import or apply, then goes on.
  static Outcome of(
      Invocation invocation,
      RepositoryState state,
      Vector<CommandLine> lines,
      Sources sources,
      Function<TreeMap<Wanted, Either<Vector<ManifestError>, Manifest>>, Outcome> next) {
    Vector<Task> wanted =
        lines
            .filter(line -> kind(line).isDefined())
            .flatMap(
                line ->
                    BundleCommands.paths(line)
                        .flatMap(path -> sources.at(path).getOrElse(Vector.empty()))
                        .reject(source -> ImportCommands.isSkipped(invocation, state, source))
                        .map(source -> new Task(kind(line).get(), source)));
    boolean imports = lines.exists(line -> line.name().equals("import"));
    boolean shown =
        lines.exists(ImportCommands::showsProgress)
            || (imports && invocation.terminal() && wanted.size() > 1);
    return new Loading(invocation, shown, next).from(wanted, 0, TreeMap.empty());
  }

  /// What the files a command names are taken for, if they are taken for service bundles.
  private static Option<Kind> kind(CommandLine line) {
    return switch (line.name()) {
      case "import", "validate", "inventory", "restore" -> Option.some(Kind.MANIFEST);
      case "apply" -> Option.some(Kind.PROFILE);
      default -> Option.none();
    };
  }

  /// The line that says how far it is, to be written over by the next.
  static String progress(int done, int all) {
    return "\rLoading smf(7) service descriptions: " + done + "/" + all;
  }

  private Outcome from(
      Vector<Task> wanted,
      int start,
      TreeMap<Wanted, Either<Vector<ManifestError>, Manifest>> known) {
    int step = Math.max(1, wanted.size() / STEPS);
    int end = shown ? Math.min(wanted.size(), start + step) : wanted.size();
    TreeMap<Wanted, Either<Vector<ManifestError>, Manifest>> read =
        wanted
            .slice(start, end)
            .foldLeft(
                known,
                (so, one) -> {
                  Wanted key = new Wanted(one.source().file(), one.kind());
                  return so.put(key, decode(invocation, one.source(), one.kind()));
                });
    if (!shown || wanted.isEmpty()) {
      return next.apply(read);
    }
    String line = progress(end, wanted.size());
    return end < wanted.size()
        ? new Outcome.Emit(line, "", () -> from(wanted, end, read))
        : new Outcome.Emit(line + "\n", "", () -> next.apply(read));
  }

  /// What a file declares. What it is taken for depends on where it lies first.
  static Either<Vector<ManifestError>, Manifest> decode(
      Invocation invocation, Sources.Source source, Kind kind) {
    String path = absolute(invocation, source.file());
    Kind there = Location.mirrored(invocation.root(), path).map(Location::kind).getOrElse(kind);
    return source.bundle(there);
  }

  /// The name of a file that is the same wherever its user stands, because that name is how the
  /// next import of it knows what it declared before.
  static String absolute(Invocation invocation, String file) {
    return FilePaths.absolute(invocation.workingDirectory(), file);
  }
}
