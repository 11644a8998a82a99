package systemk.core.method;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {
  private static Vector<String> words(String command) {
    return CommandLine.of(command, _ -> true);
  }

  @Test
  void runsAProgramByItself() {
    assertThat(words("/usr/sbin/nginx -g  daemon=off,a:b\t-c /etc/x.conf "))
        .containsExactly("/usr/sbin/nginx", "-g", "daemon=off,a:b", "-c", "/etc/x.conf");
    assertThat(words("/bin/true")).containsExactly("/bin/true");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sleep 5",
        "./here",
        "-a name /bin/true",
        "A=b /bin/true",
        "/bin/echo $HOME",
        "/bin/echo 'a b'",
        "/bin/echo \"a\"",
        "/bin/echo a\\ b",
        "/bin/echo ~",
        "/bin/echo *",
        "/bin/echo {a,b}",
        "/bin/echo a; /bin/echo b",
        "/bin/echo a & /bin/echo b",
        "/bin/echo a >/dev/null",
        "/bin/echo a # b",
        "/bin/echo a\n/bin/echo b",
        "/bin/echo \u00e4",
        "/bin/[ a ]",
        ""
      })
  void leavesToTheShellWhatIsItsBusiness(String command) {
    assertThat(words(command)).containsExactly("/bin/sh", "-c", "exec " + command);
  }

  @Test
  void leavesToTheShellToSayThatNothingIsThere() {
    assertThat(CommandLine.of("/no/such -x", _ -> false))
        .containsExactly("/bin/sh", "-c", "exec /no/such -x");
  }

  /// Whatever is run without a shell has the arguments it would have with one.
  @Property(tries = 200)
  void meansWhatItMeansToAShell(@ForAll("commands") String command) throws Exception {
    assertThat(output(words(command).asJava()))
        .isEqualTo(output(List.of("/bin/sh", "-c", "exec " + command)));
  }

  @Provide
  Arbitrary<String> commands() {
    Arbitrary<String> word =
        Arbitraries.strings().withChars("aZ09_.+@%:,=/-~*?$ \t'\"#!").ofMaxLength(6);
    return word.list()
        .ofMaxSize(4)
        .map(
            words -> {
              List<String> all = new ArrayList<>(List.of("/usr/bin/printf", "%s|"));
              all.addAll(words);
              return String.join(" ", all);
            });
  }

  private static String output(List<String> words) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() + " " + text;
  }
}
