package systemk.shell.svccfg;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import systemk.shell.Host;
import systemk.shell.text.Escapes;

class LexerProperties {
  private static String lexed(String text) {
    return Lexer.lex(text)
        .fold(
            line -> "open quote on line " + line,
            lines ->
                lines
                    .map(
                        one ->
                            one.line()
                                + ": "
                                + one.tokens().map(LexerProperties::shown).mkString(" "))
                    .mkString("\n"));
  }

  private static String shown(Token token) {
    return switch (token) {
      case Token.Word(String text) -> text;
      case Token.Quoted(String text) -> "<" + text + ">";
      case Token.Symbol(String text) -> "{" + text + "}";
    };
  }

  @Example
  void wordsQuotesAndSymbolsAreToldApart() {
    assertThat(lexed("setprop a/b=count:(1 \"2 \\\"3\" )# x\n\nlist a#b # c"))
        .isEqualTo("1: setprop a/b {=} count: {(} 1 <2 \"3> {)}\n3: list a#b");
  }

  @Example
  void linesGoOnAfterABackslashAndInParentheses() {
    assertThat(lexed("a b\\\nc\nd = (\n 1\n 2)\ne \\\n f"))
        .isEqualTo("1: a b c\n3: d {=} {(} 1 2 {)}\n6: e f");
  }

  @Example
  void anOpenQuoteIsFoundWhereItOpens() {
    assertThat(lexed("a\nb \"c\nd")).isEqualTo("open quote on line 2");
    assertThat(lexed("\"a\nb\" c\nd")).isEqualTo("1: <a\nb> c\n3: d");
  }

  @Provide
  Arbitrary<String> soup() {
    return Arbitraries.strings().withChars("ab \n\"\\#=()>/:-").ofMaxLength(60);
  }

  @Property
  void noTextMakesTheLexerThrow(@ForAll String text, @ForAll("soup") String soup) {
    assertThat(Lexer.lex(text)).isNotNull();
    assertThat(Lexer.lex(soup)).isNotNull();
  }

  @Property
  void aQuotedTextIsReadAsItWas(@ForAll("soup") String text) {
    Either<Integer, Vector<CommandLine>> lexed = Lexer.lex("x " + Escapes.quoted(text));

    assertThat(lexed.get().head().arguments()).containsExactly(new Token.Quoted(text));
  }

  @Provide
  Arbitrary<String> commands() {
    List<String> words =
        List.of(
            "list",
            "select",
            "unselect",
            "site/web",
            "default",
            "setprop",
            "addpg",
            "delpg",
            "x",
            "application",
            "config/port",
            "=",
            "(",
            ")",
            "count:",
            "1",
            "\"a b\"",
            "-f",
            "-l",
            "all",
            "listprop",
            "listpg",
            "delprop",
            "addpropvalue",
            "delpropvalue",
            "setenv",
            "-m",
            "start",
            "unsetenv",
            "export",
            ">",
            "out",
            "listsnap",
            "selectsnap",
            "running",
            "revert",
            "refresh",
            "validate",
            "inventory",
            "import",
            "m.json",
            "help",
            "add",
            "delete",
            "*",
            "\n",
            "\n",
            "\n",
            "svc:/site/web",
            "svc:/site/web:default",
            "P",
            "set",
            "end");
    return Arbitraries.of(words).list().ofMaxSize(40).map(list -> String.join(" ", list));
  }

  @Property(tries = 500)
  void noCommandsEndInAnythingButAStatus(@ForAll("commands") String commands) {
    Host host =
        new Host()
            .manifest(
                "{\"service\": \"site/web\", \"enabled\": true, \"start\": \"/x\", \"properties\":"
                    + " {\"config\": {\"port\": 1}}}")
            .file("m.json", "{\"service\": \"other\"}");

    var exit = host.file("b", commands).run("svccfg", "-f", "b");

    assertThat(exit.status()).isIn(0, 1);
    assertThat(exit.err()).doesNotContain("internal error");
    assertThat(exit.status() == 0 || !exit.err().isEmpty()).isTrue();
  }
}
