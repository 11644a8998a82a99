package systemk.shell.svccfg;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.Tuple;
import io.vavr.collection.TreeMap;
import io.vavr.collection.TreeSet;
import io.vavr.collection.Vector;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import systemk.shell.Host;
import systemk.shell.Outcome;

/// Every subcommand has help, a usage, a topic and a line here that works.
class SubcommandsTest {
  /// A subcommand fails here without a line that shows that it works: add one.
  private static final TreeMap<String, String> LINES =
      TreeMap.ofEntries(
          Vector.of(
                  "help list",
                  "set",
                  "end",
                  "exit",
                  "quit",
                  "validate",
                  "import m.json",
                  "export site/web",
                  "archive",
                  "extract",
                  "restore a.xml",
                  "apply p.json",
                  "cleanup",
                  "delhash m.json",
                  "dump d",
                  "load d",
                  "inventory m.json",
                  "list",
                  "add two",
                  "delete -f default",
                  "select default",
                  "unselect",
                  "describe",
                  "listpg",
                  "addpg x application",
                  "delpg config",
                  "listprop",
                  "listcust",
                  "delcust",
                  "setprop config/port = 81",
                  "delprop config/port",
                  "editprop",
                  "addpropvalue config/port 81",
                  "delpropvalue config/port 80",
                  "setenv A 1",
                  "unsetenv B",
                  "setnotify to-offline mailto:a@x",
                  "listnotify",
                  "delnotify to-online",
                  "listsnap",
                  "selectsnap running",
                  "revert running",
                  "refresh",
                  "begin",
                  "plan",
                  "commit",
                  "abort",
                  "confirm",
                  "log",
                  "show",
                  "diff",
                  "snapshot",
                  "rollback --plan",
                  "undo --plan",
                  "verify",
                  "backup",
                  "restore-repository /x",
                  "repository x")
              .map(line -> Tuple.of(line.split(" ", 2)[0], line)));

  /// What needs an instance, a transaction, something to confirm or a file to go to.
  private static final TreeSet<String> OF_INSTANCES =
      TreeSet.of("listsnap", "selectsnap", "revert");

  private static final TreeSet<String> FAILING =
      TreeSet.of("confirm", "delhash", "repository", "restore-repository");

  private static Host host() {
    Host host =
        new Host()
            .manifest(
                """
                {"service": "site/web", "start": "/bin/true",
                 "instances": {"default": {}}, "properties": {"config": {"port": 80}}}
                """)
            .file("m.json", "{\"service\": \"site/other\", \"start\": \"/bin/true\"}")
            .file(
                "p.json",
                "{\"service\": \"site/web\", \"instances\": {\"default\": {\"enabled\": true}}}");
    host.run("svccfg", "-s", "site/web", "setenv", "B", "1");
    host.run("svccfg", "-s", "site/web", "setnotify", "to-online", "mailto:a@x");
    host.run("svccfg", "dump", "d");
    host.file("a.xml", host.run("svccfg", "archive", "-a").out());
    return host;
  }

  @Test
  void everySubcommandHasALineHere() {
    assertThat(LINES.keySet())
        .as("the subcommands that have a line here")
        .containsExactlyElementsOf(TreeSet.ofAll(names()));
  }

  @Test
  void everySubcommandHasOneTopic() {
    assertThat(Vector.of(Topic.values()).flatMap(Topic::names))
        .as("the subcommands that have a topic, in Topic")
        .containsExactlyInAnyOrderElementsOf(names());
  }

  private static Vector<String> names() {
    return CommandTable.ALL.map(Command::name);
  }

  @TestFactory
  Stream<DynamicTest> everySubcommandIsExplained() {
    return names()
        .map(
            name ->
                DynamicTest.dynamicTest(
                    name,
                    () -> {
                      Outcome.Exit help = new Host().run("svccfg", "help", name);
                      assertThat(help.err()).isEmpty();
                      assertThat(help.out()).startsWith("Usage: " + name).contains("\n\n");
                    }))
        .toJavaStream();
  }

  @TestFactory
  Stream<DynamicTest> everyLineWorks() {
    return LINES
        .values()
        .toVector()
        .map(line -> DynamicTest.dynamicTest(line, () -> works(line)))
        .toJavaStream();
  }

  private static void works(String line) {
    String name = line.split(" ", 2)[0];
    String selected = OF_INSTANCES.contains(name) ? "site/web:default" : "site/web";
    boolean transacts = Vector.of("plan", "commit", "abort").contains(name);
    String before = transacts ? "begin\nselect " + selected + "\n" : "select " + selected + "\n";
    String after = Vector.of("begin", "plan").contains(name) ? "\nabort\n" : "\n";
    Host host = host().file("b", before + line + after);

    Outcome.Exit exit = host.run("svccfg", "-f", "b");

    if (FAILING.contains(name)) {
      assertThat(exit.status()).isEqualTo(1);
      assertThat(exit.err()).startsWith("svccfg (b, line 2): ").hasLineCount(1);
    } else {
      assertThat(exit.err()).isEmpty();
      assertThat(exit.status()).isZero();
    }
  }

  @TestFactory
  Stream<DynamicTest> tooManyOperandsAreASyntaxError() {
    return names()
        .filter(
            name ->
                !Vector.of("import", "apply", "inventory", "listcust", "log", "diff", "rollback")
                    .contains(name))
        .map(
            name ->
                DynamicTest.dynamicTest(
                    name,
                    () -> {
                      String line = name + " a b c d e f";
                      Host host = host().file("b", "select site/web:default\n" + line + "\n");
                      Outcome.Exit exit = host.run("svccfg", "-f", "b");
                      assertThat(exit.status()).isEqualTo(1);
                      assertThat(exit.err().lines()).allMatch(one -> one.startsWith("svccfg"));
                      assertThat(exit.err()).doesNotContain("internal error").isNotEmpty();
                    }))
        .toJavaStream();
  }
}
