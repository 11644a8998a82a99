package systemk.shell.svccfg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import systemk.core.fmri.InstanceFmri;
import systemk.core.repository.Change;
import systemk.shell.Host;
import systemk.shell.Outcome;

/// Lines somebody types, one after the other.
class DialogueTest {
  private static final String WEB = "svc:/site/web:default";

  private static Host host() {
    return new Host()
        .manifest(
            """
            {"services": [
              {"service": "site/web", "start": "/bin/web", "enabled": true,
               "properties": {"config": {"port": 80}}},
              {"service": "site/db", "start": "/bin/db"},
            ]}
            """)
        .online(WEB, 60)
        .dialogue();
  }

  private static Outcome.Exit type(Host host, String line) {
    return host.run("svccfg", line);
  }

  private static String out(Outcome.Exit exit) {
    assertThat(exit.err()).isEmpty();
    assertThat(exit.status()).isZero();
    return exit.out();
  }

  private static void fails(Outcome.Exit exit, String message) {
    assertThat(exit.err()).isEqualTo(message + "\n");
    assertThat(exit.status()).isEqualTo(1);
  }

  @Test
  void promptsSayWhatIsSelected() {
    Host host = host();

    out(host.run("svccfg"));
    assertThat(host.prompt()).contains("svc:> ");
    out(type(host, "select site/web"));
    assertThat(host.prompt()).contains("svc:/site/web> ");
    out(type(host, "select default"));
    assertThat(host.prompt()).contains("svc:/site/web:default> ");
    out(type(host, "selectsnap running"));
    assertThat(host.prompt()).contains("[running]svc:/site/web:default> ");
    fails(type(host, "addpg x application"), "svccfg: Cannot modify snapshots.");
    assertThat(host.prompt()).contains("[running]svc:/site/web:default> ");
    out(type(host, "selectsnap"));
    out(type(host, "unselect"));
    assertThat(host.prompt()).contains("svc:/site/web> ");
    out(type(host, "quit"));
    assertThat(host.prompt()).isEmpty();
  }

  @Test
  void aDialogueBeginsWithWhatTheCommandLineSelects() {
    Host host = host();

    out(host.run("svccfg", "-v", "-s", "web:default"));

    assertThat(host.prompt()).contains("svc:/site/web:default> ");
    assertThat(out(type(host, "set"))).isEqualTo("verbose\n");
    assertThat(out(type(host, "refresh"))).isEqualTo("Refreshed svc:/site/web:default.\n");
    out(type(host, "set -V"));
    assertThat(out(type(host, "set"))).isEqualTo("noverbose\n");
    assertThat(out(type(host, "refresh"))).isEmpty();
    fails(
        host().run("svccfg", "-s", "nothing"),
        "svccfg: Pattern 'nothing' doesn't match any instances or services");
  }

  @Test
  void everyLineIsCommitted() {
    Host host = host();
    int commits = host.commits();

    out(type(host, "select site/web"));
    out(type(host, "setprop config/port = 81"));
    fails(type(host, "setprop config/port = x"), "svccfg: Invalid \"count\" value \"x\".");
    out(type(host, "setprop config/list = count: (1\n2)"));

    assertThat(host.commits()).isEqualTo(commits + 2);
    assertThat(out(type(host, "listprop config/*")))
        .isEqualTo("config/list  count    1 2\nconfig/port  count    81\n");
  }

  @Test
  void severalCommandsInOneLineAreDoneOrNot() {
    Host host = host();
    out(type(host, "select site/web"));

    Outcome.Exit exit = type(host, "select default\naddpg x application\nfrob");

    fails(exit, "svccfg: Unknown command \"frob\".");
    assertThat(host.prompt()).contains("svc:/site/web> ");
    assertThat(host.state().ownGroup(InstanceFmri.of(WEB), "x")).isEmpty();
  }

