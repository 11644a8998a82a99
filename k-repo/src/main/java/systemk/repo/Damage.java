package systemk.repo;

import java.nio.file.Path;

/// A file that does not hold what was written to it. The message is one line: the file, the place,
/// what is wrong, and what to do.
final class Damage extends Exception {
  private static final long serialVersionUID = 1;

  Damage(String message) {
    super(message);
  }

  /// @param command what gives up the damaged part and all that follows from it
  Damage(Path file, long offset, String why, String command) {
    this(
        "%s is damaged at byte %d (%s): restore it from a backup, or give up what follows with: %s"
            .formatted(file, offset, why, command));
  }
}
