package systemk.shell.manifest;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import java.util.Map;
import systemk.core.manifest.Manifest;
import systemk.core.manifest.Manifest.DeclaredService;
import systemk.json.Document;
import systemk.json.Json;
import systemk.json.JsonException;
import systemk.json.JsonText;

/// Reads manifests in the native format, JSON with comments and trailing commas, which
/// smf_manifest(5) describes and `spec/manifest.schema.json` defines.
public final class ManifestDecoder {
  private ManifestDecoder() {}

  /// What the text declares, or everything that is wrong with it. Never throws.
  ///
  /// @param file the name of the file, for messages and as the origin of values
  public static Either<Vector<ManifestError>, Manifest> decode(String file, String text) {
    return decode(file, text, Manifest.Kind.MANIFEST);
  }

  /// As [#decode(String, String)], for a file that is taken for a manifest or a profile. What a
  /// profile does not say is left to the manifest, so nothing is implied there.
  public static Either<Vector<ManifestError>, Manifest> decode(
      String file, String text, Manifest.Kind kind) {
    Document document;
    try {
      document = JsonText.parseDocument(text);
    } catch (JsonException e) {
      return Either.left(Vector.of(ManifestError.of(file, e)));
    }
    Reader reader = new Reader(file, document);
    Services services = new Services(reader, kind == Manifest.Kind.PROFILE);
    Place root = new Place(document.root(), "");
    if (document.root() instanceof Json.Obj obj && obj.has("services")) {
      Map<String, Place> members = reader.members(root, Vector.of("$schema", "services"));
      Reader.find(members, "services")
          .map(reader::items)
          .getOrElse(Vector.empty())
          .forEach(services::service);
    } else {
      services.service(root);
    }
    Vector<DeclaredService> declared = services.declared();
    Vector<ManifestError> errors = reader.errors();
    return errors.isEmpty()
        ? Either.right(new Manifest(file, kind, declared))
        : Either.left(errors);
  }
}
