package systemk.shell.svccfg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import systemk.core.fmri.InstanceFmri;
import systemk.shell.Host;
import systemk.shell.Outcome;

class SvccfgTest {
  private static final String WEB = "svc:/site/web:default";

  private static Host host() {
    return new Host()
        .manifest(
            """
            {"services": [
              {
                "service": "site/web",
                "start": {"exec": "/bin/web start", "environment": {"LANG": "C"}},
                "properties": {"config": {"port": 80, "names": ["a b", "c"], "one": "x y"}},
                "enabled": true,
              },
              {"service": "site/db", "instances": {"one": {}, "two": {}}},
            ]}
            """)
        .online(WEB, 60);
  }

  private static Outcome.Exit on(Host host, String... words) {
    String[] all = new String[words.length + 3];
    all[0] = "svccfg";
    all[1] = "-s";
    all[2] = "site/web";
    System.arraycopy(words, 0, all, 3, words.length);
    return host.run(all);
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
  void entitiesAreListed() {
    Host host = host();

    assertThat(out(host.run("svccfg", "list"))).isEqualTo("site/db\nsite/web\n");
    assertThat(out(host.run("svccfg", "list", "*web"))).isEqualTo("site/web\n");
    assertThat(out(on(host, "list"))).isEqualTo(":properties\ndefault\n");
    assertThat(out(host.run("svccfg", "-s", WEB, "list"))).isEqualTo(":properties\n");
    assertThat(out(host.run("svccfg", "list", "nothing*"))).isEmpty();
  }

  @Test
  void groupsAndPropertiesAreListed() {
    Host host = host();

    assertThat(out(on(host, "listpg")))
        .isEqualTo("config  application\nstart   method\nstop    method\n");
    assertThat(out(host.run("svccfg", "-s", WEB, "listpg")))
        .isEqualTo("general    framework\nrestarter  framework\tNONPERSISTENT\n");
    assertThat(out(on(host, "listprop", "config")))
        .isEqualTo(
            """
            config        application
            config/names  astring  "a b" "c"
            config/one    astring  "x y"
            config/port   count    80
            """);
    assertThat(out(host.run("svccfg", "-s", WEB, "listprop", "general/enabled")))
        .isEqualTo("general/enabled  boolean  true\n");
    assertThat(out(on(host, "listprop", "*/p*"))).isEqualTo("config/port  count    80\n");
    assertThat(out(on(host, "listprop", "nothing"))).isEmpty();
    assertThat(out(on(host, "listprop", "-o", "value", "config/port"))).isEqualTo("80\n");
  }

  @Test
  void layersAreShownOnDemand() {
    Host host = host();
    out(on(host, "setprop", "config/port", "=", "81"));

    assertThat(out(on(host, "listprop", "-l", "all", "config/port")))
        .isEqualTo(
            """
            config/port  count    manifest  80
            config/port  count    admin  81
            """);
    assertThat(out(on(host, "listprop", "-l", "current", "config/port")))
        .isEqualTo("config/port  count    admin  81\n");
    assertThat(out(on(host, "listprop", "-l", "manifest", "config/port")))
        .isEqualTo("config/port  count    manifest  80\n");
  }

  @Test
  void propertiesAreSet() {
    Host host = host();

    out(on(host, "setprop", "config/port", "=", "8080"));
    out(on(host, "setprop", "config/fresh = astring: \"a \\\"b\\\" c\""));
    out(on(host, "setprop", "config/list = count: (1 2 0x10)"));
    out(on(host, "setprop", "config/none = astring: ()"));
    out(on(host, "setprop config/names=(\"p q\" r)"));
    out(on(host, "setprop", "config/one", "=", "integer:", "-5"));

    assertThat(out(on(host, "listprop", "config/*")))
        .isEqualTo(
            """
            config/fresh  astring  "a \\"b\\" c"
            config/list   count    1 2 16
            config/names  astring  "p q" "r"
            config/none   astring\s
            config/one    integer  -5
            config/port   count    8080
            """);
  }

  @Test
  void valuesAreAddedAndDeleted() {
    Host host = host();

    out(on(host, "addpropvalue", "config/port", "81"));
    out(on(host, "addpropvalue", "config/new", "count:", "1"));
    out(on(host, "addpropvalue", "config/names", "astring: \"d e\""));
    out(on(host, "delpropvalue", "config/names", "\"a*\""));
    out(on(host, "delpropvalue", "config/names", "nothing"));

    assertThat(out(on(host, "listprop", "config/[np]*")))
        .isEqualTo(
            """
            config/names  astring  "c" "d e"
            config/new    count    1
            config/port   count    80 81
            """);
  }

  @Test
  void whatAManifestSuppliesIsHiddenNotLost() {
    Host host = host();

    out(on(host, "delprop", "config/port"));
    assertThat(out(on(host, "listprop", "config/port"))).isEmpty();
    out(on(host, "delpg", "config"));
    assertThat(out(on(host, "listpg"))).isEqualTo("start  method\nstop   method\n");
    assertThat(out(on(host, "delprop", "start"))).isEmpty();
    assertThat(out(on(host, "listpg"))).isEqualTo("stop  method\n");
  }

  @Test
  void environmentsAreEdited() {
    Host host = host();

    out(on(host, "setenv", "A", "1"));
    out(on(host, "setenv", "A", "\"2 3\""));
    out(on(host, "setenv", "-m", "start", "LANG", "de"));
    out(host.run("svccfg", "-s", WEB, "setenv", "-s", "B", "4"));
    out(on(host, "unsetenv", "B"));
    assertThat(out(on(host, "listprop", "*/environment")))
        .isEqualTo(
            """
            method_context/environment  astring  "A=2 3"
            start/environment           astring  LANG=de
            """);

    out(on(host, "unsetenv", "X"));
    fails(on(host, "unsetenv", "-m", "stop", "X"), "svccfg: No such property.");
    fails(on(host, "setenv", "-i", "X", "1"), "svccfg: No instance is selected.");
    fails(on(host, "setenv", "-i", "-s", "X", "1"), "svccfg: Syntax error.");
    fails(
        on(host, "setenv", "-m", "probe", "X", "1"), "svccfg: Couldn't find the method \"probe\".");
    fails(
        on(host, "setenv", "-m", "method_context", "X", "1"),
        "svccfg: Property group \"method_context\" is not of type \"method\".");
    fails(
        host.run("svccfg", "-s", WEB, "setenv", "-m", "start", "X", "1"),
        "svccfg: Couldn't find the method \"start\".");
    out(host.run("svccfg", "-s", WEB, "setenv", "-s", "-m", "start", "X", "1"));
    assertThat(out(on(host, "listprop", "start/environment")))
        .isEqualTo("start/environment  astring  \"LANG=de\" \"X=1\"\n");
    fails(on(host, "setenv", "\"A=B\"", "1"), "svccfg: Invalid environment variable \"A=B\".");
  }

  @Test
  void entitiesAreAddedAndDeleted() {
    Host host = host();

    out(host.run("svccfg", "add", "site/new"));
    out(host.run("svccfg", "-s", "site/new", "add", "one"));
    assertThat(out(host.run("svccfg", "-s", "site/new", "list"))).isEqualTo("one\n");
    fails(host.run("svccfg", "add", "site/new"), "svccfg: Service already exists.");
    fails(host.run("svccfg", "-s", "site/new", "add", "one"), "svccfg: Instance already exists.");
    fails(
        host.run("svccfg", "-s", "site/new:one", "add", "x"),
        "svccfg: Cannot add entities to an instance.");
    fails(host.run("svccfg", "add", "1bad"), "svccfg: Invalid \"service name\" value \"1bad\".");

    out(host.run("svccfg", "-s", "site/new", "delete", "one"));
    out(host.run("svccfg", "delete", "site/new"));
    assertThat(out(host.run("svccfg", "list"))).isEqualTo("site/db\nsite/web\n");
    fails(
        host.run("svccfg", "delete", "site/web"),
        "svccfg: Instance svc:/site/web:default may be running.  Use delete -f if it is not.");
    out(host.run("svccfg", "delete", "-f", WEB));
    assertThat(out(on(host, "list"))).isEqualTo(":properties\n");
  }

  @Test
  void snapshotsAreShownAndRevertedTo() {
    Host host = host();
    assertThat(out(host.run("svccfg", "-s", WEB, "listsnap")))
        .isEqualTo("initial\nlast-import\nrunning\n");
    out(on(host, "setprop config/port = 9090"));
    out(host.run("svcadm", "disable", "web"));
    int commits = host.commits();

    out(host.run("svccfg", "-s", WEB, "revert", "initial"));

    assertThat(host.commits()).isEqualTo(commits + 1);
    assertThat(out(on(host, "listprop config/port"))).isEqualTo("config/port  count    80\n");
    assertThat(host.state().permanentlyEnabled(InstanceFmri.of(WEB))).contains(false);
    assertThat(host.run("svcprop", "-qp", "restarter_actions/refresh", WEB).status()).isEqualTo(1);

    out(host.run("svccfg", "-s", WEB, "revert", "previous"));
    assertThat(out(on(host, "listprop config/port"))).isEqualTo("config/port  count    9090\n");

    assertThat(out(host.run("svccfg", "-vs", WEB, "refresh")))
        .isEqualTo("Refreshed svc:/site/web:default.\n");
    assertThat(host.run("svcprop", "-p", "config/port", WEB).out()).isEqualTo("9090\n");
    assertThat(host.run("svcprop", "-qp", "restarter_actions/refresh", WEB).status()).isZero();
  }

  @Test
  void aRevertThatNamesNothingGoesBackToTheNearestThatDiffers() {
    Host host = host();
    out(on(host, "setprop config/port = 9090"));
    out(host.run("svccfg", "-s", WEB, "revert"));
    assertThat(out(on(host, "listprop config/port")))
        .as("an edit that was not refreshed")
        .isEqualTo("config/port  count    80\n");

    out(host.run("svcprop", "-e", "config/port=9091", WEB));
    out(host.run("svccfg", "-s", WEB, "revert"));
    assertThat(out(on(host, "listprop config/port")))
        .as("the last change")
        .isEqualTo("config/port  count    80\n");
  }

  @Test
  void aSelectedSnapshotIsShownAndCannotBeChanged() {
    Host host = host();
    out(on(host, "setprop config/port = 9090"));
    host.file(
        "b",
        """
        select site/web
        select default
        selectsnap running
        listprop config/port
        setprop config/port = 1
        """);

    Outcome.Exit exit = host.run("svccfg", "-f", "b");

    assertThat(exit.out()).isEqualTo("config/port  count    80\n");
    fails(exit, "svccfg (b, line 5): No such property group \"config\".");
    host.file("b", "select site/web:default\nselectsnap running\naddpg x application\n");
    fails(host.run("svccfg", "-f", "b"), "svccfg (b, line 3): Cannot modify snapshots.");
    host.file(
        "b", "select site/web:default\nselectsnap running\nselectsnap\naddpg x application\n");
    out(host.run("svccfg", "-f", "b"));
  }

  @Test
  void aFileIsOneTransaction() {
    Host host = host();
    int commits = host.commits();
    host.file(
        "edits",
        """
        # A comment
        select site/web
        setprop config/names = ( "first one"   # not the end
           second )
        addpg tuning application
        setprop tuning/level = count: \\
          7
        unselect
        add site/extra
        select site/extra
        add default
        end
        nonsense after the end
        """);

    assertThat(out(host.run("svccfg", "-f", "edits"))).isEmpty();

    assertThat(host.commits()).isEqualTo(commits + 1);
    assertThat(out(on(host, "listprop tuning/*"))).isEqualTo("tuning/level  count    7\n");
    assertThat(out(on(host, "listprop config/names")))
        .isEqualTo("config/names  astring  \"first one\" \"second\"\n");
    assertThat(out(host.run("svccfg", "list"))).isEqualTo("site/db\nsite/extra\nsite/web\n");
  }

  @Test
  void aFileWithAnErrorChangesNothing() {
    Host host = host();
    int commits = host.commits();
    host.file(
        "edits", "select site/web\nsetprop config/port = 1\n\nsetprop config/port = x\nlist\n");

    fails(
        host.run("svccfg", "-f", "edits"),
        "svccfg (edits, line 4): Invalid \"count\" value \"x\".");

    assertThat(host.commits()).isEqualTo(commits);
  }

  @Test
  void withoutCommandStandardInputIsRead() {
    Host host = host().file("-", "select site/web\nlist\nfrob\n");

    Outcome.Exit exit = host.run("svccfg");

    assertThat(exit.out()).isEqualTo(":properties\ndefault\n");
    fails(exit, "svccfg (<stdin>, line 3): Unknown command \"frob\".");
    fails(host.run("svccfg", "-f", "-"), "svccfg (<stdin>, line 3): Unknown command \"frob\".");
  }

  static List<List<String>> failures() {
    return List.of(
        List.of("frob", "Unknown command \"frob\"."),
        List.of("list a b", "Syntax error."),
        List.of("setprop config/port", "Syntax error."),
        List.of("setprop config/port = ", "Syntax error."),
        List.of("setprop config/port = (1", "Syntax error."),
        List.of("setprop port = 1", "Property names must contain a `/'."),
        List.of("setprop config/1 = 1", "Invalid \"property name\" value \"1\"."),
        List.of("setprop nope/x = 1", "No such property group \"nope\"."),
        List.of("setprop config/new = 1", "Type required for new properties."),
        List.of("setprop config/new = word: 1", "Unknown type \"word\"."),
        List.of("setprop config/port = -1", "Invalid \"count\" value \"-1\"."),
        List.of(
            "setprop config/one = a b",
            "Multiple string values or string values with spaces must be quoted with '\"'."),
        List.of("addpropvalue config/new 1", "Type required for new properties."),
        List.of(
            "addpropvalue config/port astring: x",
            "Property \"port\" is not of type \"astring:\"."),
        List.of("delprop config/new", "No such property."),
        List.of("delprop nope", "No such property group \"nope\"."),
        List.of("delpropvalue config/new x", "No such property."),
        List.of("delpg nope", "No such property group \"nope\"."),
        List.of("addpg config application", "Property group already exists."),
        List.of("addpg 1 application", "Name, type, or flags are invalid."),
        List.of("addpg x application Q", "Name, type, or flags are invalid."),
        List.of("listprop -l nowhere", "Unknown layer \"nowhere\"."),
        List.of("listprop -o color x", "Unknown column \"color\"."),
        List.of("listsnap", "Instance not selected."),
        List.of("revert", "Instance not selected."),
        List.of("select nothing", "Pattern 'nothing' doesn't match any instances or services"),
        List.of("delete nothing", "Pattern 'nothing' doesn't match any instances or services"),
        List.of("export nothing", "Pattern 'nothing' doesn't match any services"),
        List.of("import", "Syntax error."),
        List.of("help frob", "Unknown command \"frob\"."));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void whatIsWrongIsSaidInOneLine(List<String> commandAndMessage) {
    Host host = host();
    int commits = host.commits();

    fails(on(host, commandAndMessage.get(0)), "svccfg: " + commandAndMessage.get(1));
    assertThat(host.commits()).isEqualTo(commits);
  }

  static List<List<String>> unselected() {
    return List.of(
        List.of("listpg", "An entity is not selected."),
        List.of("setprop a/b = count: 1", "An entity is not selected."),
        List.of("refresh", "An entity is not selected."),
        List.of("unselect", "Cannot unselect at scope level."),
        List.of("selectsnap running", "Instance not selected."),
        List.of("-s nothing list", "Pattern 'nothing' doesn't match any instances or services"));
  }

  @ParameterizedTest
  @MethodSource("unselected")
  void someCommandsNeedASelection(List<String> commandAndMessage) {
    fails(
        host().run(("svccfg " + commandAndMessage.get(0)).split(" ")),
        "svccfg: " + commandAndMessage.get(1));
  }

  @Test
  void aSnapshotThatIsNotThereIsNamed() {
    fails(host().run("svccfg", "-s", WEB, "revert", "x"), "svccfg: No such snapshot \"x\".");
    fails(host().run("svccfg", "-s", WEB, "selectsnap", "x"), "svccfg: No such snapshot \"x\".");
  }

  @Test
  void anOpenQuoteIsASyntaxError() {
    fails(
        host().file("b", "list\nlist \"x\n").run("svccfg", "-f", "b"),
        "svccfg (b, line 2): Syntax error.");
  }

  @Test
  void selectingNeedsOneEntity() {
    assertThat(host().run("svccfg", "-s", "site*", "list").err())
        .isEqualTo(
            """
            svccfg: Pattern 'site*' matches multiple instances:
            \tsvc:/site/db
            \tsvc:/site/web
            """);
  }

  @ParameterizedTest
  @ValueSource(strings = {"svccfg -x", "svccfg -f", "svccfg -f a list"})
  void misuseShowsTheUsage(String command) {
    Outcome.Exit exit = host().run(command.split(" "));

    assertThat(exit.err()).contains("Usage:\tsvccfg ");
    assertThat(exit.status()).isEqualTo(2);
  }

  @Test
  void aFileThatCannotBeReadIsNamed() {
    fails(host().run("svccfg", "-f", "gone"), "svccfg: gone: No such file or directory");
    Outcome.Exit exit = host().run("svccfg", "import", "gone.json");
    assertThat(exit.err())
        .isEqualTo(
            """
            svccfg: gone.json: No such file or directory
            svccfg: Import of gone.json failed.
            """);
  }

  @Test
  void strangersChangeNothingAndReadEverything() {
    Host host = host().readOnly();

    assertThat(out(on(host, "listpg"))).isNotEmpty();
    fails(on(host, "setprop config/port = 1"), "svccfg: Permission denied.");
    host.file("m.json", "{\"service\": \"x\"}");
    fails(host.run("svccfg", "import", "m.json"), "svccfg: Permission denied.");
  }

  @Test
  void helpExplains() {
    assertThat(out(host().run("svccfg", "help", "delete")))
        .isEqualTo(
            """
            Usage: delete [-f] name | fmri | pattern

            Delete a service or an instance.

            -f  even if it may be running; it is stopped
            """);
    assertThat(out(host().run("svccfg", "help")))
        .contains("Snapshots:                listsnap selectsnap revert refresh\n");
    assertThat(out(host().run("svccfg", "-?"))).startsWith("Usage:\tsvccfg ");
  }
}
