package systemk.shell.svccfg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import systemk.core.fmri.InstanceFmri;
import systemk.core.repository.Snapshot;
import systemk.shell.Host;
import systemk.shell.Outcome;

class BundleCommandsTest {
  private static Outcome.Exit imported(Host host, String... files) {
    String[] words = new String[files.length + 3];
    words[0] = "svccfg";
    words[1] = "-v";
    words[2] = "import";
    System.arraycopy(files, 0, words, 3, files.length);
    return host.run(words);
  }

  @Test
  void manyFilesAreOneTransaction() {
    Host host =
        new Host()
            .file("m/a.json", "{\"service\": \"a\", \"dependents\": {\"a_c\": \"svc:/c\"}}")
            .file("m/b.json", "{\"service\": \"b\", \"dependents\": {\"b_c\": \"svc:/c\"}}")
            .file("m/c.json", "{\"service\": \"c\", \"enabled\": true, \"start\": \"/c\"}")
            .file("m/notes.txt", "not a manifest");

    assertThat(imported(host, "m")).isEqualTo(Outcome.Exit.ok("Successful import.\n"));

    assertThat(host.commits()).isEqualTo(1);
    assertThat(host.run("svccfg", "-s", "c", "listpg").out())
        .isEqualTo("a_c    dependency\nb_c    dependency\nstart  method\nstop   method\n");
    assertThat(imported(host, "m").out()).isEqualTo("No changes were necessary\n");
    assertThat(host.commits()).isEqualTo(1);
  }

  @Test
  void oneBadFileKeepsAllOut() {
    Host host =
        new Host()
            .file("a.json", "{\"service\": \"a\"}")
            .file("b.json", "{\n  \"service\": \"b\",\n  \"strat\": \"/b\"\n}");

    Outcome.Exit exit = imported(host, "a.json", "b.json");

    assertThat(exit.err())
        .isEqualTo(
            """
            svccfg: b.json:3:12: strat: unknown member "strat"; did you mean "start"?
            svccfg: Import of b.json failed.
            """);
    assertThat(exit.status()).isEqualTo(1);
    assertThat(host.commits()).isZero();
  }

  @Test
  void anUpgradeKeepsWhatTheAdministratorSaidAndRefreshes() {
    Host host =
        new Host()
            .file(
                "a.json",
                "{\"service\": \"a\", \"enabled\": true, \"properties\": {\"c\": {\"x\": 1, \"y\": 1}}}");
    imported(host, "a.json");
    host.run("svcprop", "-e", "c/x=5", "svc:/a");
    InstanceFmri instance = InstanceFmri.of("svc:/a:default");
    var before = host.state().snapshot(instance, Snapshot.RUNNING);

    host.file(
        "a.json",
        "{\"service\": \"a\", \"enabled\": true, \"properties\": {\"c\": {\"x\": 2, \"y\": 2}}}");
    assertThat(imported(host, "a.json").out()).isEqualTo("Successful import.\n");

    assertThat(host.run("svcprop", "-p", "c/x", "-p", "c/y", "svc:/a:default").out())
        .isEqualTo("5\n2\n");
    assertThat(host.run("svcprop", "-qp", "restarter_actions/refresh", "svc:/a:default").status())
        .isZero();
    assertThat(
            host.state()
                .snapshot(instance, Snapshot.PREVIOUS)
                .exists(previous -> before.exists(previous::hasSameContent)))
        .isTrue();
  }

  @Test
  void aNewInstanceNeedsNoRefresh() {
    Host host = new Host().file("a.json", "{\"service\": \"a\", \"enabled\": true}");
    imported(host, "a.json");

    assertThat(host.run("svcprop", "-qp", "restarter_actions", "svc:/a:default").status())
        .isEqualTo(1);
  }

