package systemk.init.notify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import systemk.json.Json;
import systemk.json.JsonException;
import systemk.json.JsonText;
import systemk.linux.Descriptors;
import systemk.linux.ProcessId;

/// The descriptors a k.init leaves to the program it becomes: the sockets services talk to, and
/// what they keep here.
///
/// @param sockets by what they are called: the owner
/// @param kept in the order in which they came
public record Handover(List<Item> sockets, List<Item> kept) {
  public static final Handover NOTHING = new Handover(List.of(), List.of());

  /// One of them.
  ///
  /// @param name of what is kept; empty for a socket
  public record Item(String owner, String name, int descriptor) {}

  public Handover {
    sockets = List.copyOf(sockets);
    kept = List.copyOf(kept);
  }

  /// Lets all of them outlive the program, or not.
  public void outlive(boolean staying) {
    sockets.forEach(item -> Descriptors.outliveProgram(item.descriptor(), staying));
    kept.forEach(item -> Descriptors.outliveProgram(item.descriptor(), staying));
  }

  /// Writes down what there is, for the process that is this one.
  public void write(Path file, ProcessId self) throws IOException {
    Json.Obj text =
        Json.object()
            .put("pid", self.pid())
            .put("start_time", self.startTime())
            .putArray("sockets", sockets.stream().map(Handover::json).toList())
            .putArray("kept", kept.stream().map(Handover::json).toList())
            .build();
    Files.writeString(file, JsonText.write(text));
  }

  /// What this very process was left by the program it was before; nothing if it was none. It is
  /// told once: the numbers mean something else later.
  public static Handover take(Path file, ProcessId self) throws IOException {
    if (!Files.exists(file)) {
      return NOTHING;
    }
    String text = Files.readString(file);
    Files.delete(file);
    Handover left = parse(text, self).orElse(NOTHING);
    left.outlive(false);
    return left;
  }

  private static Optional<Handover> parse(String text, ProcessId self) {
    try {
      Json.Obj json = JsonText.parse(text).asObj("handover");
      boolean ours =
          json.integer("pid") == self.pid() && json.integer("start_time") == self.startTime();
      return ours
          ? Optional.of(new Handover(items(json, "sockets"), items(json, "kept")))
          : Optional.empty();
    } catch (JsonException _) {
      // Cut short by a kill, before the process could become anything.
      return Optional.empty();
    }
  }

  private static List<Item> items(Json.Obj json, String name) {
    return json.items(name).stream()
        .map(item -> item.asObj(name))
        .map(
            item ->
                new Item(
                    item.string("owner"), item.string("name"), (int) item.integer("descriptor")))
        .toList();
  }

  private static Json.Obj json(Item item) {
    return Json.object()
        .put("owner", item.owner())
        .put("name", item.name())
        .put("descriptor", item.descriptor())
        .build();
  }
}
