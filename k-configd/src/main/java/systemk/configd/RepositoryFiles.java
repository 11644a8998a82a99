package systemk.configd;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import systemk.repo.Repository;
import systemk.repo.RepositoryException;
import systemk.repo.RepositoryFile;
import systemk.repo.Verification;
import systemk.shell.Outcome.Reply;

/// What can be said of a repository's files.
final class RepositoryFiles {
  private RepositoryFiles() {}

  /// The state a repository file holds, or why it cannot be read.
  static Reply read(String file) {
    try {
      Path path = Path.of(file);
      return Files.isRegularFile(path)
          ? new Reply.State(RepositoryFile.read(path))
          : new Reply.Failed("is not a repository file");
    } catch (InvalidPathException _) {
      return new Reply.Failed("is not a name of a file");
    } catch (RepositoryException e) {
      return new Reply.Failed(String.valueOf(e.getMessage()));
    }
  }

  /// What a look at every record of a repository finds.
  static Reply verified(Repository repository) {
    Verification found = repository.verify();
    return found.isSound()
        ? new Reply.Text(
            "Generation %d: %d transactions in %d records of %d segments, %d checkpoints: all sound."
                .formatted(
                    found.generation(),
                    found.transactions(),
                    found.frames(),
                    found.segments(),
                    found.checkpoints()))
        : new Reply.Failed(found.wrong().mkString("\n"));
  }
}
