package systemk.configd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import systemk.repo.mapdb.CheckpointFile;
import systemk.shell.Outcome.Reply;

/// Reads repositories other than the one that is served.
final class RepositoryFiles {
  private RepositoryFiles() {}

  /// The state a repository file holds, or why it cannot be read.
  static Reply read(String file) {
    Path path = Path.of(file);
    if (!Files.isRegularFile(path)) {
      return new Reply.Failed("is not a repository file");
    }
    try {
      return new Reply.State(CheckpointFile.read(path).state());
    } catch (IOException e) {
      return new Reply.Failed(String.valueOf(e.getMessage()));
    }
  }
}
