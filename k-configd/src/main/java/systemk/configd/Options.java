package systemk.configd;

import io.vavr.control.Either;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What k.configd is started with.
///
/// @param boot what tells this boot from every other; the non-persistent groups of another boot are
///   forgotten
record Options(Path root, String boot) {
  static final String USAGE = "usage: k.configd --root DIR --boot ID";

  /// Reads the command line, or says in one line what is wrong with it.
  static Either<String, Options> parse(List<String> arguments) {
    String root = null;
    String boot = null;
    for (int i = 0; i < arguments.size(); i += 2) {
      String name = arguments.get(i);
      if (i + 1 == arguments.size()) {
        return Either.left("\"" + name + "\" needs a value");
      }
      String value = arguments.get(i + 1);
      switch (name) {
        case "--root" -> root = value;
        case "--boot" -> boot = value;
        default -> {
          return Either.left("unknown option \"" + name + "\"");
        }
      }
    }
    return of(root, boot);
  }

  private static Either<String, Options> of(@Nullable String root, @Nullable String boot) {
    if (root == null || root.isEmpty()) {
      return Either.left("--root is missing");
    }
    return boot == null || boot.isEmpty()
        ? Either.left("--boot is missing")
        : Either.right(new Options(Path.of(root), boot));
  }
}
