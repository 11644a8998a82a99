package systemk.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Reaches a unix socket whose path is longer than the kernel's `sun_path` (108 bytes with the
/// closing zero, unix(7)) through a symbolic link to its directory. The link lives in a fresh
/// private directory and only as long as the bind or connect takes, so nobody else has to know or
/// trust it.
public final class ShortPath {
  /// The longest path bind(2) and connect(2) take, in bytes.
  public static final int MAX_BYTES = 107;

  private ShortPath() {}

  /// Something that binds or connects a socket at a path.
  @FunctionalInterface
  public interface Action<T> {
    T at(Path socket) throws IOException;
  }

  /// Runs the action on the path itself, or on a short one that leads to the same file.
  public static <T> T with(Path socket, Action<T> action) throws IOException {
    if (socket.toString().getBytes(StandardCharsets.UTF_8).length <= MAX_BYTES) {
      return action.at(socket);
    }
    Path directory = socket.toAbsolutePath().getParent();
    Path name = socket.getFileName();
    if (directory == null || name == null) {
      throw new IOException("cannot use " + socket + " as a socket: it has no directory");
    }
    Path temporary = Files.createTempDirectory("k");
    Path link = temporary.resolve("d");
    try {
      Files.createSymbolicLink(link, directory);
      return action.at(link.resolve(name));
    } finally {
      Files.deleteIfExists(link);
      Files.deleteIfExists(temporary);
    }
  }
}
