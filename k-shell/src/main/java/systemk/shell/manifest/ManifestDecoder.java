package systemk.shell.manifest;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import systemk.core.manifest.Manifest;
import systemk.core.manifest.Manifest.DeclaredService;
import systemk.json.Document;
import systemk.json.Json;
import systemk.json.JsonException;
import systemk.json.JsonText;

/// Reads manifests in the native format, JSON with comments and trailing commas, which
/// `spec/manifest.md` describes and `spec/manifest.schema.json` defines.
public final class ManifestDecoder {
  private static final Pattern LOCATED =
      Pattern.compile("line (\\d{1,9}), column (\\d{1,9}): (.*)", Pattern.DOTALL);

  private ManifestDecoder() {}

  /// What the text declares, or everything that is wrong with it. Never throws.
  ///
  /// @param file the name of the file, for messages and as the origin of values
  public static Either<Vector<ManifestError>, Manifest> decode(String file, String text) {
    Document document;
    try {
      document = JsonText.parseDocument(text);
    } catch (JsonException e) {
      return Either.left(Vector.of(notJson(file, String.valueOf(e.getMessage()))));
    }
    Reader reader = new Reader(file, document);
    Services services = new Services(reader);
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
    return errors.isEmpty() ? Either.right(new Manifest(file, declared)) : Either.left(errors);
  }

  private static ManifestError notJson(String file, String message) {
    Matcher located = LOCATED.matcher(message);
    if (!located.matches()) {
      return new ManifestError(file, 1, 1, "", message);
    }
    return new ManifestError(
        file,
        Integer.parseInt(located.group(1)),
        Integer.parseInt(located.group(2)),
        "",
        String.valueOf(located.group(3)));
  }
}
