package systemk.init.contract;

import systemk.json.Json;
import systemk.linux.Exit;

/// How a process ended, as far as anybody can tell.
public sealed interface Ending {
  /// It ended by itself.
  record Returned(int code) implements Ending {}

  /// A signal ended it.
  record Killed(int signal, boolean core) implements Ending {}

  /// It ended while no k.init was there to see.
  record Unseen() implements Ending {}

  static Ending of(Exit exit) {
    return exit.signal() == 0 ? new Returned(exit.code()) : new Killed(exit.signal(), exit.core());
  }

  /// Adds `code`, `signal` and `core`.
  default Json.Builder put(Json.Builder json) {
    return switch (this) {
      case Returned(int code) -> json.put("code", code).put("signal", 0).put("core", false);
      case Killed(int signal, boolean core) ->
          json.put("code", 0).put("signal", signal).put("core", core);
      case Unseen() -> json.put("code", "unknown").put("signal", 0).put("core", false);
    };
  }

  static Ending parse(Json.Obj json) {
    if (json.at("code") instanceof Json.Str) {
      return new Unseen();
    }
    int signal = (int) json.integer("signal");
    return signal == 0
        ? new Returned((int) json.integer("code"))
        : new Killed(signal, json.flag("core"));
  }
}
