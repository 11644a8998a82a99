package systemk.configd;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Stream;
import systemk.core.fmri.Names;
import systemk.core.fmri.ServiceFmri;
import systemk.core.manifest.Manifest;
import systemk.core.property.Layer;
import systemk.core.property.Property;
import systemk.core.property.PropertyGroup;
import systemk.core.property.ValueType;
import systemk.core.repository.Change;
import systemk.core.repository.RepositoryState;
import systemk.shell.manifest.ManifestError;
import systemk.shell.xml.Bundles;

/// A manifest as it is on disk, and what the repository remembers of it.
///
/// The repository keeps a group for each file that was imported in `svc:/smf/manifest`, as SMF
/// does, with the checksum of what was imported.
final class ManifestFile {
  static final ServiceFmri RECORDS = new ServiceFmri("smf/manifest");

  private static final String GROUP_TYPE = "framework";
  private static final String CHECKSUM = "sha256";
  private static final String FILE = "manifestfile";
  private static final int LONGEST_PLAIN_NAME = 100;
  private static final int HASH_DIGITS = 12;

  private final Path path;
  // The path below the root.
  private final String name;
  private final byte[] content;

  private ManifestFile(Path path, String name, byte[] content) {
    this.path = path;
    this.name = name;
    this.content = content;
  }

  Path path() {
    return path;
  }

  /// The manifests below a directory, in the order of their names; none if there is no directory.
  static Vector<Path> below(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return Vector.empty();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      return Vector.ofAll(
          files
              .filter(file -> Bundles.isNamedAsOne(file.toString()) && Files.isRegularFile(file))
              .sorted()
              .toList());
    }
  }

  static ManifestFile read(Path root, Path path) throws IOException {
    return new ManifestFile(path, root.relativize(path).toString(), Files.readAllBytes(path));
  }

  /// What the file declares, or everything that is wrong with it.
  Either<Vector<ManifestError>, Manifest> decode() {
    try {
      return Bundles.decode(path.toString(), text(content), ManifestFile::included);
    } catch (CharacterCodingException e) {
      return Either.left(
          Vector.of(new ManifestError(path.toString(), 1, 1, "", "the file is not UTF-8 text")));
    }
  }

  private static String text(byte[] content) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
  }

  private static Either<String, String> included(String file) {
    try {
      return Either.right(text(Files.readAllBytes(Path.of(file))));
    } catch (NoSuchFileException e) {
      return Either.left("No such file or directory");
    } catch (CharacterCodingException e) {
      return Either.left("not UTF-8 text");
    } catch (IOException e) {
      return Either.left(String.valueOf(e.getMessage()));
    }
  }

  /// Whether this very content has been imported.
  boolean isImported(RepositoryState state) {
    return state
        .ownGroup(RECORDS, group())
        .exists(group -> is(group, CHECKSUM, sha256(content)) && is(group, FILE, path.toString()));
  }

  private static boolean is(PropertyGroup group, String property, String value) {
    return group.property(property).flatMap(Property::single).contains(value);
  }

  /// The changes that remember it as imported. The service of the records must exist.
  Vector<Change> remember() {
    return Vector.of(
        new Change.AddGroup(RECORDS, group(), GROUP_TYPE, true, Layer.MANIFEST, false),
        set(Property.of(CHECKSUM, ValueType.OPAQUE, sha256(content))),
        set(Property.of(FILE, path.toString())));
  }

  private Change set(Property property) {
    return new Change.SetProperty(RECORDS, group(), property, Layer.MANIFEST, Option.none());
  }

  /// The name of the group: the path with `_` for what no name may contain, and some digits more
  /// where that could be the name of another file's, or is too long.
  private String group() {
    StringBuilder made = new StringBuilder();
    boolean plain = name.length() <= LONGEST_PLAIN_NAME;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean kept = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      made.append(kept || c == '-' ? c : '_');
      plain &= kept || c == '-' || c == '/' || c == '.';
    }
    if (plain && Names.isName(made.toString())) {
      return made.toString();
    }
    String start = made.substring(0, Math.min(made.length(), LONGEST_PLAIN_NAME));
    String digits = sha256(name.getBytes(StandardCharsets.UTF_8)).substring(0, HASH_DIGITS);
    return "f_" + start + "_" + digits;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
