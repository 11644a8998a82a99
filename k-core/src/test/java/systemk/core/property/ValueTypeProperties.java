package systemk.core.property;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.Fmris;
import systemk.core.fmri.Names;

final class ValueTypeProperties {
  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.strings().all().ofMaxLength(20),
        Arbitraries.strings().withChars("0123456789abcdefxX+-.:/ tT").ofMaxLength(24),
        Arbitraries.longs().map(String::valueOf),
        Arbitraries.longs().map(Long::toUnsignedString),
        Fmris.nearFmris(),
        Fmris.any().map(Fmri::toString),
        Arbitraries.integers().between(0, 300).list().ofSize(4).map(ValueTypeProperties::dotted),
        Arbitraries.strings().withChars("ab1f:").ofMaxLength(30));
  }

  private static String dotted(Iterable<Integer> octets) {
    return String.join(".", io.vavr.collection.List.ofAll(octets).map(String::valueOf));
  }

  @Property
  void canonicalFormIsIdempotentAndWithinLimits(
      @ForAll ValueType type, @ForAll("texts") String text) {
    type.canonical(text)
        .forEach(
            canonical -> {
              assertThat(type.canonical(canonical)).containsExactly(canonical);
              assertThat(Names.utf8Length(canonical))
                  .isBetween(0, 2 * systemk.core.property.Property.MAX_BYTES);
            });
  }

  @Property
  void aValueIsAValueOfEveryAncestorThatIsAString(
      @ForAll ValueType type, @ForAll ValueType ancestor, @ForAll("texts") String text) {
    // A file's name may have characters that no URI has.
    boolean applies =
        type.isCompatibleWith(ancestor) && !(type == ValueType.FMRI && ancestor == ValueType.URI);
    if (applies) {
      type.canonical(text)
          .forEach(canonical -> assertThat(ancestor.canonical(canonical)).isNotEmpty());
    }
  }

  @Property
  void compatibilityIsAnOrder(@ForAll ValueType a, @ForAll ValueType b, @ForAll ValueType c) {
    assertThat(a.isCompatibleWith(a)).isTrue();
    if (a.isCompatibleWith(b) && b.isCompatibleWith(c)) {
      assertThat(a.isCompatibleWith(c)).isTrue();
    }
    if (a.isCompatibleWith(b) && b.isCompatibleWith(a)) {
      assertThat(a).isEqualTo(b);
    }
  }

  @Property
  void numbersReadBackAsTheyWere(@ForAll long value) {
    assertThat(systemk.core.property.Property.integer("n", value).asLong()).containsExactly(value);
    assertThat(systemk.core.property.Property.count("n", value).asLong()).containsExactly(value);
  }
}
