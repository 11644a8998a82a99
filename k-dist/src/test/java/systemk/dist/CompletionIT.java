package systemk.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Asks real shells what they make of a line that is being typed, beside a tree that runs.
class CompletionIT {
  private static final int BOUND_SECONDS = 60;

  /// Has bash complete a line and prints the candidates.
  private static final String BASH =
      """
      . "$SHARE/bash-completion/completions/${1%% *}"
      COMP_LINE=$1 COMP_POINT=${#1}
      COMP_WORDBREAKS=$' \\t\\n"\\'><=;|&(:'
      "_systemk_${1%% *}"
      printf '%s\\n' "${COMPREPLY[@]}"
      """;

  private static final String FISH =
      """
      source $SHARE/fish/vendor_completions.d/(string split ' ' $argv[1])[1].fish
      complete -C $argv[1] | string replace -r '\\t.*' ''
      """;

  /// Types a line into an interactive zsh of its own, presses the tabulator, and prints what the
  /// line is then.
  private static final String ZSH =
      """
      zmodload zsh/zpty
      zpty shell zsh -f -i
      zpty -w shell "PS1= fpath=('$SHARE/zsh/site-functions' \\$fpath); autoload -U compinit; compinit -u -d '$SCRATCH/dump'"
      zpty -w shell 'tell() { print -r -- "<line>$BUFFER</line>"; BUFFER= }; zle -N tell; bindkey "^X" tell; bindkey "^I" complete-word'
      zpty -w shell 'print "<re"ady'
      zpty -r -m shell said '*<ready*'
      zpty -w -n shell "$1"$'\\t\\x18'
      zpty -r -m shell said '*</line>*'
      print -r -- "${${said#*<line>}%%</line>*}"
      zpty -d shell
      """;

  private static Scratch scratch;
  private static Path home;

  @BeforeAll
  static void boot() throws IOException, InterruptedException {
    home = Scratch.prepared().toRealPath();
    scratch =
        Scratch.boot(
            """
            {"services": [
              {"service": "site/web", "name": "A web server", "start": ":true", "duration": "transient",
               "properties": {"config": {"port": 8080}}},
              {"service": "site/worker", "start": ":true", "duration": "transient"},
              {"service": "site/many", "instances": {"one": {}, "two": {}}, "start": ":true",
               "duration": "transient"}]}
            """);
  }

  @AfterAll
  static void end() throws IOException, InterruptedException {
    scratch.close();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          svcs -; -a -D -x --help
          svcs -o st; state stime stale
          svcs -o fmri,st; fmri,state fmri,stime
          svcs site/w; site/web site/worker
          svcs we; web
          svcs -s st; state stime
          svcadm e; enable
          svcadm enable -; -r -s -t -T
          svcadm enable site/; site/web site/worker site/many:one site/many:two
          svcadm disable -c why site/we; site/web
          svcadm -S main; maintenance
          svcadm mark m; maintenance
          svcprop -p config/; config/port
          svccfg li; list listpg listprop listcust listsnap
          svccfg -s site/web:default selectsnap r; running
          svccfg select site/web; site/web site/web:default
          svccfg -s site/web setprop co; config config/port
          svccfg diff n; now
          """)
  void shellsKnowWhatFits(String line, String expected) throws IOException, InterruptedException {
    String[] words = expected.split(" ");
    assertThat(bash(scratch.root(), line)).contains(words);
    if (installed("fish")) {
      assertThat(run(scratch.root(), "fish", "--no-config", "-c", FISH, line)).contains(words);
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          svcs site/we; svcs site/web
          svcs --h; svcs --help
          svcadm ena; svcadm enable
          svcadm enable -s site/wo; svcadm enable -s site/worker
          svcadm mark mai; svcadm mark maintenance
          svccfg -s site/web:default selectsnap run; svccfg -s site/web:default selectsnap running
          svcprop -p config/p; svcprop -p config/port
          svcs -o fm; svcs -o fmri,
          """)
  void zshCompletesTheLine(String line, String expected) throws IOException, InterruptedException {
    assumeTrue(installed("zsh"), "zsh is not installed");
    List<String> said = run(scratch.root(), "zsh", "-f", "-c", ZSH, "zsh", line);
    assertThat(said.getLast().strip()).isEqualTo(expected);
  }

  /// readline replaces only what follows the last colon.
  @Test
  void bashIsToldTheRestAfterAColon() throws IOException, InterruptedException {
    assertThat(bash(scratch.root(), "svcs site/many:t")).containsExactly("two");
    assertThat(bash(scratch.root(), "svcs svc:/site/wo")).containsExactly("/site/worker");
  }

  @Test
  void propertiesAreThoseOfTheServiceTheLineIsAbout() throws IOException, InterruptedException {
    assertThat(bash(scratch.root(), "svccfg -s site/worker setprop con")).containsExactly("");
  }

  @Test
  void withoutATreeNothingIsSaid() throws IOException, InterruptedException {
    Path nowhere = Path.of("/nonexistent");

    assertThat(bash(nowhere, "svcs site/")).containsExactly("");
    assertThat(bash(nowhere, "svcadm ena")).containsExactly("enable");
    if (installed("fish")) {
      assertThat(run(nowhere, "fish", "--no-config", "-c", FISH, "svcs site/")).containsExactly("");
    }
  }

  private static List<String> bash(Path root, String line)
      throws IOException, InterruptedException {
    return run(root, "bash", "--norc", "-c", BASH, "bash", line);
  }

  private static boolean installed(String shell) {
    return Files.isExecutable(Path.of("/usr/bin", shell));
  }

  /// What a program prints, on its output and its errors, line by line.
  private static List<String> run(Path root, String... command)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(new ArrayList<>(List.of(command))).redirectErrorStream(true);
    builder
        .environment()
        .putAll(
            Map.of(
                "SYSTEMK_ROOT", root.toString(),
                "SHARE", home.resolve("share").toString(),
                "SCRATCH", scratch.root().toString(),
                "HOME", scratch.root().toString(),
                "TERM", "dumb",
                "PATH", home.resolve("bin") + ":/usr/bin:/bin"));
    Process process = builder.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(BOUND_SECONDS, TimeUnit.SECONDS)).as("the shell ends").isTrue();
    return List.of(said.stripTrailing().split("\n", -1));
  }
}
