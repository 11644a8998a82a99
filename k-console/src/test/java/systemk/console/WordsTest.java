package systemk.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jline.reader.EOFError;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser.ParseContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WordsTest {
  private static ParsedLine parse(String line, int cursor) {
    return new Words().parse(line, cursor, ParseContext.COMPLETE);
  }

  @Test
  void theWordOfTheCursorIsFound() {
    assertThat(parse("setprop config/po", 17).words()).containsExactly("setprop", "config/po");
    assertThat(parse("setprop config/po", 10).word()).isEqualTo("co");
    assertThat(parse("setprop a/b=(x y", 16).word()).isEqualTo("y");
    assertThat(parse("list ", 5).word()).isEmpty();
    assertThat(parse("list ", 5).wordIndex()).isEqualTo(1);
  }

  @Test
  void aLineThatGoesOnIsNotAccepted() {
    for (String open : new String[] {"setprop a/b = (1", "list \"x", "list \\"}) {
      assertThatThrownBy(() -> new Words().parse(open, open.length(), ParseContext.ACCEPT_LINE))
          .isInstanceOf(EOFError.class);
    }
    assertThat(new Words().parse("list", 4, ParseContext.ACCEPT_LINE).word()).isEqualTo("list");
  }

  @Property
  void everyTextHasAWordUnderItsCursor(@ForAll String text) {
    for (int cursor = 0; cursor <= text.length(); cursor++) {
      ParsedLine line = parse(text, cursor);
      assertThat(text.substring(0, cursor)).endsWith(line.word());
      assertThat(line.wordCursor()).isEqualTo(line.word().length());
    }
  }

  @Test
  void whatWasTypedIsForTheUserAlone(@TempDir Path home) throws Exception {
    Path file = HistoryFile.of(Map.of("HOME", home.toString())).orElseThrow();

    assertThat(file).isEqualTo(home.resolve(".local/state/svccfg_history"));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(HistoryFile.of(Map.of("XDG_STATE_HOME", home + "/s", "HOME", "/")))
        .contains(home.resolve("s/svccfg_history"));
    assertThat(HistoryFile.of(Map.of("SVCCFG_HISTORY", home + "/h"))).contains(home.resolve("h"));
  }

  @Test
  void whereNothingCanBeKeptNothingIs(@TempDir Path home) {
    assertThat(HistoryFile.of(Map.of())).isEmpty();
    assertThat(HistoryFile.of(Map.of("SVCCFG_HISTORY", "", "HOME", home.toString()))).isEmpty();
    assertThat(HistoryFile.of(Map.of("SVCCFG_HISTORY", "/dev/null/x"))).isEmpty();
    assertThat(HistoryFile.of(Map.of("SVCCFG_HISTORY", home.toString()))).isEmpty();
  }
}
