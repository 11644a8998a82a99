package systemk.shell.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import systemk.shell.Host;

class TextProperties {
  @Provide
  Arbitrary<String> values() {
    return Arbitraries.strings().withChars("ab;&()|^<>\n \t\\\"'`$").ofMaxLength(12);
  }

  /// What a shell's `read` makes of a line of escaped values.
  private static List<String> unescaped(String line) {
    List<String> values = new ArrayList<>();
    StringBuilder value = new StringBuilder();
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '\\') {
        value.append(line.charAt(++i));
      } else if (c == '"') {
        i++;
      } else if (c == ' ') {
        values.add(value.toString());
        value.setLength(0);
      } else {
        value.append(c);
      }
    }
    values.add(value.toString());
    return values;
  }

  @Property
  void escapedValuesAreReadBackAsTheyWere(
      @ForAll("values") String one, @ForAll("values") String other) {
    assertThat(unescaped(Escapes.values(Vector.of(one, other)))).containsExactly(one, other);
  }

  @Example
  void optionsAreReadAsGetoptDoes() {
    Options options = Options.parse("ab:c", Vector.of("-ac", "-bx", "-b", "y", "--", "-a")).get();

    assertThat(options.all('b')).containsExactly("x", "y");
    assertThat(options.countOf("abc")).isEqualTo(3);
    assertThat(options.operands()).containsExactly("-a");
    assertThat(Options.parse("a", Vector.of("x", "-a")).get().operands())
        .containsExactly("x", "-a");
    assertThat(Options.parse("a", Vector.of("-")).get().operands()).containsExactly("-");
    assertThat(Options.parse("a", Vector.of("-ax"))).isEqualTo(Either.left("illegal option -- x"));
    assertThat(Options.parse("b:", Vector.of("-b")))
        .isEqualTo(Either.left("option requires an argument -- b"));
    assertThat(Options.parse("b:", Vector.of("-:"))).isEqualTo(Either.left("illegal option -- :"));
  }

  @Property(tries = 300)
  void noArgumentsEndInAnythingButAStatus(
      @ForAll("programs") String program, @ForAll("arguments") List<String> arguments) {
    List<String> words = new ArrayList<>(List.of(program));
    words.addAll(arguments);
    Host host =
        new Host()
            .manifest(
                "{\"service\": \"site/web\", \"enabled\": true, \"properties\": {\"c\": {\"p\": 1}}}")
            .online("svc:/site/web:default", 9);

    var exit = host.run(words.toArray(String[]::new));

    assertThat(exit.status()).isBetween(0, 4);
    assertThat(exit.err()).doesNotContain("internal error");
  }

  @Provide
  Arbitrary<String> programs() {
    return Arbitraries.of("svcs", "svcadm", "svcprop", "svccfg");
  }

  @Provide
  Arbitrary<List<String>> arguments() {
    return Arbitraries.of(
            "-a",
            "-H",
            "-o",
            "state,fmri",
            "-l",
            "-p",
            "-d",
            "-D",
            "-x",
            "-v",
            "-s",
            "-S",
            "-j",
            "-c",
            "-C",
            "-e",
            "-f",
            "-q",
            "-t",
            "-w",
            "-r",
            "-T",
            "1",
            "-I",
            "-Z",
            "-z",
            "global",
            "--",
            "web",
            "svc:/site/web",
            "svc:/site/web:default",
            "*",
            "enable",
            "disable",
            "restart",
            "refresh",
            "clear",
            "mark",
            "maintenance",
            "degraded",
            "milestone",
            "all",
            "c/p=2",
            "c/p",
            "",
            "svc:/site/web/:properties/c",
            "svc:/site/web:default/:properties/c/p",
            "list",
            "=",
            "(")
        .list()
        .ofMaxSize(6);
  }
}
