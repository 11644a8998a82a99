package systemk.repo;

import io.vavr.collection.Vector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import systemk.core.repository.RepositoryState;
import systemk.repo.mapdb.Checkpoint;

/// Puts another state in place of a repository that nobody has open.
/* The old files get second names beside the directory first, so nothing is lost whatever happens. Then
 * they go, the journal first, and the new checkpoint takes its name. Whoever opens the directory in
 * between, after a power failure say, finds files missing that the lock file tells of, and is told so;
 * the restore can simply be done again.
 */
public final class Restore {
  private Restore() {}

  /// Replaces a repository, damaged or not, and answers the directory where the old files are kept.
  ///
  /// What is volatile goes too: it belongs to a history that is no more.
  ///
  /// @throws RepositoryInUse if somebody has the repository open
  /// @throws RepositoryException if files cannot be written
  public static Path replace(
      Path directory, Path volatileDirectory, RepositoryState state, Instant now) {
    try {
      Files.createDirectories(directory);
      var repository = new RepositoryDirectory(directory);
      try (var lock = new Lock(repository.lock())) {
        if (!lock.take(Disk.REAL)) {
          throw new RepositoryInUse("cannot restore " + directory + ": a k.configd has it open");
        }
        return replace(repository, volatileDirectory, state.withoutVolatile(), now, lock);
      }
    } catch (IOException e) {
      throw new RepositoryException(
          "cannot restore the repository in " + directory + ": " + FrameLog.said(e), e);
    }
  }

  private static Path replace(
      RepositoryDirectory directory,
      Path volatileDirectory,
      RepositoryState state,
      Instant now,
      Lock lock)
      throws IOException {
    Disk disk = Disk.REAL;
    Path kept = directory.beside("damaged-" + Upgrade.STAMP.format(now));
    Files.createDirectories(kept);
    List<Path> old = files(directory.path(), name -> name.matches("[jcp]-.*"));
    for (Path file : old) {
      Path name = kept.resolve(file.getFileName());
      if (!Files.exists(name)) {
        disk.link(file, name);
      }
    }
    disk.syncDirectory(kept);
    disk.syncName(kept);
    for (Path file : old.reversed()) {
      disk.delete(file);
    }
    disk.syncDirectory(directory.path());
    if (Files.isDirectory(volatileDirectory)) {
      for (Path file : files(volatileDirectory, name -> name.matches("v-.*"))) {
        disk.delete(file);
      }
    }
    long generation = state.revision().generation();
    Checkpoints.make(
        disk,
        directory.unfinished(),
        Checkpoint.of(state, Frame.NO_HASH, Vector.empty()),
        directory.checkpoint(generation));
    disk.open(directory.segment(generation + 1)).close();
    disk.syncDirectory(directory.path());
    lock.reached(generation);
    return kept;
  }

  private static List<Path> files(Path directory, Predicate<String> wanted) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return new ArrayList<>(
          files.filter(file -> wanted.test(file.getFileName().toString())).sorted().toList());
    }
  }
}