  @Test
  void aTransactionIsKeptBetweenLines() {
    Host host = host();
    int commits = host.commits();

    out(type(host, "begin -m \"move it\""));
    out(type(host, "select site/web"));
    out(type(host, "setprop config/port = 81"));
    fails(type(host, "setprop config/port = x"), "svccfg: Invalid \"count\" value \"x\".");
    assertThat(out(type(host, "listprop config/port"))).isEqualTo("config/port  count    81\n");
    assertThat(out(type(host, "plan"))).contains("config/port");
    fails(type(host, "log"), "svccfg: log is not possible in a transaction");
    assertThat(host.commits()).isEqualTo(commits);

    assertThat(out(type(host, "commit"))).contains("Committed generation");

    assertThat(host.commits()).isEqualTo(commits + 1);
    assertThat(host.prompt()).contains("svc:/site/web> ");
    assertThat(out(host.run("svccfg", "log -n 1"))).contains("move it");
    fails(type(host, "plan"), "svccfg: no transaction is open: begin one first");
  }

  @Test
  void aTransactionSeesWhatThereWasWhenItWasBegun() {
    Host host = host();
    out(type(host, "begin"));
    out(type(host, "select site/web"));
    out(type(host, "setprop config/port = 81"));
    host.commit(new Change.DeleteService(InstanceFmri.of("svc:/site/db:default").service()));

    assertThat(out(type(host, "unselect"))).isEmpty();
    assertThat(out(type(host, "list"))).isEqualTo("site/db\nsite/web\n");
    Outcome.Exit refused = type(host, "commit");

    assertThat(refused.err()).contains("cannot commit: begun on generation");
    assertThat(out(type(host, "commit --retry"))).contains("Committed generation");
    assertThat(out(type(host, "list"))).isEqualTo("site/web\n");
  }

  @Test
  void aTransactionThatIsRefusedStaysOpen() {
    Host host = host();
    out(type(host, "begin"));
    out(type(host, "select site/web"));
    out(type(host, "setprop start/timeout_seconds = astring: soon"));
    fails(
        type(host, "commit"),
        "svccfg: svc:/site/web: start/timeout_seconds is of type astring, not count or integer");
    out(type(host, "setprop start/timeout_seconds = count: 5"));

    assertThat(out(type(host, "commit"))).contains("Committed generation");
  }

  @Test
  void whoLeavesATransactionOpenIsTold() {
    Host host = host();
    out(type(host, "begin"));

    Outcome.Exit exit = type(host, "end");

    fails(
        exit,
        "svccfg: the transaction was begun and neither committed nor aborted: nothing is changed");
    assertThat(host.prompt()).isEmpty();
  }

  @Test
  void whatViolatesTemplatesIsNotImportedByHand() {
    Host host =
        host()
            .file(
                "bad.json",
                """
                {"service": "site/bad", "instances": {"default": {}}, "start": "/x",
                 "templates": {"config": {"required": true}}}
                """);

    assertThat(type(host, "import bad.json").status()).isEqualTo(1);
    assertThat(out(type(host, "list site/bad"))).isEmpty();
  }

  @Test
  void whatWasSelectedMayBeGone() {
    Host host = host();
    out(type(host, "select site/db"));
    host.commit(new Change.DeleteService(InstanceFmri.of("svc:/site/db:default").service()));

    fails(type(host, "delete *"), "svccfg: svc:/site/db has been deleted.");
    assertThat(host.prompt()).contains("svc:> ");
    assertThat(out(type(host, "list"))).isEqualTo("site/web\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "list | true",
        "setprop a/b = (1 | false",
        "setprop a/b = (1 2) | true",
        "setprop a/b = \\ | false",
        "setprop a/b = astring: \"x | false",
        "list # ( \" \\ | true",
        ") ( | false",
      })
  void aLineIsCompleteOrGoesOn(String text, boolean complete) {
    assertThat(Typing.isComplete(text)).isEqualTo(complete);
    assertThat(Typing.isComplete(text + "\n")).isEqualTo(complete);
  }

  @Test
  void someCommandsWantFiles() {
    assertThat(Typing.wantsFiles("import man")).isTrue();
    assertThat(Typing.wantsFiles("dump d")).isTrue();
    assertThat(Typing.wantsFiles("select x")).isFalse();
    assertThat(Typing.wantsFiles("")).isFalse();
  }
}
