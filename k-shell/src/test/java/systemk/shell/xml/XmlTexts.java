package systemk.shell.xml;

import io.vavr.collection.Vector;
import java.util.List;
import systemk.core.manifest.Manifest;
import systemk.core.manifest.Manifest.DeclaredGroup;
import systemk.core.property.Property;
import systemk.shell.manifest.ManifestError;

/// Documents of tests, and what comes of them.
final class XmlTexts {
  private static final String DOCTYPE =
      "<!DOCTYPE service_bundle SYSTEM '/usr/share/lib/xml/dtd/service_bundle.dtd.1'>\n";

  private XmlTexts() {}

  static String bundle(String content) {
    return "<?xml version='1.0'?>\n"
        + DOCTYPE
        + "<service_bundle type='manifest' name='x'>\n"
        + content
        + "\n</service_bundle>\n";
  }

  static String service(String content) {
    return bundle(
        "<service name='site/web' type='service' version='1'>\n" + content + "\n</service>");
  }

  static Manifest decoded(String text) {
    return XmlDecoder.decode("m.xml", text, Library.NONE)
        .getOrElseThrow(errors -> new AssertionError(errors.mkString("\n")));
  }

  static List<String> errors(String text) {
    return errors(text, Library.NONE);
  }

  static List<String> errors(String text, Library library) {
    return XmlDecoder.decode("m.xml", text, library)
        .fold(errors -> errors.map(ManifestError::toString).asJava(), (Manifest _) -> List.of());
  }

  /// Groups as `svcprop` would show them.
  static String shown(Vector<DeclaredGroup> groups) {
    StringBuilder text = new StringBuilder();
    for (DeclaredGroup group : groups) {
      text.append(group.name()).append(' ').append(group.type());
      text.append(group.deleted() ? " deleted\n" : "\n");
      for (Property property : group.properties()) {
        text.append("  ").append(property.name()).append(' ').append(property.type().token());
        property.values().forEach(value -> text.append(" |").append(value).append('|'));
        text.append(group.overrides().contains(property.name()) ? " override\n" : "\n");
      }
      for (Manifest.Untyped property : group.untyped()) {
        text.append("  ").append(property.name()).append(" ?");
        property.values().forEach(value -> text.append(" |").append(value).append('|'));
        text.append('\n');
      }
    }
    return text.toString();
  }
}
