package systemk.shell.xml;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import systemk.core.manifest.Manifest;
import systemk.shell.manifest.ManifestError;

/// The service bundles of a real system, where somebody has them: in the directory that the system
/// property `systemk.corpus` names, or beside the project.
final class Corpus {
  private static final Path DIRECTORY =
      Path.of(System.getProperty("systemk.corpus", "../../shared/corpus"))
          .resolve("smf-manifests")
          .toAbsolutePath()
          .normalize();

  private Corpus() {}

  static boolean isThere() {
    return Files.isDirectory(DIRECTORY);
  }

  /// All files, by name.
  static Vector<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return Vector.ofAll(files.filter(f -> f.toString().endsWith(".xml")).sorted().toList());
    }
  }

  static Either<Vector<ManifestError>, Manifest> decode(Path file) throws IOException {
    return XmlDecoder.decode(file.toString(), Files.readString(file), Corpus::included);
  }

  /// What the bundles include is not among them; each includes nothing but an empty profile.
  private static Either<String, String> included(String file) {
    try {
      return Files.exists(Path.of(file))
          ? Either.right(Files.readString(Path.of(file)))
          : Either.right("<service_bundle type='profile' name='nothing'/>");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
