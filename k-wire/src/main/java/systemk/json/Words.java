package systemk.json;

import org.jspecify.annotations.Nullable;

/// The short texts that were read last, so that one which is read again is the same object.
/* Of what daemons read from each other and from disk, most texts are names, types and states: a repository of a
 * thousand services was 126,000 strings of which 40,000 differed. The table is of one size whatever comes along,
 * and a text takes the place of another that has the same one. Threads may overwrite each other's texts, which
 * costs a copy and nothing else, since strings can be handed over without care.
 */
final class Words {
  private static final int LONGEST = 40;
  private static final int PLACES = 1 << 11;
  private static final @Nullable String[] KNOWN = new String[PLACES];

  private Words() {}

  /// This text, or an equal one that was read before.
  static String of(String text) {
    if (text.length() > LONGEST) {
      return text;
    }
    int hash = text.hashCode();
    int place = (hash ^ (hash >>> 11) ^ (hash >>> 22)) & (PLACES - 1);
    @Nullable String known = KNOWN[place];
    if (known != null && known.equals(text)) {
      return known;
    }
    KNOWN[place] = text;
    return text;
  }
}
