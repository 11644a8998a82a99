package systemk.shell.svcprop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import systemk.core.fmri.InstanceFmri;
import systemk.core.property.Layer;
import systemk.core.repository.Change;
import systemk.json.JsonText;
import systemk.shell.Host;
import systemk.shell.Outcome;

class WhyTest {
  private static final String WEB = "svc:/site/web:default";

  private static Host host() {
    Host host =
        new Host()
            .manifest(
                """
                {"service": "site/web",
                 "properties": {"config": {"port": 80, "root": "/srv"}},
                 "groups": {
                   "secret": {"type": "application",
                              "properties": {"key": "x", "read_authorization": "solaris.x"}},
                 },
                 "instances": {"default": {"enabled": true, "properties": {"config": {"port": 81}}}}}
                """);
    run(host, "svccfg", "-s", WEB, "setprop", "config/port", "=", "82");
    return host;
  }

  private static String run(Host host, String... words) {
    Outcome.Exit exit = host.run(words);
    assertThat(exit.err()).isEmpty();
    assertThat(exit.status()).isZero();
    return exit.out();
  }

  @Test
  void theValueThatCountsStandsAboveWhatItHides() {
    assertThat(run(host(), "svcprop", "--why", "-c", "-p", "config", WEB))
        .isEqualTo(
            """
            PROPERTY     OF        LAYER     GENERATION  TIME                 BY    SOURCE   VALUE
            config/port  instance  admin     2           2026-03-10 12:00:00  root  -        count 82
                         instance  manifest  1           2026-03-10 12:00:00  root  /m.json  count 81
                         service   manifest  1           2026-03-10 12:00:00  root  /m.json  count 80
            config/root  service   manifest  1           2026-03-10 12:00:00  root  /m.json  astring /srv
            """);
  }

  @Test
  void whatRunsIsExplainedUnlessTheEditedConfigurationIsAskedFor() {
    Host host = host();
    assertThat(run(host, "svcprop", "--why", "-p", "config/port", WEB))
        .contains(
            "config/port  instance  manifest  1           2026-03-10 12:00:00  root  /m.json  count 81\n")
        .doesNotContain("82");
    run(host, "svccfg", "-s", WEB, "refresh");
    assertThat(run(host, "svcprop", "-p", "config/port", "--why", WEB)).contains("count 82");
  }

  @Test
  void masksAreShownAndWhatTheyReveal() {
    Host host = host();
    run(host, "svccfg", "-s", WEB, "delprop", "config/port");
    run(host, "svccfg", "-s", "site/web", "delprop", "config/root");

    assertThat(run(host, "svcprop", "--why", "-c", "-p", "config", WEB))
        .isEqualTo(
            """
            PROPERTY     OF        LAYER     GENERATION  TIME                 BY    SOURCE   VALUE
            config/port  service   manifest  1           2026-03-10 12:00:00  root  /m.json  count 80
                         instance  admin     3           2026-03-10 12:00:00  root  -        (masked)
                         instance  manifest  1           2026-03-10 12:00:00  root  /m.json  count 81
            config/root  service   admin     4           2026-03-10 12:00:00  root  -        (masked)
                         service   manifest  1           2026-03-10 12:00:00  root  /m.json  astring /srv
            """);
  }

  @Test
  void aMaskedGroupHidesAlsoWhatAFileAddsLater() {
    Host host = host();
    run(host, "svccfg", "-s", "site/web", "delpg", "secret");
    host.commit(
        new Change.SetProperty(
            InstanceFmri.of(WEB).service(),
            "secret",
            systemk.core.property.Property.of("late", "v"),
            Layer.MANIFEST,
            io.vavr.control.Option.none()));

    assertThat(run(host, "svcprop", "--why", "-p", "secret/late", "site/web"))
        .isEqualTo(
            """
            PROPERTY     OF       LAYER     GENERATION  TIME                 BY    SOURCE  VALUE
            secret/late  service  admin     3           2026-03-10 12:00:00  root  -       (group masked)
                         service  manifest  4           2026-03-10 12:00:00  root  -       astring v
            """);
  }

