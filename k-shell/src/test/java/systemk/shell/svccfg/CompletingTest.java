package systemk.shell.svccfg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import systemk.shell.Host;

class CompletingTest {
  private static Host host() {
    return new Host()
        .manifest(
            """
            {"services": [
              {"service": "site/web", "start": "/bin/web", "instances": {"default": {}, "two": {}},
               "properties": {"config": {"port": 80, "mode": "fast", "text": "a b"}},
               "templates": {"config": {"properties": {
                 "mode": {"choices": ["fast", "slow"]},
                 "level": {"type": "count"},
               }}}},
              {"service": "site/db"},
            ]}
            """)
        .dialogue();
  }

  static List<List<String>> cases() {
    return List.of(
        List.of("sel", "select selectsnap"),
        List.of("", "abort ... verify"),
        List.of("help addpg", "addpg"),
        List.of(
            "select s",
            "site/db site/web svc:/site/db svc:/site/db:default svc:/site/web svc:/site/web:default"
                + " svc:/site/web:two"),
        List.of("select site/web:", "site/web:default site/web:two"),
        List.of("select svc:/site/d", "svc:/site/db svc:/site/db:default"),
        List.of("select x\nunse", "unselect unsetenv"),
        List.of("frob x", ""),
        List.of("list \"x", ""));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void withoutSelection(List<String> textAndWords) {
    String out = host().run("svccfg", "--complete", textAndWords.get(0)).out();

    String expected = textAndWords.get(1);
    if (expected.contains(" ... ")) {
      assertThat(out).startsWith(expected.substring(0, 5)).endsWith("verify\n");
    } else {
      assertThat(out.strip().replace('\n', ' ')).isEqualTo(expected);
    }
  }

  static List<List<String>> selected() {
    return List.of(
        List.of(
            "select ",
            "default svc:/site/db svc:/site/db:default svc:/site/web svc:/site/web:default"
                + " svc:/site/web:two two"),
        List.of("listpg st", "start stop"),
        List.of("listprop c", "config/"),
        List.of("listprop config/", "config/level config/mode config/port config/text"),
        List.of("listprop -l ad", "admin"),
        List.of("setprop config/m", "config/mode"),
        List.of("setprop config/mode ", "="),
        List.of("setprop config/mode = s", "slow"),
        List.of("setprop config/mode = co", "count:"),
        List.of("setprop config/mode=(fast s", "slow"),
        List.of("setprop config/text = a", "astring:"),
        List.of("delpropvalue config/port ", "80"),
        List.of("addpg ", "config"),
        List.of("addpg x app", "application"),
        List.of("setenv -m st", "start stop"));
  }

  @ParameterizedTest
  @MethodSource("selected")
  void withAService(List<String> textAndWords) {
    Host host = host();
    host.run("svccfg", "select site/web");

    assertThat(host.run("svccfg", "--complete", textAndWords.get(0)).out())
        .isEqualTo(
            textAndWords.get(1).isEmpty() ? "" : textAndWords.get(1).replace(' ', '\n') + "\n");
  }

  @ParameterizedTest
  @MethodSource("snapshots")
  void withAnInstance(List<String> textAndWords) {
    Host host = host();
    host.run("svccfg", "select site/web:two");

    assertThat(host.run("svccfg", "--complete", textAndWords.get(0)).out().strip())
        .isEqualTo(textAndWords.get(1));
  }

  static List<List<String>> snapshots() {
    return List.of(
        List.of("selectsnap run", "running"),
        List.of("revert in", "initial"),
        List.of("listpg g", "general"),
        List.of("revert running ", ""));
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of(
            "select",
            "setprop",
            "site/web",
            "config/",
            "config/mode",
            "=",
            "(",
            ")",
            "\"",
            "\\",
            "listprop",
            "-l",
            "addpg",
            "revert",
            "\n",
            "#",
            "delpropvalue",
            "x")
        .list()
        .ofMaxSize(6)
        .map(words -> String.join(" ", words));
  }

  @Property(tries = 300)
  void whateverIsTypedEveryCandidateBeginsLikeTheLastWord(
      @ForAll("texts") String text, @ForAll String any) {
    Host host = host();
    host.run("svccfg", "select site/web");

    for (String typed : List.of(text, any)) {
      var exit = host.run("svccfg", "--complete", typed);
      assertThat(exit.status()).isZero();
      assertThat(exit.err()).isEmpty();
      String word = typed.substring(lastDelimiter(typed) + 1);
      assertThat(exit.out().lines()).allMatch(line -> line.startsWith(word));
    }
  }

  private static int lastDelimiter(String text) {
    int at = text.length() - 1;
    while (at >= 0 && " \t\r\n\">=()".indexOf(text.charAt(at)) < 0) {
      at--;
    }
    return at;
  }
}
