package systemk.shell.svcs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import systemk.json.Json;
import systemk.json.JsonText;
import systemk.shell.Host;
import systemk.shell.Outcome;

class SvcsTest {
  private static final String SERVICES =
      """
      {"services": [
        {
          "service": "network/smtp",
          "name": "sendmail SMTP\\nmail transfer agent",
          "depends": {
            "net": {"on": ["svc:/network/loopback", "svc:/network/absent:default"],
                    "restart_on": "error"},
            "rival": {"on": "svc:/site/off", "grouping": "exclude_all"},
            "alias": "file://localhost/etc/aliases",
          },
          "start": "/usr/sbin/sendmail",
          "properties": {"config": {"port": 25, "names": ["a b", "c"]}},
          "instances": {"sendmail": {"enabled": true}},
        },
        {"service": "network/loopback", "enabled": true},
        {"service": "site/off"},
        {"service": "site/odd", "enabled": true, "restarter": "svc:/site/restarter:default"},
      ]}
      """;

  private static Host host() {
    return new Host()
        .manifest(SERVICES)
        .report(
            "svc:/network/smtp:sendmail",
            "offline",
            "online",
            3600,
            "contract=77",
            "logfile=/var/svc/log/network-smtp:sendmail.log",
            "alt_logfile=/etc/svc/volatile/network-smtp:sendmail.log")
        .report("svc:/site/off:default", "disabled", "none", 90 * 86_400)
        .report("svc:/network/loopback:default", "online", "none", 400 * 86_400, "contract=5,6");
  }

  private static String out(String... words) {
    Outcome.Exit exit = host().run(words);
    assertThat(exit.err()).isEmpty();
    assertThat(exit.status()).isZero();
    return exit.out();
  }

  @Test
  void enabledInstancesAreListedByDefault() {
    assertThat(out("svcs"))
        .isEqualTo(
            """
            STATE          STIME    FMRI
            online         2025     svc:/network/loopback:default
            offline*       11:00:00 svc:/network/smtp:sendmail
            uninitialized  -        svc:/site/odd:default
            """);
  }

  @Test
  void allInstancesAreListedOnDemand() {
    assertThat(out("svcs", "-a"))
        .isEqualTo(
            """
            STATE          STIME    FMRI
            disabled       Dec_10   svc:/site/off:default
            online         2025     svc:/network/loopback:default
            offline*       11:00:00 svc:/network/smtp:sendmail
            uninitialized  -        svc:/site/odd:default
            """);
  }

  @Test
  void timesAreThoseOfTheCaller() {
    assertThat(host().in(ZoneId.of("Europe/Berlin")).run("svcs", "-Ho", "stime", "sendmail").out())
        .isEqualTo("12:00:00\n");
    assertThat(host().in(ZoneId.of("America/New_York")).run("svcs", "-Ho", "stime", "smtp").out())
        .isEqualTo(" 7:00:00\n");
  }

  @Test
  void verboseAddsNextStateAndContract() {
    assertThat(out("svcs", "-v", "smtp", "loopback"))
        .isEqualTo(
            """
            STATE          NSTATE        STIME    CTID   FMRI
            online         -             2025         5* svc:/network/loopback:default
            offline        online        11:00:00     77 svc:/network/smtp:sendmail
            """);
  }

  @Test
  void everyColumnCanBeChosen() {
    assertThat(out("svcs", "-o", "ctid,inst,nsta,scope,svc,sta,stime,zone,desc", "smtp"))
        .isEqualTo(
            """
            CTID   INST                 NSTA SCOPE                SVC                  STA  STIME    ZONE             DESC
                77 sendmail             ON   localhost            network/smtp         OFF  11:00:00 global           sendmail SMTP mail transfer agent
            """);
    assertThat(out("svcs", "-H", "-o", "S", "-oN,SN", "smtp")).isEqualTo("0  1 01\n");
    assertThat(out("svcs", "-Hosta,fmri", "smtp")).isEqualTo("OFF* svc:/network/smtp:sendmail\n");
    assertThat(out("svcs", "-Ho", "s,sta,state", "odd")).isEqualTo("u  UN   uninitialized\n");
  }

  @Test
  void sortingGoesByTheColumnsGiven() {
    assertThat(out("svcs", "-aHo", "fmri", "-S", "fmri"))
        .isEqualTo(
            """
            svc:/site/off:default
            svc:/site/odd:default
            svc:/network/smtp:sendmail
            svc:/network/loopback:default
            """);
    assertThat(out("svcs", "-aHo", "inst", "-s", "inst", "-S", "stime"))
        .isEqualTo("default\ndefault\ndefault\nsendmail\n");
  }

