package systemk.shell.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TerminalsTest {
  @Test
  void controlCharactersAreShownAsQuestionMarks() {
    assertThat(Terminals.shown("a\u001b]0;title\u0007b\u001b[2Jc\rd\u009b1me\u007f"))
        .isEqualTo("a?]0;title?b?[2Jc?d?1me?");
  }

  @Test
  void linesColoursAndOtherLettersStayAsTheyAre() {
    String text = "\u001b[32monline\u001b[0m\tweb server, d\u00e9j\u00e0 vu, \u65e5\u672c\n";

    assertThat(Terminals.shown(text)).isEqualTo(text);
    assertThat(Terminals.shown(new Style(true).heading("x"))).isEqualTo("\u001b[1mx\u001b[0m");
  }
}
