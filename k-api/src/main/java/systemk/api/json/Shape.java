package systemk.api.json;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import systemk.core.fmri.EntityFmri;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.Names;
import systemk.core.fmri.ServiceFmri;
import systemk.core.property.Layer;
import systemk.core.property.ValueType;
import systemk.core.repository.Revision;
import systemk.json.Json;
import systemk.json.JsonException;

/// Reads the small things messages are made of, and says in one line what is wrong with them.
final class Shape {
  private Shape() {}

  /// Refuses members nobody will read: a misspelt member must not pass for an absent one.
  static void only(Json.Obj object, String... known) {
    for (String name : object.members().keySet()) {
      if (!Arrays.asList(known).contains(name)) {
        throw new JsonException("member \"" + name + "\" is unknown here");
      }
    }
  }

  static Option<String> optional(Json.Obj object, String name) {
    return Option.ofOptional(object.optionalString(name));
  }

  static <T> Vector<T> objects(Json.Obj object, String name, Function<Json.Obj, T> reader) {
    return Vector.ofAll(object.items(name)).map(item -> reader.apply(item.asObj(name)));
  }

  static List<String> strings(Json.Obj object, String name) {
    object.at(name);
    return object.strings(name);
  }

  static EntityFmri entity(Json.Obj object, String name) {
    String text = object.string(name);
    return Fmri.parse(text)
        .filterOrElse(EntityFmri.class::isInstance, _ -> null)
        .map(EntityFmri.class::cast)
        .getOrElseThrow(() -> bad(name, text, "the FMRI of a service or an instance"));
  }

  static InstanceFmri instance(Json.Obj object, String name) {
    if (entity(object, name) instanceof InstanceFmri instance) {
      return instance;
    }
    throw bad(name, object.string(name), "the FMRI of an instance");
  }

  static ServiceFmri service(Json.Obj object, String name) {
    if (entity(object, name) instanceof ServiceFmri service) {
      return service;
    }
    throw bad(name, object.string(name), "the FMRI of a service");
  }

  static String name(Json.Obj object, String name) {
    String text = object.string(name);
    if (!Names.isName(text)) {
      throw bad(name, text, "a name");
    }
    return text;
  }

  static Layer layer(Json.Obj object, String name) {
    String token = object.string(name);
    return Layer.ofToken(token).getOrElseThrow(() -> bad(name, token, "a layer"));
  }

  static ValueType type(Json.Obj object, String name) {
    String token = object.string(name);
    return ValueType.ofToken(token).getOrElseThrow(() -> bad(name, token, "a type of values"));
  }

  static Revision revision(Json.Obj json, String name) {
    String text = json.string(name);
    int dot = text.indexOf('.');
    long generation = dot < 0 ? -1 : digits(text.substring(0, dot));
    long tick = digits(text.substring(dot + 1));
    if (generation < 0 || tick < 0) {
      throw bad(name, text, "a revision");
    }
    return new Revision(generation, tick);
  }

  /// The number these decimal digits are; -1 if they are none or too many.
  private static long digits(String text) {
    boolean digits = !text.isEmpty() && text.length() <= 18;
    for (int i = 0; i < text.length(); i++) {
      digits &= text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
    return digits ? Long.parseLong(text) : -1;
  }

  /// One of the words of an enumeration.
  static <T> T word(Json.Obj json, String name, Function<String, Option<T>> words, String what) {
    String token = json.string(name);
    return words.apply(token).getOrElseThrow(() -> bad(name, token, what));
  }

  private static JsonException bad(String member, String text, String what) {
    String shown = text.length() > 200 ? text.substring(0, 200) + "..." : text;
    return new JsonException("\"" + member + "\" is not " + what + ": \"" + shown + "\"");
  }
}
