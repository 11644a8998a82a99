package systemk.shell.svccfg;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.control.Option;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.property.Layer;
import systemk.core.repository.Change;
import systemk.core.repository.Snapshot;
import systemk.shell.Host;
import systemk.shell.Outcome;

class DumpCommandsTest {
  private static final String WEB = "svc:/site/web:default";
  private static final String FILE = "d/site/web.json";
  private static final String TEXT =
      """
      {
        "systemk-dump": 1,
        "service": "site/web",
        "groups": {
          "config": {
            "type": "application",
            "properties": {
              "names": {
                "manifest": {
                  "type": "astring",
                  "values": [
                    "a b",
                    "c"
                  ],
                  "file": "/m.json"
                }
              },
              "port": {
                "manifest": { "type": "count", "value": "80", "file": "/m.json" },
                "admin": { "type": "count", "value": "81" }
              },
              "root": {
                "manifest": { "type": "astring", "value": "/srv", "file": "/m.json" },
                "admin": { "masked": true }
              }
            }
          },
          "empty": {
            "type": "framework",
            "layers": {
              "admin": {}
            }
          },
          "extra": {
            "type": "application",
            "layers": {
              "admin": { "masked": true }
            },
            "properties": {
              "x": {
                "manifest": { "type": "count", "value": "1", "file": "/m.json" },
                "admin": { "masked": true }
              }
            }
          }
        },
        "instances": {
          "default": {
            "groups": {
              "general": {
                "type": "framework",
                "properties": {
                  "enabled": {
                    "manifest": { "type": "boolean", "value": "true", "file": "/m.json" },
                    "admin": { "type": "boolean", "value": "false" }
                  }
                }
              }
            }
          }
        }
      }
      """;

  private static Host host() {
    Host host =
        new Host()
            .manifest(
                """
                {"service": "site/web", "enabled": true,
                 "groups": {
                   "config": {"type": "application",
                              "properties": {"port": 80, "root": "/srv", "names": ["a b", "c"]}},
                   "extra": {"type": "application", "properties": {"x": 1}},
                 }}
                """);
    on(host, "setprop", "config/port", "=", "81");
    on(host, "delprop", "config/root");
    on(host, "delpg", "extra");
    on(host, "addpg", "empty", "framework");
    out(host.run("svccfg", "-s", WEB, "setprop", "general/enabled", "=", "false"));
    return host;
  }

  private static Outcome.Exit svccfg(Host host, String... words) {
    String[] all = new String[words.length + 1];
    all[0] = "svccfg";
    System.arraycopy(words, 0, all, 1, words.length);
    return host.run(all);
  }

  private static String on(Host host, String... words) {
    String[] all = new String[words.length + 2];
    all[0] = "-s";
    all[1] = "site/web";
    System.arraycopy(words, 0, all, 2, words.length);
    return out(svccfg(host, all));
  }

  private static String out(Outcome.Exit exit) {
    assertThat(exit.err()).isEmpty();
    assertThat(exit.status()).isZero();
    return exit.out();
  }

  private static Host dumped() {
    Host host = host();
    assertThat(out(svccfg(host, "dump", "d"))).isEmpty();
    return host;
  }

  @Test
  void aServiceIsAFileWithAllItsLayers() {
    assertThat(dumped().file(FILE)).isEqualTo(TEXT);
  }

  @Test
  void theExampleOfTheDocumentationIsOne() throws IOException {
    String page = Files.readString(Path.of("../spec/dump.md"));
    int start = page.indexOf("{\n  \"systemk-dump\"");
    String example = page.substring(start, page.indexOf("```", start));
    Host host = new Host().file("d/network/ssh.json", example);
    out(svccfg(host, "load", "d"));
    out(svccfg(host, "dump", "e"));
    assertThat(host.file("e/network/ssh.json")).isEqualTo(example);
  }

