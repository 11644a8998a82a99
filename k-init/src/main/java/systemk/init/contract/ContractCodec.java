package systemk.init.contract;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import systemk.json.Json;
import systemk.linux.ProcessId;

/// The JSON form of a contract's record on disk.
final class ContractCodec {
  private ContractCodec() {}

  static Json.Obj toJson(Contract contract) {
    var json =
        contract
            .identify(Json.object())
            .put("kind", contract.kind().name().toLowerCase(Locale.ROOT))
            .put("record", contract.record());
    if (!contract.voice().equals(Voice.NONE)) {
      json.put("voice", contract.voice().toJson());
    }
    switch (contract.life()) {
      case Life.Intended _ -> json.put("life", "intended");
      case Life.Running(var first) -> json.put("life", "running").put("first", process(first));
      case Life.Led(int pid, long start, var ending, var leader) -> {
        json.put("life", "led")
            .put("first", process(new ProcessId(pid, start)))
            .put("ending", ending.put(Json.object()).build());
        if (leader != null) {
          json.put("leader", process(leader));
        }
      }
      case Life.Empty(int pid, long start, var ending) ->
          json.put("life", "empty")
              .put("first", process(new ProcessId(pid, start)))
              .put("ending", ending.put(Json.object()).build());
    }
    return json.putArray("events", contract.unacknowledged().stream().map(Event::toRecord).toList())
        .build();
  }

  static Contract parse(Json value) {
    Json.Obj json = value.asObj("contract record");
    return new Contract(
        json.integer("contract"),
        json.string("token"),
        json.string("owner"),
        Contract.Kind.valueOf(json.string("kind").toUpperCase(Locale.ROOT)),
        json.flag("record"),
        json.has("voice") ? Voice.parse(json.object("voice")) : Voice.NONE,
        life(json),
        json.items("events").stream().map(Event::parse).toList());
  }

  private static Life life(Json.Obj json) {
    String life = json.string("life");
    if (life.equals("intended")) {
      return new Life.Intended();
    }
    ProcessId first = process(json.object("first"));
    if (life.equals("running")) {
      return new Life.Running(first);
    }
    Ending ending = Ending.parse(json.object("ending"));
    @Nullable ProcessId leader = json.has("leader") ? process(json.object("leader")) : null;
    return life.equals("led")
        ? new Life.Led(first.pid(), first.startTime(), ending, leader)
        : new Life.Empty(first.pid(), first.startTime(), ending);
  }

  private static Json.Obj process(ProcessId process) {
    return Json.object().put("pid", process.pid()).put("start_time", process.startTime()).build();
  }

  private static ProcessId process(Json.Obj json) {
    return new ProcessId((int) json.integer("pid"), json.integer("start_time"));
  }
}
