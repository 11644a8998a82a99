package systemk.shell.manual;

import io.vavr.collection.Vector;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Text in the language of man(7).
final class RoffText {
  /// An option, a placeholder, or anything else of a synopsis.
  private static final Pattern PART =
      Pattern.compile("(?<![\\w-])(--?[A-Za-z?][\\w-]*)|(<?[A-Za-z][\\w-]*>?)|(.)");

  private RoffText() {}

  /// A text without any meaning for roff.
  static String escaped(String text) {
    return text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("`", "\\`");
  }

  static String bold(String text) {
    return "\\fB" + escaped(text) + "\\fP";
  }

  static String italic(String text) {
    return "\\fI" + escaped(text) + "\\fP";
  }

  /// A line of text, which must not begin like a request.
  static String line(Vector<Span> spans) {
    String line = spans.map(RoffText::span).mkString().strip();
    return guarded(line) + "\n";
  }

  /// A line that does not begin like a request.
  static String guarded(String line) {
    return line.startsWith(".") ? "\\&" + line : line;
  }

  private static String span(Span span) {
    return switch (span) {
      case Span.Plain(String text) -> escaped(text);
      case Span.Code(String text) -> bold(text);
      case Span.Emphasis(String text) -> italic(text);
      case Span.Reference(String text, _) -> {
        int parenthesis = text.indexOf('(');
        yield parenthesis < 0
            ? italic(text)
            : bold(text.substring(0, parenthesis)) + escaped(text.substring(parenthesis));
      }
    };
  }

  /// A piece of a synopsis: options in bold, placeholders in italics. What is in brackets is not
  /// broken into lines.
  static String synopsis(String text) {
    StringBuilder roff = new StringBuilder();
    Matcher parts = PART.matcher(text);
    int brackets = 0;
    while (parts.find()) {
      if (parts.group(1) != null) {
        roff.append(bold(parts.group(1)));
      } else if (parts.group(2) != null) {
        roff.append(italic(parts.group(2)));
      } else {
        String sign = parts.group(3);
        brackets += sign.equals("[") ? 1 : sign.equals("]") ? -1 : 0;
        roff.append(sign.equals(" ") && brackets > 0 ? "\\ " : escaped(sign));
      }
    }
    return roff.toString();
  }
}