  @Test
  void processesStandBelowTheirInstance() {
    Host host =
        host().process(77, 4711, "sendmail", "/usr/sbin/sendmail -bd").process(9, 1, "x", "x");

    assertThat(host.run("svcs", "-p", "smtp").out())
        .isEqualTo(
            """
            STATE          STIME    FMRI
            offline*       11:00:00 svc:/network/smtp:sendmail
                           11:59:55     4711 sendmail
            """);
  }

  @Test
  void zonesAddAColumnUnlessColumnsAreChosen() {
    assertThat(out("svcs", "-Z", "smtp"))
        .isEqualTo(
            """
            ZONE             STATE          STIME    FMRI
            global           offline*       11:00:00 svc:/network/smtp:sendmail
            """);
    assertThat(out("svcs", "-aHZ", "-ozone,state,fmri"))
        .startsWith("global           disabled       svc:/site/off:default\n");
  }

  @Test
  void restartersSelectTheirInstances() {
    assertThat(out("svcs", "-HR", "svc:/site/restarter:default", "-o", "fmri"))
        .isEqualTo("svc:/site/odd:default\n");
    assertThat(out("svcs", "-H", "-R", "svc:/system/svc/restarter:default", "-o", "inst"))
        .isEqualTo("default\ndefault\nsendmail\n");
  }

  @Test
  void dependenciesLeaveOutExclusionsFilesAndTheAbsent() {
    assertThat(out("svcs", "-Hd", "-o", "fmri", "smtp"))
        .isEqualTo("svc:/network/loopback:default\n");
    assertThat(out("svcs", "-HD", "-o", "fmri", "loopback"))
        .isEqualTo("svc:/network/smtp:sendmail\n");
    assertThat(out("svcs", "-HD", "-o", "fmri", "site/off")).isEmpty();
  }

  @Test
  void theLongFormSaysAll() {
    Host host = host().process(77, 4711, "sendmail", "/usr/sbin/sendmail -bd");

    assertThat(host.run("svcs", "-lpv", "smtp", "off").out())
        .isEqualTo(
            """
            fmri         svc:/network/smtp:sendmail
            name         sendmail SMTP mail transfer agent
            enabled      true
            state        offline
            next_state   online
            state_time   Tue Mar 10 11:00:00 UTC 2026
            alt_logfile  /etc/svc/volatile/network-smtp:sendmail.log
            logfile      /var/svc/log/network-smtp:sendmail.log
            restarter    svc:/system/svc/restarter:default
            contract_id  77\s
            dependency   require_all/none file://localhost/etc/aliases (absent)
            dependency   require_all/error svc:/network/loopback (online) svc:/network/absent:default (absent)
            dependency   exclude_all/none svc:/site/off (disabled)
            process      4711 /usr/sbin/sendmail -bd
            config (application)
            config/names (astring) = a b c\s
            config/port (count) = 25\s

            fmri         svc:/site/off:default
            enabled      false
            state        disabled
            next_state   none
            state_time   Wed Dec 10 12:00:00 UTC 2025
            restarter    svc:/system/svc/restarter:default
            """);
  }

  @Test
  void temporaryAndCommentedDisablingShow() {
    Host host = host();
    host.run("svcadm", "disable", "-tc", "for lunch", "smtp");

    assertThat(host.run("svcs", "-l", "smtp").out())
        .contains("enabled      false (temporary)\ncomment      for lunch\n");
    assertThat(host.run("svcs", "-Ho", "fmri").out()).contains("svc:/network/smtp:sendmail\n");
  }

  @Test
  void theHealthCheckIsShown() {
    Host host =
        new Host()
            .manifest(
                """
                {"service": "a", "start": ":true",
                  "properties": {"check": {"tcp": "127.0.0.1:80", "action": "restart"}}}
                """);

    assertThat(host.run("svcs", "-l", "a").out())
        .contains("\ncheck        tcp 127.0.0.1:80 (restart)\n");
    assertThat(host().run("svcs", "-l", "smtp").out()).doesNotContain("check");
  }

  @Test
  void logFilesAreListed() {
    assertThat(out("svcs", "-L", "smtp", "off"))
        .isEqualTo("/var/svc/log/network-smtp:sendmail.log\n");
  }

