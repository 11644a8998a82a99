package systemk.core.fmri;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class FmriProperties {
  @Provide
  Arbitrary<Fmri> fmris() {
    return Fmris.any();
  }

  @Provide
  Arbitrary<EntityFmri> entities() {
    return Fmris.entities();
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Fmris.nearFmris(), Arbitraries.strings().all(), Fmris.any().map(Fmri::toString));
  }

  @Property
  void parsingWhatWasFormattedGivesItBack(@ForAll("fmris") Fmri fmri) {
    assertThat(Fmri.parse(fmri.toString())).containsExactly(fmri);
  }

  @Property
  void parsingNeverThrowsAndFormatsCanonically(@ForAll("texts") String text) {
    Fmri.parse(text)
        .forEach(
            fmri -> {
              assertThat(Fmri.parse(fmri.toString())).containsExactly(fmri);
              assertThat(fmri.toString()).matches("(?s)svc:/.*|file://localhost/.*");
            });
  }

  @Property
  void everyLongerSpellingMeansTheSame(@ForAll("entities") EntityFmri fmri) {
    String path = fmri.toString().substring("svc:/".length());
    assertThat(Fmri.parse("svc://localhost/" + path)).containsExactly(fmri);
    assertThat(Fmri.parse("/" + path)).containsExactly(fmri);
    assertThat(Fmri.parse(path)).containsExactly(fmri);
  }

  @Property
  void orderIsThatOfTheTextsAndAgreesWithEquality(
      @ForAll("fmris") Fmri a, @ForAll("fmris") Fmri b) {
    assertThat(Integer.signum(a.compareTo(b))).isEqualTo(-Integer.signum(b.compareTo(a)));
    assertThat(a.compareTo(b) == 0).isEqualTo(a.equals(b));
  }

  @Provide
  Arbitrary<EntityFmri> neighbours() {
    Arbitrary<ServiceFmri> services =
        Arbitraries.of("a", "a/b", "a-b", "ab", "a_b", "a2", "aZ", "b").map(ServiceFmri::new);
    return Arbitraries.oneOf(
        services.map(service -> service),
        Combinators.combine(services, Arbitraries.of("a", "b", "a-b")).as(ServiceFmri::instance));
  }

  @Property
  void namesThatBeginEachOtherAreInTheOrderOfTheirTexts(
      @ForAll("neighbours") EntityFmri a, @ForAll("neighbours") EntityFmri b) {
    assertThat(Integer.signum(a.compareTo(b)))
        .isEqualTo(Integer.signum(a.toString().compareTo(b.toString())));
  }

  @Property
  void entitiesAreInTheOrderOfTheirTexts(
      @ForAll("entities") EntityFmri a, @ForAll("entities") EntityFmri b) {
    assertThat(Integer.signum(a.compareTo(b)))
        .isEqualTo(Integer.signum(a.toString().compareTo(b.toString())));
  }

  @Property
  void lengthInUtf8IsThatOfTheBytes(@ForAll String text) {
    boolean wellFormed = java.nio.charset.StandardCharsets.UTF_8.newEncoder().canEncode(text);
    int bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
    assertThat(Names.utf8Length(text)).isEqualTo(wellFormed ? bytes : -1);
  }
}
