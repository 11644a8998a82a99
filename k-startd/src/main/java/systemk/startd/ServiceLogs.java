package systemk.startd;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The lines k.startd puts between the output of methods into the logs of services (smf.md §4.9).
///
/// Each line is one write to a file opened for appending, so that it stands whole among what the
/// service writes. A log that cannot be written is no reason to stop managing the service: that is
/// told once for each file.
final class ServiceLogs {
  private static final Logger LOG = LoggerFactory.getLogger(ServiceLogs.class);

  private final DateTimeFormatter time;
  private final Set<Path> failing = new HashSet<>();

  ServiceLogs(ZoneId zone) {
    // %b %e %H:%M:%S of strftime(3): the day is padded with a blank.
    this.time = DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss", Locale.ROOT).withZone(zone);
  }

  void append(Path file, Instant at, String line) {
    byte[] text = ("[ " + time.format(at) + " " + line + " ]\n").getBytes(StandardCharsets.UTF_8);
    try {
      Files.write(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      failing.remove(file);
    } catch (IOException e) {
      if (failing.add(file)) {
        LOG.warn("cannot write to {}: {}", file, e.toString());
      }
    }
  }
}
