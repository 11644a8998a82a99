package systemk.shell.dump;

import io.vavr.collection.Vector;
import java.util.Map;
import systemk.json.Json;
import systemk.json.JsonText;

/// The text of a dump, laid out so that a change of one value is a change of one line: an object of
/// plain values is one line, anything else has a line for each member or item.
final class DumpText {
  private static final String STEP = "  ";

  private DumpText() {}

  static String of(Json.Obj dump) {
    return object(dump, "", true) + "\n";
  }

  private static String text(Json value, String margin) {
    return switch (value) {
      case Json.Obj object -> object(object, margin, false);
      case Json.Arr(var items) ->
          lines("[", Vector.ofAll(items).map(item -> text(item, margin + STEP)), "]", margin);
      default -> JsonText.write(value);
    };
  }

  private static String object(Json.Obj object, String margin, boolean open) {
    Vector<Map.Entry<String, Json>> members = Vector.ofAll(object.members().entrySet());
    boolean plain =
        !open && members.forAll(m -> !(m.getValue() instanceof Json.Obj || isArray(m.getValue())));
    if (plain) {
      return members.isEmpty()
          ? "{}"
          : "{ " + members.map(m -> member(m, "")).mkString(", ") + " }";
    }
    return lines("{", members.map(m -> member(m, margin + STEP)), "}", margin);
  }

  private static boolean isArray(Json value) {
    return value instanceof Json.Arr;
  }

  private static String member(Map.Entry<String, Json> member, String margin) {
    return JsonText.write(Json.of(member.getKey())) + ": " + text(member.getValue(), margin);
  }

  private static String lines(String start, Vector<String> parts, String end, String margin) {
    return parts.isEmpty()
        ? start + end
        : parts.mkString(start + "\n" + margin + STEP, ",\n" + margin + STEP, "\n" + margin + end);
  }
}