  @Test
  void severalEntitiesEachHaveATable() {
    assertThat(run(host(), "svcprop", "--why", "-p", "general/enabled", "-p", "config/root", WEB))
        .contains("config/root", "general/enabled")
        .doesNotContain(WEB);
    assertThat(run(host(), "svcprop", "--why", "-p", "config/port", WEB, "svc:/site/web"))
        .startsWith("svc:/site/web:\nPROPERTY")
        .contains("\n\n" + WEB + ":\nPROPERTY");
  }

  @Test
  void toolsGetJson() {
    Host host = host();
    assertThat(run(host, "svcprop", "--why", "-cj", "-p", "config/port", WEB))
        .isEqualTo(
            JsonText.pretty(
                    JsonText.parse(
                        """
                        [{"fmri": "svc:/site/web:default", "property": "config/port",
                          "type": "count", "values": ["82"],
                          "said": [
                            {"of": "instance", "layer": "admin", "generation": 2,
                             "time": "2026-03-10T12:00:00Z",
                             "author": {"uid": 0, "command": "test"}, "counts": true,
                             "type": "count", "values": ["82"]},
                            {"of": "instance", "layer": "manifest", "generation": 1,
                             "time": "2026-03-10T12:00:00Z",
                             "author": {"uid": 0, "command": "test"}, "file": "/m.json", "counts": false, "type": "count", "values": ["81"]},
                            {"of": "service", "layer": "manifest", "generation": 1,
                             "time": "2026-03-10T12:00:00Z",
                             "author": {"uid": 0, "command": "test"}, "file": "/m.json", "counts": false, "type": "count", "values": ["80"]}]}]
                        """))
                + "\n");
    run(host, "svccfg", "-s", "site/web", "delprop", "config/root");
    assertThat(run(host, "svcprop", "--why", "-cj", "-p", "config/root", WEB))
        .contains("\"masks\" : \"property\"");
  }

  @Test
  void transactionsFarApartAreFound() {
    Host host = host();
    for (int i = 0; i < 1100; i++) {
      run(host, "svccfg", "-s", WEB, "setprop", "config/other", "=", "count:", Integer.toString(i));
    }
    assertThat(run(host, "svcprop", "--why", "-c", "-p", "config", WEB).lines())
        .hasSize(6)
        .anyMatch(line -> line.matches("config/other .* 1102 +2026-03-10 .* count 1099"))
        .noneMatch(line -> line.contains(" -     -"));
  }

  @Test
  void strangersDoNotSeeWhatWasTyped() {
    assertThat(run(host().readOnly(), "svcprop", "--why", "-j", WEB))
        .contains("\"uid\" : 0")
        .doesNotContain("command");
  }

  @Test
  void valuesWithoutAHistoryHaveNoLayer() {
    assertThat(
            run(host().online(WEB, 1), "svcprop", "--why", "-p", "restarter/state", WEB)
                .lines()
                .skip(1))
        .containsExactly(
            "restarter/state  instance  <none>  2           -     -   -       astring online");
  }

  @Test
  void strangersSeeOnlyWhatSvcpropShowsThem() {
    Host host = host().readOnly();
    assertThat(run(host, "svcprop", "--why", WEB)).doesNotContain("secret");
    assertThat(host.run("svcprop", "--why", "-p", "secret/key", WEB))
        .isEqualTo(Outcome.Exit.failed("svcprop: Permission denied.\n", 1));
    assertThat(host.run("svcprop", "--why", "-p", "secret/none", WEB).err())
        .isEqualTo("svcprop: Permission denied.\n");
  }

  @Test
  void whatIsNotThereIsNamed() {
    assertThat(host().run("svcprop", "--why", "-p", "nothing", WEB).err())
        .isEqualTo("svcprop: Couldn't find property group `nothing' for instance `" + WEB + "'.\n");
    assertThat(host().run("svcprop", "--why", "-p", "config/none", WEB).err())
        .isEqualTo("svcprop: Couldn't find property `config/none' for instance `" + WEB + "'.\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-w", "-q", "-t", "-f", "-e"})
  void optionsThatMakeNoSenseWithItAreRefused(String option) {
    assertThat(host().run("svcprop", "--why", option, WEB).status()).isEqualTo(2);
    assertThat(host().run("svcprop", "-j", WEB).status()).isEqualTo(2);
  }
}
