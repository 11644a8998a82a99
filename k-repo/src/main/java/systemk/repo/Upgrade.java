package systemk.repo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Keeps the files of a repository as they were before a new format version took over.
final class Upgrade {
  /// How names tell when something was made.
  static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd_HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Upgrade() {}

  /// Gives all files second names in a directory beside the repository, and answers it.
  ///
  /// The repository may go on in the last segment if the upgrade fails half-way, so that one is
  /// copied.
  static Path keep(RepositoryDirectory directory, Disk disk, Instant now) throws IOException {
    Path kept = directory.beside("upgrade-" + STAMP.format(now));
    Files.createDirectories(kept);
    List<Path> files = new ArrayList<>(directory.checkpoints());
    files.addAll(directory.segments());
    Path last = directory.segments().getLast();
    for (Path file : files) {
      Path name = kept.resolve(file.getFileName());
      if (Files.exists(name)) {
        continue;
      }
      if (file.equals(last)) {
        Files.copy(file, name);
      } else {
        disk.link(file, name);
      }
    }
    disk.syncDirectory(kept);
    disk.syncName(kept);
    return kept;
  }
}
