package systemk.init.contract;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import systemk.json.Json;
import systemk.linux.Program.Output;

/// What somebody wants to run, and how.
///
/// @param environment all of it, but for the cookie
/// @param directory to run in; null for the home directory of the user
/// @param output where fd 1 goes
/// @param error where fd 2 goes
/// @param record whether the exit code shall survive even if k.init does not see it
/// @param supervision what it may tell k.init
/// @param resources what it may use of the machine
public record SpawnRequest(
    String token,
    String owner,
    Contract.Kind kind,
    List<String> arguments,
    SortedMap<String, String> environment,
    @Nullable Path directory,
    Output output,
    Output error,
    boolean record,
    ContextRequest context,
    Supervision supervision,
    Resources resources) {
  private static final int MAX_NAME = 1024;
  private static final String HOME = ":home";

  /// Reads the members of a `spawn` request.
  public static SpawnRequest parse(Json.Obj json) {
    List<String> arguments = json.strings("argv");
    if (arguments.isEmpty() || arguments.getFirst().isEmpty()) {
      throw new Refusal("\"argv\" names no program");
    }
    arguments.forEach(argument -> refuseZero("argv", argument));
    Output log =
        new Output.Append(
            json.optionalString("log").map(text -> path("log", text)).orElse(Path.of("/dev/null")));
    return new SpawnRequest(
        name(json, "token"),
        name(json, "owner"),
        Contract.Kind.SERVICE,
        arguments,
        environment(json),
        directory(json.optionalString("cwd").orElse("/")),
        log,
        log,
        json.flag("record"),
        json.has("context") ? ContextRequest.parse(json.object("context")) : ContextRequest.NONE,
        Supervision.parse(json),
        json.has("resources") ? Resources.parse(json.object("resources")) : Resources.NONE);
  }

  private static String name(Json.Obj json, String member) {
    String value = json.string(member);
    if (value.isEmpty() || value.length() > MAX_NAME) {
      throw new Refusal("\"" + member + "\" must have 1 to " + MAX_NAME + " characters");
    }
    return value;
  }

  private static SortedMap<String, String> environment(Json.Obj json) {
    SortedMap<String, String> environment = new TreeMap<>();
    if (json.has("env")) {
      for (Map.Entry<String, Json> entry : json.object("env").members().entrySet()) {
        String name = entry.getKey();
        String value = entry.getValue().asString("env." + name);
        if (name.isEmpty() || name.contains("=")) {
          throw new Refusal("\"" + name + "\" is not the name of an environment variable");
        }
        refuseZero("env", name + value);
        environment.put(name, value);
      }
    }
    return environment;
  }

  private static @Nullable Path directory(String text) {
    return text.equals(HOME) ? null : path("cwd", text);
  }

  private static Path path(String member, String text) {
    try {
      Path path = Path.of(text);
      if (!path.isAbsolute()) {
        throw new Refusal("\"" + member + "\" is not an absolute path: " + text);
      }
      return path;
    } catch (InvalidPathException e) {
      throw new Refusal("\"" + member + "\" is not a path: " + e.getReason());
    }
  }

  private static void refuseZero(String member, String value) {
    if (value.indexOf('\0') >= 0) {
      throw new Refusal("\"" + member + "\" contains a zero byte");
    }
  }
}
