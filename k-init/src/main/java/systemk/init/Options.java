package systemk.init;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What k.init was started with.
///
/// @param home where SystemK is installed
/// @param leave what is run when all processes of a machine have ended, before the machine does; to
///   be so asked is to have booted one
/// @param store where k.configd keeps the repository in place of the root's `etc/svc`
/// @param probe where to write that this k.init could run here, instead of running
/// @param purpose what a container is there for, in the words of k.startd's command line
record Options(
    Path root,
    Path home,
    Mode mode,
    Optional<Path> leave,
    Optional<Path> store,
    Optional<Path> probe,
    List<String> purpose) {
  Options {
    purpose = List.copyOf(purpose);
  }

  /// The command line of the k.init that is installed somewhere else and is to be what this one is.
  List<String> commandLine(Path other) {
    List<String> words =
        new ArrayList<>(
            List.of(
                other.resolve("libexec/k.init").toString(),
                "--root",
                root.toString(),
                "--home",
                other.toString(),
                "--mode",
                mode.name().toLowerCase(Locale.ROOT)));
    store.ifPresent(path -> words.addAll(List.of("--store", path.toString())));
    leave.ifPresent(
        path ->
            words.addAll(
                List.of(
                    "--leave",
                    (path.startsWith(home) ? other.resolve(home.relativize(path)) : path)
                        .toString())));
    Iterator<String> rest = purpose.iterator();
    while (rest.hasNext()) {
      String option = rest.next();
      String value = rest.next();
      words.addAll(option.equals("--strict") ? List.of(option) : List.of(option, value));
    }
    return words;
  }

  /// What k.init is to the system around it.
  enum Mode {
    /// Process 1 of a PID namespace.
    CONTAINER,
    /// The child of `k-guard`, which is process 1 of a machine or of a PID namespace.
    SYSTEM,
    /// The reaper of its own descendants, for any user.
    USER;

    /// Whether all processes there are but process 1 are k.init's to end.
    boolean ownsAll() {
      return this != USER;
    }
  }

  /// Arguments that cannot be understood.
  static final class UsageException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UsageException(String message) {
      super(message);
    }
  }

  /// @param pid of this process
  /// @param guarded whether its parent is `k-guard` as process 1
  static Options parse(List<String> arguments, int pid, boolean guarded) {
    @Nullable Path root = null;
    @Nullable Path home = null;
    Optional<Path> leave = Optional.empty();
    Optional<Path> store = Optional.empty();
    Optional<Path> probe = Optional.empty();
    Mode mode = pid == 1 ? Mode.CONTAINER : Mode.USER;
    List<String> purpose = new ArrayList<>();
    Iterator<String> rest = arguments.iterator();
    while (rest.hasNext()) {
      String option = rest.next();
      switch (option) {
        case "--root" -> root = path(option, rest);
        case "--home" -> home = path(option, rest);
        case "--leave" -> leave = Optional.of(path(option, rest));
        case "--probe" -> probe = Optional.of(path(option, rest));
        case "--store" -> store = Optional.of(path(option, rest));
        case "--main" -> purpose.addAll(List.of(option, value(option, rest)));
        case "--strict" -> purpose.addAll(List.of(option, "yes"));
        case "--mode" -> mode = mode(value(option, rest), pid, guarded);
        default -> throw new UsageException("unknown argument " + option);
      }
    }
    if (root == null || home == null) {
      throw new UsageException(
          "usage: k.init --root DIR --home DIR [--store DIR] [--mode container|system|user]"
              + " [--main FMRI] [--strict] [--leave PROGRAM]");
    }
    if (mode != Mode.CONTAINER && !purpose.isEmpty()) {
      throw new UsageException(purpose.getFirst() + " is for containers");
    }
    return new Options(root, home, mode, leave, store, probe, purpose);
  }

  private static String value(String option, Iterator<String> rest) {
    if (!rest.hasNext()) {
      throw new UsageException(option + " needs a value");
    }
    return rest.next();
  }

  private static Path path(String option, Iterator<String> rest) {
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

  private static Mode mode(String text, int pid, boolean guarded) {
    return switch (text) {
      case "user" -> Mode.USER;
      case "container" -> {
        if (pid != 1) {
          throw new UsageException("--mode container needs to be process 1, this is " + pid);
        }
        yield Mode.CONTAINER;
      }
      case "system" -> {
        if (!guarded) {
          throw new UsageException("--mode system needs k-guard for its parent, as process 1");
        }
        yield Mode.SYSTEM;
      }
      default -> throw new UsageException("unknown mode " + text);
    };
  }
}
