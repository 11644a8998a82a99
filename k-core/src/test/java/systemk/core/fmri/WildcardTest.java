package systemk.core.fmri;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Shell patterns; the examples are what fnmatch(3) of glibc answers.
class WildcardTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "abc abc",
        "* abc",
        "*c abc",
        "a*c ac",
        "a*c a/b/c",
        "a?c abc",
        "?* a",
        "[abc] b",
        "[a-c] b",
        "[!a-c] d",
        "[^a-c] d",
        "[]] ]",
        "[!]] a",
        "[a-] -",
        "[-a] -",
        "[a\\-c] -",
        "[\\]] ]",
        "[[:alpha:]] x",
        "[[:digit:]a] 7",
        "[[:digit:]a] a",
        "[![:space:]] a",
        "[[:upper:]-] -",
        "[ [",
        "[a [a",
        "a[ a[",
        "\\* *",
        "\\a a",
        "[[] [",
        "*[!/]z a/bz",
        "a**b ab",
        "*a*b*c xaybzc",
        "[!a]* ba"
      })
  void theseMatch(String patternAndText) {
    assertThat(matches(patternAndText)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "abc abd",
        "?c abc",
        "[a-c] d",
        "[!a-c] b",
        "[]] a",
        "[!]] ]",
        "[z-a] m",
        "[a\\-c] b",
        "\\* a",
        "[[:alpha:]] 7",
        "[[:digit:]] a",
        "[![:digit:]] 7",
        "[ab ab]",
        "*a abc",
        "a*b*c abcb",
        "ABC abc",
        "[[:upper:]] a"
      })
  void theseDoNot(String patternAndText) {
    assertThat(matches(patternAndText)).isFalse();
  }

  private static boolean matches(String patternAndText) {
    String[] words = patternAndText.split(" ", 2);
    return Wildcard.of(words[0]).matches(words[1]);
  }

  @Provide
  Arbitrary<String> patterns() {
    return Arbitraries.strings().withChars("ab*?[]!-\\:").ofMaxLength(8);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.strings().withChars("ab[]-!").ofMaxLength(6);
  }

  @Property
  void stepByStepIsAsAllAtOnce(@ForAll("patterns") String pattern, @ForAll("texts") String text) {
    assertThat(Wildcard.of(pattern).matches(text)).isEqualTo(slowly(pattern, text));
  }

  /// The definition, without any thought of time: an asterisk tries every length, and a bracket is
  /// asked with each character alone.
  private static boolean slowly(String pattern, String text) {
    if (pattern.isEmpty()) {
      return text.isEmpty();
    }
    String rest = pattern.substring(1);
    switch (pattern.charAt(0)) {
      case '*' -> {
        return slowly(rest, text) || (!text.isEmpty() && slowly(pattern, text.substring(1)));
      }
      case '?' -> {
        return !text.isEmpty() && slowly(rest, text.substring(1));
      }
      case '[' -> {
        var bracket = Bracket.at(pattern, 0);
        if (bracket.isDefined()) {
          return !text.isEmpty()
              && new Wildcard("", Vector.of(bracket.get().piece())).matches(text.substring(0, 1))
              && slowly(pattern.substring(bracket.get().end()), text.substring(1));
        }
      }
      case '\\' -> {
        if (!rest.isEmpty()) {
          return text.startsWith(rest.substring(0, 1))
              && slowly(rest.substring(1), text.substring(1));
        }
      }
      default -> {}
    }
    return text.startsWith(pattern.substring(0, 1)) && slowly(rest, text.substring(1));
  }

  @Property
  void noPatternThrowsOrHangs(@ForAll String pattern, @ForAll String text) {
    Wildcard.of(pattern).matches(text);
    assertThat(Wildcard.of("*" + "a*".repeat(30) + "b").matches("a".repeat(300))).isFalse();
  }
}
