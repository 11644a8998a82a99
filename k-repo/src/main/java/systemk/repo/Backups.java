package systemk.repo;

import io.vavr.control.Either;
import io.vavr.control.Option;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import systemk.core.fmri.Names;
import systemk.repo.mapdb.Checkpoint;
import systemk.repo.mapdb.CheckpointFile;

/// Copies of a repository beside it, under names (smf.md §5.3).
///
/// ```
/// repository-boot-20261120_134500   a backup: one file, as RepositoryFile reads it
/// repository-boot                   a symbolic link to the newest of that name
/// ```
///
/// A backup of what has a checkpoint already is a second name for it.
final class Backups {
  /// How many of one name are kept.
  static final int KEPT = 4;

  private final RepositoryDirectory directory;
  private final Disk disk;
  private final ReentrantLock lock = new ReentrantLock();

  Backups(RepositoryDirectory directory, Disk disk) {
    this.directory = directory;
    this.disk = disk;
  }

  /// The file that holds this state under this name, or why there is none. It was there already if
  /// the newest of the name holds the same.
  Either<String, Path> make(String name, Published now, Instant time) {
    if (!Names.isName(name)) {
      return Either.left("cannot back up: \"" + name + "\" is not a name");
    }
    lock.lock();
    try {
      return Either.right(made(name, now, Upgrade.STAMP.format(time)));
    } catch (IOException e) {
      return Either.left("cannot back up the repository: " + FrameLog.said(e));
    } finally {
      lock.unlock();
    }
  }

  private Path made(String name, Published now, String stamp) throws IOException {
    var checkpoint =
        Checkpoint.of(
            now.state().withoutVolatile(), Frame.NO_HASH, now.history().lasting().stored());
    List<Path> old = named(name);
    Option<Path> same = checkpointOf(checkpoint);
    if (!old.isEmpty() && holds(old.getLast(), checkpoint, same)) {
      return old.getLast();
    }
    Path file = later(old, name + "-" + stamp);
    if (same.isDefined()) {
      disk.link(/* file= */ same.get(), /* name= */ file);
      disk.syncName(file);
    } else {
      Checkpoints.make(disk, directory.beside(name + ".tmp"), checkpoint, file);
    }
    pointTo(name, file);
    for (Path superfluous : old.subList(0, Math.max(0, old.size() + 1 - KEPT))) {
      disk.delete(superfluous);
    }
    return file;
  }

  /// The checkpoint of this very state. All there are belong to one history, so its name tells.
  private Option<Path> checkpointOf(Checkpoint wanted) {
    Path file = directory.checkpoint(wanted.state().revision().generation());
    return Files.exists(file) ? Option.some(file) : Option.none();
  }

  /// Whether a backup holds this. A restored repository counts on from an older generation, so the
  /// generation alone does not tell; but mostly it does, and all need not be read.
  private static boolean holds(Path backup, Checkpoint checkpoint, Option<Path> same) {
    try {
      Option<CheckpointFile.Summary> held = CheckpointFile.summary(backup);
      long generation = checkpoint.state().revision().generation();
      if (held.isEmpty() || held.get().generation() != generation) {
        return false;
      }
      return same.isDefined()
          ? CheckpointFile.summary(same.get()).equals(held)
          : CheckpointFile.read(backup).state().equals(checkpoint.state());
    } catch (IOException e) {
      // Whatever is wrong with it, it does not hold this.
      return false;
    }
  }

  /// A name that none has, behind those of the same second.
  private Path later(List<Path> old, String suffix) {
    Path file = directory.beside(suffix);
    String first = file.getFileName().toString();
    String last = old.isEmpty() ? "" : old.getLast().getFileName().toString();
    if (!last.startsWith(first)) {
      return file;
    }
    int number = last.equals(first) ? 1 : Integer.parseInt(last.substring(first.length() + 1));
    return directory.beside(suffix + "_%02d".formatted(number + 1));
  }

  /// All backups of a name, oldest first.
  private List<Path> named(String name) throws IOException {
    Path pattern = directory.beside(name).getFileName();
    Pattern backup =
        Pattern.compile(Pattern.quote(pattern.toString()) + "-[0-9]{8}_[0-9]{6}(_[0-9]{2,5})?");
    try (Stream<Path> files = Files.list(directory.parent())) {
      return files
          .filter(file -> backup.matcher(file.getFileName().toString()).matches())
          .filter(Files::isRegularFile)
          .sorted()
          .toList();
    }
  }

  private void pointTo(String name, Path file) throws IOException {
    Path unfinished = directory.beside(name + ".tmp");
    disk.delete(unfinished);
    Files.createSymbolicLink(unfinished, file.getFileName());
    disk.rename(unfinished, directory.beside(name));
    disk.syncName(file);
  }
}
