package systemk.shell.manifest;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import systemk.json.Document;
import systemk.json.Json;
import systemk.json.Location;

/// Takes the values of one document for what they should be, and keeps what is wrong with them.
/// Reading goes on after an error, so that all of them are found; what cannot be read is absent.
public final class Reader implements Complaints<Place> {
  private final String file;
  private final Document document;
  private final List<ManifestError> errors = new ArrayList<>();

  public Reader(String file, Document document) {
    this.file = file;
    this.document = document;
  }

  public Vector<ManifestError> errors() {
    return Vector.ofAll(errors).sorted();
  }

  @Override
  public void error(Place at, String message) {
    Location location = document.locate(at.value());
    errors.add(new ManifestError(file, location.line(), location.column(), at.path(), message));
  }

  /// The members of an object, by name.
  public Map<String, Place> members(Place at) {
    Map<String, Place> members = new LinkedHashMap<>();
    if (at.value() instanceof Json.Obj(var values)) {
      values.forEach((name, value) -> members.put(name, at.member(name, value)));
    } else {
      error(at, "expected an object, found " + kind(at.value()));
    }
    return members;
  }

  /// The members of an object that may have only these.
  public Map<String, Place> members(Place at, Vector<String> known) {
    Map<String, Place> members = members(at);
    for (Map.Entry<String, Place> member : members.entrySet()) {
      if (!known.contains(member.getKey())) {
        String nearest =
            Spelling.nearest(member.getKey(), known)
                .map(name -> "; did you mean \"" + name + "\"?")
                .getOrElse("");
        error(member.getValue(), "unknown member \"" + member.getKey() + "\"" + nearest);
      }
    }
    return members;
  }

  public static Option<Place> find(Map<String, Place> members, String name) {
    return Option.of(members.get(name));
  }

  /// The member that must be there.
  public Option<Place> require(Place at, Map<String, Place> members, String name) {
    Option<Place> found = find(members, name);
    if (found.isEmpty() && at.value() instanceof Json.Obj) {
      error(at, "member \"" + name + "\" is missing");
    }
    return found;
  }

  public Option<String> string(Place at) {
    if (at.value() instanceof Json.Str(String text)) {
      return Option.some(text);
    }
    error(at, "expected a string, found " + kind(at.value()));
    return Option.none();
  }

  public Option<Boolean> bool(Place at) {
    if (at.value() instanceof Json.Bool(boolean value)) {
      return Option.some(value);
    }
    error(at, "expected true or false, found " + kind(at.value()));
    return Option.none();
  }

  /// The items of an array, or the one value that stands for itself.
  Vector<Place> oneOrMore(Place at) {
    return at.value() instanceof Json.Arr(var values)
        ? Vector.range(0, values.size()).map(i -> at.item(i, values.get(i)))
        : Vector.of(at);
  }

  /// The items of an array.
  public Vector<Place> items(Place at) {
    if (at.value() instanceof Json.Arr) {
      return oneOrMore(at);
    }
    error(at, "expected an array, found " + kind(at.value()));
    return Vector.empty();
  }

  /// One of these words.
  public Option<String> word(Place at, Vector<String> words) {
    return string(at)
        .filter(
            text -> {
              if (words.contains(text)) {
                return true;
              }
              String nearest =
                  Spelling.nearest(text, words)
                      .map(word -> "; did you mean \"" + word + "\"?")
                      .getOrElse("");
              error(at, "\"" + text + "\" is none of " + words.mkString(", ") + nearest);
              return false;
            });
  }

  static String kind(Json value) {
    return switch (value) {
      case Json.Obj _ -> "an object";
      case Json.Arr _ -> "an array";
      case Json.Str _ -> "a string";
      case Json.Num _ -> "a number";
      case Json.Bool _ -> "a boolean";
      case Json.Null _ -> "null";
    };
  }
}
