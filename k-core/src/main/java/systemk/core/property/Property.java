package systemk.core.property;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.fmri.Names;

/// A name with a type and zero or more ordered values of that type, each in canonical form.
public record Property(String name, ValueType type, Vector<String> values) {
  /// The longest value, in bytes of UTF-8 (smf.md §2.2).
  public static final int MAX_BYTES = 4095;

  public Property {
    if (!Names.isName(name)) {
      throw new IllegalArgumentException("not a property name: " + name);
    }
    for (String value : values) {
      if (!type.canonical(value).contains(value)) {
        throw new IllegalArgumentException(
            "not a canonical " + type.token() + ": \"" + value + "\" for " + name);
      }
    }
  }

  /// A property of one value, which must be canonical.
  public static Property of(String name, ValueType type, String value) {
    return new Property(name, type, Vector.of(value));
  }

  public static Property of(String name, boolean value) {
    return of(name, ValueType.BOOLEAN, Boolean.toString(value));
  }

  public static Property of(String name, String value) {
    return of(name, ValueType.ASTRING, value);
  }

  /// A property of type count.
  public static Property count(String name, long value) {
    return of(name, ValueType.COUNT, Long.toUnsignedString(value));
  }

  /// A property of type integer.
  public static Property integer(String name, long value) {
    return of(name, ValueType.INTEGER, Long.toString(value));
  }

  /// The value, if there is exactly one.
  public Option<String> single() {
    return values.size() == 1 ? Option.some(values.head()) : Option.none();
  }

  /// The single value as a boolean, if it is one.
  public Option<Boolean> asBoolean() {
    return type == ValueType.BOOLEAN ? single().map("true"::equals) : Option.none();
  }

  /// The single value as a 64-bit number, if it is one. Counts above 2^63-1 read as negative.
  public Option<Long> asLong() {
    return switch (type) {
      case INTEGER -> single().map(Long::parseLong);
      case COUNT -> single().map(Long::parseUnsignedLong);
      default -> Option.none();
    };
  }
}
