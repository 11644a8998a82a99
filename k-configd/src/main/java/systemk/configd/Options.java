package systemk.configd;

import io.vavr.control.Either;
import io.vavr.control.Option;
import java.nio.file.Path;
import java.util.List;
import systemk.wire.Layout;

/// What k.configd is started with.
///
/// @param repository a repository to serve in place of the root's, for somebody who works on it
///   while nobody runs services with it: a directory, or a file, which is written anew at the end
/// @param store where the repository is kept in place of the root's `etc/svc`
/// @param boot what tells this boot from every other; the non-persistent groups of another boot are
///   forgotten
/// @param machine if it serves a machine's: the milestone the kernel's command line names, or an
///   empty text; then boots are counted that miss their milestone
record Options(
    Path root, Option<Path> store, String boot, Option<Path> repository, Option<String> machine) {
  static final String USAGE =
      "usage: k.configd --root DIR --boot ID [--store DIR] [--repository PATH]"
          + " [--machine MILESTONE]";

  /// Reads the command line, or says in one line what is wrong with it.
  static Either<String, Options> parse(List<String> arguments) {
    String root = null;
    String boot = null;
    String repository = null;
    String store = null;
    String machine = null;
    for (int i = 0; i < arguments.size(); i += 2) {
      String name = arguments.get(i);
      if (i + 1 == arguments.size()) {
        return Either.left("\"" + name + "\" needs a value");
      }
      String value = arguments.get(i + 1);
      switch (name) {
        case "--root" -> root = value;
        case "--boot" -> boot = value;
        case "--store" -> store = value;
        case "--repository" -> repository = value;
        case "--machine" -> machine = value;
        default -> {
          return Either.left("unknown option \"" + name + "\"");
        }
      }
    }
    return boot == null || boot.isEmpty() || root == null || root.isEmpty()
        ? Either.left((root == null || root.isEmpty() ? "--root" : "--boot") + " is missing")
        : Either.right(
            new Options(
                Path.of(root),
                Option.of(store).map(Path::of),
                boot,
                Option.of(repository).map(Path::of),
                Option.of(machine)));
  }

  Layout layout() {
    return store.map(kept -> new Layout(root, kept)).getOrElse(() -> new Layout(root));
  }
}
