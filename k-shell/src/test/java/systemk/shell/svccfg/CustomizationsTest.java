package systemk.shell.svccfg;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.control.Option;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import systemk.core.fmri.ServiceFmri;
import systemk.core.property.Layer;
import systemk.core.property.Property;
import systemk.core.repository.Change;
import systemk.shell.Host;
import systemk.shell.Outcome;

class CustomizationsTest {
  private static final String WEB = "svc:/site/web:default";
  private static final ServiceFmri SERVICE = new ServiceFmri("site/web");

  private static Host host() {
    Host host =
        new Host()
            .manifest(
                """
                {"services": [
                  {"service": "site/web", "enabled": true,
                   "properties": {"config": {"port": 80, "root": "/srv"}},
                   "groups": {
                     "extra": {"type": "application", "properties": {"x": 1}},
                     "secret": {"type": "application",
                                "properties": {"key": "k", "read_authorization": "solaris.x"}},
                   }},
                  {"service": "site/db"},
                ]}
                """);
    on(host, "setprop", "config/port", "=", "81");
    on(host, "delprop", "config/root");
    on(host, "delpg", "extra");
    on(host, "addpg", "mine", "application");
    on(host, "setprop", "mine/names", "=", "astring:", "(\"a b\" c)");
    out(host.run("svccfg", "-s", WEB, "setprop", "general/enabled", "=", "false"));
    return host;
  }

  private static String on(Host host, String... words) {
    List<String> all = new ArrayList<>(List.of("svccfg", "-s", "site/web"));
    all.addAll(List.of(words));
    return out(host.run(all.toArray(String[]::new)));
  }

  private static String out(Outcome.Exit exit) {
    assertThat(exit.err()).isEmpty();
    assertThat(exit.status()).isZero();
    return exit.out();
  }

  @Test
  void customizationsOfTheSelectionAreListed() {
    Host host = host();
    assertThat(on(host, "listcust"))
        .isEqualTo(
            """
            config/port  count        admin  81
            config/root  astring      admin  MASKED
            extra        application  admin  MASKED
            extra/x      count        admin  MASKED
            mine         application  admin
            mine/names   astring      admin  "a b" "c"
            """);
    assertThat(on(host, "listcust", "-M"))
        .isEqualTo(
            """
            config/root  astring      admin  MASKED
            extra        application  admin  MASKED
            extra/x      count        admin  MASKED
            """);
    assertThat(on(host, "listcust", "config", "mine/n*"))
        .isEqualTo(
            """
            config/port  count    admin  81
            config/root  astring  admin  MASKED
            mine/names   astring  admin  "a b" "c"
            """);
  }

  @Test
  void withoutASelectionAllOfThemAre() {
    Host host =
        host()
            .commit(
                new Change.AddService(new ServiceFmri("smf/repository")),
                new Change.AddGroup(
                    new ServiceFmri("smf/repository"),
                    "snapshots",
                    "framework",
                    true,
                    Layer.ADMIN,
                    true));
    assertThat(out(host.online(WEB, 1).run("svccfg", "listcust", "general", "config/port")))
        .isEqualTo(
            """
            svc:/site/web/:properties/config/port              count    admin  81
            svc:/site/web:default/:properties/general/enabled  boolean  admin  false
            """);
    assertThat(out(host.run("svccfg", "listcust"))).doesNotContain("smf", "restarter");
  }

  @Test
  void siteProfilesCountOnDemand() {
    Host host =
        host()
            .commit(
                new Change.SetProperty(
                    SERVICE,
                    "config",
                    Property.of("color", "red"),
                    Layer.SITE_PROFILE,
                    Option.some("/etc/svc/profile/site/a.json")));
    assertThat(on(host, "listcust", "config/color")).isEmpty();
    assertThat(on(host, "listcust", "-L", "config/color"))
        .isEqualTo("config/color  astring  site-profile  red\n");
  }

  @Test
  void strangersDoNotSeeProtectedValues() {
    Host host = host();
    on(host, "setprop", "secret/key", "=", "new");
    assertThat(on(host, "listcust", "secret")).contains("secret/key");
    assertThat(on(host.readOnly(), "listcust", "secret")).isEmpty();
  }

  @Test
  void theLayerBelowComesBack() {
    Host host = host();
    on(host, "delcust", "config/port");
    assertThat(on(host, "listprop", "config/port")).isEqualTo("config/port  count    80\n");
    on(host, "delcust", "config");
    assertThat(on(host, "listprop", "config/*"))
        .isEqualTo("config/port  count    80\nconfig/root  astring  /srv\n");
    on(host, "delcust", "mine");
    assertThat(on(host, "listpg", "mine")).isEmpty();
    assertThat(on(host, "listcust", "config", "mine")).isEmpty();
  }

