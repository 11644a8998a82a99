package systemk.shell.manifest;

import io.vavr.control.Option;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Durations as people write them: `30s`, `2m`, `500ms`, `1h`, `1d`, and `infinite`.
final class Durations {
  private static final Pattern FORM =
      Pattern.compile("([0-9]{1,12}(?:\\.[0-9]{1,9})?)(ms|s|m|h|d)");
  private static final String INFINITE = "infinite";

  private Durations() {}

  /// Whole seconds, rounded up; 0 for a time without end.
  static Option<Long> seconds(String text) {
    if (text.equals(INFINITE)) {
      return Option.some(0L);
    }
    Matcher match = FORM.matcher(text);
    if (!match.matches()) {
      return Option.none();
    }
    String number = match.group(1);
    String unit = match.group(2);
    if (number == null || unit == null) {
      return Option.none();
    }
    BigDecimal factor =
        switch (unit) {
          case "ms" -> new BigDecimal("0.001");
          case "m" -> BigDecimal.valueOf(60);
          case "h" -> BigDecimal.valueOf(3600);
          case "d" -> BigDecimal.valueOf(86_400);
          default -> BigDecimal.ONE;
        };
    return Option.some(roundedUp(new BigDecimal(number).multiply(factor)));
  }

  static long roundedUp(BigDecimal seconds) {
    return seconds.setScale(0, RoundingMode.CEILING).longValue();
  }

  /// The text for whole seconds.
  static String text(long seconds) {
    return seconds == 0 ? INFINITE : seconds + "s";
  }
}
