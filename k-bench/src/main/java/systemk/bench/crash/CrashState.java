package systemk.bench.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.SortedSet;

/// What is on disk after a crash.
///
/// @param instant how many operations of the recording came before it
/// @param what the way it came about, in words
public record CrashState(
    int instant, String what, SortedSet<String> directories, SortedMap<String, byte[]> files) {

  /// Lays the state out below a directory, in place of a directory of the recording.
  public void layOut(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    for (String directory : directories) {
      Path path = Path.of(directory);
      if (path.startsWith(from)) {
        Files.createDirectories(to.resolve(from.relativize(path).toString()));
      }
    }
    for (var file : files.entrySet()) {
      Path path = Path.of(file.getKey());
      if (path.startsWith(from)) {
        Files.write(to.resolve(from.relativize(path).toString()), file.getValue());
      }
    }
  }
}