  @Test
  void allOfAnEntityAtOnce() {
    Host host = host();
    assertThat(out(host.run("svccfg", "-v", "-s", "site/web", "delcust")))
        .isEqualTo("Deleted 6 customizations.\n");
    assertThat(on(host, "listcust")).isEmpty();
    assertThat(on(host, "listprop", "-l", "all", "*/*")).doesNotContain("admin");
    assertThat(out(host.run("svccfg", "-s", WEB, "listcust"))).contains("general/enabled");
    assertThat(out(host.run("svccfg", "-v", "-s", "site/web", "delcust")))
        .isEqualTo("No customizations to delete.\n");
  }

  @Test
  void masksAloneCanBeTakenBack() {
    Host host = host();
    on(host, "delcust", "-M");
    assertThat(on(host, "listcust"))
        .isEqualTo(
            """
            config/port  count        admin  81
            mine         application  admin
            mine/names   astring      admin  "a b" "c"
            """);
    assertThat(on(host, "listprop", "extra/x")).isEqualTo("extra/x  count    1\n");
  }

  @Test
  void aGroupGoesWithItsFileOnceNothingInItIsCustomized() {
    Host host = host();
    on(host, "delcust", "config/port");
    on(host, "delcust", "config/root");
    host.manifest("{\"service\": \"site/web\", \"enabled\": true}");
    assertThat(on(host, "listpg", "config")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"listcust -x", "delcust -x", "delcust a b", "listcust =", "delcust ="})
  void whatIsNoOperandIsRefused(String command) {
    assertThat(host().run("svccfg", "-s", "site/web", command).err())
        .isEqualTo("svccfg: Syntax error.\n");
  }

  @Test
  void whatIsNotThereIsNamed() {
    Host host = host();
    assertThat(host.run("svccfg", "-s", "site/web", "delcust", "nothing").err())
        .isEqualTo("svccfg: No such property group \"nothing\".\n");
    assertThat(host.run("svccfg", "-s", "site/web", "delcust", "config/nothing").err())
        .isEqualTo("svccfg: No such property \"config/nothing\".\n");
    assertThat(host.run("svccfg", "delcust").err())
        .isEqualTo("svccfg: An entity is not selected.\n");
    assertThat(host.readOnly().run("svccfg", "-s", "site/web", "delcust").err())
        .isEqualTo("svccfg: Permission denied.\n");
  }

  @Test
  void everyLayerCanBeListedWithItsMasks() {
    Host host = host().online(WEB, 1);
    assertThat(on(host, "listprop", "-l", "all", "config"))
        .isEqualTo(
            """
            config       application
            config/port  count    manifest  80
            config/port  count    admin  81
            config/root  astring  manifest  /srv
            config/root  astring  admin  MASKED
            """);
    assertThat(on(host, "listprop", "-l", "admin", "extra*"))
        .isEqualTo(
            """
            extra    application  admin  MASKED
            extra/x  count    admin  MASKED
            """);
    assertThat(on(host, "listprop", "-l", "manifest", "config/root"))
        .isEqualTo("config/root  astring  manifest  /srv\n");
    assertThat(on(host, "listprop", "-l", "manifest", "mine")).isEmpty();
    assertThat(on(host, "listprop", "-l", "current", "config/root")).isEmpty();
    assertThat(on(host, "listprop", "-l", "current", "extra")).isEmpty();
    assertThat(out(host.run("svccfg", "-s", WEB, "listprop", "-l", "all", "restarter/state")))
        .isEqualTo("restarter/state  astring  <none>  online\n");
    assertThat(out(host.run("svccfg", "-s", WEB, "listprop", "-l", "admin", "restarter")))
        .isEmpty();
  }

  @Test
  void layersOfASnapshotAreThoseOfTheInstanceAndItsService() {
    Host host = host();
    out(host.run("svccfg", "-s", WEB, "refresh"));
    host.file(
        "c",
        "select "
            + WEB
            + "\nselectsnap running\nlistprop -l current config/port\nlistprop -l all general/enabled\n");
    assertThat(out(host.run("svccfg", "-f", "c")))
        .isEqualTo(
            """
            config/port  count    admin  81
            general/enabled  boolean  manifest  true
            general/enabled  boolean  admin  false
            """);
  }
}
