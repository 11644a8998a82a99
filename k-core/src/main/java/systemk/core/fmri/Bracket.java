package systemk.core.fmri;

import io.vavr.collection.Vector;
import io.vavr.control.Option;

/// What stands in brackets in a [Wildcard].
///
/// @param end where the pattern goes on after it
record Bracket(boolean negated, Vector<String> bounds, int end) {

  Wildcard.Piece piece() {
    return new Wildcard.Piece.Range(negated, bounds);
  }

  /// Reads what begins with the `[` here; none if it is never closed. A `]` right after it stands
  /// for itself.
  static Option<Bracket> at(String pattern, int open) {
    int at = open + 1;
    boolean negated = at < pattern.length() && "!^".indexOf(pattern.charAt(at)) >= 0;
    int first = negated ? at + 1 : at;
    at = first;
    Vector<String> bounds = Vector.empty();
    while (at < pattern.length()) {
      if (pattern.charAt(at) == ']' && at > first) {
        return Option.some(new Bracket(negated, bounds, at + 1));
      }
      Option<String> name = className(pattern, at);
      if (name.isDefined()) {
        bounds = bounds.appendAll(members(name.get()));
        at += name.get().length() + "[::]".length();
        continue;
      }
      int low = escaped(pattern, at);
      int next = low + 1;
      boolean spans =
          next + 1 < pattern.length()
              && pattern.charAt(next) == '-'
              && pattern.charAt(next + 1) != ']';
      int high = spans ? escaped(pattern, next + 1) : low;
      if (high >= pattern.length()) {
        return Option.none();
      }
      bounds = bounds.append("" + pattern.charAt(low) + pattern.charAt(high));
      at = high + 1;
    }
    return Option.none();
  }

  /// Where the character is that is meant here: after a backslash, the one it protects.
  private static int escaped(String pattern, int at) {
    return pattern.charAt(at) == '\\' && at + 1 < pattern.length() ? at + 1 : at;
  }

  /// The name of the class of characters that begins here, such as `alpha` of `[:alpha:]`.
  private static Option<String> className(String pattern, int at) {
    int end = pattern.startsWith("[:", at) ? pattern.indexOf(":]", at + 2) : -1;
    return Option.when(end >= 0, () -> pattern.substring(at + 2, end))
        .filter(name -> !members(name).isEmpty());
  }

  /// The characters of a class, as those of ASCII that are in it.
  private static Vector<String> members(String name) {
    return switch (name) {
      case "alnum" -> Vector.of("AZ", "az", "09");
      case "alpha" -> Vector.of("AZ", "az");
      case "blank" -> Vector.of("  ", "\t\t");
      case "cntrl" -> Vector.of("\u0000\u001f", "\u007f\u007f");
      case "digit" -> Vector.of("09");
      case "graph" -> Vector.of("!~");
      case "lower" -> Vector.of("az");
      case "print" -> Vector.of(" ~");
      case "punct" -> Vector.of("!/", ":@", "[`", "{~");
      case "space" -> Vector.of("\t\r", "  ");
      case "upper" -> Vector.of("AZ");
      case "xdigit" -> Vector.of("09", "AF", "af");
      default -> Vector.empty();
    };
  }
}
