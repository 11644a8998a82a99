package systemk.shell.xml;

import io.vavr.collection.HashMap;
import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.Map;
import io.vavr.collection.Vector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.InputSource;
import org.xml.sax.Locator;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.ext.DefaultHandler2;

/// Builds the tree of a document as the parser goes along, and ends the parse where it grows beyond
/// what anybody's manifest needs.
final class Building extends DefaultHandler2 {
  static final int MOST_ELEMENTS = 200_000;
  private static final int DEEPEST = 64;

  /// What entities may add to the text.
  private static final int MOST_EXPANDED = 100_000;

  private static final Vector<String> XINCLUDE =
      Vector.of("http://www.w3.org/2001/XInclude", "http://www.w3.org/2003/XInclude");

  private final Lines lines;
  private final long longest;
  private final Deque<Open> open = new ArrayDeque<>();
  private Map<String, String> switches = HashMap.empty();
  private @Nullable Locator locator;
  private Node.@Nullable Element root;
  private int elements;
  private long characters;

  /// An element whose end tag has not been seen.
  ///
  /// @param prefixes which namespace prefixes stand for XInclude
  private record Open(
      String name,
      LinkedHashMap<String, Node.Attribute> attributes,
      Spot at,
      List<Node> content,
      StringBuilder text,
      Map<String, Boolean> prefixes) {}

  Building(String file, String text) {
    this.lines = new Lines(file, text);
    this.longest = (long) text.length() + MOST_EXPANDED;
  }

  Document document() {
    if (root == null) {
      throw new IllegalStateException("the parser has not seen a document");
    }
    return new Document(root, switches, elements);
  }

  @Override
  public void setDocumentLocator(Locator place) {
    this.locator = place;
  }

  private Spot here() {
    return locator == null
        ? lines.spot(0)
        : lines.spot(lines.offset(locator.getLineNumber(), locator.getColumnNumber()));
  }

  private SAXException stop(String why) {
    return new SAXParseException(why, locator);
  }

  @Override
  public void startElement(String uri, String local, String name, Attributes attributes)
      throws SAXException {
    elements++;
    if (elements > MOST_ELEMENTS) {
      throw stop("more than " + MOST_ELEMENTS + " elements");
    }
    if (open.size() >= DEEPEST) {
      throw stop("elements within elements, more than " + DEEPEST + " deep");
    }
    Lines.Tag tag =
        locator == null
            ? lines.tag(0)
            : lines.tag(lines.offset(locator.getLineNumber(), locator.getColumnNumber()));
    Map<String, Boolean> prefixes = open.isEmpty() ? HashMap.empty() : open.element().prefixes();
    LinkedHashMap<String, Node.Attribute> read = LinkedHashMap.empty();
    for (int i = 0; i < attributes.getLength(); i++) {
      String key = attributes.getQName(i);
      String value = attributes.getValue(i);
      count(value.length());
      if (key.startsWith("xmlns:")) {
        prefixes = prefixes.put(key.substring("xmlns:".length()), XINCLUDE.contains(value));
      } else if (!key.equals("xmlns")) {
        read = read.put(key, new Node.Attribute(value, tag.attribute(key)));
      }
    }
    flush();
    open.push(
        new Open(
            known(name, prefixes),
            read,
            tag.spot(),
            new ArrayList<>(),
            new StringBuilder(),
            prefixes));
  }

  private static String known(String name, Map<String, Boolean> prefixes) {
    int colon = name.indexOf(':');
    if (colon < 0) {
      return name;
    }
    String prefix = name.substring(0, colon);
    boolean include = prefixes.get(prefix).getOrElse(prefix.equals("xi"));
    return include ? "xi:" + name.substring(colon + 1) : name;
  }

  @Override
  public void characters(char[] text, int start, int length) throws SAXException {
    count(length);
    if (!open.isEmpty()) {
      open.element().text().append(text, start, length);
    }
  }

  private void count(int more) throws SAXException {
    characters += more;
    if (characters > longest) {
      throw stop("entities expand to more than " + MOST_EXPANDED + " characters");
    }
  }

  @Override
  public void endElement(String uri, String local, String name) {
    flush();
    Open closed = open.pop();
    Node.Element element =
        new Node.Element(
            closed.name(), closed.attributes(), Vector.ofAll(closed.content()), closed.at());
    if (open.isEmpty()) {
      root = element;
    } else {
      open.element().content().add(element);
    }
  }

  /// Makes a part of the document of the characters since the last tag.
  private void flush() {
    if (open.isEmpty() || open.element().text().isEmpty()) {
      return;
    }
    Open current = open.element();
    String text = current.text().toString();
    current.content().add(new Node.Text(text, here()));
    current.text().setLength(0);
  }

  @Override
  public void internalEntityDecl(String name, String value) {
    if (name.startsWith("%") && !switches.containsKey(name.substring(1))) {
      switches = switches.put(name.substring(1), value);
    }
  }

  @Override
  public void externalEntityDecl(String name, @Nullable String publicId, @Nullable String systemId)
      throws SAXException {
    throw stop("the entity \"" + name + "\" is outside of this file, which is not allowed");
  }

  @Override
  public void unparsedEntityDecl(
      String name, @Nullable String publicId, @Nullable String systemId, String notation)
      throws SAXException {
    throw stop("the entity \"" + name + "\" is outside of this file, which is not allowed");
  }

  @Override
  public void skippedEntity(String name) throws SAXException {
    if (!name.equals("[dtd]")) {
      throw stop("the entity \"" + name + "\" is not declared");
    }
  }

  @Override
  public InputSource resolveEntity(
      @Nullable String name, @Nullable String publicId, @Nullable String base, String systemId)
      throws SAXException {
    throw stop("\"" + systemId + "\" is outside of this file, which is not allowed");
  }

  @Override
  public void fatalError(SAXParseException problem) throws SAXException {
    throw problem;
  }
}
