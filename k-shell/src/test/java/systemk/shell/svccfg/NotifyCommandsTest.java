package systemk.shell.svccfg;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import systemk.core.rights.Principal;
import systemk.shell.Host;
import systemk.shell.Outcome;

final class NotifyCommandsTest {
  private final Host host = new Host();

  @BeforeEach
  void service() {
    host.manifest("{\"service\": \"site/web\", \"start\": \":true\", \"duration\": \"transient\"}");
  }

  private Outcome.Exit on(String entity, String... words) {
    return host.run(
        Vector.of("svccfg", "-s", entity).appendAll(List.of(words)).toJavaArray(String[]::new));
  }

  @Test
  void listsWhatHoldsAndWhereItIsSaid() {
    assertThat(host.run("svccfg", "setnotify", "-g", "to-maintenance", "mailto:root@localhost"))
        .isEqualTo(Outcome.Exit.ok(""));
    String global =
        """
            Event: to-maintenance (source: svc:/system/svc/global:default)
                Notification Type: smtp
                    Active: true
                    to: root@localhost
        """;
    assertThat(host.run("svccfg", "listnotify", "-g").out()).isEqualTo(global);
    assertThat(on("site/web:default", "listnotify", "to-maintenance").out()).isEqualTo(global);
    assertThat(
            on("site/web", "setnotify", "maintenance", "syslog:daemon", "mailto:a@x,b@x").status())
        .isZero();
    assertThat(on("site/web:default", "listnotify").out())
        .isEqualTo(
            """
                Event: to-maintenance (source: svc:/site/web)
                    Notification Type: smtp
                        Active: true
                        to: a@x, b@x
                    Notification Type: syslog
                        Active: true
                        facility: daemon
                Event: from-maintenance (source: svc:/site/web)
                    Notification Type: smtp
                        Active: true
                        to: a@x, b@x
                    Notification Type: syslog
                        Active: true
                        facility: daemon
            """);
    assertThat(on("site/web", "delnotify", "to-maintenance").status()).isZero();
    assertThat(on("site/web:default", "listnotify", "to-maintenance").out()).isEqualTo(global);
    assertThat(on("site/web", "delnotify", "to-maintenance").err())
        .isEqualTo("svccfg: No such notification parameters.\n");
  }

  @Test
  void classesOfFaultsAreKeptElsewhere() {
    assertThat(host.run("svccfg", "setnotify", "problem-diagnosed", "snmp:active").status())
        .isZero();
    String listed =
        """
            Event: problem-diagnosed
                Notification Type: snmp
                    Active: true
        """;
    assertThat(host.run("svccfg", "listnotify").out()).isEqualTo(listed);
    assertThat(host.run("svccfg", "listnotify", "problem-diagnosed").out()).isEqualTo(listed);
    assertThat(host.run("svccfg", "delnotify", "problem-diagnosed").status()).isZero();
    assertThat(host.run("svccfg", "listnotify").out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "setnotify to-online mailto:a@x | An entity is not selected.",
        "listnotify to-online | An entity is not selected.",
        "delnotify to-online | An entity is not selected.",
        "setnotify -g to-online | Syntax error.",
        "setnotify | Syntax error.",
        "delnotify -g | Syntax error.",
        "delnotify -g to-online to-offline | Syntax error.",
        "listnotify -x | Syntax error.",
        "setnotify -g to-online ftp:x | Unkown URI scheme: ftp",
        "setnotify -g to-online mailto: | Malformed URI: mailto:",
        "setnotify -g to-online,problem-diagnosed snmp:active "
            + "| Can't mix SMF and FMA event definitions",
        "setnotify -g problem-diagnosed snmp:active "
            + "| Can't use option '-g' with FMA event definitions",
        "setnotify -g to-nowhere snmp:active | Bad event specification",
      })
  void misuseIsRefused(String line, String message) {
    int commits = host.commits();
    String[] words = ("svccfg " + line.strip()).split(" ");
    assertThat(host.run(words)).isEqualTo(Outcome.Exit.failed("svccfg: " + message + "\n", 1));
    assertThat(host.commits()).isEqualTo(commits);
  }

  @Test
  void takesTheRightToGroupsOfItsType() {
    host.as(Principal.NOBODY.granted(List.of("solaris.smf.modify.notify_params")));
    assertThat(on("site/web", "setnotify", "to-online", "mailto:a@x").status()).isZero();
    host.as(Principal.NOBODY);
    assertThat(on("site/web", "delnotify", "to-online").err())
        .isEqualTo("svccfg: Permission denied.\n");
  }
}
