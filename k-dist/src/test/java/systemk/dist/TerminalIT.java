package systemk.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The manners of the commands on terminals, in pipes and in other locales, seen from a shell.
class TerminalIT {
  private static final int BOUND_SECONDS = 60;
  private static final String ESCAPE = "\u001b";

  /// Variables that choose the client: none of the two, the one in Java.
  private static final List<String> CLIENTS = List.of("SYSTEMK_ANY", "SYSTEMK_NO_NATIVE");

  private static Scratch scratch;
  private static Path home;

  @BeforeAll
  static void boot() throws IOException, InterruptedException {
    home = Scratch.prepared().toRealPath();
    scratch =
        Scratch.boot(
            """
            {"services": [
              {"service": "site/loud", "name": "d\\u00e9j\\u00e0 \\u001b[2Jvu", "enabled": true,
               "start": ":true", "duration": "transient"},
              {"service": "site/quiet", "enabled": false, "start": ":true", "duration": "transient"}]}
            """);
  }

  @AfterAll
  static void end() throws IOException, InterruptedException {
    scratch.close();
  }

  @Test
  void statesAreColouredOnATerminal() throws IOException, InterruptedException {
    assertThat(onTerminal(Map.of(), "svcs -a")).contains(ESCAPE + "[32monline");
    assertThat(onTerminal(Map.of(), "svcs -l site/loud")).contains(ESCAPE + "[32monline");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "svcs -aH",
        "svcs -a -o state,fmri",
        "svcs -aj",
        "svcprop -f site/loud",
        "svcs -a | cat"
      })
  void whatAProgramReadsIsNot(String command) throws IOException, InterruptedException {
    assertThat(onTerminal(Map.of(), command)).contains("site/loud").doesNotContain(ESCAPE);
  }

  @Test
  void nobodyIsColouredWhoSaidNo() throws IOException, InterruptedException {
    for (String without : CLIENTS) {
      assertThat(onTerminal(Map.of(without, "1", "NO_COLOR", "1"), "svcs -a"))
          .doesNotContain(ESCAPE);
      assertThat(onTerminal(Map.of(without, "1", "TERM", "dumb"), "svcs -a"))
          .doesNotContain(ESCAPE);
      assertThat(onTerminal(Map.of(without, "1", "NO_COLOR", ""), "svcs -a")).contains(ESCAPE);
    }
  }

  @Test
  void aNameCannotClearTheScreen() throws IOException, InterruptedException {
    assertThat(onTerminal(Map.of(), "svcs -l site/loud"))
        .contains("d\u00e9j\u00e0 ?[2Jvu")
        .doesNotContain(ESCAPE + "[2J");
    // Who reads it from a pipe gets what is configured.
    assertThat(shell(Map.of(), "svcs -l site/loud").out())
        .contains("d\u00e9j\u00e0 " + ESCAPE + "[2Jvu");
  }

  @ParameterizedTest
  @ValueSource(strings = {"svcs -a", "svcprop '*'", "svccfg -s site/loud listprop", "svcs '-?'"})
  void aReaderThatHasSeenEnoughEndsItQuietly(String command)
      throws IOException, InterruptedException {
    for (String without : CLIENTS) {
      // The reader is gone before the first line comes.
      Map<String, String> environment = Map.of(without, "1");
      Said said = shell(environment, command + " | :; echo \"${PIPESTATUS[0]}\"");

      assertThat(said.err()).isEmpty();
      assertThat(said.out().strip()).isIn("0", "141");
      assertThat(shell(environment, command + " | head -n 1").err()).isEmpty();
    }
  }

  @Test
  void aFullDiskIsToldInALine() throws IOException, InterruptedException {
    for (String without : CLIENTS) {
      Said said = shell(Map.of(without, "1"), "svcs -a >/dev/full; echo $?");

      assertThat(said.out().strip()).isEqualTo("1");
      assertThat(said.err()).isEqualTo("svcs: write error: No space left on device\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"C", "POSIX", "C.UTF-8", "", "xx_XX.UTF-8", "xx_XX"})
  void lettersArriveInAnyLocale(String locale) throws IOException, InterruptedException {
    for (String without : CLIENTS) {
      Map<String, String> environment = Map.of(without, "1");
      // Bash itself complains of a locale that the machine has not.
      String in = "env LC_ALL=" + locale + " ";
      String comment = "f\u00fcr \u65e5\u672c " + without;

      assertThat(shell(environment, in + "svcadm disable -s -c '" + comment + "' site/quiet").err())
          .isEmpty();
      assertThat(shell(environment, in + "svcs -l site/quiet").out()).contains(comment);
      assertThat(shell(environment, in + "svccfg validate d\u00e9j\u00e0.json").err())
          .isEqualTo("svccfg: d\u00e9j\u00e0.json: No such file or directory\n");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"svcs", "svcprop", "svcadm", "svccfg"})
  void helpGoesToOutputAndUsageToErrors(String command) throws IOException, InterruptedException {
    for (String option : List.of("-?", "--help")) {
      Said help = shell(Map.of(), command + " '" + option + "'; echo $?");
      assertThat(help.err()).isEmpty();
      assertThat(help.out()).startsWith("Usage:").endsWith("\n0\n");
    }
    Said usage = shell(Map.of(), command + " -+; echo $?");
    assertThat(usage.out()).isEqualTo("2\n");
    assertThat(usage.err()).startsWith(command + ": illegal option -- +\nUsage:");
  }

  private record Said(String out, String err) {}

  /// What a command writes to a terminal that script(1) makes for it.
  private static String onTerminal(Map<String, String> environment, String command)
      throws IOException, InterruptedException {
    Map<String, String> all = new HashMap<>(Map.of("TERM", "xterm"));
    all.putAll(environment);
    Said said = run(all, List.of("script", "-qec", command, "/dev/null"));
    assertThat(said.err()).isEmpty();
    return said.out();
  }

  private static Said shell(Map<String, String> environment, String command)
      throws IOException, InterruptedException {
    return run(environment, List.of("bash", "-c", command));
  }

  private static Said run(Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
    Path errors = scratch.root().resolve("errors");
    ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command));
    builder.redirectError(errors.toFile()).redirectInput(Path.of("/dev/null").toFile());
    builder.environment().remove("NO_COLOR");
    builder.environment().put("SYSTEMK_ROOT", scratch.root().toString());
    builder.environment().put("PATH", home.resolve("bin") + ":/usr/bin:/bin");
    builder.environment().putAll(environment);
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(BOUND_SECONDS, TimeUnit.SECONDS)).as("it ends").isTrue();
    return new Said(out, Files.readString(errors));
  }
}