  @Test
  void statesAreColouredOnATerminal() {
    assertThat(host().terminal().run("svcs", "loopback", "off").out())
        .contains("\n\u001b[2mdisabled       \u001b[0m")
        .contains("\n\u001b[32monline         \u001b[0m");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-H", "-o state,fmri", "-Ho state", "-j", "-lj smtp", "-xj"})
  void whatProgramsReadIsNeverColoured(String options) {
    String[] command =
        ("svcs -a " + options).replace("-a -l", "-l").replace("-a -x", "-x").split(" ");
    assertThat(host().terminal().run(command).out()).isNotEmpty().doesNotContain("\u001b");
  }

  @Test
  void jsonHasEveryInstance() {
    Json json = JsonText.parse(out("svcs", "-j", "smtp"));

    assertThat(JsonText.write(json))
        .isEqualTo(
            "[{\"fmri\":\"svc:/network/smtp:sendmail\",\"name\":\"sendmail SMTP\\nmail transfer"
                + " agent\",\"state\":\"offline\",\"next_state\":\"online\",\"auxiliary_state\":"
                + "\"none\",\"since\":\"2026-03-10T11:00:00Z\",\"enabled\":true,\"temporary\":false,"
                + "\"contracts\":[77]}]");
    assertThat(JsonText.write(JsonText.parse(out("svcs", "-lj", "smtp"))))
        .contains("\"dependencies\":[{\"name\":\"alias\"");
  }

  @Test
  void aPatternWithoutMatchFailsAndTheOthersAreShown() {
    Outcome.Exit exit = host().run("svcs", "-Ho", "fmri", "nothing", "smtp", "*smtp*");

    assertThat(exit.out()).isEqualTo("svc:/network/smtp:sendmail\n");
    assertThat(exit.err()).isEqualTo("svcs: Pattern 'nothing' doesn't match any instances\n");
    assertThat(exit.status()).isEqualTo(1);
  }

  static List<List<String>> failures() {
    return List.of(
        List.of(
            "svcs -D nothing", "svcs: Pattern 'nothing' doesn't match any instances or services"),
        List.of("svcs -o foo", "svcs: Unknown column \"foo\"."),
        List.of("svcs -o ,", "svcs: No columns specified."),
        List.of("svcs -s foo", "svcs: Unrecognized sort column \"foo\"."),
        List.of("svcs -R a:b:c", "svcs: Restarter FMRI \"a:b:c\" is invalid."),
        List.of(
            "svcs -R svc:/a", "svcs: Restarter FMRI \"svc:/a\" does not designate an instance."),
        List.of("svcs -z other", "svcs: zone 'other' does not exist"),
        List.of(
            "svcs lrc:/etc/rc3_d/S1",
            "svcs: Pattern 'lrc:/etc/rc3_d/S1' doesn't match any instances"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void whatIsWrongIsSaidInOneLine(List<String> commandAndMessage) {
    Outcome.Exit exit = host().run(commandAndMessage.get(0).split(" "));

    assertThat(exit.err()).isEqualTo(commandAndMessage.get(1) + "\n");
    assertThat(exit.status()).isEqualTo(1);
  }

  @Test
  void aUselessOptionIsIgnoredAloud() {
    Outcome.Exit exit = host().run("svcs", "-a", "smtp");

    assertThat(exit.err()).isEqualTo("svcs: -a ignored when used with arguments.\n");
    assertThat(exit.status()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "svcs -y",
        "svcs -o",
        "svcs -l",
        "svcs -d",
        "svcs -D",
        "svcs -L",
        "svcs -lx smtp",
        "svcs -Hl smtp",
        "svcs -Hx",
        "svcs -z global -Z",
        "svcs -ad smtp",
        "svcs -jL smtp",
        "svcs -pL smtp",
        "svcs -Ll smtp",
        "svcs -xd smtp",
        "svcs -aR svc:/a:b -x"
      })
  void misuseShowsTheUsage(String command) {
    Outcome.Exit exit = host().run(command.split(" "));

    assertThat(exit.out()).isEmpty();
    assertThat(exit.err()).contains("Usage: svcs ");
    assertThat(exit.status()).isEqualTo(2);
  }

  @Test
  void helpGoesToStandardOutput() {
    Outcome.Exit exit = host().run("svcs", "-?");

    assertThat(exit.out()).startsWith("Usage: svcs ").contains("STIME   time of last state change");
    assertThat(exit.status()).isZero();
  }
}
