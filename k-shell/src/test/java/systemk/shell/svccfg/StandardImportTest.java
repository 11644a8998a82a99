package systemk.shell.svccfg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.shell.Host;
import systemk.shell.Outcome;

class StandardImportTest {
  private static String service(String name, int value) {
    return "{\"service\": \"%s\", \"enabled\": true, \"properties\": {\"c\": {\"x\": %d}}}"
        .formatted(name, value);
  }

  private static Host host() {
    return new Host()
        .file("/lib/svc/manifest/a.json", service("a", 1))
        .file("/lib/svc/manifest/b.json", service("b", 1));
  }

  private static String run(Host host) {
    Outcome.Exit exit = host.run("k.import", "-q");
    assertThat(exit.status()).isZero();
    return exit.out() + exit.err();
  }

  private static String value(Host host, String service) {
    return host.run("svcprop", "-p", "c/x", "svc:/" + service + ":default").out();
  }

  @Test
  void allThatCameIsOneTransactionAndNothingMoreIsDoneTheSecondTime() {
    Host host = host();
    assertThat(host.run("k.import").out())
        .isEqualTo(
            "\rLoading smf(7) service descriptions: 1/2"
                + "\rLoading smf(7) service descriptions: 2/2\n"
                + "Loaded 2 smf(7) service descriptions\n");
    assertThat(host.commits()).isEqualTo(1);
    assertThat(run(host)).isEmpty();
    assertThat(host.commits()).isEqualTo(1);
  }

  @Test
  void whatChangedIsImportedAndWhatWentIsTakenBack() {
    Host host = host();
    run(host);
    host.file("/lib/svc/manifest/a.json", service("a", 2)).remove("/lib/svc/manifest/b.json");
    run(host);
    assertThat(value(host, "a")).isEqualTo("2\n");
    assertThat(host.state().exists(new ServiceFmri("b"))).isFalse();
    assertThat(host.commits()).isEqualTo(2);
  }

  @Test
  void whatTwoFilesSaidIsStillSaidWhenOneOfThemGoes() {
    Host host = host().file("/lib/svc/manifest/c.json", service("a", 1));
    run(host);
    host.remove("/lib/svc/manifest/a.json");
    run(host);
    assertThat(value(host, "a")).isEqualTo("1\n");
    host.remove("/lib/svc/manifest/c.json");
    run(host);
    assertThat(host.state().exists(new ServiceFmri("a"))).isFalse();
  }

  @Test
  void whatAHigherRankHidShowsWhenItGoes() {
    String profile = "{\"service\": \"a\", \"enabled\": null, \"properties\": {\"c\": {\"x\": 7}}}";
    Host host =
        host()
            .file("/etc/svc/profile/site/p.json", profile)
            .file("/etc/svc/profile/node/p.json", profile.replace("7", "8"));
    assertThat(run(host)).isEmpty();
    assertThat(value(host, "a")).isEqualTo("8\n");

    // The lower rank does not come through, even when it alone has changed.
    host.file("/etc/svc/profile/site/p.json", profile.replace("7", "9"));
    assertThat(run(host)).isEmpty();
    assertThat(value(host, "a")).isEqualTo("8\n");

    host.remove("/etc/svc/profile/node/p.json");
    run(host);
    assertThat(value(host, "a")).isEqualTo("9\n");
    host.remove("/etc/svc/profile/site/p.json");
    run(host);
    assertThat(value(host, "a")).isEqualTo("1\n");
  }

  @Test
  void aProfileReachesServicesThatComeLater() {
    Host host =
        new Host().file("/etc/svc/profile/site.json", "{\"service\": \"a\", \"enabled\": false}");
    assertThat(run(host)).contains("ignoring svc:/a, which does not exist");
    host.file("/lib/svc/manifest/a.json", service("a", 1));
    run(host);
    assertThat(host.state().enabled(InstanceFmri.of("svc:/a:default"))).contains(false);

    // And those that are made by hand, and again after they were deleted.
    host.run("svccfg", "delete", "-f", "a");
    host.file("/tmp/a.json", service("a", 1)).run("svccfg", "import", "/tmp/a.json");
    assertThat(host.state().enabled(InstanceFmri.of("svc:/a:default"))).contains(true);
    run(host);
    assertThat(host.state().enabled(InstanceFmri.of("svc:/a:default"))).contains(false);
  }

  @Test
  void aBadFileHoldsUpNoOther() {
    Host host = host().file("/lib/svc/manifest/c.json", "{\"service\": ");
    assertThat(run(host)).startsWith("k.import: /lib/svc/manifest/c.json:1:");
    assertThat(value(host, "a")).isEqualTo("1\n");
    host.file("/lib/svc/manifest/c.json", service("c", 3));
    run(host);
    assertThat(value(host, "c")).isEqualTo("3\n");
  }

  @Test
  void whatAnAdministratorDeletedStaysDeletedAsLongAsTheFileIsTheSame() {
    Host host = host();
    run(host);
    host.run("svccfg", "delete", "-f", "a");
    run(host);
    assertThat(host.state().exists(new ServiceFmri("a"))).isFalse();
  }

  @Test
  void aServiceThatIsGoneTakesTheDependenciesItPutElsewhereWithIt() {
    Host host =
        host()
            .file(
                "/lib/svc/manifest/c.json",
                "{\"service\": \"c\", \"enabled\": true, \"dependents\": {\"c_a\": \"svc:/a\","
                    + " \"c_n\": \"svc:/nowhere\"}}");
    run(host);
    assertThat(host.run("svccfg", "-s", "a", "listpg", "c_a").out()).isNotEmpty();
    host.remove("/lib/svc/manifest/c.json");
    run(host);
    assertThat(host.run("svccfg", "-s", "a", "listpg", "c_a").out()).isEmpty();
    assertThat(host.run("svccfg", "list").out()).isEqualTo("a\nb\nsmf/manifest\nsmf/repository\n");
  }

  @Test
  void strangersMayNot() {
    assertThat(host().readOnly().run("k.import").err()).isEqualTo("k.import: Permission denied.\n");
    assertThat(host().run("k.import", "x").status()).isEqualTo(2);
  }
}
