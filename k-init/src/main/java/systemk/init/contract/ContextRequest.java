package systemk.init.contract;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
/// @param limits by the name of setrlimit(2) in lower case, in its units
/// @param privileges the capabilities to have; null for those the kernel gives the user
/// @param limitPrivileges the capabilities that can ever be had; null for those k.init can have
public record ContextRequest(
    @Nullable String user,
    @Nullable String group,
    @Nullable List<String> groups,
    @Nullable String umask,
    SortedMap<String, Amounts> limits,
    int nice,
    boolean noNewPrivileges,
    @Nullable CapabilityRequest privileges,
    @Nullable CapabilityRequest limitPrivileges) {
  public static final ContextRequest NONE =
      new ContextRequest(null, null, null, null, new TreeMap<>(), 0, false, null, null);

  private static final String UNLIMITED = "unlimited";

  /// A soft limit and a hard one; null means unlimited.
  record Amounts(@Nullable Long soft, @Nullable Long hard) {
    @Override
    public String toString() {
      String text = text(soft);
      return Objects.equals(soft, hard) ? text : text + ":" + text(hard);
    }

    private static String text(@Nullable Long amount) {
      return amount == null ? UNLIMITED : amount.toString();
    }
  }

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
        json.flag("no_new_privs"),
        CapabilityRequest.parse(json, "privileges"),
        CapabilityRequest.parse(json, "limit_privileges"));
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

  private static SortedMap<String, Amounts> limits(Json.Obj json) {
    SortedMap<String, Amounts> limits = new TreeMap<>();
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

  /// A number, `unlimited`, or both limits as a text with a colon between.
  private static Amounts limit(String name, Json value) {
    String text =
        value instanceof Json.Num
            ? Long.toString(value.asLong("limits." + name))
            : value.asString("limits." + name);
    List<String> both = List.of(text.split(":", -1));
    boolean wellFormed =
        both.size() <= 2
            && both.stream().allMatch(v -> v.equals(UNLIMITED) || v.matches("[0-9]{1,18}"));
    if (!wellFormed) {
      throw new Refusal(
          "limit \"" + name + "\" must be a number, SOFT:HARD, or unlimited, not " + text);
    }
    return new Amounts(amount(both.getFirst()), amount(both.getLast()));
  }

  private static @Nullable Long amount(String text) {
    return text.equals(UNLIMITED) ? null : Long.valueOf(text);
  }

  /// The number a name stands for if it is one already.
  static OptionalInt number(String name) {
    return name.matches("[0-9]{1,10}") && Long.parseLong(name) <= Integer.MAX_VALUE
        ? OptionalInt.of(Integer.parseInt(name))
        : OptionalInt.empty();
  }
}
