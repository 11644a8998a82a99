package systemk.shell.xml;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import systemk.core.manifest.Location;
import systemk.core.manifest.Manifest;
import systemk.shell.manifest.ManifestDecoder;
import systemk.shell.manifest.ManifestError;

/// Reads service bundles in whatever format they are.
public final class Bundles {
  /// The most files one can include.
  public static final int MOST_INCLUDED = Includes.MOST;

  private Bundles() {}

  /// Whether a file in a directory of service bundles is one, by its name.
  public static boolean isNamedAsOne(String file) {
    return Location.isSource(file);
  }

  /// What the text of a manifest, or of a file that says what it is, declares, or everything that
  /// is wrong with it. Never throws.
  ///
  /// @param file the name of the file, for messages and as the origin of values
  public static Either<Vector<ManifestError>, Manifest> decode(
      String file, String text, Library library) {
    return decode(file, text, Manifest.Kind.MANIFEST, library);
  }

  /// What the text declares, or everything that is wrong with it. Never throws.
  ///
  /// @param kind what a file is taken for that does not say so itself, as none in JSON does
  public static Either<Vector<ManifestError>, Manifest> decode(
      String file, String text, Manifest.Kind kind, Library library) {
    return isXml(file, text)
        ? XmlDecoder.decode(file, text, library)
        : ManifestDecoder.decode(file, text, kind);
  }

  /// The files a text includes, as paths.
  public static Vector<String> includes(String file, String text) {
    return isXml(file, text) ? XmlDecoder.includes(file, text) : Vector.empty();
  }

  /// No text in JSON begins as all in XML do.
  private static boolean isXml(String file, String text) {
    String begin = text.substring(0, Math.min(text.length(), 1000)).replace("\uFEFF", "").strip();
    return file.endsWith(".xml") || begin.startsWith("<");
  }
}
