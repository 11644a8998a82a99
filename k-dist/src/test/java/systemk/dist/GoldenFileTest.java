package systemk.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class GoldenFileTest {
  private static final GoldenMasks MASKS =
      new GoldenMasks(Path.of("/r/golden/x"), Path.of("/r"), Path.of("/d"));

  @Test
  void aFileIsReadAndWrittenWithoutLoss() {
    List<String> lines =
        List.of(
            "# Why.",
            "% own tree",
            "",
            "$ cat <<EOF",
            "> a",
            "> EOF",
            "< in",
            "| out",
            "! err",
            "? 2",
            "");
    assertThat(GoldenFile.parse(lines).text()).isEqualTo(String.join("\n", lines) + "\n");
  }

  @Test
  void whatIsNoLineOfAGoldenFileIsNamed() {
    assertThatThrownBy(() -> GoldenFile.parse(List.of("svcs -a"))).hasMessageContaining("svcs -a");
    assertThatThrownBy(() -> GoldenFile.parse(List.of("| out"))).hasMessageContaining("no command");
  }

  @Test
  void everyByteOfAnAnswerShows() {
    assertThat(GoldenFile.shown("a  \n\nb", "oh\n", 1))
        .containsExactly("| a\\s\\s", "|", "| b\\c", "! oh", "? 1");
    assertThat(GoldenFile.shown("", "", 0)).isEmpty();
  }

  @Test
  void whatChangesIsMaskedAndColumnsStay() {
    assertThat(
            MASKS.apply("online          9:00:01 svc:/a:b\n               12:00:01   123456 x\n"))
        .isEqualTo("online         HH:MM:SS svc:/a:b\n               HH:MM:SS      PID x\n");
    assertThat(MASKS.apply("state_time   Fri Nov 27 06:18:30 UTC 2026\n"))
        .isEqualTo("state_time   DATE\n");
    assertThat(MASKS.apply("/r/golden/x/f /r/var /d/bin")).isEqualTo("CWD/f ROOT/var DIST/bin");
  }

  @Test
  void aMaskOfAFileReplacesItsGroup() {
    GoldenMasks masks = new GoldenMasks(Path.of("/r/g"), Path.of("/r"), Path.of("/d"));
    masks.add("N generation (\\d+)");
    assertThat(masks.apply("generation 17, 18")).isEqualTo("generation N, 18");
  }
}
