package systemk.core.check;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.math.BigInteger;
import systemk.core.fmri.EntityFmri;
import systemk.core.property.Property;
import systemk.core.property.ValueType;

/// What a template says property groups must be (smf_template(7)).
///
/// @param template who has the template
/// @param group the group of the template that says it, where there are words about it, too
/// @param name the name the group has; empty if any
/// @param type the type the group has; empty if any
/// @param properties what is said of properties in it
public record GroupPattern(
    EntityFmri template,
    String group,
    String name,
    String type,
    boolean required,
    Vector<PropertyPattern> properties) {

  /// What a template says a property must be.
  ///
  /// @param group the group of the template that says it
  /// @param values the values it may have, as written
  /// @param ranges the ranges its values may be in, as an alternative
  /// @param separators what separates values within a value; such values are not looked into
  public record PropertyPattern(
      String group,
      String name,
      Option<ValueType> type,
      boolean required,
      BigInteger min,
      Option<BigInteger> max,
      Vector<String> values,
      Vector<Range> ranges,
      boolean separators) {

    /// Whether anything is said about which values there may be.
    private boolean constrains() {
      return !separators && (!values.isEmpty() || !ranges.isEmpty());
    }

    boolean hasType(Property property) {
      return type.forAll(property.type()::isCompatibleWith);
    }

    boolean hasCount(Property property) {
      BigInteger count = BigInteger.valueOf(property.values().size());
      return count.compareTo(min) >= 0 && max.forAll(most -> count.compareTo(most) <= 0);
    }

    /// The values that are not among those it may have.
    Vector<String> forbidden(Property property) {
      return constrains()
          ? property.values().reject(value -> allows(property.type(), value))
          : Vector.empty();
    }

    private boolean allows(ValueType of, String value) {
      boolean isNumber = of == ValueType.COUNT || of == ValueType.INTEGER;
      return values.exists(word -> of.canonical(word).contains(value))
          || (isNumber && ranges.exists(range -> range.contains(new BigInteger(value))));
    }

    /// What it may be, in words.
    public Vector<String> allowed() {
      return values.appendAll(ranges.map(Range::toString));
    }

    /// How many values it may have, in words.
    String counts() {
      return max.isEmpty()
          ? "at least " + min
          : max.contains(min) ? "" + min : "between " + min + " and " + max.get();
    }
  }

  /// Whole numbers from one to another, both included.
  public record Range(BigInteger min, BigInteger max) {
    /// A range as templates write it, `1,65535`.
    public static Option<Range> read(String text) {
      String[] ends = text.split(",", -1);
      if (ends.length != 2) {
        return Option.none();
      }
      return number(ends[0])
          .flatMap(low -> number(ends[1]).map(high -> new Range(low, high)))
          .filter(range -> range.min.compareTo(range.max) <= 0);
    }

    /// A number with or without a sign, as large as any count.
    private static Option<BigInteger> number(String text) {
      String stripped = text.strip();
      return ValueType.INTEGER
          .canonical(stripped)
          .orElse(() -> ValueType.COUNT.canonical(stripped))
          .map(BigInteger::new);
    }

    boolean contains(BigInteger number) {
      return min.compareTo(number) <= 0 && number.compareTo(max) <= 0;
    }

    @Override
    public String toString() {
      return min + ".." + max;
    }
  }

  /// Whether a group of this name and type is what this is about.
  public boolean matches(String other, String groupType) {
    return (name.isEmpty() || name.equals(other)) && (type.isEmpty() || type.equals(groupType));
  }
}
