package systemk.shell.xml;

import io.vavr.control.Either;

/// Writes a document as text.
final class XmlPrinter {
  private static final String DOCTYPE =
      "<!DOCTYPE service_bundle SYSTEM '/usr/share/lib/xml/dtd/service_bundle.dtd.1'>\n";

  private final StringBuilder text = new StringBuilder();

  // Whether there is a character that only XML 1.1 can have, and one that none can.
  private boolean controls;
  private boolean impossible;

  private XmlPrinter() {}

  /// The text of a document, or why it has none.
  static Either<String, String> print(Node.Element root) {
    XmlPrinter printer = new XmlPrinter();
    printer.element(root, 0);
    if (printer.impossible) {
      return Either.left("a value has a character that XML cannot have");
    }
    String version = printer.controls ? "1.1" : "1.0";
    return Either.right("<?xml version='" + version + "'?>\n" + DOCTYPE + printer.text);
  }

  private void element(Node.Element element, int depth) {
    text.append("  ".repeat(depth)).append('<').append(element.name());
    element
        .attributes()
        .forEach(
            (name, attribute) -> {
              text.append(' ').append(name).append("='");
              characters(attribute.value(), true);
              text.append('\'');
            });
    if (element.content().isEmpty()) {
      text.append("/>\n");
      return;
    }
    text.append('>');
    boolean words = element.content().head() instanceof Node.Text;
    text.append(words ? "" : "\n");
    for (Node node : element.content()) {
      switch (node) {
        case Node.Text(var said, _) -> characters(said, false);
        case Node.Element child -> element(child, depth + 1);
      }
    }
    text.append(words ? "" : "  ".repeat(depth)).append("</").append(element.name()).append(">\n");
  }

  private void characters(String said, boolean inAttribute) {
    for (int i = 0; i < said.length(); i++) {
      char c = said.charAt(i);
      switch (c) {
        case '&' -> text.append("&amp;");
        case '<' -> text.append("&lt;");
        case '>' -> text.append("&gt;");
        case '\'' -> text.append(inAttribute ? "&apos;" : "'");
        case '\n' -> text.append(inAttribute ? "&#xA;" : "\n");
        case '\t' -> text.append(inAttribute ? "&#x9;" : "\t");
        default -> other(c);
      }
    }
  }

  /// What a parser would take for the end of a line, or not at all, is written by its number.
  private void other(char c) {
    boolean control = c < 0x20 && c != '\r';
    controls |= control;
    impossible |= c == 0 || c == '\uFFFE' || c == '\uFFFF';
    if (c < 0x20 || (c >= 0x7f && c < 0xa0) || c == '\u2028') {
      text.append("&#x").append(Integer.toHexString(c)).append(';');
    } else {
      text.append(c);
    }
  }
}
