package systemk.core.fmri;

import io.vavr.collection.Vector;
import io.vavr.control.Option;

/// A shell pattern, as fnmatch(3) without flags understands it: `*`, `?`, `[a-z]`, `[!a-z]`,
/// `[[:alpha:]]` and `\` before a character that stands for itself. Nothing is special about `/` or
/// a leading `.`.
///
/// Matching takes time proportional to the text times the pattern at worst: after a mismatch only
/// the last `*` is tried again, which is enough because an earlier one could only match more.
public record Wildcard(String pattern, Vector<Piece> pieces) {

  /// What one character, or with [Piece.Many] any number of them, must look like.
  public sealed interface Piece {
    /// Any number of characters.
    record Many() implements Piece {}

    /// Any one character.
    record One() implements Piece {}

    /// This character.
    record Literal(char value) implements Piece {}

    /// One character in, or not in, any of the ranges.
    record Range(boolean negated, Vector<String> bounds) implements Piece {}
  }

  /// Reads a pattern. Every text is one: a `[` that is never closed stands for itself.
  public static Wildcard of(String pattern) {
    Vector<Piece> pieces = Vector.empty();
    int at = 0;
    while (at < pattern.length()) {
      char c = pattern.charAt(at);
      Option<Bracket> bracket = c == '[' ? Bracket.at(pattern, at) : Option.none();
      if (bracket.isDefined()) {
        pieces = pieces.append(bracket.get().piece());
        at = bracket.get().end();
      } else if (c == '\\' && at + 1 < pattern.length()) {
        pieces = pieces.append(new Piece.Literal(pattern.charAt(at + 1)));
        at += 2;
      } else {
        pieces = pieces.append(piece(c));
        at++;
      }
    }
    return new Wildcard(pattern, pieces);
  }

  private static Piece piece(char c) {
    return switch (c) {
      case '*' -> new Piece.Many();
      case '?' -> new Piece.One();
      default -> new Piece.Literal(c);
    };
  }

  /// Whether the pattern matches the whole text.
  public boolean matches(String text) {
    Piece[] wanted = pieces.toJavaArray(Piece[]::new);
    int at = 0;
    int piece = 0;
    int star = -1;
    int resume = 0;
    while (at < text.length()) {
      if (piece < wanted.length && wanted[piece] instanceof Piece.Many) {
        star = piece++;
        resume = at;
      } else if (piece < wanted.length && accepts(wanted[piece], text.charAt(at))) {
        piece++;
        at++;
      } else if (star >= 0) {
        piece = star + 1;
        at = ++resume;
      } else {
        return false;
      }
    }
    while (piece < wanted.length && wanted[piece] instanceof Piece.Many) {
      piece++;
    }
    return piece == wanted.length;
  }

  private static boolean accepts(Piece piece, char c) {
    return switch (piece) {
      case Piece.Many _ -> false;
      case Piece.One _ -> true;
      case Piece.Literal(char value) -> value == c;
      case Piece.Range(boolean negated, var bounds) ->
          bounds.exists(b -> b.charAt(0) <= c && c <= b.charAt(1)) != negated;
    };
  }
}
