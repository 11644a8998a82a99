package systemk.shell.history;

import io.vavr.collection.Vector;

/// Values as `setprop` takes them.
final class Values {
  private static final String SPECIAL = " \t\n\"()=>\\#";

  private Values() {}

  static String text(Vector<String> values) {
    return values.size() == 1
        ? word(values.head())
        : values.map(Values::word).mkString("(", " ", ")");
  }

  private static String word(String value) {
    boolean plain = !value.isEmpty() && value.chars().noneMatch(c -> SPECIAL.indexOf(c) >= 0);
    return plain ? value : '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