  @Test
  void aDependentTakenOutOfTheFileIsTakenBack() {
    Host host =
        new Host()
            .file("b.json", "{\"service\": \"b\", \"enabled\": true}")
            .file("a.json", "{\"service\": \"a\", \"dependents\": {\"a_b\": \"svc:/b:default\"}}");
    imported(host, "b.json", "a.json");
    assertThat(host.run("svcs", "-HDo", "fmri", "svc:/a:default").out())
        .isEqualTo("svc:/b:default\n");

    host.file("a.json", "{\"service\": \"a\"}");
    imported(host, "a.json");

    assertThat(host.run("svcs", "-HDo", "fmri", "svc:/a:default").out()).isEmpty();
    assertThat(host.run("svccfg", "-s", "svc:/b:default", "listpg").out())
        .isEqualTo("general            framework\nrestarter_actions  framework\tNONPERSISTENT\n");
  }

  @Test
  void exportWritesTheManifest() {
    Host host =
        new Host()
            .manifest(
                """
                {
                  "service": "site/web", "name": "Web", "enabled": true, "duration": "child",
                  "depends": {"net": {"on": ["svc:/a", "svc:/b:c"], "grouping": "require_any",
                                      "restart_on": "refresh"}},
                  "dependents": {"web_m": {"of": "svc:/m", "grouping": "optional_all"}},
                  "start": {"exec": "/bin/web", "timeout": "5m", "user": "nobody",
                            "environment": {"A": "b c"}},
                  "stop": {"exec": ":kill", "timeout": 0},
                  "properties": {"config": {"port": 80, "up": true, "delta": -1,
                                            "when": {"type": "time", "value": "1"}}},
                  "groups": {"odd": {"type": "framework", "properties": {"x": ["a", "b"]}}},
                }
                """);

    assertThat(host.run("svccfg", "export", "-j", "web").out())
        .isEqualTo(
            """
            {
              "service" : "site/web",
              "enabled" : true,
              "name" : "Web",
              "duration" : "child",
              "depends" : {
                "net" : {
                  "on" : [
                    "svc:/a",
                    "svc:/b:c"
                  ],
                  "grouping" : "require_any",
                  "restart_on" : "refresh"
                }
              },
              "dependents" : {
                "web_m" : {
                  "of" : "svc:/m",
                  "grouping" : "optional_all"
                }
              },
              "start" : {
                "exec" : "/bin/web",
                "timeout" : "300s",
                "environment" : {
                  "A" : "b c"
                },
                "user" : "nobody"
              },
              "stop" : {
                "exec" : ":kill",
                "timeout" : "infinite"
              },
              "properties" : {
                "config" : {
                  "delta" : -1,
                  "port" : 80,
                  "up" : true,
                  "when" : {
                    "type" : "time",
                    "value" : "1.000000000"
                  }
                }
              },
              "groups" : {
                "odd" : {
                  "type" : "framework",
                  "properties" : {
                    "x" : {
                      "type" : "astring",
                      "values" : [
                        "a",
                        "b"
                      ]
                    }
                  }
                }
              }
            }
            """);
  }

  @Test
  void exportGoesToAFileAndIgnoresTheInstance() {
    Host host = new Host().manifest("{\"service\": \"a\"}");

    Outcome.Exit exit = host.run("svccfg", "export", "svc:/a:default", ">", "out.json");

    assertThat(exit.out()).isEmpty();
    assertThat(exit.err())
        .isEqualTo(
            "svccfg: Only services may be exported; ignoring instance portion of argument.\n");
    assertThat(exit.status()).isZero();
    assertThat(host.file("out.json")).startsWith("{\n  \"service\" : \"a\",\n");
  }

  @Test
  void inventoryNamesInstancesBeforeTheirService() {
    Host host =
        new Host().file("a.json", "{\"service\": \"a/b\", \"instances\": {\"x\": {}, \"y\": {}}}");

    assertThat(host.run("svccfg", "inventory", "a.json").out())
        .isEqualTo("svc:/a/b:x\nsvc:/a/b:y\nsvc:/a/b\n");
  }

