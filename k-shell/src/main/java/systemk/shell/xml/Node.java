package systemk.shell.xml;

import io.vavr.collection.LinkedHashMap;
import io.vavr.collection.Vector;
import io.vavr.control.Option;

/// A part of a document.
sealed interface Node {
  Spot at();

  /// Characters between tags, with entities and CDATA sections resolved.
  record Text(String text, Spot at) implements Node {
    boolean isBlank() {
      return text.isBlank();
    }
  }

  /// An element. Those of XInclude are called `xi:include` and `xi:fallback` whatever prefix the
  /// document has for them.
  record Element(
      String name, LinkedHashMap<String, Attribute> attributes, Vector<Node> content, Spot at)
      implements Node {

    Vector<Element> children() {
      return content.flatMap(
          node -> node instanceof Element element ? Option.some(element) : Option.none());
    }

    Vector<Element> children(String named) {
      return children().filter(child -> child.name.equals(named));
    }

    Option<Element> child(String named) {
      return children().find(child -> child.name.equals(named));
    }

    Option<Attribute> attribute(String named) {
      return attributes.get(named);
    }

    /// The value of an attribute, if the document or its definition gives one.
    Option<String> value(String named) {
      return attributes.get(named).map(Attribute::value);
    }

    /// Whether a boolean attribute is true.
    boolean is(String named) {
      return value(named).contains("true");
    }

    /// Where an attribute stands; the element itself if it has none of that name.
    Spot at(String named) {
      return attributes.get(named).map(Attribute::at).getOrElse(at);
    }

    /// All its text, without that of the elements in it.
    String text() {
      return content
          .flatMap(node -> node instanceof Text(var text, _) ? Option.some(text) : Option.none())
          .mkString();
    }

    Element withContent(Vector<Node> changed) {
      return new Element(name, attributes, changed, at);
    }

    Element withAttributes(LinkedHashMap<String, Attribute> changed) {
      return new Element(name, changed, content, at);
    }
  }

  /// The value of an attribute, and where the attribute begins.
  record Attribute(String value, Spot at) {}
}
