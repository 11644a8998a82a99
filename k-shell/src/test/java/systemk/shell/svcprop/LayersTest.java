package systemk.shell.svcprop;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import systemk.shell.Host;
import systemk.shell.Outcome;

/// `svcprop -l`, which is Solaris 11's.
class LayersTest {
  private static Host host() {
    Host host =
        new Host()
            .manifest(
                """
                {"service": "a", "properties": {"config": {"port": 80, "name": "x y", "none": []}},
                 "instances": {"one": {"enabled": true, "properties": {"config": {"port": 81}}}}}
                """)
            .online("svc:/a:one", 1);
    assertThat(host.run("svcprop", "-e", "config/port=82", "a:one").err()).isEmpty();
    return host;
  }

  @Test
  void theLayerThatCountsIsNamed() {
    assertThat(host().run("svcprop", "-l", "current", "-p", "config", "a:one").out())
        .isEqualTo(
            """
            config/name astring manifest x\\ y
            config/none astring manifest
            config/port count admin 82
            """);
  }

  @Test
  void allLayersAreShownWeakestFirst() {
    assertThat(host().run("svcprop", "-l", "all", "-p", "config/port", "a:one").out())
        .isEqualTo(
            """
            config/port count manifest 80
            config/port count manifest 81
            config/port count admin 82
            """);
  }

  @Test
  void oneLayerIsShownAlone() {
    assertThat(host().run("svcprop", "-f", "-l", "admin", "a:one").out())
        .contains("svc:/a:one/:properties/config/port count admin 82\n")
        .doesNotContain("manifest")
        .doesNotContain("<none>");
  }

  @Test
  void whatIsNotPersistentHasNone() {
    assertThat(host().run("svcprop", "-l", "current", "-p", "restarter/state", "a:one").out())
        .isEqualTo("restarter/state astring <none> online\n");
    assertThat(host().run("svcprop", "-l", "admin", "-p", "restarter/state", "a:one"))
        .isEqualTo(Outcome.Exit.ok(""));
  }

  @Test
  void anUnknownLayerIsNamedAndMisuseIsRefused() {
    Outcome.Exit exit = host().run("svcprop", "-l", "attic", "a:one");

    assertThat(exit.err()).isEqualTo("svcprop: Unknown layer \"attic\".\n");
    assertThat(exit.status()).isEqualTo(1);
    assertThat(host().run("svcprop", "-l", "all", "-w", "-p", "config", "a:one").status())
        .isEqualTo(2);
    assertThat(host().run("svcprop", "-l").status()).isEqualTo(2);
  }
}
