package systemk.shell.xml;

import java.util.Arrays;

/// Finds places in a text by line and column, and tags by where they end, which is all a parser
/// tells of them.
final class Lines {
  private final String file;
  private final String text;
  private final int[] starts;

  // The end of the last tag that was asked for.
  private int known;

  /// A start tag.
  record Tag(Lines lines, int begin, int end) {
    Spot spot() {
      return lines.spot(begin);
    }

    /// Where an attribute begins; the tag if it is not written there.
    Spot attribute(String name) {
      int found = lines.text.indexOf(name, begin);
      while (found > 0 && found < end) {
        if (lines.isAssigned(found, name)) {
          return lines.spot(found);
        }
        found = lines.text.indexOf(name, found + 1);
      }
      return spot();
    }
  }

  Lines(String file, String text) {
    this.file = file;
    this.text = text;
    int[] found = new int[16];
    int count = 1;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean ends =
          c == '\n' || (c == '\r' && (i + 1 == text.length() || text.charAt(i + 1) != '\n'));
      if (ends) {
        found = count == found.length ? Arrays.copyOf(found, 2 * count) : found;
        found[count++] = i + 1;
      }
    }
    this.starts = Arrays.copyOf(found, count);
  }

  /// How far into the text a place is, as the parser tells it; the nearest there is.
  int offset(int line, int column) {
    int index = Math.clamp(line - 1L, 0, starts.length - 1);
    return Math.clamp(starts[index] + (long) Math.max(1, column) - 1, 0, text.length());
  }

  Spot spot(int offset) {
    int found = Arrays.binarySearch(starts, offset);
    int index = found >= 0 ? found : -found - 2;
    return new Spot(file, index + 1, offset - starts[index] + 1);
  }

  /// The start tag that ends at this offset. No tag has a `<` but its first character.
  /* Tags are asked for in their order, so one begins after the end of the one before. To look no
   * further back keeps the time in proportion to the text, also where the parser is within an entity
   * and tells of places that are none of tags.
   */
  Tag tag(int end) {
    int begin = end - 1;
    while (begin > known && text.charAt(begin) != '<') {
      begin--;
    }
    known = Math.max(known, end);
    return new Tag(this, Math.max(0, begin), end);
  }

  /// Whether a name stands here by itself, with an equals sign after it.
  private boolean isAssigned(int begin, String name) {
    int next = begin + name.length();
    while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
      next++;
    }
    return Character.isWhitespace(text.charAt(begin - 1))
        && next < text.length()
        && text.charAt(next) == '=';
  }
}
