package systemk.shell.text;

import io.vavr.collection.Vector;

/// Values as a shell can read them back (svcprop(1)).
public final class Escapes {
  private static final String SPECIAL = ";&()|^<>\n \t\\\"'`";

  private Escapes() {}

  /// One value: a backslash before what is special to a shell, two quotes for the empty text.
  public static String value(String text) {
    if (text.isEmpty()) {
      return "\"\"";
    }
    StringBuilder escaped = new StringBuilder(text.length() + 8);
    for (int i = 0; i < text.length(); i++) {
      if (SPECIAL.indexOf(text.charAt(i)) >= 0) {
        escaped.append('\\');
      }
      escaped.append(text.charAt(i));
    }
    return escaped.toString();
  }

  /// All values of a property on one line.
  public static String values(Vector<String> values) {
    return values.map(Escapes::value).mkString(" ");
  }

  /// A text that stays on one line, whatever the names in it contain. Line ends that are meant are
  /// not for here.
  public static String line(String text) {
    if (text.chars().noneMatch(Character::isISOControl)) {
      return text;
    }
    StringBuilder line = new StringBuilder(text.length() + 8);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      line.append(Character.isISOControl(c) ? "\\u%04x".formatted((int) c) : String.valueOf(c));
    }
    return line.toString();
  }

  /// A text in double quotes, with backslashes before quotes and backslashes.
  public static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
