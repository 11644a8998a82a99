package systemk.repo.json;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import systemk.json.Json;
import systemk.json.JsonException;

/// The members of a stored object, read strictly: what is asked for must be there and of the right
/// kind, and in the end all of it must have been asked for.
public final class Fields {
  private final Json.Obj object;
  private final Set<String> asked = new HashSet<>();

  private Fields(Json.Obj object) {
    this.object = object;
  }

  public static Fields of(Json json, String what) {
    return new Fields(json.asObj(what));
  }

  public Json at(String name) {
    asked.add(name);
    return object.at(name);
  }

  public String string(String name) {
    return at(name).asString(name);
  }

  public long integer(String name) {
    return at(name).asLong(name);
  }

  public boolean flag(String name) {
    return at(name).asBool(name);
  }

  public Option<Json> find(String name) {
    asked.add(name);
    return Option.ofOptional(object.find(name));
  }

  public Option<String> text(String name) {
    return find(name).map(value -> value.asString(name));
  }

  public <T> Vector<T> items(String name, Function<Json, T> decode) {
    return Vector.ofAll(at(name).asArr(name).items()).map(decode);
  }

  /// The items of an array that is left out when empty.
  public <T> Vector<T> anyItems(String name, Function<Json, T> decode) {
    return find(name).isEmpty() ? Vector.empty() : items(name, decode);
  }

  /// The value made of the members, once all of them were asked for.
  ///
  /// @throws JsonException if there is a member nobody asked for
  public <T> T done(T value) {
    for (String name : object.members().keySet()) {
      if (!asked.contains(name)) {
        throw new JsonException("member \"" + name + "\" is unknown");
      }
    }
    return value;
  }
}
