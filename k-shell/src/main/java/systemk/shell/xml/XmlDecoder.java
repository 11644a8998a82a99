package systemk.shell.xml;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import systemk.core.manifest.Manifest;
import systemk.core.manifest.Manifest.DeclaredService;
import systemk.core.manifest.Manifest.Kind;
import systemk.shell.manifest.ManifestError;

/// Reads service bundles in SMF's XML (service_bundle(5), smf.md §6.1).
public final class XmlDecoder {
  private XmlDecoder() {}

  /// The files a text includes, as paths; none if it is no XML.
  public static Vector<String> includes(String file, String text) {
    if (!text.contains("XInclude") && !text.contains("xi:include")) {
      return Vector.empty();
    }
    return XmlText.parse(file, text)
        .map(document -> Includes.wanted(file, document.root()).distinct())
        .getOrElse(Vector.empty());
  }

  /// What the text declares, or everything that is wrong with it. Never throws.
  ///
  /// @param file the name of the file, for messages and as the origin of values
  /// @param library where the files are that it includes
  public static Either<Vector<ManifestError>, Manifest> decode(
      String file, String text, Library library) {
    Either<ManifestError, Document> parsed = XmlText.parse(file, text);
    if (parsed.isLeft()) {
      return Either.left(Vector.of(parsed.getLeft()));
    }
    Faults faults = new Faults();
    Document document = parsed.get();
    Option<Node.Element> bundle = bundle(document, new Includes(faults, library), faults, file);
    ServiceElements services = new ServiceElements(faults);
    bundle.forEach(services::bundle);
    Kind kind = kind(document.root());
    Vector<DeclaredService> declared =
        new Declaring(faults, types(document, kind)).services(services.stated());
    return faults.isEmpty()
        ? Either.right(new Manifest(file, kind, declared))
        : Either.left(faults.errors());
  }

  private static Kind kind(Node.Element root) {
    return switch (root.value("type").getOrElse("")) {
      case "profile" -> Kind.PROFILE;
      case "archive" -> Kind.ARCHIVE;
      default -> Kind.MANIFEST;
    };
  }

  private static Declaring.Types types(Document document, Kind kind) {
    if (!isProfile(document)) {
      return Declaring.Types.CHECKED;
    }
    return kind == Kind.PROFILE ? Declaring.Types.OPEN : Declaring.Types.WANTED;
  }

  private static Option<Node.Element> bundle(
      Document document, Includes includes, Faults faults, String file) {
    Node.Element root = document.root();
    if (!root.name().equals("service_bundle")) {
      faults.error(root.at(), "<" + root.name() + "> is not a <service_bundle>");
      return Option.none();
    }
    return Option.some(
        new Conformity(faults, isProfile(document)).complete(includes.expand(root, file)));
  }

  /// Whether the document is in the profile mode of the definition: if it says so, or if it says
  /// nothing and is a profile.
  private static boolean isProfile(Document document) {
    return document
        .switches()
        .get("profile")
        .map(value -> value.equals("INCLUDE"))
        .orElse(document.switches().get("manifest").map(value -> value.equals("IGNORE")))
        .getOrElse(document.root().value("type").contains("profile"));
  }
}
