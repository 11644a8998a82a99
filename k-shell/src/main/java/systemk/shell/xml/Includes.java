package systemk.shell.xml;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import systemk.shell.manifest.ManifestError;

/// Puts the files that a document includes into it (XInclude), one within the other.
final class Includes {
  private static final int DEEPEST = 8;
  static final int MOST = 500;
  private static final long MOST_CHARACTERS = 16 << 20;
  private static final String INCLUDE = "xi:include";
  private static final String FALLBACK = "xi:fallback";

  private final Faults faults;
  private final Library library;
  private int included;
  private long characters;
  private long elements;

  Includes(Faults faults, Library library) {
    this.faults = faults;
    this.library = library;
  }

  /// The files that are to be included anywhere in a document, as paths.
  static Vector<String> wanted(String file, Node.Element element) {
    Vector<String> within = element.children().flatMap(child -> wanted(file, child));
    return element.name().equals(INCLUDE)
        ? within.prependAll(element.value("href").flatMap(href -> path(file, href)))
        : within;
  }

  /// A document with all that it includes.
  Node.Element expand(Node.Element element, String file) {
    return element.withContent(expand(element.content(), Vector.of(file)));
  }

  private Vector<Node> expand(Vector<Node> content, Vector<String> files) {
    return content.flatMap(
        node ->
            switch (node) {
              case Node.Text text -> Vector.of(text);
              case Node.Element element when element.name().equals(INCLUDE) ->
                  include(element, files);
              case Node.Element element ->
                  Vector.of(element.withContent(expand(element.content(), files)));
            });
  }

  /// What stands in place of an `xi:include`.
  private Vector<Node> include(Node.Element element, Vector<String> files) {
    Option<String> href = element.value("href").filter(text -> !text.isEmpty());
    if (href.isEmpty()) {
      faults.error(element.at(), "<xi:include> lacks the attribute href");
      return Vector.empty();
    }
    Option<String> path = path(files.last(), href.get());
    if (path.isEmpty()) {
      faults.error(element.at("href"), "\"" + href.get() + "\" is not a path of a file");
      return Vector.empty();
    }
    String parse = element.value("parse").getOrElse("xml");
    Vector<String> unknown = Vector.of("xpointer").filter(element.attributes()::containsKey);
    if (!unknown.isEmpty() || !Vector.of("xml", "text").contains(parse)) {
      faults.error(
          unknown.isEmpty() ? element.at("parse") : element.at("xpointer"),
          unknown.isEmpty()
              ? "parse: \"" + parse + "\" is neither xml nor text"
              : "only whole files can be included");
      return Vector.empty();
    }
    Option<String> refused = refused(files, path.get());
    if (refused.isDefined()) {
      faults.error(element.at("href"), refused.get());
      return Vector.empty();
    }
    included++;
    return library
        .text(path.get())
        .fold(
            reason -> fallback(element, path.get(), reason, files),
            text -> read(element.at("href"), text, path.get(), parse, files));
  }

  private Option<String> refused(Vector<String> files, String path) {
    if (files.contains(path)) {
      return Option.some("files include each other: " + files.append(path).mkString(" -> "));
    }
    if (files.size() > DEEPEST) {
      return Option.some("files include each other more than " + DEEPEST + " deep");
    }
    return included < MOST
        ? Option.none()
        : Option.some("more than " + MOST + " files are included");
  }

  private Vector<Node> fallback(
      Node.Element element, String path, String reason, Vector<String> files) {
    Option<Node.Element> fallback = element.child(FALLBACK);
    if (fallback.isEmpty()) {
      faults.error(element.at("href"), path + ": " + reason);
    }
    return fallback.toVector().flatMap(f -> expand(f.content(), files));
  }

  private Vector<Node> read(Spot at, String text, String path, String parse, Vector<String> files) {
    characters += text.length();
    if (characters > MOST_CHARACTERS) {
      faults.error(at, "more than " + MOST_CHARACTERS + " characters are included");
      return Vector.empty();
    }
    if (parse.equals("text")) {
      return Vector.of(new Node.Text(text, new Spot(path, 1, 1)));
    }
    Either<ManifestError, Document> document = XmlText.parse(path, text);
    document.peekLeft(error -> faults.addAll(Vector.of(error)));
    elements += document.map(Document::elements).getOrElse(0);
    if (elements > Building.MOST_ELEMENTS) {
      faults.error(at, "more than " + Building.MOST_ELEMENTS + " elements are included");
      return Vector.empty();
    }
    return document
        .toOption()
        .map(Document::root)
        .toVector()
        .flatMap(root -> expand(Vector.of(root), files.append(path)));
  }

  /// The path of a file that is named in another; none if it names something else than a file.
  private static Option<String> path(String file, String href) {
    String plain = href.replaceFirst("^file:(//(localhost)?)?(?=/)", "");
    if (plain.indexOf('\0') >= 0 || plain.matches("[A-Za-z][A-Za-z0-9+.-]*:.*")) {
      return Option.none();
    }
    try {
      return Option.some(Path.of(file).resolveSibling(plain).normalize().toString());
    } catch (InvalidPathException e) {
      return Option.none();
    }
  }
}
