package systemk.init.notify;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// What one datagram of sd_notify(3) says, as far as anybody needs to know. Whatever is not
/// understood is left out.
///
/// @param said what the owner is told, each value checked and bounded
/// @param alive whether it says that the service is alive
/// @param trigger whether it says that the service is not
/// @param keep whether the descriptors that came with it shall be kept
/// @param remove whether kept descriptors of the name shall be given up
/// @param name of those descriptors
public record Message(
    SortedMap<String, String> said,
    boolean alive,
    boolean trigger,
    boolean keep,
    boolean remove,
    String name) {
  public static final String READY = "READY";
  public static final String RELOADING = "RELOADING";
  public static final String STOPPING = "STOPPING";
  public static final String STATUS = "STATUS";
  public static final String MAINPID = "MAINPID";
  public static final String EXTEND = "EXTEND_TIMEOUT_USEC";
  public static final String WATCHDOG = "WATCHDOG";
  public static final String LIMIT = "LIMIT";

  static final int MAX_STATUS = 256;
  private static final int MAX_NAME = 255;
  private static final String DEFAULT_NAME = "stored";

  public Message {
    said = Collections.unmodifiableSortedMap(new TreeMap<>(said));
  }

  /// Reads lines of the form `NAME=value`. A later line wins over an earlier one.
  public static Message parse(String text) {
    SortedMap<String, String> all = new TreeMap<>();
    SortedMap<String, String> said = new TreeMap<>();
    for (String line : text.split("\n", -1)) {
      int sign = line.indexOf('=');
      if (sign > 0) {
        String name = line.substring(0, sign);
        String value = line.substring(sign + 1);
        all.put(name, value);
        said = merge(said, checked(name, value));
      }
    }
    String watchdog = all.getOrDefault(WATCHDOG, "");
    return new Message(
        said,
        watchdog.equals("1"),
        watchdog.equals("trigger"),
        "1".equals(all.get("FDSTORE")),
        "1".equals(all.get("FDSTOREREMOVE")),
        descriptorName(all.getOrDefault("FDNAME", DEFAULT_NAME)));
  }

  private static SortedMap<String, String> checked(String name, String value) {
    SortedMap<String, String> one = new TreeMap<>();
    switch (name) {
      case READY, RELOADING, STOPPING -> {
        if (value.equals("1")) {
          one.put(name, value);
        }
      }
      case STATUS -> one.put(name, printable(value));
      case MAINPID -> {
        if (value.matches("[1-9][0-9]{0,8}")) {
          one.put(name, value);
        }
      }
      case EXTEND -> {
        if (value.matches("[1-9][0-9]{0,17}")) {
          one.put(name, value);
        }
      }
      default -> {
        // systemd has many more, and a service may have words of its own.
      }
    }
    return one;
  }

  /// Puts what was said later over what was said before. A service is ready, or reloads: whichever
  /// it said last. Both together mean that it became ready and reloads now.
  public static SortedMap<String, String> merge(
      SortedMap<String, String> before, SortedMap<String, String> later) {
    SortedMap<String, String> merged = new TreeMap<>(before);
    if (later.containsKey(READY)) {
      merged.remove(RELOADING);
    }
    merged.putAll(later);
    return merged;
  }

  /// The text without what could move a terminal's cursor or turn its writing round, cut to size.
  static String printable(String text) {
    StringBuilder clean = new StringBuilder();
    text.codePoints()
        .filter(
            point ->
                switch (Character.getType(point)) {
                  case Character.CONTROL,
                      Character.FORMAT,
                      Character.SURROGATE,
                      Character.PRIVATE_USE,
                      Character.UNASSIGNED,
                      Character.LINE_SEPARATOR,
                      Character.PARAGRAPH_SEPARATOR ->
                      false;
                  default -> true;
                })
        .limit(MAX_STATUS)
        .forEach(
            point -> {
              if (clean.length() + Character.charCount(point) <= MAX_STATUS) {
                clean.appendCodePoint(point);
              }
            });
    return clean.toString();
  }

  /// systemd's rule for names: printable ASCII without a colon.
  private static String descriptorName(String name) {
    boolean valid =
        !name.isEmpty()
            && name.length() <= MAX_NAME
            && name.chars().allMatch(c -> c >= ' ' && c < 127 && c != ':');
    return valid ? name : DEFAULT_NAME;
  }
}
