package systemk.init;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;
import systemk.linux.Kernel;
import systemk.linux.ProcessStat;
import systemk.wire.Layout;

/// The identity of a boot: it tells a restart of k.init, over which all is kept, from a reboot,
/// over which nothing volatile is.
final class Boot {
  private Boot() {}

  /// With a process 1 of our own the machine's identity is not enough: a container boots more
  /// often.
  static String identity(Options.Mode mode, Kernel kernel) throws IOException {
    String machine = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    if (mode == Options.Mode.USER) {
      return machine;
    }
    ProcessStat first =
        kernel.stat(1).orElseThrow(() -> new IOException("/proc is not that of this namespace"));
    return machine + ":" + first.startTime();
  }

  /// Removes what an earlier boot left, if this is another one. Says whether it is.
  static boolean begin(Layout layout, String identity) throws IOException {
    Path file = layout.run().resolve("boot");
    if (!Files.exists(file) || !Files.readString(file).strip().equals(identity)) {
      clear(layout.contracts());
      clear(layout.notifySockets());
      clear(layout.volatileStore());
      Files.deleteIfExists(layout.run().resolve("shutdown"));
      Files.deleteIfExists(layout.run().resolve(Upgrade.RECORD));
      // Written last: a crash in between makes us clear again.
      Path temporary = layout.run().resolve("boot.tmp");
      Files.writeString(temporary, identity + "\n", StandardCharsets.UTF_8);
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      return true;
    }
    return false;
  }

  /// Removes everything in a directory, and the directory.
  static void remove(Path directory) throws IOException {
    clear(directory);
    Files.deleteIfExists(directory);
  }

  private static void clear(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            if (!visited.equals(directory)) {
              Files.delete(visited);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
