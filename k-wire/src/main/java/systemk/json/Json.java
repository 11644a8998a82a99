package systemk.json;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// A JSON value (RFC 8259). Objects keep the order of their members; nothing can be changed.
public sealed interface Json {

  /// An object. Member names are unique; iteration follows the order of the text or builder.
  record Obj(SequencedMap<String, Json> members) implements Json {
    public Obj {
      members = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(members));
    }

    public boolean has(String name) {
      return members.containsKey(name);
    }

    public Optional<Json> find(String name) {
      return Optional.ofNullable(members.get(name));
    }

    /// The member of this name.
    ///
    /// @throws JsonException if there is none
    public Json at(String name) {
      Json value = members.get(name);
      if (value == null) {
        throw new JsonException("member \"" + name + "\" is missing");
      }
      return value;
    }

    public String string(String name) {
      return at(name).asString(name);
    }

    public Optional<String> optionalString(String name) {
      return find(name).map(v -> v.asString(name));
    }

    public long integer(String name) {
      return at(name).asLong(name);
    }

    /// The integer of this name, or `otherwise` if the member is absent.
    public long integer(String name, long otherwise) {
      Json value = members.get(name);
      return value == null ? otherwise : value.asLong(name);
    }

    /// The boolean of this name, or false if the member is absent.
    public boolean flag(String name) {
      Json value = members.get(name);
      return value != null && value.asBool(name);
    }

    public Obj object(String name) {
      return at(name).asObj(name);
    }

    /// The items of the array of this name; none if the member is absent.
    public List<Json> items(String name) {
      Json value = members.get(name);
      return value == null ? List.of() : value.asArr(name).items();
    }

    /// The strings of the array of this name; none if the member is absent.
    public List<String> strings(String name) {
      return items(name).stream().map(v -> v.asString(name)).toList();
    }
  }

  /// An array.
  record Arr(List<Json> items) implements Json {
    public Arr {
      items = List.copyOf(items);
    }
  }

  /// A string.
  record Str(String value) implements Json {}

  /// A number. Exact: what was written is what is kept.
  record Num(BigDecimal value) implements Json {}

  /// True or false.
  record Bool(boolean value) implements Json {}

  /// The null literal.
  record Null() implements Json {}

  static Str of(String value) {
    return new Str(value);
  }

  static Num of(long value) {
    return new Num(BigDecimal.valueOf(value));
  }

  static Bool of(boolean value) {
    return new Bool(value);
  }

  static Arr array(Collection<? extends Json> items) {
    return new Arr(List.copyOf(items));
  }

  static Arr strings(Collection<String> values) {
    return new Arr(values.stream().<Json>map(Str::new).toList());
  }

  static Builder object() {
    return new Builder();
  }

  default Obj asObj(String what) {
    if (this instanceof Obj obj) {
      return obj;
    }
    throw new JsonException("\"" + what + "\" is not an object");
  }

  default Arr asArr(String what) {
    if (this instanceof Arr arr) {
      return arr;
    }
    throw new JsonException("\"" + what + "\" is not an array");
  }

  default String asString(String what) {
    if (this instanceof Str(String value)) {
      return value;
    }
    throw new JsonException("\"" + what + "\" is not a string");
  }

  default boolean asBool(String what) {
    if (this instanceof Bool(boolean value)) {
      return value;
    }
    throw new JsonException("\"" + what + "\" is not true or false");
  }

  default long asLong(String what) {
    if (this instanceof Num(BigDecimal value)) {
      try {
        return value.longValueExact();
      } catch (ArithmeticException e) {
        throw new JsonException("\"" + what + "\" is not a 64-bit integer", e);
      }
    }
    throw new JsonException("\"" + what + "\" is not an integer");
  }

  /// Collects the members of an object. Used once, within one method.
  final class Builder {
    private final SequencedMap<String, Json> members = new LinkedHashMap<>();

    private Builder() {}

    public Builder put(String name, Json value) {
      members.put(name, value);
      return this;
    }

    public Builder put(String name, String value) {
      return put(name, new Str(value));
    }

    public Builder put(String name, long value) {
      return put(name, Json.of(value));
    }

    public Builder put(String name, boolean value) {
      return put(name, new Bool(value));
    }

    /// Adds the member only if it says something: a present value.
    public Builder putIf(String name, Optional<String> value) {
      value.ifPresent(v -> put(name, v));
      return this;
    }

    public Builder putAll(Map<String, ? extends Json> values) {
      members.putAll(values);
      return this;
    }

    public Builder putStrings(String name, Collection<String> values) {
      return put(name, Json.strings(values));
    }

    public Builder putArray(String name, Collection<? extends Json> items) {
      return put(name, new Arr(new ArrayList<>(items)));
    }

    public Obj build() {
      return new Obj(members);
    }
  }
}
