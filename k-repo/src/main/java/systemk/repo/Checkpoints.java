package systemk.repo;

import io.vavr.collection.SortedSet;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import systemk.core.repository.Landmarks;
import systemk.core.repository.RepositoryState;
import systemk.repo.mapdb.Checkpoint;
import systemk.repo.mapdb.CheckpointFile;

/// Writes checkpoints and removes what they make superfluous. One call at a time.
///
/// A checkpoint counts once it was written under another name, made durable, read back and found
/// equal. Kept are the last two that counted, as much journal as tells the last generations, at
/// least from the older one on, the checkpoint this journal begins with, and what was right after
/// each pinned generation.
final class Checkpoints {
  private final RepositoryDirectory directory;
  private final Disk disk;
  private final int remembered;
  private final Lock lock;
  private final Archive archive;
  private final Consumer<String> notices;
  private volatile long newest;

  /// @param newest the generation of the checkpoint that was read at start; 0 if none
  Checkpoints(
      RepositoryDirectory directory,
      Disk disk,
      Options options,
      long newest,
      Lock lock,
      Archive archive) {
    this.directory = directory;
    this.disk = disk;
    this.remembered = options.limits().remembered();
    this.newest = newest;
    this.lock = lock;
    this.archive = archive;
    this.notices = options.notices();
  }

  /// The generation of the last checkpoint that counts.
  long newest() {
    return newest;
  }

  /// @param head the hash of the frame that led to the state
  void write(Published now, String head) throws IOException {
    RepositoryState state = now.state().withoutVolatile();
    long generation = now.generation();
    make(
        disk,
        directory.unfinished(),
        Checkpoint.of(state, head, now.history().lasting().stored()),
        directory.checkpoint(generation));
    lock.reached(generation);
    prune(newest, generation, Landmarks.pinned(state));
    newest = generation;
  }

  /// Writes a file under one name, makes it durable, reads it back, and gives it another.
  static void make(Disk disk, Path unfinished, Checkpoint checkpoint, Path name)
      throws IOException {
    disk.delete(unfinished);
    CheckpointFile.write(unfinished, checkpoint);
    try (var file = disk.open(unfinished)) {
      file.force();
    }
    if (!CheckpointFile.read(unfinished).equals(checkpoint)) {
      throw new IOException(unfinished + " does not hold what was written to it");
    }
    disk.rename(unfinished, name);
    disk.syncName(name);
  }

  private void prune(long older, long newer, SortedSet<Long> pinned) throws IOException {
    List<Path> checkpoints = directory.checkpoints();
    List<Path> segments = directory.segments();
    long wanted = Math.min(older, newer - remembered);
    long base = base(checkpoints, segments, wanted);
    pin(pinned, base);
    for (int i = 0; i + 1 < segments.size(); i++) {
      if (RepositoryDirectory.generation(segments.get(i + 1)) <= Math.min(base, wanted) + 1) {
        disk.delete(segments.get(i));
      }
    }
    for (Path file : checkpoints) {
      long generation = RepositoryDirectory.generation(file);
      if (generation != base && generation != older && generation != newer) {
        disk.delete(file);
      }
    }
    for (Path file : directory.pinned()) {
      if (!pinned.contains(RepositoryDirectory.generation(file))) {
        disk.delete(file);
      }
    }
    disk.syncDirectory(directory.path());
  }

  /// Gives every pinned generation that the journal will not lead to any more a file of its own.
  private void pin(SortedSet<Long> pinned, long base) throws IOException {
    for (long generation : pinned) {
      Path name = directory.pinned(generation);
      if (generation < base && !Files.exists(name)) {
        Either<String, RepositoryState> state = archive.at(generation);
        if (state.isRight()) {
          make(
              disk,
              directory.unfinished(),
              Checkpoint.of(state.get(), Frame.NO_HASH, Vector.empty()),
              name);
        } else {
          notices.accept("cannot keep what a snapshot stands for: " + state.getLeft());
        }
      }
    }
  }

  /// The generation of the checkpoint from which everything after this generation can be rebuilt:
  /// the newest that is no younger; if there is none, the beginning or else the oldest.
  private static long base(List<Path> checkpoints, List<Path> segments, long generation) {
    boolean fromTheBeginning =
        segments.isEmpty() || RepositoryDirectory.generation(segments.getFirst()) == 1;
    long base = fromTheBeginning ? 0 : RepositoryDirectory.generation(checkpoints.getFirst());
    for (Path file : checkpoints) {
      long other = RepositoryDirectory.generation(file);
      base = other <= generation ? other : base;
    }
    return base;
  }
}
