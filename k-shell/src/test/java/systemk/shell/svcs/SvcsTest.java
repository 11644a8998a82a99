package systemk.shell.svcs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import systemk.shell.Host;
import systemk.shell.Outcome;

class SvcsTest {
  private static final String MAIL =
      """
      {
        "service": "network/smtp",
        "name": "sendmail SMTP mail transfer agent",
        "depends": { "net": ["svc:/network/loopback", "svc:/network/absent:default"] },
        "start": "/usr/sbin/sendmail",
        "properties": { "config": { "port": 25, "names": ["a b", "c"] } },
        "instances": { "sendmail": { "enabled": true } }
      }
      """;

  private static Host host() {
    return new Host()
        .manifest(MAIL)
        .manifest("{\"service\": \"network/loopback\", \"enabled\": true}")
        .manifest("{\"service\": \"site/off\"}")
        .report("svc:/network/smtp:sendmail", "offline", "online", 3600, "contract=77")
        .report("svc:/site/off:default", "disabled", "none", 90 * 86_400)
        .report("svc:/network/loopback:default", "online", "none", 40, "contract=5,6");
  }

  @Test
  void enabledInstancesAreListedByDefault() {
    Outcome.Exit exit = host().run("svcs");

    assertThat(exit.out())
        .isEqualTo(
            """
            STATE          STIME    FMRI
            online         11:59:20 svc:/network/loopback:default
            offline*       11:00:00 svc:/network/smtp:sendmail
            """);
    assertThat(exit.status()).isZero();
  }
}
