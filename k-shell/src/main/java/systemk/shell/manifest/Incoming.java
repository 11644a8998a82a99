package systemk.shell.manifest;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.util.Locale;
import systemk.core.manifest.Location;
import systemk.core.manifest.Manifest;
import systemk.core.manifest.Manifest.Kind;
import systemk.shell.xml.Bundles;
import systemk.shell.xml.Library;

/// A file that is to be imported.
///
/// @param hash of its content, if it is to be remembered
public record Incoming(Manifest manifest, Option<String> hash) {

  /// A file the repository mirrors, or everything that is wrong with it.
  ///
  /// @param text its text, or why it cannot be had
  /// @param library where it finds what it includes
  public static Either<Vector<String>, Incoming> read(
      String root, Mirror.Listed listed, Either<String, String> text, Library library) {
    String file = listed.file();
    Kind kind = Location.of(root, file, Kind.MANIFEST).kind();
    return text.mapLeft(reason -> Vector.of(file + ": " + reason))
        .flatMap(
            content ->
                Bundles.decode(file, content, kind, library)
                    .mapLeft(errors -> errors.sorted().map(ManifestError::toString)))
        .flatMap(
            manifest ->
                misplaced(root, manifest)
                    .map(why -> Either.<Vector<String>, Manifest>left(Vector.of(file + ": " + why)))
                    .getOrElse(() -> Either.right(manifest)))
        .map(manifest -> new Incoming(manifest, Option.some(listed.hash())));
  }

  /// Why a file does not belong where it lies, if it does not.
  public static Option<String> misplaced(String root, Manifest manifest) {
    return Location.mirrored(root, manifest.source())
        .filter(location -> location.kind() != manifest.kind())
        .map(
            location ->
                "is a %s, and lies where only %ss are read"
                    .formatted(word(manifest.kind()), word(location.kind())));
  }

  private static String word(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }
}