  @Test
  void whatIsNotConfigurationIsNotInIt() {
    Host host =
        host()
            .online(WEB, 5)
            .commit(
                new Change.AddService(new ServiceFmri("smf/repository")),
                new Change.TakeSnapshot(InstanceFmri.of(WEB), "mine"));
    out(svccfg(host, "dump", "d"));
    assertThat(host.file(FILE)).isEqualTo(TEXT);
    assertThat(host.file("d/smf/repository.json")).isEmpty();
  }

  @Test
  void aDumpIsLoadedWithoutAChange() {
    Host host = dumped();
    int commits = host.commits();
    assertThat(out(svccfg(host, "-v", "load", "d"))).isEqualTo("No changes were necessary\n");
    assertThat(host.commits()).isEqualTo(commits);
  }

  @Test
  void onlyWhatDiffersIsChangedAndByThisTransaction() {
    Host host = dumped().online(WEB, 5);
    host.file(FILE, TEXT.replace("\"value\": \"81\"", "\"value\": \"82\""));
    int commits = host.commits();
    long before = host.state().revision().generation();

    assertThat(out(svccfg(host, "-v", "load", "d"))).isEqualTo("Loaded d.\n");

    assertThat(host.commits()).isEqualTo(commits + 1);
    assertThat(host.run("svcprop", "--why", "-p", "config/port", "svc:/site/web").out())
        .contains("admin     " + (before + 1))
        .contains("manifest  1 ")
        .contains("count 82");
    assertThat(
            host.state()
                .snapshot(InstanceFmri.of(WEB), Snapshot.PREVIOUS)
                .get()
                .composition()
                .value("config", "port"))
        .isEqualTo(Option.some("81"));
    assertThat(host.state().running(InstanceFmri.of(WEB)).value("config", "port"))
        .isEqualTo(Option.some("82"));
    out(svccfg(host, "dump", "e"));
    assertThat(host.file("e/site/web.json")).isEqualTo(host.file(FILE));
  }

  @Test
  void whatRunsIsMadeToRunWithItUnlessThatIsNotWanted() {
    Host host =
        dumped()
            .online(WEB, 5)
            .commit(new Change.TakeSnapshot(InstanceFmri.of(WEB), Snapshot.START));
    host.file(FILE, TEXT.replace("\"value\": \"81\"", "\"value\": \"82\""));
    Host other =
        dumped()
            .online(WEB, 5)
            .commit(new Change.TakeSnapshot(InstanceFmri.of(WEB), Snapshot.START));
    other.file(FILE, host.file(FILE));

    out(svccfg(host, "load", "d"));
    out(svccfg(other, "load", "-n", "d"));

    assertThat(host.run("svcprop", "-qp", "restarter_actions/restart", WEB).status()).isZero();
    assertThat(other.run("svcprop", "-qp", "restarter_actions/restart", WEB).status()).isOne();
    assertThat(other.state().running(InstanceFmri.of(WEB)).value("config", "port"))
        .isNotEqualTo(Option.some("82"));
    assertThat(other.run("svcprop", "-p", "config/port", "-c", WEB).out()).isEqualTo("82\n");
  }

  @Test
  void anEmptyRepositoryBecomesWhatWasDumped() {
    Host host = new Host().file(FILE, TEXT);
    out(svccfg(host, "load", "d"));
    out(svccfg(host, "dump", "e"));
    assertThat(host.file("e/site/web.json")).isEqualTo(TEXT);
    assertThat(on(host, "listcust", "config"))
        .isEqualTo("config/port  count    admin  81\nconfig/root  astring  admin  MASKED\n");
  }

