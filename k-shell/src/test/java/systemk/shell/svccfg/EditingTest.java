package systemk.shell.svccfg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import systemk.shell.Host;
import systemk.shell.Outcome;

class EditingTest {
  private static Host host() {
    return new Host()
        .manifest(
            """
            {"service": "site/web", "instances": {"default": {}},
             "properties": {"config": {"port": 80, "names": ["a b", "c"], "empty": ""}}}
            """);
  }

  private static Outcome.Exit edit(Host host, String from, String to) {
    host.editor(text -> new Outcome.Reply.Text(text.replace(from, to)));
    return host.run("svccfg", "-s", "site/web", "editprop");
  }

  @Test
  void theEditorShowsCommandsAsComments() {
    Host host = host();
    int commits = host.commits();

    Outcome.Exit exit = edit(host, "nothing", "nothing");

    assertThat(exit).isEqualTo(Outcome.Exit.ok(""));
    assertThat(host.commits()).isEqualTo(commits);
    assertThat(host.edited())
        .startsWith("# svc:/site/web\n#\n")
        .endsWith(
            """

            # Property group "config"
            # delprop config
            # addpg config application
            # setprop config/empty = astring: ""
            # setprop config/names = astring: ("a b" "c")
            # setprop config/port = count: 80
            """);
    assertThat(host.edited().lines()).allMatch(line -> line.isEmpty() || line.startsWith("#"));
  }

  @Test
  void whatIsNoCommentAfterwardsIsDoneInOneTransaction() {
    Host host = host();
    int commits = host.commits();

    Outcome.Exit exit =
        edit(
            host,
            "# setprop config/port = count: 80",
            "setprop config/port = 81\naddpg more application\n");

    assertThat(exit).isEqualTo(Outcome.Exit.ok(""));
    assertThat(host.commits()).isEqualTo(commits + 1);
    assertThat(host.run("svccfg", "-s", "site/web", "listprop config/port").out())
        .isEqualTo("config/port  count    81\n");
  }

  @Test
  void aMistakeIsNamedByItsLineAndChangesNothing() {
    Host host = host();
    int commits = host.commits();

    Outcome.Exit exit =
        edit(host, "# delprop config", "setprop config/port = 81\nsetprop config/port = x");

    assertThat(exit.err()).isEqualTo("svccfg (<editor>, line 8): Invalid \"count\" value \"x\".\n");
    assertThat(exit.status()).isEqualTo(1);
    assertThat(host.commits()).isEqualTo(commits);
    host.editor(_ -> new Outcome.Reply.Text("list\nlist \"x\n"));
    assertThat(host.run("svccfg", "-s", "site/web", "editprop").err())
        .isEqualTo("svccfg (<editor>, line 2): Syntax error.\n");
    assertThat(edit(host, "# delprop config", "editprop").err())
        .isEqualTo("svccfg (<editor>): editprop cannot be edited\n");
  }

  @Test
  void valuesOfSeveralLinesAreCommentsAsAWhole() {
    Host host = host();
    host.file("b", "select site/web\nsetprop config/one = astring: \"a\nlist\"\n");
    host.run("svccfg", "-f", "b");

    assertThat(edit(host, "", "")).isEqualTo(Outcome.Exit.ok(""));
  }

  @Test
  void linesAfterItComeAfterIt() {
    Host host = host();
    host.editor(_ -> new Outcome.Reply.Text("setprop config/port = 81\n"));
    host.file("b", "select site/web\neditprop\nlistprop config/port\nfrob\n");
    int commits = host.commits();

    Outcome.Exit exit = host.run("svccfg", "-f", "b");

    assertThat(exit.err()).isEqualTo("svccfg (b, line 4): Unknown command \"frob\".\n");
    assertThat(host.commits()).isEqualTo(commits);
    host.file("b", "select site/web\neditprop\nlistprop config/port\n");
    assertThat(host.run("svccfg", "-f", "b").out()).isEqualTo("config/port  count    81\n");
  }

  @Test
  void whatStandsAgainstItIsSaid() {
    assertThat(host().run("svccfg", "editprop").err())
        .isEqualTo("svccfg: An entity is not selected.\n");
    assertThat(host().run("svccfg", "-s", "site/web", "editprop x").err())
        .isEqualTo("svccfg: Syntax error.\n");
    Host stranger = host().readOnly();
    stranger.editor(_ -> new Outcome.Reply.Text("setprop config/port = 81\n"));
    assertThat(stranger.run("svccfg", "-s", "site/web", "editprop").err())
        .endsWith("Permission denied.\n");
    Host host = host().editor(_ -> new Outcome.Reply.Failed("vi: exit status 1"));
    Outcome.Exit exit = host.run("svccfg", "-s", "site/web", "editprop");
    assertThat(exit).isEqualTo(Outcome.Exit.failed("svccfg: vi: exit status 1\n", 1));
  }
}
