package systemk.shell.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FilePathsTest {
  @ParameterizedTest
  @CsvSource({
    "/home/me, a, /home/me/a",
    "/home/me, ./a/../b//c/, /home/me/b/c",
    "/home/me, ../../../a, /a",
    "/home/me, /a/./b, /a/b",
    "/, a, /a",
    "/home/me, ., /home/me",
    "/home/me, größe, /home/me/größe"
  })
  void absolute(String directory, String file, String expected) {
    assertThat(FilePaths.absolute(directory, file)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"d, d/a/b.json, a/b.json", "./d/, d/a, a", "., a/b, a/b", "/d, /d/x/../a, a"})
  void below(String directory, String file, String expected) {
    assertThat(FilePaths.below(directory, file)).isEqualTo(expected);
  }

  @Test
  void anyTextIsAName() {
    assertThat(FilePaths.absolute("/d", "\ud800\0")).isEqualTo("/d/\ud800\0");
  }
}
