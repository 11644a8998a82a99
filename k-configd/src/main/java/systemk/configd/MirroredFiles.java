package systemk.configd;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import systemk.core.manifest.Location;
import systemk.shell.Outcome.Reply;
import systemk.shell.manifest.FileRecords;
import systemk.shell.manifest.Mirror;

/// The files below a root that the repository mirrors, as they are on disk.
final class MirroredFiles {
  private static final Logger LOG = LoggerFactory.getLogger(MirroredFiles.class);
  private static final long MAX_BYTES = 16 << 20;
  private static final int MAX_DEPTH = 64;

  private final Path root;

  MirroredFiles(Path root) {
    this.root = root;
  }

  /// Those that are there, in the order in which they are imported.
  Vector<Mirror.Listed> list() throws IOException {
    Vector<Mirror.Listed> found = Vector.empty();
    for (String place : Location.mirroredPaths()) {
      for (Path file : below(root.resolve(place))) {
        found = found.append(listed(file));
      }
    }
    return found;
  }

  private Vector<Path> below(Path place) throws IOException {
    if (Files.isRegularFile(place)) {
      return Vector.of(place);
    }
    if (!Files.isDirectory(place)) {
      return Vector.empty();
    }
    try (Stream<Path> files = Files.walk(place, MAX_DEPTH)) {
      return Vector.ofAll(
          files
              .filter(file -> Location.isSource(file.toString()) && Files.isRegularFile(file))
              .sorted()
              .toList());
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /// A file that cannot be read is there all the same, or what it said would be taken back. Having
  /// no hash it is to be read, and who reads it says what is wrong.
  private static Mirror.Listed listed(Path file) {
    try {
      return new Mirror.Listed(file.toString(), FileRecords.hash(bytes(file)));
    } catch (IOException e) {
      LOG.atDebug().addKeyValue("file", file).setCause(e).log("cannot read a file");
      return new Mirror.Listed(file.toString(), "");
    }
  }

  private static byte[] bytes(Path file) throws IOException {
    if (Files.size(file) > MAX_BYTES) {
      throw new IOException("larger than 16 MiB");
    }
    return Files.readAllBytes(file);
  }

  /// The text of one of them, or of a file one includes, or why it cannot be had.
  static Either<String, String> text(String file) {
    try {
      return Either.right(
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes(Path.of(file))))
              .toString());
    } catch (NoSuchFileException e) {
      return Either.left("No such file or directory");
    } catch (CharacterCodingException e) {
      return Either.left("the file is not UTF-8 text");
    } catch (IOException e) {
      return Either.left(String.valueOf(e.getMessage()));
    }
  }

  /// The answer to [systemk.shell.Outcome.Question.MirroredFiles].
  Reply listReply() {
    try {
      return new Reply.Files(list());
    } catch (IOException e) {
      return new Reply.Failed("cannot list the manifests: " + e.getMessage());
    }
  }

  /// The answer to [systemk.shell.Outcome.Question.MirroredFile].
  static Reply textReply(String file) {
    return text(file).fold(Reply.Failed::new, Reply.Text::new);
  }
}
