package systemk.shell.svccfg;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import org.junit.jupiter.api.Test;

class ArgumentLineTest {
  private static String line(String... arguments) {
    return ArgumentLine.of(Vector.of(arguments));
  }

  @Test
  void aWordThatCouldBeNothingElseStaysOne() {
    assertThat(line("begin", "-m", "two words")).isEqualTo("begin -m \"two words\"");
    assertThat(line("begin", "-m", "")).isEqualTo("begin -m \"\"");
    assertThat(line("begin", "-m", "a\\b c")).isEqualTo("begin -m \"a\\\\b c\"");
    assertThat(line("setprop", "a/b", "=", "astring:", "two words"))
        .isEqualTo("setprop a/b = astring: \"two words\"");
    assertThat(line("addpropvalue", "a/b", "two words"))
        .isEqualTo("addpropvalue a/b \"two words\"");
    assertThat(line("setnotify", "-g", "maintenance", "mailto:a?subject=x"))
        .isEqualTo("setnotify -g maintenance \"mailto:a?subject=x\"");
  }

  @Test
  void whatScriptsWriteIsReadAsInSmf() {
    for (String[] arguments :
        new String[][] {
          {"setprop a/b = astring: x"},
          {"setprop", "a/b", "=", "astring: x"},
          {"setprop", "a/b=1"},
          {"setprop", "a/b", "=", "\"two words\""},
          {"setprop", "a/b", "=", "(\"x y\" \"z\")"},
          {"setprop", "a/b", "=", "(", "x", "y z", ")"},
          {"addpg", "config application"},
          {"setenv", "-m", "start A", "b"},
          {"export", "a", ">", "f"},
          {"import", "a.xml b.xml"},
        }) {
      assertThat(line(arguments)).isEqualTo(String.join(" ", arguments));
    }
  }
}
