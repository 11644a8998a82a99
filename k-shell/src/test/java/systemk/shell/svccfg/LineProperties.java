package systemk.shell.svccfg;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import systemk.core.property.ValueType;
import systemk.shell.Host;
import systemk.shell.Outcome;
import systemk.shell.text.Escapes;

/// Any lines at all: whatever is typed ends with a status, and what is wrong is named in lines.
class LineProperties {
  private static Host host() {
    return new Host()
        .manifest(
            """
            {"service": "site/web", "enabled": true, "start": "/x",
             "properties": {"config": {"port": 1, "names": ["a", "b c"]}},
             "templates": {"config": {"properties": {"port": {"type": "count", "max": 1}}}}}
            """)
        .file("m.json", "{\"service\": \"other\"}");
  }

  private static void ends(Outcome.Exit exit) {
    assertThat(exit.status()).isIn(0, 1);
    assertThat(exit.err()).doesNotContain("internal error");
    assertThat(exit.status() == 0 || !exit.err().isEmpty()).isTrue();
    assertThat(exit.err().lines()).allMatch(line -> line.isBlank() || !line.contains("\tat "));
  }

  @Provide
  Arbitrary<String> lines() {
    Arbitrary<String> names = Arbitraries.of(CommandTable.ALL.map(Command::name).toJavaList());
    Arbitrary<String> words =
        Arbitraries.oneOf(
            Arbitraries.of(
                "site/web",
                "default",
                "svc:/site/web:default",
                "config",
                "config/port",
                "config/*",
                "x",
                "-v",
                "-t",
                "-f",
                "-l",
                "-m",
                "start",
                "all",
                "count:",
                "1",
                "=",
                "(",
                ")",
                "\"a b\"",
                ">",
                "out",
                "*",
                "running",
                "m.json",
                "P",
                "application",
                "\\"),
            Arbitraries.strings().ofMaxLength(5));
    return Combinators.combine(names, words.list().ofMaxSize(4))
        .as((name, rest) -> name + " " + String.join(" ", rest));
  }

  @Property(tries = 300)
  void linesOfAFileEndWithAStatus(@ForAll("lines") String first, @ForAll("lines") String second) {
    Host host = host();

    ends(
        host.file("b", "select site/web\n" + first + "\n" + second + "\n")
            .run("svccfg", "-f", "b"));
  }

  @Property(tries = 300)
  void linesOfADialogueEndWithAStatusAndTheDialogueGoesOn(
      @ForAll("lines") String first, @ForAll("lines") String second) {
    Host host = host().dialogue();
    host.run("svccfg", "select site/web");

    for (String line : List.of("begin", first, second, "abort")) {
      ends(host.run("svccfg", line));
    }
    ends(host.run("svccfg", "list"));
  }

  @Property(tries = 300)
  void whatAnEditorLeavesEndsWithAStatus(@ForAll("lines") String lines, @ForAll String any) {
    Host host = host();
    for (String text : List.of(lines, any)) {
      host.editor(_ -> new Outcome.Reply.Text(text));
      ends(host.run("svccfg", "-s", "site/web", "editprop"));
    }
  }

  @Property
  void aValueIsSetAsItsTypeUnderstandsItOrRefused(
      @ForAll ValueType type, @ForAll("values") String value) {
    Host host = host();

    Outcome.Exit exit =
        host.file(
                "b",
                "select site/web\nsetprop config/new = "
                    + type.token()
                    + ": "
                    + Escapes.quoted(value)
                    + "\n")
            .run("svccfg", "-f", "b");

    Vector<String> canonical = type.canonical(value).toVector();
    ends(exit);
    assertThat(exit.status() == 0).isEqualTo(!canonical.isEmpty());
    assertThat(
            host.state()
                .ownGroup(
                    systemk.core.fmri.InstanceFmri.of("svc:/site/web:default").service(), "config")
                .flatMap(group -> group.property("new"))
                .toVector()
                .flatMap(property -> property.values()))
        .isEqualTo(canonical);
  }

  @Provide
  Arbitrary<String> values() {
    return Arbitraries.oneOf(
        Arbitraries.of(
            "true",
            "t",
            "1",
            "0x10",
            "010",
            "-5",
            "18446744073709551616",
            "1.5",
            "1.0000000001",
            "ff",
            "f",
            "",
            "a b",
            "10.0.0.1",
            "10.0.0.1/8",
            "::1/64",
            "host.example",
            "svc:/a:b",
            "http://x/y",
            "ü",
            "x".repeat(4095),
            "x".repeat(4096)),
        Arbitraries.strings().ofMaxLength(10));
  }
}