  @Test
  void servicesWithoutAFileStayUnlessTheyAreToGo() {
    Host host = dumped();
    out(svccfg(host, "add", "site/db"));
    host.commit(new Change.AddService(new ServiceFmri("smf/repository")));

    assertThat(svccfg(host, "load", "d"))
        .isEqualTo(
            new Outcome.Exit(
                "",
                "svccfg: not in d and left as they are (load -d deletes them):\n\tsvc:/site/db\n",
                0));
    assertThat(out(svccfg(host, "list"))).contains("site/db");
    assertThat(out(svccfg(host, "-v", "load", "-d", "d")))
        .isEqualTo("Deleted svc:/site/db.\nLoaded d.\n");
    assertThat(out(svccfg(host, "list"))).isEqualTo("site/web\nsmf/repository\n");
  }

  @Test
  void whatAFileNoLongerSaysGoes() {
    Host host = dumped();
    host.file(FILE, "{\"systemk-dump\": 1, \"service\": \"site/web\"}");
    out(svccfg(host, "load", "d"));
    assertThat(on(host, "listpg")).isEmpty();
    assertThat(on(host, "list")).isEmpty();
    assertThat(out(svccfg(host, "list"))).isEqualTo("site/web\n");
  }

  @Test
  void aDumpRemovesOnlyFilesOfFormerDumps() {
    Host host = dumped();
    host.file("d/notes.json", "{}");
    out(svccfg(host, "delete", "-f", "site/web"));
    out(svccfg(host, "add", "site/db"));
    out(svccfg(host, "dump", "d"));
    assertThat(host.file(FILE)).isEmpty();
    assertThat(host.file("d/notes.json")).isEqualTo("{}");
    assertThat(host.file("d/site/db.json"))
        .isEqualTo(
            "{\n  \"systemk-dump\": 1,\n  \"service\": \"site/db\",\n  \"instances\": {}\n}\n");
  }

  @Test
  void aLoadIsPartOfATransactionWhichThenMakesItTakeEffect() {
    Host host =
        dumped()
            .online(WEB, 5)
            .commit(new Change.TakeSnapshot(InstanceFmri.of(WEB), Snapshot.START));
    host.file(FILE, TEXT.replace("\"value\": \"81\"", "\"value\": \"82\""));
    host.file("c", "begin\nload d\nselect site/web\nsetprop config/port = 81\ncommit\n");

    assertThat(svccfg(host, "-f", "c").err()).isEmpty();

    assertThat(host.run("svcprop", "-qp", "restarter_actions/restart", WEB).status()).isOne();
    out(svccfg(host, "dump", "e"));
    assertThat(host.file("e/site/web.json")).isEqualTo(TEXT);
  }

