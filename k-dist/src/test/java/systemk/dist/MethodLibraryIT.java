package systemk.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import systemk.bench.Tree;

/// Methods find their library and the commands in the tree they run in, and scripts of run control
/// are listed.
class MethodLibraryIT {
  private static final String METHOD =
      """
      . "$SYSTEMK_ROOT/lib/svc/share/smf_include.sh"
      case $1 in
        start)
          smf_present || exit $SMF_EXIT_ERR_NOSMF
          [ "$(svcprop -p config/wanted "$SMF_FMRI")" = yes ] || exit $SMF_EXIT_ERR_CONFIG
          (trap '' TERM; sleep 6000) &
          sleep 6000 &
          exit $SMF_EXIT_OK
          ;;
        stop)
          smf_kill_contract "$2" TERM 1 1
          [ $? -eq 2 ] || exit $SMF_EXIT_ERR_FATAL
          smf_kill_contract "$2" KILL 1
          ;;
      esac
      """;

  private static String manifest(String wanted) {
    return """
        { "service": "t/library",
          "start": "sh $SYSTEMK_ROOT/method.sh start",
          "stop": { "exec": "sh $SYSTEMK_ROOT/method.sh stop %%{restarter/contract}", "timeout": 30 },
          "properties": { "config": { "wanted": "%s" } } }
        """
        .formatted(wanted);
  }

  @Test
  void aMethodAsksEndsAndStopsByTheLibrary() throws Exception {
    try (Scratch scratch = Scratch.boot(manifest("yes"))) {
      Files.writeString(scratch.root().resolve("method.sh"), METHOD);
      scratch.ok("svcadm", "enable", "-s", "t/library");
      assertThat(scratch.processes("svc:/t/library:default")).hasSizeGreaterThanOrEqualTo(2);

      scratch.ok("svcadm", "disable", "-s", "t/library");

      assertThat(scratch.processes("svc:/t/library:default")).isEmpty();
      assertThat(Files.readString(log(scratch))).doesNotContain("Killing contract");

      scratch.ok("svccfg", "-s", "t/library", "setprop", "config/wanted", "=", "no");
      scratch.ok("svcadm", "refresh", "t/library");
      Tree.Answer refused = scratch.run("svcadm", "enable", "-s", "t/library");
      assertThat(refused.status()).isEqualTo(3);
      assertThat(scratch.run("svcs", "-x", "t/library").out())
          .contains("Reason: Start method exited with $SMF_EXIT_ERR_CONFIG.");
    }
  }

  private static Path log(Scratch scratch) {
    return scratch.tree().layout().logs().resolve("t-library:default.log");
  }

  @Test
  void whatAServiceAsksForIsItsRequest() throws Exception {
    try (Scratch scratch =
        Scratch.boot(
            """
            { "services": [
              { "service": "t/victim", "enabled": true, "duration": "child", "start": "sleep 6000" },
              { "service": "t/asker", "duration": "transient", "start": "svcadm mark maintenance t/victim",
                "depends": { "it": "svc:/t/victim:default" } }
            ] }
            """)) {
      scratch.ok("svcadm", "enable", "-s", "t/victim");
      scratch.ok("svcadm", "enable", "t/asker");
      scratch.awaitState("t/victim", "maintenance");
      assertThat(scratch.run("svcs", "-x", "t/victim").out())
          .contains("Reason: Maintenance requested by \"svc:/t/asker:default\"");
    }
  }

  @Test
  void scriptsOfRunControlAreRunAndListed() throws Exception {
    try (Scratch scratch = Scratch.boot()) {
      Path script = scratch.root().resolve("rc2.d/S42legacy.sh");
      Files.createDirectories(script.getParent());
      Files.writeString(script, "echo \"ran $1\"; [ \"$1\" = start ] || exit 3\n");
      String lsvcrun = scratch.root().resolve("lib/svc/bin/lsvcrun").toString();
      String row = "lrc:" + script.toString().replace('.', '_');

      for (String[] words : List.of(new String[] {"start"}, new String[] {"-s", "start"})) {
        Tree.Answer answer = lsvcrun(scratch, lsvcrun, script, words);
        assertThat(answer.out())
            .isEqualTo(
                "Executing legacy init script \"%s\".\nran start\nLegacy init script \"%s\" exited with return code 0.\n"
                    .formatted(script, script));
        assertThat(answer.err()).isEmpty();
        assertThat(answer.status()).isZero();
        assertThat(scratch.ok("svcs", "-H", "-o", "state,fmri", row).strip())
            .matches("legacy_run +" + row);
      }

      Tree.Answer stopped = lsvcrun(scratch, lsvcrun, script, "stop");
      assertThat(stopped.status()).isEqualTo(3);
      assertThat(scratch.run("svcs", "-H", row).status()).isEqualTo(1);
      assertThat(lsvcrun(scratch, lsvcrun, Path.of("/no/such"), "start").err())
          .isEqualTo("lsvcrun: /no/such: cannot be read\n");
      assertThat(lsvcrun(scratch, lsvcrun, script, "restart").status()).isEqualTo(2);
    }
  }

  private static Tree.Answer lsvcrun(Scratch scratch, String lsvcrun, Path script, String... words)
      throws Exception {
    List<String> line = new ArrayList<>(List.of(lsvcrun));
    line.addAll(List.of(words));
    line.add(line.size() - 1, script.toString());
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.environment().put("SYSTEMK_ROOT", scratch.root().toString());
    Process process = builder.start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Tree.Answer(process.waitFor(), out, err);
  }
}
