package systemk.init;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What k.init was started with.
///
/// @param home where SystemK is installed
record Options(Path root, Path home, Mode mode) {
  /// What k.init is to the system around it.
  enum Mode {
    /// Process 1 of a PID namespace.
    CONTAINER,
    /// The reaper of its own descendants, for any user.
    USER
  }

  /// Arguments that cannot be understood.
  static final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UsageException(String message) {
      super(message);
    }
  }

  static Options parse(List<String> arguments, int pid) {
    @Nullable Path root = null;
    @Nullable Path home = null;
    Mode mode = pid == 1 ? Mode.CONTAINER : Mode.USER;
    Iterator<String> rest = arguments.iterator();
    while (rest.hasNext()) {
      String option = rest.next();
      switch (option) {
        case "--root" -> root = directory(option, rest);
        case "--home" -> home = directory(option, rest);
        case "--mode" -> mode = mode(value(option, rest), pid);
        default -> throw new UsageException("unknown argument " + option);
      }
    }
    if (root == null || home == null) {
      throw new UsageException("usage: k.init --root DIR --home DIR [--mode container|user]");
    }
    return new Options(root, home, mode);
  }

  private static String value(String option, Iterator<String> rest) {
    if (!rest.hasNext()) {
      throw new UsageException(option + " needs a value");
    }
    return rest.next();
  }

  private static Path directory(String option, Iterator<String> rest) {
    String text = value(option, rest);
    try {
      if (!text.isEmpty()) {
        return Path.of(text).toAbsolutePath().normalize();
      }
    } catch (InvalidPathException e) {
      throw new UsageException(option + " " + text + ": " + e.getReason());
    }
    throw new UsageException(option + " is empty");
  }

  private static Mode mode(String text, int pid) {
    return switch (text) {
      case "user" -> Mode.USER;
      case "container" -> {
        if (pid != 1) {
          throw new UsageException("--mode container needs to be process 1, this is " + pid);
        }
        yield Mode.CONTAINER;
      }
      default -> throw new UsageException("unknown mode " + text);
    };
  }
}
