package systemk.core.property;

import java.math.BigInteger;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.Names;

/// From what people type to canonical values, one function a type; null where it is not a value.
final class ValueTexts {
  private static final Pattern NUMBER = Pattern.compile("0[xX][0-9a-fA-F]{1,64}|[0-9]{1,64}");
  private static final Pattern TIME = Pattern.compile("(-?[0-9]{1,18})(?:\\.([0-9]{1,9}))?");
  private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]*+");
  // RFC 2396 appendix B, with the non-empty path libscf asks for.
  private static final Pattern URI =
      Pattern.compile("(?:[^:/?#\\s]+:)?(?://[^/?#\\s]*)?[^?#\\s]+(?:\\?[^#\\s]*)?(?:#\\S*)?");
  private static final Pattern HOSTNAME =
      Pattern.compile(
          "[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,62})(?:\\.[A-Za-z0-9_][A-Za-z0-9_-]{0,62})*\\.?");
  private static final Pattern V4 =
      Pattern.compile("(?:[0-9]{1,3}\\.){3}[0-9]{1,3}(?:/(?:[0-9]|[12][0-9]|3[0-2]))?");
  private static final Pattern V6_PREFIX = Pattern.compile("[0-9]|[1-9][0-9]|1[01][0-9]|12[0-8]");

  // A number of so many digits is a long, whichever they are.
  private static final int SURE_DIGITS = 18;

  // The digits of a time behind its point.
  private static final int FRACTION = 9;

  private ValueTexts() {}

  /// Whether a text begins with a number in canonical form that ends here. It need not be asked
  /// more of most values, and they are asked whenever a property is read.
  private static boolean isPlain(String text, int end) {
    boolean padded = end > 1 && text.charAt(0) == '0';
    return end > 0 && end <= SURE_DIGITS && !padded && areDigits(text, 0, end);
  }

  private static boolean areDigits(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  static @Nullable String bool(String text) {
    return switch (text) {
      case "true", "t", "1" -> "true";
      case "false", "f", "0" -> "false";
      default -> null;
    };
  }

  /// As strtoull(3) with base 0: decimal, `0x` hexadecimal, `0` octal.
  static @Nullable String count(String text) {
    if (isPlain(text, text.length())) {
      return text;
    }
    BigInteger value = number(text);
    return value == null || value.bitLength() > Long.SIZE ? null : value.toString();
  }

  /// As strtoll(3) with base 0.
  static @Nullable String integer(String text) {
    if (isPlain(text, text.length())) {
      return text;
    }
    boolean negative = text.startsWith("-");
    BigInteger magnitude = number(negative || text.startsWith("+") ? text.substring(1) : text);
    if (magnitude == null) {
      return null;
    }
    BigInteger value = negative ? magnitude.negate() : magnitude;
    return value.bitLength() < Long.SIZE ? value.toString() : null;
  }

  private static @Nullable BigInteger number(String text) {
    if (!NUMBER.matcher(text).matches()) {
      return null;
    }
    if (text.startsWith("0x") || text.startsWith("0X")) {
      return new BigInteger(text.substring(2), 16);
    }
    boolean octal = text.length() > 1 && text.startsWith("0");
    return octal && (text.indexOf('8') >= 0 || text.indexOf('9') >= 0)
        ? null
        : new BigInteger(text, octal ? 8 : 10);
  }

  static @Nullable String time(String text) {
    int point = text.length() - FRACTION - 1;
    if (isPlain(text, point)
        && text.charAt(point) == '.'
        && areDigits(text, point + 1, text.length())) {
      return text;
    }
    var match = TIME.matcher(text);
    if (!match.matches()) {
      return null;
    }
    String digits = match.group(2) == null ? "" : match.group(2);
    String fraction = digits + "0".repeat(FRACTION - digits.length());
    long seconds = Long.parseLong(match.group(1));
    // A negative time of less than a second has its sign nowhere but in the text.
    boolean signLost = seconds == 0 && text.startsWith("-") && !fraction.equals("000000000");
    return (signLost ? "-" : "") + seconds + "." + fraction;
  }

  static @Nullable String string(String text) {
    int bytes = Names.utf8Length(text);
    return bytes >= 0 && bytes <= Property.MAX_BYTES && text.indexOf('\0') < 0 ? text : null;
  }

  static @Nullable String opaque(String text) {
    return text.length() % 2 == 0
            && text.length() <= 2 * Property.MAX_BYTES
            && HEX.matcher(text).matches()
        ? text.toLowerCase(Locale.ROOT)
        : null;
  }

  static @Nullable String uri(String text) {
    return string(text) != null && URI.matcher(text).matches() ? text : null;
  }

  static @Nullable String fmri(String text) {
    return Fmri.parse(text).map(Fmri::toString).getOrNull();
  }

  static @Nullable String host(String text) {
    String name = hostname(text);
    return name != null ? name : netAddress(text);
  }

  static @Nullable String hostname(String text) {
    return text.length() <= 255 && HOSTNAME.matcher(text).matches() ? text : null;
  }

  static @Nullable String netAddress(String text) {
    String v4 = netAddressV4(text);
    return v4 != null ? v4 : netAddressV6(text);
  }

  static @Nullable String netAddressV4(String text) {
    if (!V4.matcher(text).matches()) {
      return null;
    }
    int slash = text.indexOf('/');
    for (String octet : (slash < 0 ? text : text.substring(0, slash)).split("\\.", -1)) {
      if (Integer.parseInt(octet) > 255) {
        return null;
      }
    }
    return text;
  }

  /// RFC 4291 §2.2: eight groups of up to four hexadecimal digits, one run of zero groups shortened
  /// to `::`, the last two groups perhaps written as an IPv4 address.
  static @Nullable String netAddressV6(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    if (slash >= 0 && !V6_PREFIX.matcher(text.substring(slash + 1)).matches()) {
      return null;
    }
    int gap = address.indexOf("::");
    if (gap < 0) {
      return groups(address, true) == 8 ? text : null;
    }
    int before = groups(address.substring(0, gap), false);
    int after = groups(address.substring(gap + 2), true);
    return before >= 0 && after >= 0 && before + after <= 7 ? text : null;
  }

  /// How many 16-bit groups this colon-separated text stands for; -1 if it is none.
  private static int groups(String text, boolean mayEndInV4) {
    if (text.isEmpty()) {
      return 0;
    }
    String[] parts = text.split(":", -1);
    int count = 0;
    for (int i = 0; i < parts.length; i++) {
      boolean last = i == parts.length - 1;
      if (last && mayEndInV4 && parts[i].indexOf('.') >= 0) {
        count += parts[i].indexOf('/') < 0 && netAddressV4(parts[i]) != null ? 2 : 99;
      } else if (parts[i].isEmpty()
          || parts[i].length() > 4
          || !parts[i].chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128)) {
        return -1;
      } else {
        count++;
      }
    }
    return count;
  }
}
