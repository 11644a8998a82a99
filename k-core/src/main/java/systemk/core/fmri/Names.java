package systemk.core.fmri;

/// The grammar of names: `[provider,]identifier`, an identifier being a letter followed by letters,
/// digits, `-` and `_`; a provider may also contain `.`. ASCII only (smf.md §2.2 restates illumos).
public final class Names {
  /// The longest name of anything, in bytes.
  public static final int MAX_BYTES = 119;

  private Names() {}

  /// Whether this can name an instance, a property group, a property or one component of a service.
  public static boolean isName(String text) {
    if (text.isEmpty() || text.length() > MAX_BYTES) {
      return false;
    }
    int comma = text.indexOf(',');
    return comma < 0
        ? isIdentifier(text, false)
        : isIdentifier(text.substring(0, comma), true)
            && isIdentifier(text.substring(comma + 1), false);
  }

  /// Whether this can name a service: names separated by `/`.
  public static boolean isServiceName(String text) {
    if (text.isEmpty() || text.length() > MAX_BYTES) {
      return false;
    }
    for (String component : text.split("/", -1)) {
      if (!isName(component)) {
        return false;
      }
    }
    return true;
  }

  /// How many bytes the text has in UTF-8; -1 if it has none because a surrogate in it stands
  /// alone.
  public static int utf8Length(String text) {
    int bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        bytes++;
      } else if (c < 0x800) {
        bytes += 2;
      } else if (!Character.isSurrogate(c)) {
        bytes += 3;
      } else if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        bytes += 4;
        i++;
      } else {
        return -1;
      }
    }
    return bytes;
  }

  private static boolean isIdentifier(String text, boolean dots) {
    if (text.isEmpty() || !isLetter(text.charAt(0))) {
      return false;
    }
    for (int i = 1; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean legal =
          isLetter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_' || (dots && c == '.');
      if (!legal) {
        return false;
      }
    }
    return true;
  }

  private static boolean isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }
}
