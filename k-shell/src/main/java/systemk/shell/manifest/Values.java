package systemk.shell.manifest;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.math.BigDecimal;
import java.util.Map;
import systemk.core.fmri.Names;
import systemk.core.property.Property;
import systemk.core.property.ValueType;
import systemk.json.Json;

/// Reads the properties of a group: a plain value where its type is plain, else an object with
/// `type` and `value` or `values`.
final class Values {
  private static final Vector<String> TYPED = Vector.of("type", "value", "values");
  private static final Vector<String> TYPES = Vector.of(ValueType.values()).map(ValueType::token);

  private final Reader reader;

  Values(Reader reader) {
    this.reader = reader;
  }

  /// All members of an object, each a property.
  Vector<Property> properties(Place at) {
    Vector<Property> properties = Vector.empty();
    for (Map.Entry<String, Place> member : reader.members(at).entrySet()) {
      properties = properties.appendAll(property(member.getValue(), member.getKey()));
    }
    return properties;
  }

  Option<Property> property(Place at, String name) {
    if (!isName(at, name)) {
      return Option.none();
    }
    return at.value() instanceof Json.Obj ? typed(at, name) : plain(at, name);
  }

  private boolean isName(Place at, String name) {
    if (!Names.isName(name)) {
      reader.error(at, "\"" + name + "\" is not a name of a property");
    }
    return Names.isName(name);
  }

  private Option<Property> typed(Place at, String name) {
    Map<String, Place> members = reader.members(at, TYPED);
    Option<ValueType> type =
        reader
            .require(at, members, "type")
            .flatMap(place -> reader.word(place, TYPES))
            .flatMap(ValueType::ofToken);
    Option<Place> value = Reader.find(members, "value");
    Option<Place> values = Reader.find(members, "values");
    if (value.isDefined() == values.isDefined()) {
      reader.error(at, "exactly one of \"value\" and \"values\" is expected");
      return Option.none();
    }
    if (value.exists(place -> place.value() instanceof Json.Arr)) {
      reader.error(value.get(), "one value is expected here; \"values\" takes an array");
      return Option.none();
    }
    return type.flatMap(
        t -> of(name, t, value.map(Vector::of).getOrElse(() -> reader.items(values.get()))));
  }

  /// A property of a type known beforehand, from one value or an array.
  Option<Property> ofType(Place at, String name, ValueType type) {
    if (!isName(at, name)) {
      return Option.none();
    }
    return at.value() instanceof Json.Obj ? typed(at, name) : of(name, type, reader.oneOrMore(at));
  }

  private Option<Property> plain(Place at, String name) {
    Vector<Place> items = reader.oneOrMore(at);
    Vector<Option<ValueType>> types = items.map(this::plainType);
    if (types.exists(Option::isEmpty)) {
      return Option.none();
    }
    Vector<ValueType> distinct = types.flatMap(type -> type).distinct();
    if (distinct.isEmpty()) {
      return of(name, ValueType.ASTRING, items);
    }
    boolean whole = distinct.forAll(type -> type == ValueType.COUNT || type == ValueType.INTEGER);
    if (distinct.size() > 1 && !whole) {
      reader.error(at, "the values of one property must be of one type");
      return Option.none();
    }
    return of(name, distinct.size() > 1 ? ValueType.INTEGER : distinct.head(), items);
  }

  /// A whole number is a count, a negative one an integer.
  private Option<ValueType> plainType(Place at) {
    return switch (at.value()) {
      case Json.Str _ -> Option.some(ValueType.ASTRING);
      case Json.Bool _ -> Option.some(ValueType.BOOLEAN);
      case Json.Num(BigDecimal number) ->
          Option.some(number.signum() < 0 ? ValueType.INTEGER : ValueType.COUNT);
      default -> {
        reader.error(
            at, "expected a string, a number or a boolean, found " + Reader.kind(at.value()));
        yield Option.none();
      }
    };
  }

  private Option<Property> of(String name, ValueType type, Vector<Place> items) {
    Vector<Option<String>> values = items.map(item -> canonical(item, type));
    return values.exists(Option::isEmpty)
        ? Option.none()
        : Option.some(new Property(name, type, values.flatMap(value -> value)));
  }

  private Option<String> canonical(Place at, ValueType type) {
    Option<String> text =
        switch (at.value()) {
          case Json.Str(String value) -> Option.some(value);
          case Json.Bool(boolean value) -> Option.some(Boolean.toString(value));
          case Json.Num(BigDecimal value) -> number(value);
          default -> {
            reader.error(
                at, "expected a string, a number or a boolean, found " + Reader.kind(at.value()));
            yield Option.none();
          }
        };
    if (text.isEmpty() && !(at.value() instanceof Json.Num)) {
      return text;
    }
    Option<String> canonical = text.flatMap(type::canonical);
    if (canonical.isEmpty()) {
      String shown =
          at.value() instanceof Json.Num(BigDecimal value) ? value.toString() : text.get();
      reader.error(at, "\"" + shown + "\" is not a value of type " + type.token());
    }
    return canonical;
  }

  /// The plain digits of a number; none for one so large that nothing could take it.
  private static Option<String> number(BigDecimal value) {
    return Math.abs((long) value.scale()) > 64
        ? Option.none()
        : Option.some(value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString());
  }
}
