package systemk.shell.svcs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import systemk.shell.Host;
import systemk.shell.Outcome;

/// `svcs -n`.
class NotifiedTest {
  private static Host host() {
    Host host =
        new Host().manifest("{\"services\": [{\"service\": \"s/a\"}, {\"service\": \"s/b\"}]}");
    ok(host, "svccfg", "setnotify", "-g", "to-maintenance", "mailto:root@localhost");
    ok(host, "svccfg", "-s", "s/a:default", "setnotify", "to-online", "mailto:me@localhost");
    return host;
  }

  private static void ok(Host host, String... command) {
    assertThat(host.run(command).err()).isEmpty();
  }

  @Test
  void whatHoldsForAServiceIsShownWithItsSource() {
    assertThat(host().run("svcs", "-n", "s/a", "s/b").out())
        .isEqualTo(
            """
            svc:/s/a:default:
                Event: to-maintenance (source: svc:/system/svc/global:default)
                    Notification Type: smtp
                        Active: true
                        to: root@localhost
                Event: to-online (source: svc:/s/a:default)
                    Notification Type: smtp
                        Active: true
                        to: me@localhost

            svc:/s/b:default:
                Event: to-maintenance (source: svc:/system/svc/global:default)
                    Notification Type: smtp
                        Active: true
                        to: root@localhost
            """);
  }

  @Test
  void withoutOperandsWhatHoldsForAll() {
    assertThat(host().run("svcs", "-n").out())
        .isEqualTo(
            """
            Notification parameters for FMA Events

            System wide notification parameters:
            svc:/system/svc/global:default:
                Event: to-maintenance
                    Notification Type: smtp
                        Active: true
                        to: root@localhost
            """);
  }

  @Test
  void whatIsNotThereIsNamedAndOtherOptionsAreRefused() {
    Outcome.Exit exit = host().run("svcs", "-n", "no/such");

    assertThat(exit.err()).isEqualTo("svcs: Pattern 'no/such' doesn't match any instances\n");
    assertThat(exit.status()).isEqualTo(1);
    assertThat(host().run("svcs", "-nx").status()).isEqualTo(2);
    assertThat(host().run("svcs", "-nj").status()).isEqualTo(2);
    assertThat(host().run("svcs", "-nH").status()).isEqualTo(2);
  }
}
