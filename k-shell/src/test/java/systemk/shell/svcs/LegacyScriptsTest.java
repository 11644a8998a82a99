package systemk.shell.svcs;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import systemk.core.property.Layer;
import systemk.core.property.Property;
import systemk.core.property.ValueType;
import systemk.core.repository.Change;
import systemk.json.JsonText;
import systemk.shell.Host;
import systemk.shell.Outcome;
import systemk.shell.view.LegacyScript;

/// Scripts of run control are listed among the services, and are none to anybody else.
class LegacyScriptsTest {
  private static final String GROUP = "rc3_d_S42myscript";

  static Host host() {
    return new Host()
        .manifest("{\"service\": \"site/fine\", \"enabled\": true}")
        .online("svc:/site/fine:default", 60)
        .commit(
            Vector.<Change>of(
                    new Change.AddService(LegacyScript.HOLDER),
                    new Change.AddGroup(
                        LegacyScript.HOLDER, GROUP, "framework", false, Layer.ADMIN, true))
                .appendAll(
                    Vector.of(
                            Property.of("name", "/etc/rc3_d/S42myscript"),
                            Property.of("suffix", "myscript"),
                            new Property("contract", ValueType.COUNT, Vector.of("42")),
                            new Property(
                                "state_timestamp",
                                ValueType.TIME,
                                Vector.of(
                                    Host.NOW.minusSeconds(3600).getEpochSecond() + ".000000000")))
                        .map(
                            property ->
                                new Change.SetProperty(
                                    LegacyScript.HOLDER,
                                    GROUP,
                                    property,
                                    Layer.ADMIN,
                                    Option.none()))));
  }

  @Test
  void theyComeFirstInEveryList() {
    assertThat(host().run("svcs").out())
        .isEqualTo(
            """
            STATE          STIME    FMRI
            legacy_run     11:00:00 lrc:/etc/rc3_d/S42myscript
            online         11:59:00 svc:/site/fine:default
            """);
  }

  @Test
  void theirProcessesAreShown() {
    assertThat(host().process(42, 4711, "myscript", "x").run("svcs", "-Hp", "lrc:*").out())
        .isEqualTo(
            """
            legacy_run     11:00:00 lrc:/etc/rc3_d/S42myscript
                           11:59:55     4711 myscript
            """);
  }

  @Test
  void eachColumnHasSomethingToSayOfThem() {
    assertThat(
            host()
                .run(
                    "svcs",
                    "-Ho",
                    "ctid,inst,n,nsta,nstate,s,sn,sta,svc,desc,gen,stale,time",
                    "myscript")
                .err())
        .isEqualTo("svcs: Pattern 'myscript' doesn't match any instances\n");
    assertThat(host().run("svcs", "-Ho", "ctid,inst,n,nsta,nstate", "S42myscript").out())
        .isEqualTo("    42 -                    - -    -\n");
    assertThat(host().run("svcs", "-Ho", "s,sn,sta,svc", "S42myscript").out())
        .isEqualTo("L  L- LRC  /etc/rc3_d/S42myscript\n");
    assertThat(host().run("svcs", "-Ho", "gen,stale,time,desc", "S42myscript").out())
        .isEqualTo("-        -       2026-03-10T11:00:00 -\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "lrc:/etc/rc3_d/S42myscript",
        "S42myscript",
        "rc3_d/S42myscript",
        "lrc:*",
        "*S42*"
      })
  void anyPatternNamesThem(String pattern) {
    assertThat(host().run("svcs", "-Ho", "fmri", pattern).out())
        .isEqualTo("lrc:/etc/rc3_d/S42myscript\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"svcs -l", "svcs -x", "svcs -d", "svcs -D", "svcs -L", "svcadm enable", "svcprop"})
  void noOtherCommandTakesThem(String command) {
    String operand = "lrc:/etc/rc3_d/S42myscript";
    Outcome.Exit exit = host().run((command + " " + operand).split(" "));

    assertThat(exit.err())
        .isEqualTo(
            command.split(" ")[0]
                + ": Operation not supported for legacy service '"
                + operand
                + "'\n");
    assertThat(exit.status()).isEqualTo(1);
  }

  @Test
  void noRestarterHasThem() {
    assertThat(host().run("svcs", "-HR", "svc:/system/svc/restarter:default", "-o", "fmri").out())
        .isEqualTo("svc:/site/fine:default\n");
  }

  @Test
  void theyAreInJson() {
    assertThat(JsonText.write(JsonText.parse(host().run("svcs", "-j", "lrc:*").out())))
        .isEqualTo(
            "[{\"fmri\":\"lrc:/etc/rc3_d/S42myscript\",\"state\":\"legacy_run\","
                + "\"since\":\"2026-03-10T11:00:00Z\",\"contracts\":[42]}]");
  }
}
