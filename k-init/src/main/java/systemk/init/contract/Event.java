package systemk.init.contract;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import systemk.json.Json;

/// A fact about a contract that its owner must learn. It is kept, under its number, until the owner
/// has acknowledged it.
public sealed interface Event {
  long number();

  /// A process ended.
  ///
  /// @param main whether it was the contract's main process
  /// @param leader the number of the main process from now on; 0 if there is none
  record Exited(long number, int pid, boolean main, Ending ending, int leader) implements Event {}

  /// The last process ended.
  record Emptied(long number) implements Event {}

  /// The service said something of itself, or k.init noticed something about it.
  record Notified(long number, SortedMap<String, String> said) implements Event {
    public Notified {
      said = Collections.unmodifiableSortedMap(new TreeMap<>(said));
    }
  }

  /// As it goes to the owner.
  default Json.Obj toWire(Contract contract) {
    var json = Json.object().put("event", number());
    return switch (this) {
      case Exited exited ->
          exited
              .ending()
              .put(
                  contract
                      .identify(json.put("type", "exited"))
                      .put("pid", exited.pid())
                      .put("main", exited.main()))
              .put("leader", exited.leader())
              .build();
      case Emptied _ -> contract.identify(json.put("type", "emptied")).build();
      case Notified(_, var said) ->
          contract.identify(json.put("type", "notified")).put("said", Voice.words(said)).build();
    };
  }

  /// As it is kept in the contract's record.
  default Json.Obj toRecord() {
    var json = Json.object().put("event", number());
    return switch (this) {
      case Exited(_, int pid, boolean main, Ending ending, int leader) ->
          ending
              .put(json.put("type", "exited").put("pid", pid).put("main", main))
              .put("leader", leader)
              .build();
      case Emptied _ -> json.put("type", "emptied").build();
      case Notified(_, var said) ->
          json.put("type", "notified").put("said", Voice.words(said)).build();
    };
  }

  static Event parse(Json value) {
    Json.Obj json = value.asObj("event");
    long number = json.integer("event");
    return switch (json.string("type")) {
      case "emptied" -> new Emptied(number);
      case "notified" -> new Notified(number, Voice.words(json.object("said")));
      default ->
          new Exited(
              number,
              (int) json.integer("pid"),
              json.flag("main"),
              Ending.parse(json),
              (int) json.integer("leader"));
    };
  }

  /// What it tells that somebody has to act upon, once.
  default SortedMap<String, String> alarms() {
    return this instanceof Notified(_, var said) ? Voice.alarms(said) : new TreeMap<>();
  }

  /// Whether it tells of the end of a process other than the main one.
  default boolean isOfHelper() {
    return this instanceof Exited exited && !exited.main();
  }
}
