package systemk.init.contract;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import systemk.init.notify.Message;
import systemk.json.Json;

/// What a contract may say, and what it has said. A value.
///
/// @param uid the user whose processes may speak for it
/// @param notApplied the resource limits it was to have and could not get
/// @param said what holds of it now, by its own word
record Voice(
    Supervision supervision, int uid, List<String> notApplied, SortedMap<String, String> said) {
  static final Voice NONE = new Voice(Supervision.NONE, 0, List.of(), new TreeMap<>());

  Voice {
    notApplied = List.copyOf(notApplied);
    said = Collections.unmodifiableSortedMap(new TreeMap<>(said));
  }

  static Voice of(Supervision supervision, int uid) {
    return new Voice(supervision, uid, List.of(), new TreeMap<>());
  }

  Voice without(List<String> limits) {
    return new Voice(supervision, uid, limits, said);
  }

  /// What of this the owner does not know yet. What tells of a moment, and not of a state, is new
  /// whenever it is said.
  SortedMap<String, String> news(SortedMap<String, String> heard) {
    SortedMap<String, String> news = new TreeMap<>(heard);
    news.entrySet()
        .removeIf(
            entry ->
                !isMoment(entry.getKey()) && entry.getValue().equals(said.get(entry.getKey())));
    return news;
  }

  private static boolean isMoment(String name) {
    return name.equals(Message.EXTEND) || isAlarm(name);
  }

  private static boolean isAlarm(String name) {
    return name.equals(Message.WATCHDOG) || name.equals(Message.LIMIT);
  }

  /// Of all this, what somebody has to act upon, once.
  static SortedMap<String, String> alarms(SortedMap<String, String> said) {
    SortedMap<String, String> alarms = new TreeMap<>(said);
    alarms.keySet().removeIf(name -> !isAlarm(name));
    return alarms;
  }

  /// The voice after this was said.
  Voice saying(SortedMap<String, String> news) {
    SortedMap<String, String> now = Message.merge(said, news);
    if (news.containsKey(Message.RELOADING)) {
      // So that the end of the reload is news.
      now.remove(Message.READY);
    }
    now.keySet().removeIf(Voice::isMoment);
    return new Voice(supervision, uid, notApplied, now);
  }

  /// Whether it has said that it is ready, or reloads, or stops, which comes to the same.
  boolean hasBeenReady() {
    return said.containsKey(Message.READY)
        || said.containsKey(Message.RELOADING)
        || said.containsKey(Message.STOPPING);
  }

  /// The number of the process that it says is its main one.
  Optional<Integer> mainPid() {
    return Optional.ofNullable(said.get(Message.MAINPID)).map(Integer::valueOf);
  }

  Json.Obj toJson() {
    return supervision
        .put(Json.object())
        .put("uid", uid)
        .putStrings("not_applied", notApplied)
        .put("said", words(said))
        .build();
  }

  static Voice parse(Json.Obj json) {
    return new Voice(
        Supervision.parse(json),
        (int) json.integer("uid"),
        json.strings("not_applied"),
        words(json.object("said")));
  }

  static Json.Obj words(SortedMap<String, String> said) {
    Json.Builder json = Json.object();
    said.forEach(json::put);
    return json.build();
  }

  static SortedMap<String, String> words(Json.Obj json) {
    SortedMap<String, String> said = new TreeMap<>();
    json.members().forEach((name, value) -> said.put(name, value.asString(name)));
    return said;
  }
}
