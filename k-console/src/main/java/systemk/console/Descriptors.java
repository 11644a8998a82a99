package systemk.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What this process has open.
final class Descriptors {
  private Descriptors() {}

  /// Whether a file descriptor is a terminal, by the name of what it is open on.
  static boolean isTerminal(int descriptor) {
    try {
      String name =
          Files.readSymbolicLink(Path.of("/proc/self/fd", Integer.toString(descriptor))).toString();
      return name.startsWith("/dev/pts/") || name.startsWith("/dev/tty");
    } catch (IOException e) {
      // Closed: then nobody reads it.
      return false;
    }
  }
}
