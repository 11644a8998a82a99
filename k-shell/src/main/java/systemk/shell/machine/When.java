package systemk.shell.machine;

import io.vavr.control.Either;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The time argument of shutdown(8): `now`, `+MINUTES`, or `HOURS:MINUTES` today or tomorrow.
final class When {
  private static final Pattern MINUTES = Pattern.compile("\\+?([0-9]{1,6})");
  private static final Pattern CLOCK = Pattern.compile("([01]?[0-9]|2[0-3]):([0-5][0-9])");

  private When() {}

  /// The moment a text names, or what is wrong with it.
  static Either<String, Instant> read(String text, Instant now, ZoneId zone) {
    if (text.equals("now")) {
      return Either.right(now);
    }
    Matcher minutes = MINUTES.matcher(text);
    if (minutes.matches()) {
      return Either.right(now.plus(Duration.ofMinutes(Long.parseLong(minutes.group(1)))));
    }
    Matcher clock = CLOCK.matcher(text);
    if (!clock.matches()) {
      return Either.left(
          "\"" + text + "\" is not a time: write now, +MINUTES or HOURS:MINUTES (24 hours)");
    }
    LocalTime time =
        LocalTime.of(Integer.parseInt(clock.group(1)), Integer.parseInt(clock.group(2)));
    ZonedDateTime here = now.atZone(zone);
    ZonedDateTime today = here.with(time);
    return Either.right((today.isAfter(here) ? today : today.plusDays(1)).toInstant());
  }
}
