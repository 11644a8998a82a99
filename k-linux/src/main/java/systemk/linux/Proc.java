package systemk.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The files of proc(5) that SystemK reads. A process may be gone or closed to us at any moment, so
/// what cannot be read is absent, not an error.
final class Proc {
  private static final Path ROOT = Path.of("/proc");

  private Proc() {}

  static Optional<ProcessStat> stat(int pid) {
    return read(pid, "stat").flatMap(ProcessStat::parse);
  }

  static List<ProcessStat> all() {
    List<ProcessStat> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(ROOT, "[0-9]*")) {
      for (Path entry : entries) {
        stat(Integer.parseInt(entry.getFileName().toString())).ifPresent(found::add);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("cannot list /proc", e);
    }
    return found;
  }

  static Optional<String> read(int pid, String file) {
    try {
      Path path = ROOT.resolve(Integer.toString(pid)).resolve(file);
      // Names in here are bytes; Latin-1 keeps every one of them.
      return Optional.of(new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1));
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /// The strings of a file that ends each with a zero byte.
  static List<String> strings(int pid, String file) {
    return read(pid, file)
        .map(text -> text.isEmpty() ? List.<String>of() : Arrays.asList(text.split("\0")))
        .orElse(List.of());
  }

  /// The line of `/proc/PID/cgroup` that belongs to cgroup v2. The kernel appends a remark when the
  /// group has been removed under a process that waits to be reaped.
  static Optional<String> unifiedCgroup(String text) {
    return text.lines()
        .filter(line -> line.startsWith("0::"))
        .map(line -> line.substring(3))
        .map(
            path ->
                path.endsWith(" (deleted)")
                    ? path.substring(0, path.length() - " (deleted)".length())
                    : path)
        .findFirst();
  }
}
