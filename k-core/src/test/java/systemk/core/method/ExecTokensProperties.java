package systemk.core.method;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import systemk.core.fmri.InstanceFmri;
import systemk.core.property.ValueType;
import systemk.core.repository.Composition;

class ExecTokensProperties {
  private static final InstanceFmri WEB = InstanceFmri.of("svc:/site/web:main");

  @Provide
  Arbitrary<String> anything() {
    return Arbitraries.oneOf(
            Arbitraries.strings().withChars(" '\"\\$`;&|<>(){}[]*?!#~%\n\t=abc").ofMaxLength(20),
            Arbitraries.strings().all().ofMaxLength(20))
        .filter(text -> ValueType.ASTRING.canonical(text).isDefined());
  }

  @Property
  void aQuotedTextIsOneWordThatIsTheText(@ForAll("anything") String text) {
    assertThat(words(ExecTokens.quote(text))).containsExactly(text);
  }

  @Property
  void valuesReachTheProgramAsTheyAre(
      @ForAll("anything") String one, @ForAll("anything") String two) {
    Composition configuration =
        Configuration.of(WEB).with("application", "args", one, two).composition();
    assertThat(words(expand("/bin/x %{args} end", configuration)))
        .containsExactly("/bin/x", one, two, "end");
    assertThat(words(expand("/bin/x -o%{application/args,}", configuration)))
        .containsExactly("/bin/x", "-o" + one + "," + two);
    assertThat(words(expand("/bin/x %{application/args:}", configuration)))
        .containsExactly("/bin/x", one + ":" + two);
  }

  @Property
  void neverThrows(@ForAll String exec) {
    assertThat(ExecTokens.expand(exec, WEB, MethodKind.START, Composition.EMPTY)).isNotNull();
  }

  private static String expand(String exec, Composition configuration) {
    return ExecTokens.expand(exec, WEB, MethodKind.START, configuration).get();
  }

  /// The words a POSIX shell makes of a line that has only single quotes and backslashes outside of
  /// them. Anything else a shell would act upon is an error.
  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean inWord = false;
    int at = 0;
    while (at < line.length()) {
      char c = line.charAt(at++);
      switch (c) {
        case ' ' -> {
          if (inWord) {
            words.add(word.toString());
            word.setLength(0);
            inWord = false;
          }
        }
        case '\'' -> {
          int end = line.indexOf('\'', at);
          word.append(line, at, end);
          at = end + 1;
          inWord = true;
        }
        case '\\' -> {
          word.append(line.charAt(at++));
          inWord = true;
        }
        default -> {
          assertThat("\"$`;&|<>(){}[]*?!#~%\n\t").doesNotContain(String.valueOf(c));
          word.append(c);
          inWord = true;
        }
      }
    }
    if (inWord) {
      words.add(word.toString());
    }
    return words;
  }
}
