package systemk.repo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The names of the files in a repository's directory.
///
/// ```
/// lock                            held by the one process that writes
/// j-0000000000000000203.log       journal segment: frames from generation 203 on
/// c-0000000000000000202.db        checkpoint: everything after generation 202
/// p-0000000000000000100.db        what was after generation 100, which a snapshot stands for
/// j.tmp                           a segment being made in place of one that cannot be written
/// c.tmp                           a checkpoint being written
/// ```
record RepositoryDirectory(Path path) {
  private static final Pattern SEGMENT = Pattern.compile("j-[0-9]{19}\\.log");
  private static final Pattern PINNED = Pattern.compile("p-[0-9]{19}\\.db");
  private static final Pattern CHECKPOINT = Pattern.compile("c-[0-9]{19}\\.db");

  Path lock() {
    return path.resolve("lock");
  }

  Path unfinished() {
    return path.resolve("c.tmp");
  }

  Path unfinishedSegment() {
    return path.resolve("j.tmp");
  }

  /// The segment that begins with this generation.
  Path segment(long first) {
    return path.resolve("j-%019d.log".formatted(first));
  }

  /// The checkpoint of this generation.
  Path checkpoint(long generation) {
    return path.resolve("c-%019d.db".formatted(generation));
  }

  /// Where the directory is.
  Path parent() {
    return path.toAbsolutePath().resolve("..").normalize();
  }

  /// What lies beside the directory and belongs to it.
  Path beside(String suffix) {
    return path.resolveSibling(path.getFileName() + "-" + suffix);
  }

  /// What there was right after a pinned generation that the journal does not lead to any more.
  Path pinned(long generation) {
    return path.resolve("p-%019d.db".formatted(generation));
  }

  /// All files of pinned generations, oldest first.
  List<Path> pinned() throws IOException {
    return named(PINNED);
  }

  /// All journal segments, oldest first.
  List<Path> segments() throws IOException {
    return named(SEGMENT);
  }

  /// All checkpoints, oldest first.
  List<Path> checkpoints() throws IOException {
    return named(CHECKPOINT);
  }

  private List<Path> named(Pattern pattern) throws IOException {
    if (!Files.isDirectory(path)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(path)) {
      return files
          .filter(file -> pattern.matcher(file.getFileName().toString()).matches())
          .sorted()
          .toList();
    }
  }

  /// The generation in the name of a segment or checkpoint.
  static long generation(Path file) {
    return Long.parseLong(file.getFileName().toString().substring(2, 21));
  }
}
