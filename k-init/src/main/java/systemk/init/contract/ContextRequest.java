package systemk.init.contract;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import systemk.json.Json;

/// The method context as the caller wrote it: names unresolved, rights unchecked.
///
/// @param user a name or a number; null for the user k.init runs as
/// @param group a name or a number; null for the user's own
/// @param groups names or numbers; null for what the name service says
/// @param umask octal; null for k.init's own
/// @param limits by the name of setrlimit(2) in lower case, in its units; null means unlimited
public record ContextRequest(
    @Nullable String user,
    @Nullable String group,
    @Nullable List<String> groups,
    @Nullable String umask,
    SortedMap<String, @Nullable Long> limits,
    int nice,
    boolean noNewPrivileges) {
  public static final ContextRequest NONE =
      new ContextRequest(null, null, null, null, new TreeMap<>(), 0, false);

  static ContextRequest parse(Json.Obj json) {
    return new ContextRequest(
        text(json, "user"),
        text(json, "group"),
        json.has("groups")
            ? json.items("groups").stream().map(g -> text(g, "groups")).toList()
            : null,
        umask(json),
        limits(json),
        nice(json),
        json.flag("no_new_privs"));
  }

  private static @Nullable String text(Json.Obj json, String member) {
    return json.has(member) ? text(json.at(member), member) : null;
  }

  /// Numbers of users and groups may be written as numbers.
  private static String text(Json value, String member) {
    String text =
        value instanceof Json.Num(BigDecimal number)
            ? number.toPlainString()
            : value.asString(member);
    if (text.isEmpty() || text.indexOf('\0') >= 0) {
      throw new Refusal("\"" + member + "\" names nobody");
    }
    return text;
  }

  private static @Nullable String umask(Json.Obj json) {
    if (!json.has("umask")) {
      return null;
    }
    String umask = json.string("umask");
    if (!umask.matches("0?[0-7]{1,3}")) {
      throw new Refusal("\"" + umask + "\" is not a umask in octal");
    }
    return umask;
  }

  private static int nice(Json.Obj json) {
    long nice = json.integer("nice", 0);
    if (nice < -20 || nice > 19) {
      throw new Refusal("\"nice\" must be from -20 to 19, not " + nice);
    }
    return (int) nice;
  }

  private static SortedMap<String, @Nullable Long> limits(Json.Obj json) {
    SortedMap<String, @Nullable Long> limits = new TreeMap<>();
    if (json.has("limits")) {
      for (Map.Entry<String, Json> entry : json.object("limits").members().entrySet()) {
        String name = entry.getKey();
        if (Limit.of(name).isEmpty()) {
          throw new Refusal("there is no limit \"" + name + "\"");
        }
        limits.put(name, limit(name, entry.getValue()));
      }
    }
    return limits;
  }

  private static @Nullable Long limit(String name, Json value) {
    if (value instanceof Json.Str(String text) && text.equals("unlimited")) {
      return null;
    }
    long number = value.asLong("limits." + name);
    if (number < 0) {
      throw new Refusal("limit \"" + name + "\" is negative");
    }
    return number;
  }

  /// The number a name stands for if it is one already.
  static OptionalInt number(String name) {
    return name.matches("[0-9]{1,9}")
        ? OptionalInt.of(Integer.parseInt(name))
        : OptionalInt.empty();
  }
}
