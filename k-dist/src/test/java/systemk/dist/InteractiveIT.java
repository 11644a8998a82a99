package systemk.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import systemk.bench.Tree;

/// `svccfg` as somebody at a terminal has it.
@Timeout(300)
class InteractiveIT {
  private static final String MANIFEST =
      """
      {"service": "it/web", "start": ":true", "duration": "transient", "enabled": false,
       "properties": {"config": {"port": 80}}}
      """;
  private static final String WEB = "svc:/it/web> ";

  private static Scratch scratch;

  @BeforeAll
  static void boot() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "script(1) is not there");
    scratch = Scratch.boot(MANIFEST);
  }

  @AfterAll
  static void end() throws IOException {
    if (scratch != null) {
      scratch.close();
    }
  }

  private static Pty svccfg(String arguments, Map<String, String> environment) throws IOException {
    Map<String, String> all = new HashMap<>(environment);
    all.put("SYSTEMK_ROOT", scratch.root().toString());
    all.put("HOME", scratch.root().toString());
    Path program = Scratch.prepared().resolve("bin/svccfg");
    return Pty.start(all, "'" + program + "' " + arguments);
  }

  private static String port() throws Exception {
    return scratch.ok("svccfg", "-s", "it/web", "listprop", "-o", "value", "config/port").strip();
  }

  @Test
  void linesAreTakenOneByOne() throws Exception {
    try (Pty pty = svccfg("", Map.of())) {
      pty.await("svc:> ");
      pty.line("select it/web", WEB);
      pty.line("setprop config/port = x", "svccfg: Invalid \"count\" value \"x\".");
      assertThat(pty.raw()).contains("\u001b[31msvccfg: Invalid");
      pty.await(WEB);
      pty.line("setprop config/list = count: (1", "> ");
      pty.line("2)", WEB);
      pty.line("listprop config/list", "config/list  count    1 2");
      pty.await(WEB);
      pty.line("select default", "svc:/it/web:default> ");
      pty.line("selectsnap running", "[running]svc:/it/web:default> ");
      pty.type("frob\u0003");
      pty.await("[running]svc:/it/web:default> ");
      pty.type("\u0004");
      assertThat(pty.status()).isZero();
      assertThat(pty.text()).doesNotContain("Unknown command");
    }
  }

  @Test
  void wordsAreCompleted() throws Exception {
    try (Pty pty = svccfg("-s it/web", Map.of())) {
      pty.await(WEB);
      pty.line("listpr\tconfig/po\t", "config/port  count ");
      pty.await(WEB);
      pty.line("uns\t\u0003", "unselect");
      pty.await(WEB);
      pty.line("quit", "quit");
      assertThat(pty.status()).isZero();
    }
  }

  @Test
  void aTransactionOutlivesTheManagerOfTheRepository() throws Exception {
    scratch.ok("svccfg", "-s", "it/web", "setprop", "config/port", "=", "80");
    try (Pty pty = svccfg("-s it/web", Map.of())) {
      pty.await(WEB);
      pty.line("begin -m \"by hand\"", WEB);
      pty.line("setprop config/port = 81", WEB);
      Tree.kill(scratch.tree().manager("k.configd").orElseThrow());
      pty.line("plan", "config/port");
      pty.await(WEB);
      assertThat(port()).isEqualTo("80");
      pty.line("commit", "Committed generation");
      pty.await(WEB);
      assertThat(port()).isEqualTo("81");
      pty.line("begin", WEB);
      pty.line("end", "the transaction was begun and neither committed nor aborted");
      assertThat(pty.status()).isEqualTo(1);
    }
  }

  @Test
  void linesAreRememberedUntilNextTime() throws Exception {
    try (Pty pty = svccfg("-s it/web", Map.of())) {
      pty.await(WEB);
      pty.line("listpg conf*", "config  application");
      pty.await(WEB);
      pty.line("quit", "quit");
      assertThat(pty.status()).isZero();
    }
    assertThat(Files.readString(scratch.root().resolve(".local/state/svccfg_history")))
        .contains("listpg conf*");
    try (Pty pty = svccfg("-s it/web", Map.of())) {
      pty.await(WEB);
      pty.type("\u0010\u0010");
      pty.await("listpg conf*");
      pty.line("", "config  application");
      pty.await(WEB);
      pty.type("\u0004");
      assertThat(pty.status()).isZero();
    }
  }

  @Test
  void theEditorHasTheTerminal() throws Exception {
    Path editor = scratch.root().resolve("editor");
    Files.writeString(
        editor,
        "#!/bin/sh\ntest -t 0 && test -t 1 && sed -i 's/^# \\(setprop config.port = .*: \\).*/\\182/' \"$1\"\n");
    assertThat(editor.toFile().setExecutable(true)).isTrue();
    Map<String, String> environment = Map.of("EDITOR", editor.toString());
    try (Pty pty = svccfg("-s it/web", environment)) {
      pty.await(WEB);
      pty.line("editprop", WEB);
      pty.line("listprop config/port", "config/port  count    82");
      pty.await(WEB);
      pty.line("quit", "quit");
      assertThat(pty.status()).isZero();
    }
    try (Pty pty = svccfg("-s it/web editprop", Map.of("EDITOR", "false"))) {
      pty.await("svccfg: false: exit status 1");
      assertThat(pty.status()).isEqualTo(1);
    }
  }

  @Test
  void whatDoesNotBeginIsAFailure() throws Exception {
    try (Pty pty = svccfg("-s no/such", Map.of())) {
      pty.await("svccfg: Pattern 'no/such' doesn't match any instances or services");
      assertThat(pty.status()).isEqualTo(1);
    }
  }

  @Test
  void aFileIsReadWithoutAPrompt() throws Exception {
    Path file = scratch.root().resolve("lines");
    Files.writeString(file, "select it/web\nlist\n");
    try (Pty pty = svccfg("< '" + file + "'", Map.of())) {
      pty.await("default");
      assertThat(pty.status()).isZero();
      assertThat(pty.text()).doesNotContain("svc:> ");
    }
  }
}
