package systemk.shell.svccfg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import systemk.shell.Host;
import systemk.shell.Outcome;

class DescribingTest {
  private static Host host() {
    return new Host()
        .manifest(
            """
            {
              "service": "site/web", "name": "Web server", "description": "Serves the site.",
              "instances": {"default": {}},
              "properties": {"config": {"port": 80, "mode": "fast"}},
              "templates": {"config": {
                "type": "application", "required": true, "name": "Settings",
                "description": "How the site is served.",
                "properties": {
                  "port": {"type": "count", "required": true, "description": "Where it listens.",
                           "min": 1, "max": 1, "units": "port", "constraints": [{"min": 1, "max": 65535}]},
                  "mode": {"type": "astring", "name": "Mode", "values": {"fast": "Answers early"},
                           "choices": ["fast", "slow"], "visibility": "readonly"},
                  "level": {"type": "count", "description": "How much it logs."},
                },
              }},
            }
            """);
  }

  private static String describe(String... words) {
    String[] all = new String[words.length + 4];
    System.arraycopy(new String[] {"svccfg", "-s", "site/web", "describe"}, 0, all, 0, 4);
    System.arraycopy(words, 0, all, 4, words.length);
    Outcome.Exit exit = host().run(all);
    assertThat(exit.err()).isEmpty();
    assertThat(exit.status()).isZero();
    return exit.out();
  }

  @Test
  void whatIsSetIsExplained() {
    assertThat(describe())
        .isEqualTo(
            """
            svc:/site/web  Web server
                Serves the site.
            config       application
                How the site is served.
            config/mode  astring  fast
                Mode
            config/port  count    80
                Where it listens.
            """);
    assertThat(describe("config/port"))
        .isEqualTo("config/port  count    80\n    Where it listens.\n");
  }

  @Test
  void everythingTemplatesSayIsShownOnDemand() {
    assertThat(describe("-v", "config/*"))
        .isEqualTo(
            """
            config/mode  astring  fast
                Mode
                type: astring
                required: false
                visibility: readonly
                minimum number of values: 0
                maximum number of values: unlimited
                choices:
                    fast  Answers early
                    slow
            config/port  count    80
                Where it listens.
                type: count
                required: true
                units: port
                visibility: readwrite
                minimum number of values: 1
                maximum number of values: 1
                constraints:
                    1..65535
            """);
    assertThat(describe("-v", "config").lines())
        .containsSequence(
            "config       application",
            "    Settings",
            "    How the site is served.",
            "    type: application",
            "    required: true",
            "    target: this");
  }

  @Test
  void templatesAreShownAlone() {
    assertThat(describe("-t", "config/*"))
        .isEqualTo(
            """
            config/level  count
                How much it logs.
            config/mode   astring
                Mode
            config/port   count
                Where it listens.
            """);
  }

  @Test
  void whatIsNotSetIsDescribedIfATemplateKnowsIt() {
    assertThat(describe("config/level")).isEqualTo("config/level  count\n    How much it logs.\n");
    assertThat(describe("x*")).isEmpty();
    assertThat(host().run("svccfg", "-s", "site/web", "describe", "x").err())
        .isEqualTo("svccfg: No such property group \"x\".\n");
    assertThat(host().run("svccfg", "-s", "site/web", "describe", "config/x").err())
        .isEqualTo("svccfg: No such property.\n");
    assertThat(host().run("svccfg", "describe").err())
        .isEqualTo("svccfg: An entity is not selected.\n");
  }

  @Test
  void aTemplateGivesNewPropertiesTheirType() {
    Host host = host();

    assertThat(host.run("svccfg", "-s", "site/web", "setprop config/level = 3"))
        .isEqualTo(Outcome.Exit.ok(""));
    assertThat(host.run("svccfg", "-s", "site/web", "listprop config/level").out())
        .isEqualTo("config/level  count    3\n");
    assertThat(host.run("svccfg", "-s", "site/web", "setprop config/other = 3").err())
        .isEqualTo("svccfg: Type required for new properties.\n");
  }
}
