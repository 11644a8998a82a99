package systemk.shell.xml;

import io.vavr.control.Either;
import java.io.IOException;
import java.io.StringReader;
import java.util.Locale;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.XMLReader;
import systemk.shell.manifest.ManifestError;

/// Parses the text of an XML document. Nothing outside the text is ever looked at: no external
/// entity, no definition of a document type, no schema.
/* A document type that names service_bundle.dtd.1 is taken for what [Schema] knows. Its internal
 * subset is read by the JDK's parser, which bounds what entities expand to; [Building] bounds the
 * rest.
 */
final class XmlText {
  private static final String LIMITS = "http://www.oracle.com/xml/jaxp/properties/";
  private static final Map<String, String> BOUNDS =
      Map.of(
          "entityExpansionLimit", "1000",
          "totalEntitySizeLimit", "100000",
          "maxGeneralEntitySizeLimit", "100000",
          "maxParameterEntitySizeLimit", "100000",
          "entityReplacementLimit", "100000",
          "elementAttributeLimit", "100",
          "maxXMLNameLimit", "1000",
          "maxElementDepth", "200");
  private static final Map<String, Boolean> FEATURES =
      Map.of(
          XMLConstants.FEATURE_SECURE_PROCESSING,
          true,
          "http://xml.org/sax/features/validation",
          false,
          "http://xml.org/sax/features/external-general-entities",
          false,
          "http://xml.org/sax/features/external-parameter-entities",
          false,
          "http://apache.org/xml/features/nonvalidating/load-external-dtd",
          false,
          "http://apache.org/xml/features/nonvalidating/load-dtd-grammar",
          false);

  private static final SAXParserFactory PARSERS = SAXParserFactory.newDefaultInstance();

  private XmlText() {}

  /// The document, or why the text is none.
  static Either<ManifestError, Document> parse(String file, String text) {
    // A byte order mark says nothing in a text that has been decoded.
    String content = text.startsWith("\uFEFF") ? text.substring(1) : text;
    Building building = new Building(file, content);
    try {
      XMLReader reader = reader(building);
      reader.parse(new InputSource(new StringReader(content)));
      return Either.right(building.document());
    } catch (SAXParseException e) {
      return Either.left(
          new ManifestError(
              file,
              Math.max(1, e.getLineNumber()),
              Math.max(1, e.getColumnNumber()),
              "",
              message(e)));
    } catch (SAXException | IOException e) {
      return Either.left(new ManifestError(file, 1, 1, "", message(e)));
    }
  }

  private static XMLReader reader(Building building) throws SAXException {
    try {
      XMLReader reader = newReader();
      for (Map.Entry<String, Boolean> feature : FEATURES.entrySet()) {
        reader.setFeature(feature.getKey(), feature.getValue());
      }
      for (Map.Entry<String, String> bound : BOUNDS.entrySet()) {
        reader.setProperty(LIMITS + bound.getKey(), bound.getValue());
      }
      reader.setProperty("http://apache.org/xml/properties/locale", Locale.ROOT);
      reader.setContentHandler(building);
      reader.setErrorHandler(building);
      reader.setEntityResolver(building);
      reader.setProperty("http://xml.org/sax/properties/lexical-handler", building);
      reader.setProperty("http://xml.org/sax/properties/declaration-handler", building);
      return reader;
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("every JDK has an XML parser", e);
    }
  }

  private static synchronized XMLReader newReader()
      throws ParserConfigurationException, SAXException {
    return PARSERS.newSAXParser().getXMLReader();
  }

  /// The parser's words as part of one of our lines.
  private static String message(Exception problem) {
    String message = String.valueOf(problem.getMessage()).strip().replaceAll("\\s+", " ");
    String plain = message.replaceFirst("^JAXP\\d+: ", "");
    return Faults.shown(plain.endsWith(".") ? plain.substring(0, plain.length() - 1) : plain);
  }
}
