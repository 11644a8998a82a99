package systemk.init.contract;

import java.util.Optional;
import systemk.json.Json;

/// What the process of a start method may tell k.init, and what k.init keeps an eye on for it.
///
/// @param notifies whether it says by sd_notify when it is ready
/// @param readyDescriptor the descriptor on which it says so with a newline; 0 for none
/// @param watchdogMillis how long it may be silent; 0 for ever
/// @param descriptors how many descriptors k.init keeps for its owner; nothing for whatever there
///   are, as for a method that is no start
public record Supervision(
    boolean notifies, int readyDescriptor, long watchdogMillis, Optional<Integer> descriptors) {
  public static final Supervision NONE = new Supervision(false, 0, 0, Optional.empty());

  private static final int FIRST = 3;
  private static final int MAX_DESCRIPTOR = 1023;
  private static final int MAX_KEPT = 512;
  private static final long MAX_MILLIS = 365L * 24 * 3600 * 1000;

  /// Reads the members of a `spawn` request, or of a record.
  static Supervision parse(Json.Obj json) {
    int ready = json.has("notify_fd") ? between(json, "notify_fd", FIRST, MAX_DESCRIPTOR) : 0;
    Optional<Integer> kept =
        json.has("fd_store")
            ? Optional.of(between(json, "fd_store", 0, MAX_KEPT))
            : Optional.empty();
    if (ready > 0 && ready < FIRST + kept.orElse(0)) {
      throw new Refusal(
          "\"notify_fd\" must be above "
              + (FIRST + kept.orElse(0) - 1)
              + ", since kept descriptors are passed from 3 on");
    }
    long watchdog = json.integer("watchdog_ms", 0);
    if (watchdog < 0 || watchdog > MAX_MILLIS) {
      throw new Refusal("\"watchdog_ms\" must be from 0 to " + MAX_MILLIS + ", not " + watchdog);
    }
    return new Supervision(json.flag("notify"), ready, watchdog, kept);
  }

  private static int between(Json.Obj json, String member, int least, int most) {
    long value = json.integer(member);
    if (value < least || value > most) {
      throw new Refusal(
          "\"" + member + "\" must be from " + least + " to " + most + ", not " + value);
    }
    return (int) value;
  }

  Json.Builder put(Json.Builder json) {
    json.put("notify", notifies).put("watchdog_ms", watchdogMillis);
    if (readyDescriptor > 0) {
      json.put("notify_fd", readyDescriptor);
    }
    descriptors.ifPresent(most -> json.put("fd_store", most));
    return json;
  }

  /// Whether the service gets a socket to send datagrams to.
  boolean listens() {
    return notifies || watchdogMillis > 0 || descriptors.orElse(0) > 0;
  }

  /// Whether it says itself when it is ready.
  boolean awaitsReady() {
    return notifies || readyDescriptor > 0;
  }
}
