package systemk.shell.text;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;

/// Points in time as the commands show them.
public final class Times {
  private static final DateTimeFormatter CLOCK =
      new DateTimeFormatterBuilder()
          .padNext(2)
          .appendValue(ChronoField.HOUR_OF_DAY)
          .appendPattern(":mm:ss")
          .toFormatter(Locale.ENGLISH);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("MMM'_'dd'  '", Locale.ENGLISH);
  private static final DateTimeFormatter YEAR =
      DateTimeFormatter.ofPattern("yyyy'    '", Locale.ENGLISH);
  private static final DateTimeFormatter ISO =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss", Locale.ENGLISH);
  private static final DateTimeFormatter LONG = dated("HH:mm:ss yyyy");
  private static final DateTimeFormatter ZONED = dated("HH:mm:ss zzz yyyy");

  private Times() {}

  private static DateTimeFormatter dated(String rest) {
    return new DateTimeFormatterBuilder()
        .appendPattern("EEE MMM ")
        .padNext(2)
        .appendValue(ChronoField.DAY_OF_MONTH)
        .appendPattern(" " + rest)
        .toFormatter(Locale.ENGLISH);
  }

  /// As a column of `svcs`: the time of a day just past, the day of the last year, or the year.
  public static String brief(Instant time, Instant now, ZoneId zone) {
    Duration age = Duration.between(time, now);
    if (age.compareTo(Duration.ofHours(24)) < 0) {
      return CLOCK.format(time.atZone(zone));
    }
    return (age.compareTo(Duration.ofDays(360)) < 0 ? DAY : YEAR).format(time.atZone(zone));
  }

  /// The day and the time in the order of ISO 8601.
  public static String iso(Instant time, ZoneId zone) {
    return ISO.format(time.atZone(zone));
  }

  /// As ctime(3) writes it.
  public static String full(Instant time, ZoneId zone) {
    return LONG.format(time.atZone(zone));
  }

  /// Nanoseconds since the epoch, which is what actions are asked for by.
  public static long nanoseconds(Instant time) {
    return time.getEpochSecond() * 1_000_000_000L + time.getNano();
  }

  /// As date(1) writes it, with the zone.
  public static String zoned(Instant time, ZoneId zone) {
    ZoneId named = zone.equals(ZoneOffset.UTC) ? ZoneId.of("UTC") : zone;
    return ZONED.format(time.atZone(named));
  }
}