  @Test
  void aPlanTellsBeforehandWhatALoadDoes() {
    Host host = dumped();
    host.file(FILE, TEXT.replace("\"value\": \"81\"", "\"value\": \"82\""));
    host.file("-", "begin\nload d\nplan\nabort\n");
    int commits = host.commits();
    assertThat(out(svccfg(host))).contains("config/port", "82");
    assertThat(host.commits()).isEqualTo(commits);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"systemk-dump\": 1,|\"dump\": 1,|1:1: not a dump of a service: it does not begin with \"systemk-dump\"",
        "\"systemk-dump\": 1|\"systemk-dump\": 2|2:19: systemk-dump: a dump of another version; this svccfg reads 1",
        "\"service\": \"site/web\"|\"service\": \"site/wob\"|3:14: service: svc:/site/wob belongs into site/wob.json, not into site/web.json",
        "\"service\": \"site/web\"|\"service\": \"../web\"|3:14: service: \"../web\" is not a service name",
        "\"value\": \"81\"|\"value\": \"8x1\"|20:48: groups.config.properties.port.admin.value: \"8x1\" is not a value of type count",
        "\"value\": \"81\"|\"value\": 81|20:48: groups.config.properties.port.admin.value: expected a string, found a number",
        "\"value\": \"81\"|\"volue\": \"81\"|20:48: groups.config.properties.port.admin.volue: unknown member \"volue\"; did you mean \"value\"?",
        "\"admin\": { \"type\"|\"root\": { \"type\"|20:19: groups.config.properties.port.root: unknown member \"root\"",
        "\"admin\": { \"masked\": true }|\"admin\": { \"masked\": false }|24:32: groups.config.properties.root.admin.masked: true is expected; leave it out otherwise",
        "\"value\": \"81\"|\"masked\": true|20:20: groups.config.properties.port.admin: either \"masked\", or \"type\" with \"value\" or \"values\"",
        "\"admin\": {}|\"admin\": { \"masked\": true }|28:14: groups.empty: no layer declares the group: name one in \"layers\"",
        "\"type\": \"count\", \"value\": \"81\"|\"value\": \"81\"|20:20: groups.config.properties.port.admin: member \"type\" is missing",
        "\"site/web\",|\"site/web\"|4:3: Unexpected character ('\"' (code 34)): was expecting comma to separate Object entries",
      })
  void aBadFileIsNamedWithThePlaceAndNothingIsChanged(String old, String bad, String message) {
    Host host = dumped();
    out(svccfg(host, "add", "site/db"));
    host.file("d/site/db.json", "{\"systemk-dump\": 1, \"service\": \"site/dx\"}");
    assertThat(TEXT).contains(old);
    host.file(FILE, TEXT.replace(old, bad));
    int commits = host.commits();

    Outcome.Exit exit = svccfg(host, "load", "-d", "d");

    assertThat(exit.status()).isOne();
    assertThat(exit.err()).contains("svccfg: " + FILE + ":" + message);
    assertThat(exit.err()).contains("svccfg: d/site/db.json:1:32: service: svc:/site/dx belongs");
    assertThat(host.commits()).isEqualTo(commits);
  }

  @Test
  void aLoadIsHeldToWhatACommitIsHeldTo() {
    Host host = dumped();
    host.file(
        FILE, TEXT.replaceFirst("(\"empty\": \\{\\s*\"type\": )\"framework\"", "$1\"dependency\""));
    int commits = host.commits();

    Outcome.Exit exit = svccfg(host, "load", "d");

    assertThat(exit.status()).isOne();
    assertThat(exit.err())
        .contains("svccfg: svc:/site/web: dependency \"empty\" has no entities\n");
    assertThat(host.commits()).isEqualTo(commits);
  }

  @Test
  void anEmptyDirectoryChangesNothing() {
    Host host = host().file("d/readme.txt", "nothing here");
    assertThat(svccfg(host, "load", "-d", "d").err())
        .isEqualTo("svccfg: d: contains no *.json files\n");
    assertThat(svccfg(host, "load", "-d", "nowhere").err())
        .isEqualTo("svccfg: nowhere: No such file or directory\n");
    host.file("one.json", TEXT);
    assertThat(svccfg(host, "load", "one.json").err())
        .isEqualTo("svccfg: one.json: Not a directory\n");
  }

  @Test
  void aGroupThatIsNotPersistentIsInTheWay() {
    Host host = dumped();
    host.commit(
        new Change.AddGroup(
            new ServiceFmri("site/web"), "busy", "application", false, Layer.ADMIN, true));
    host.file(FILE, TEXT.replace("\"empty\"", "\"busy\""));
    assertThat(svccfg(host, "load", "d").err())
        .isEqualTo(
            "svccfg: svc:/site/web/:properties/busy is not persistent here and cannot be loaded\n");
  }

  @Test
  void strangersNeitherDumpNorLoad() {
    Host host = dumped().readOnly();
    assertThat(svccfg(host, "dump", "e").err()).isEqualTo("svccfg: Permission denied.\n");
    assertThat(svccfg(host, "load", "d").err()).isEqualTo("svccfg: Permission denied.\n");
    assertThat(host.file("e/site/web.json")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"dump", "dump a b", "dump =", "load", "load a b", "load -x a", "load ="})
  void misuseIsRefused(String command) {
    assertThat(svccfg(host(), command).err()).isEqualTo("svccfg: Syntax error.\n");
  }
}
