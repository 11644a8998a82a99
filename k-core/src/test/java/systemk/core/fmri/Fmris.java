package systemk.core.fmri;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/// Generators of FMRIs and of texts that are nearly FMRIs.
public final class Fmris {
  private Fmris() {}

  /// Anything that can name an instance, a group, a property or a part of a service.
  public static Arbitrary<String> names() {
    Arbitrary<String> provided =
        Combinators.combine(identifiers(".-_"), identifiers("-_")).as((p, n) -> p + "," + n);
    return Arbitraries.frequencyOf(
        net.jqwik.api.Tuple.of(5, identifiers("-_")), net.jqwik.api.Tuple.of(1, provided));
  }

  private static Arbitrary<String> identifiers(String marks) {
    Arbitrary<Character> first = Arbitraries.chars().range('a', 'z').range('A', 'Z');
    Arbitrary<String> rest =
        Arbitraries.strings()
            .withCharRange('a', 'z')
            .withCharRange('A', 'Z')
            .withCharRange('0', '9')
            .withChars(marks)
            .ofMaxLength(12);
    return Combinators.combine(first, rest).as((c, s) -> c + s);
  }

  public static Arbitrary<ServiceFmri> services() {
    return names().list().ofMinSize(1).ofMaxSize(4).map(p -> new ServiceFmri(String.join("/", p)));
  }

  public static Arbitrary<InstanceFmri> instances() {
    return Combinators.combine(services(), names()).as(ServiceFmri::instance);
  }

  public static Arbitrary<EntityFmri> entities() {
    return Arbitraries.oneOf(services(), instances());
  }

  public static Arbitrary<PropertyGroupFmri> groups() {
    return Combinators.combine(entities(), names()).as(EntityFmri::group);
  }

  public static Arbitrary<PropertyFmri> properties() {
    return Combinators.combine(groups(), names()).as(PropertyGroupFmri::property);
  }

  public static Arbitrary<FileFmri> files() {
    return Arbitraries.strings()
        .all()
        .ofMaxLength(40)
        .map(s -> "/" + s)
        .filter(FileFmri::isPath)
        .map(FileFmri::new);
  }

  /// FMRIs of every kind.
  public static Arbitrary<Fmri> any() {
    return Arbitraries.oneOf(services(), instances(), groups(), properties(), files());
  }

  /// Texts made of what FMRIs are made of, in any order.
  public static Arbitrary<String> nearFmris() {
    return Arbitraries.of(
            "svc:",
            "file:",
            "lrc:",
            "/",
            "//",
            "localhost",
            ":",
            ":properties",
            "a",
            "b-1",
            "x,y",
            ",",
            ".",
            " ",
            "*",
            "\0",
            "é",
            "9")
        .list()
        .ofMaxSize(12)
        .map(parts -> String.join("", parts));
  }
}
