package systemk.core.fmri;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class FmriPatternProperties {
  private static Arbitrary<String> name() {
    return Arbitraries.strings().withChars("abs-_").ofMaxLength(4).map(tail -> "a" + tail);
  }

  @Provide
  Arbitrary<InstanceFmri> instances() {
    return Combinators.combine(name().list().ofMinSize(1).ofMaxSize(4), name())
        .as((path, instance) -> new ServiceFmri(String.join("/", path)).instance(instance));
  }

  /// Everything a person may shorten an FMRI to.
  private static List<String> abbreviations(InstanceFmri instance) {
    String service = instance.service().name();
    List<String> all =
        new ArrayList<>(
            List.of(
                instance.toString(),
                instance.service().toString(),
                instance.name(),
                ":" + instance.name(),
                "/" + service,
                "/" + service + ":" + instance.name()));
    for (int at = 0; at >= 0; at = service.indexOf('/', at + 1)) {
      String tail = service.substring(at == 0 ? 0 : at + 1);
      all.add(tail);
      all.add(tail + ":");
      all.add(tail + ":" + instance.name());
    }
    return all;
  }

  @Property
  void everyAbbreviationMatches(
      @ForAll("instances") InstanceFmri instance, @ForAll("instances") InstanceFmri other) {
    for (String text : abbreviations(instance)) {
      FmriPattern unknown = FmriPattern.of(text, _ -> false);
      FmriPattern known =
          FmriPattern.of(text, e -> e.equals(instance) || e.equals(instance.service()));

      assertThat(unknown.matches(instance)).as(text).isTrue();
      assertThat(known.matches(instance)).as(text).isTrue();
      assertThat(known instanceof FmriPattern.Exact && known.matches(other))
          .as(text)
          .isEqualTo(
              known instanceof FmriPattern.Exact(_, EntityFmri entity)
                  && (entity.equals(other) || entity.equals(other.service())));
    }
  }

  @Property
  void noTextMakesAPatternThrow(@ForAll String text, @ForAll("instances") InstanceFmri instance) {
    FmriPattern pattern = FmriPattern.of(text, _ -> false);

    assertThat(pattern.text()).isEqualTo(text);
    assertThat(pattern.matches(instance) || !pattern.matches(instance)).isTrue();
  }

  @Property
  void aPatternOfSpecialCharactersNeverThrows(
      @ForAll("special") String pattern, @ForAll("special") String text) {
    boolean once = Wildcard.of(pattern).matches(text);

    assertThat(Wildcard.of(pattern).matches(text)).isEqualTo(once);
  }

  @Provide
  Arbitrary<String> special() {
    return Arbitraries.strings().withChars("*?[]!^-\\ab").ofMaxLength(24);
  }

  @Property
  void aTextWithEverySpecialCharacterEscapedMatchesItselfAlone(
      @ForAll("special") String text, @ForAll("special") String other) {
    Wildcard literal = Wildcard.of(text.replaceAll("(.)", "\\\\$1"));

    assertThat(literal.matches(text)).isTrue();
    assertThat(literal.matches(other)).isEqualTo(text.equals(other));
  }
}
