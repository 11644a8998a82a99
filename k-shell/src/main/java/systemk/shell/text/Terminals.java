package systemk.shell.text;

import java.util.regex.Pattern;

/// What may be sent to a terminal.
public final class Terminals {
  /// Control characters but tabulators, line feeds, and what begins one of our colours: names and
  /// descriptions are written by others, and must not move the cursor or worse.
  private static final Pattern UNSAFE =
      Pattern.compile(
          "\\u001b(?!\\[[0-9]{0,2}m)|[\\u0000-\\u0008\\u000b-\\u001a\\u001c-\\u001f\\u007f-\\u009f]");

  private Terminals() {}

  /// The text with a question mark for each character that would not be shown but obeyed.
  public static String shown(String text) {
    return UNSAFE.matcher(text).replaceAll("?");
  }
}
