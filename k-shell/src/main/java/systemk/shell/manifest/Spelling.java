package systemk.shell.manifest;

import io.vavr.collection.Vector;
import io.vavr.control.Option;

/// Guesses which known word a person meant.
public final class Spelling {
  private static final int MAX_LENGTH = 64;

  private Spelling() {}

  /// The known word that differs least, if it differs in no more than a third of its letters, or in
  /// two where it has four letters or more.
  public static Option<String> nearest(String word, Vector<String> known) {
    if (word.length() > MAX_LENGTH) {
      return Option.none();
    }
    return known
        .minBy(candidate -> distance(word, candidate))
        .filter(best -> distance(word, best) <= allowed(best.length()));
  }

  private static int allowed(int length) {
    return length < 4 ? 1 : Math.max(2, length / 3);
  }

  /// How many letters must be put in, taken out or replaced (Levenshtein).
  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[other.length()];
  }
}
