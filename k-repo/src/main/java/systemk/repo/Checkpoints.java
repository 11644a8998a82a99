package systemk.repo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import systemk.core.repository.RepositoryState;
import systemk.repo.mapdb.Checkpoint;
import systemk.repo.mapdb.CheckpointFile;

/// Writes checkpoints and removes what they make superfluous. One call at a time.
///
/// A checkpoint counts once it was written under another name, made durable, read back and found
/// equal. Kept are the last two that counted, as much journal as tells the last generations, at
/// least from the older one on, and the checkpoint this journal begins with.
final class Checkpoints {
  private final RepositoryDirectory directory;
  private final Disk disk;
  private final int remembered;
  private final Lock lock;
  private volatile long newest;

  /// @param newest the generation of the checkpoint that was read at start; 0 if none
  Checkpoints(RepositoryDirectory directory, Disk disk, int remembered, long newest, Lock lock) {
    this.directory = directory;
    this.disk = disk;
    this.remembered = remembered;
    this.newest = newest;
    this.lock = lock;
  }

  /// The generation of the last checkpoint that counts.
  long newest() {
    return newest;
  }

  /// @param head the hash of the frame that led to the state
  void write(RepositoryState state, String head) throws IOException {
    var checkpoint = new Checkpoint(state.withoutVolatile(), head);
    long generation = state.revision().generation();
    Path unfinished = directory.unfinished();
    disk.delete(unfinished);
    CheckpointFile.write(unfinished, checkpoint);
    try (var file = disk.open(unfinished)) {
      file.force();
    }
    if (!CheckpointFile.read(unfinished).equals(checkpoint)) {
      throw new IOException(unfinished + " does not hold what was written to it");
    }
    disk.rename(unfinished, directory.checkpoint(generation));
    disk.syncDirectory(directory.path());
    lock.reached(generation);
    prune(newest, generation);
    newest = generation;
  }

  private void prune(long older, long newer) throws IOException {
    List<Path> checkpoints = directory.checkpoints();
    long base = base(checkpoints, Math.min(older, newer - remembered));
    List<Path> segments = directory.segments();
    for (int i = 0; i + 1 < segments.size(); i++) {
      if (RepositoryDirectory.generation(segments.get(i + 1)) <= base + 1) {
        disk.delete(segments.get(i));
      }
    }
    for (Path file : checkpoints) {
      long generation = RepositoryDirectory.generation(file);
      if (generation != base && generation != older && generation != newer) {
        disk.delete(file);
      }
    }
    disk.syncDirectory(directory.path());
  }

  /// The generation of the checkpoint from which everything after this generation can be rebuilt:
  /// of the newest that is no younger than it; 0, the beginning, if there is none.
  private static long base(List<Path> checkpoints, long generation) {
    long base = 0;
    for (Path file : checkpoints) {
      long other = RepositoryDirectory.generation(file);
      base = other <= generation ? other : base;
    }
    return base;
  }
}
