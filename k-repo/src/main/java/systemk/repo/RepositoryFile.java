package systemk.repo;

import io.vavr.collection.Vector;
import java.io.IOException;
import java.nio.file.Path;
import systemk.core.repository.RepositoryState;
import systemk.repo.json.NewerVersion;
import systemk.repo.mapdb.Checkpoint;
import systemk.repo.mapdb.CheckpointFile;

/// A repository as one file: a backup, or a checkpoint out of a repository's directory.
public final class RepositoryFile {
  private RepositoryFile() {}

  /// What the file holds, which has no non-persistent groups.
  ///
  /// @throws RepositoryException if it is damaged, or not such a file at all
  public static RepositoryState read(Path file) {
    try {
      return CheckpointFile.read(file).state();
    } catch (IOException | NewerVersion e) {
      throw new RepositoryException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /// Writes the persistent part of a state to a file, in place of the one there may be, and makes
  /// it durable.
  ///
  /// @throws RepositoryException if it cannot be written
  public static void write(Path file, RepositoryState state) {
    try {
      Checkpoints.make(
          Disk.REAL,
          file.resolveSibling(file.getFileName() + ".tmp"),
          Checkpoint.of(state.withoutVolatile(), Frame.NO_HASH, Vector.empty()),
          file);
    } catch (IOException e) {
      throw new RepositoryException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}