  @Test
  void validateReportsFilesAndEntities() {
    Host host =
        new Host()
            .file("good.json", "{\"service\": \"a\"}")
            .file("bad.json", "{\"service\": 1}")
            .manifest("{\"service\": \"a\", \"depends\": {\"x\": \"svc:/b\"}}");

    assertThat(host.run("svccfg", "validate", "good.json")).isEqualTo(Outcome.Exit.ok(""));
    assertThat(host.run("svccfg", "validate", "bad.json").err())
        .isEqualTo("svccfg: bad.json:1:13: service: expected a string, found a number\n");
    assertThat(host.run("svccfg", "validate", "svc:/a")).isEqualTo(Outcome.Exit.ok(""));
    host.run("svccfg", "-s", "svc:/a", "setprop", "x/grouping", "=", "all");
    Outcome.Exit exit = host.run("svccfg", "-s", "svc:/a:default", "validate");
    assertThat(exit.err())
        .isEqualTo(
            "svccfg: svc:/a: dependency \"x\" has an unknown grouping \"all\"; known are require_all,"
                + " require_any, optional_all, exclude_all\n");
    assertThat(exit.status()).isEqualTo(1);
  }

  private static final String CYCLE =
      """
      {"services": [
        {"service": "a", "enabled": true, "depends": {"to_b": "svc:/b"}, "start": "/a %{c/x}"},
        {"service": "b", "enabled": true, "depends": {"to_a": "svc:/a:default"}}
      ]}
      """;

  private static final String WRONG =
      """
      m.json: svc:/a: cannot run start/exec "/a %{c/x}": no property for %{c/x}
      m.json: svc:/b:default: to_a closes a dependency cycle: svc:/b:default -> svc:/a:default \
      -> svc:/b:default
      """;

  private static String said(String lines) {
    return lines.lines().map(line -> "svccfg: " + line + "\n").reduce("", String::concat);
  }

  @Test
  void validateSaysEverythingThatIsWrongWithWhatAFileMakes() {
    Host host = new Host().file("m.json", CYCLE);

    Outcome.Exit exit = host.run("svccfg", "validate", "m.json");

    assertThat(exit.err()).isEqualTo(said(WRONG));
    assertThat(exit.status()).isEqualTo(1);
    assertThat(host.commits()).isZero();
  }

  @Test
  void importSaysWhatIsWrongAndImportsAllTheSame() {
    Host host = new Host().file("m.json", CYCLE);

    Outcome.Exit exit = imported(host, "m.json");

    assertThat(exit).isEqualTo(new Outcome.Exit("Successful import.\n", said(WRONG), 0));
    assertThat(host.commits()).isEqualTo(1);
  }

  @Test
  void importWithVImportsNothingThatIsWrong() {
    Host host = new Host().file("m.json", CYCLE).file("good.json", "{\"service\": \"a\"}");

    Outcome.Exit exit = imported(host, "-V", "m.json");

    assertThat(exit).isEqualTo(new Outcome.Exit("", said(WRONG), 1));
    assertThat(host.commits()).isZero();
    assertThat(imported(host, "-V", "good.json").out()).isEqualTo("Successful import.\n");
  }

  @Test
  void templatesSayWhatManifestsMayHold() {
    Host host =
        new Host()
            .file(
                "m.json",
                """
                {
                  "service": "a",
                  "properties": {"config": {"port": 70000, "mode": "fsat", "names": ["a", "b"]}},
                  "templates": {
                    "config": {
                      "type": "application",
                      "properties": {
                        "port": {"type": "count", "constraints": [{"min": 1, "max": 65535}]},
                        "mode": {"constraints": ["fast", "slow"]},
                        "names": {"type": "astring", "max": 1},
                        "home": {"type": "astring", "required": true}
                      }
                    },
                    "log": {"required": true}
                  }
                }
                """);

    assertThat(host.run("svccfg", "validate", "m.json").err())
        .isEqualTo(
            said(
                """
                m.json: svc:/a: there is no config/home, which the template of svc:/a requires
                m.json: svc:/a: config/mode cannot be "fsat"; allowed are fast, slow
                m.json: svc:/a: config/names has 2 values, not between 0 and 1
                m.json: svc:/a: config/port cannot be "70000"; allowed are 1..65535
                m.json: svc:/a:default: there is no property group "log", which the template of \
                svc:/a requires
                """));
  }
}
