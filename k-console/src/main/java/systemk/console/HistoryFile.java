package systemk.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;

/// Where the lines a user typed are kept until next time: for this user alone to read, because
/// values may be secrets.
final class HistoryFile {
  private HistoryFile() {}

  /// The file, made if there is none yet; nothing if the user has no place for it. `SVCCFG_HISTORY`
  /// names another one; empty, it asks for none.
  static Optional<Path> of(Map<String, String> environment) {
    String named = environment.get("SVCCFG_HISTORY");
    if (named != null) {
      return named.isEmpty() ? Optional.empty() : made(named);
    }
    String state = environment.getOrDefault("XDG_STATE_HOME", "");
    String home = environment.getOrDefault("HOME", "");
    if (!state.startsWith("/") && home.isEmpty()) {
      return Optional.empty();
    }
    return made((state.startsWith("/") ? state : home + "/.local/state") + "/svccfg_history");
  }

  private static Optional<Path> made(String name) {
    try {
      Path file = Path.of(name).toAbsolutePath();
      if (!Files.exists(file)) {
        Files.createDirectories(file.getParent());
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
      return Files.isRegularFile(file) && Files.isWritable(file)
          ? Optional.of(file)
          : Optional.empty();
    } catch (IOException | InvalidPathException e) {
      // A home that cannot be written to: then nothing is remembered, as other shells do it.
      return Optional.empty();
    }
  }
}
