package systemk.shell.svccfg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.property.Layer;
import systemk.shell.Host;
import systemk.shell.Outcome;

class ImportCommandsTest {
  private static final String SERVICE =
      "{\"service\": \"a\", \"enabled\": true, \"properties\": {\"c\": {\"x\": 1, \"y\": 1}}}";

  private static Host host() {
    return new Host().file("/lib/svc/manifest/a.json", SERVICE);
  }

  private static Host imported() {
    Host host = host();
    assertThat(host.run("svccfg", "import", "/lib/svc/manifest/a.json").err()).isEmpty();
    return host;
  }

  private static String value(Host host, String property) {
    return host.run("svcprop", "-p", property, "svc:/a:default").out();
  }

  private static Layer layer(Host host, String property) {
    return host.state()
        .ownGroup(new ServiceFmri("a"), "c")
        .flatMap(group -> group.layered().get(property))
        .flatMap(said -> said.winner())
        .get();
  }

  @Test
  void aProfileSaysWhatItsPlaceLetsItSay() {
    String profile = "{\"service\": \"a\", \"enabled\": null, \"properties\": {\"c\": {\"x\": 7}}}";
    Host host =
        imported()
            .file("/etc/svc/profile/generic/p.json", profile)
            .file("/etc/svc/profile/site.json", profile.replace("7", "8"))
            .file("/tmp/mine.json", profile.replace("7", "9"));

    host.run("svccfg", "apply", "/etc/svc/profile/generic/p.json");
    assertThat(layer(host, "x")).isEqualTo(Layer.SYSTEM_PROFILE);
    host.run("svccfg", "apply", "/etc/svc/profile/site.json");
    assertThat(value(host, "c/x")).isEqualTo("8\n");
    host.run("svccfg", "apply", "/tmp/mine.json");
    assertThat(layer(host, "x")).isEqualTo(Layer.ADMIN);
    assertThat(value(host, "c/x")).isEqualTo("9\n");
    assertThat(value(host, "c/y")).isEqualTo("1\n");
  }

  @Test
  void applyMakesGroupsAndPropertiesAndChangesTheirTypesButNotThoseOfGroups() {
    Host host =
        imported()
            .file(
                "/p.json",
                "{\"service\": \"a\", \"enabled\": null, \"properties\":"
                    + " {\"c\": {\"x\": \"text\", \"z\": 3}, \"new\": {\"n\": 1}}}")
            .file(
                "/q.json",
                "{\"service\": \"a\", \"enabled\": null, \"groups\":"
                    + " {\"c\": {\"type\": \"framework\", \"properties\": {\"x\": 1}}}}");

    assertThat(host.run("svccfg", "apply", "/p.json")).isEqualTo(Outcome.Exit.ok(""));
    assertThat(value(host, "c/x")).isEqualTo("text\n");
    assertThat(value(host, "c/z")).isEqualTo("3\n");
    assertThat(value(host, "new/n")).isEqualTo("1\n");
    assertThat(host.run("svcprop", "-qp", "restarter_actions/refresh", "svc:/a:default").status())
        .isZero();

    assertThat(host.run("svccfg", "apply", "/q.json").err())
        .isEqualTo(
            "svccfg: /q.json: svc:/a: property group \"c\" is of type application, and cannot"
                + " become framework\n");
  }

  @Test
  void applyIgnoresWhatThereIsNot() {
    Host host =
        imported()
            .file(
                "/p.json",
                "{\"services\": [{\"service\": \"b\"}, {\"service\": \"a\", \"enabled\": false}]}");

    assertThat(host.run("svccfg", "apply", "/p.json"))
        .isEqualTo(
            new Outcome.Exit("", "svccfg: /p.json: ignoring svc:/b, which does not exist\n", 0));
    assertThat(host.state().exists(new ServiceFmri("b"))).isFalse();
    assertThat(host.state().enabled(InstanceFmri.of("svc:/a:default"))).contains(false);
  }

  @Test
  void applyWithNOnlySaysWhatItWouldChange() {
    Host host =
        imported()
            .file(
                "/p.json",
                "{\"service\": \"a\", \"enabled\": false, \"properties\": {\"c\": {\"x\": 5}}}");
    int commits = host.commits();

    assertThat(host.run("svccfg", "apply", "-n", "/p.json").out())
        .isEqualTo("svc:/a: c/x = 5\nsvc:/a:default: general/enabled = false\n");
    assertThat(host.commits()).isEqualTo(commits);
  }

  @Test
  void filesOfOneLayerThatDifferAreSaidAndTheLaterNameCounts() {
    Host host =
        imported()
            .file(
                "/var/svc/manifest/a.json",
                SERVICE.replace("\"x\": 1", "\"x\": 2").replace("\"y\": 1", "\"y\": 1"));

    assertThat(host.run("svccfg", "import", "/var/svc/manifest/a.json").err())
        .isEqualTo(
            "svccfg: svc:/a: conflict about c/x: keeping \"2\" (manifest, /var/svc/manifest/a.json)"
                + " over \"1\" (manifest, /lib/svc/manifest/a.json, generation 1)\n");
    assertThat(value(host, "c/x")).isEqualTo("2\n");

    // The earlier name does not come through, whenever it is imported.
    host.file("/lib/svc/manifest/a.json", SERVICE.replace("\"x\": 1", "\"x\": 3"));
    assertThat(host.run("svccfg", "import", "/lib/svc/manifest/a.json").err())
        .contains("keeping \"2\" (manifest, /var/svc/manifest/a.json, generation 2) over \"3\"");
    assertThat(value(host, "c/x")).isEqualTo("2\n");
  }

  @Test
  void anUpgradeThatMeetsACustomizationIsSaid() {
    Host host = imported();
    host.run("svccfg", "-s", "a", "setprop", "c/x", "=", "5");
    host.file("/lib/svc/manifest/a.json", SERVICE.replace("\"x\": 1", "\"x\": 2"));

    assertThat(host.run("svccfg", "import", "/lib/svc/manifest/a.json").err())
        .isEqualTo(
            "svccfg: Conflict upgrading svc:/a: c/x: keeping \"5\" (admin, generation 2) over \"2\""
                + " (manifest, /lib/svc/manifest/a.json)\n");
    assertThat(value(host, "c/x")).isEqualTo("5\n");
  }

  @Test
  void withCheckHashAnUnchangedFileIsSkippedUntilItsHashIsDeleted() {
    Host host = new Host().file("/tmp/a.json", SERVICE).environment("SVCCFG_CHECKHASH", "1");
    host.run("svccfg", "import", "/tmp/a.json");
    host.run("svccfg", "delete", "-f", "a");

    assertThat(host.run("svccfg", "-v", "import", "/tmp/a.json").out())
        .isEqualTo("No changes were necessary\n");
    assertThat(host.run("svccfg", "delhash", "/tmp/a.json")).isEqualTo(Outcome.Exit.ok(""));
    assertThat(host.run("svccfg", "-v", "import", "/tmp/a.json").out())
        .isEqualTo("Successful import.\n");
    assertThat(host.state().exists(new ServiceFmri("a"))).isTrue();

    assertThat(host.run("svccfg", "delhash", "/tmp/b.json"))
        .isEqualTo(new Outcome.Exit("", "svccfg: no hash of /tmp/b.json is recorded\n", 1));
  }

  @Test
  void cleanupTakesWhatIsGoneAndLeavesWhatIsHandMade() {
    Host host = imported().file("/tmp/b.json", "{\"service\": \"b\"}");
    host.run("svccfg", "import", "/tmp/b.json");
    host.run("svccfg", "add", "c");
    host.run("svccfg", "cleanup");
    assertThat(host.run("svccfg", "list").out()).isEqualTo("a\nb\nc\nsmf/manifest\n");

    host.remove("/lib/svc/manifest/a.json");
    host.remove("/tmp/b.json");
    assertThat(host.run("svccfg", "-v", "cleanup").out())
        .isEqualTo("/lib/svc/manifest/a.json is gone\n");
    assertThat(host.run("svccfg", "list").out()).isEqualTo("b\nc\nsmf/manifest\n");
  }

  @Test
  void aServiceWithAnInstanceOfSomebodysOutlivesItsFile() {
    Host host = imported();
    host.run("svccfg", "-s", "a", "add", "mine");
    host.remove("/lib/svc/manifest/a.json");
    host.run("svccfg", "cleanup");
    assertThat(host.run("svccfg", "-s", "a", "list").out()).isEqualTo("mine\n");
    assertThat(host.run("svcprop", "-qp", "c", "svc:/a").status()).isEqualTo(1);
  }

  @Test
  void anInstanceThatNeedsNoFileStays() {
    Host host = imported();
    host.run(
        "svccfg", "-s", "a:default", "setprop", "manifestfiles/support", "=", "boolean:", "false");
    host.remove("/lib/svc/manifest/a.json");
    host.run("svccfg", "cleanup");
    assertThat(host.state().exists(InstanceFmri.of("svc:/a:default"))).isTrue();
  }

  @Test
  void withAAlsoWhatNoHashIsRecordedOf() {
    Host host = imported();
    host.run("svccfg", "-s", "smf/manifest", "delpg", "lib_svc_manifest_a_json");
    host.remove("/lib/svc/manifest/a.json");
    host.run("svccfg", "cleanup");
    assertThat(host.state().exists(new ServiceFmri("a"))).isTrue();
    host.run("svccfg", "cleanup", "-a");
    assertThat(host.state().exists(new ServiceFmri("a"))).isFalse();
  }

  @Test
  void progressIsShownWhereItIsAskedFor() {
    Host host = host().file("/lib/svc/manifest/b.json", "{\"service\": \"b\"}");

    assertThat(host.run("svccfg", "import", "-p", "-", "/lib/svc/manifest").out())
        .isEqualTo(
            "\rLoading smf(7) service descriptions: 1/2"
                + "\rLoading smf(7) service descriptions: 2/2\n"
                + "Loaded 2 smf(7) service descriptions\n");
    host.run("svccfg", "import", "-p", "/progress", "/lib/svc/manifest");
    assertThat(host.file("/progress")).endsWith("Loaded 2 smf(7) service descriptions\n");
    assertThat(host.run("svccfg", "import", "/lib/svc/manifest").out()).isEmpty();
  }

  @Test
  void usage() {
    for (String line : new String[] {"import", "apply", "apply -x a", "cleanup x", "delhash"}) {
      assertThat(new Host().run(("svccfg " + line).split(" ")).err())
          .isEqualTo("svccfg: Syntax error.\n");
    }
  }

  @Test
  void strangersChangeNothing() {
    Host host = host().readOnly();
    for (String line : new String[] {"import /lib/svc/manifest/a.json", "cleanup"}) {
      assertThat(host.run(("svccfg " + line).split(" ")).err())
          .isEqualTo("svccfg: Permission denied.\n");
    }
  }

  @Test
  void anAbbreviationIsValidatedWhereThereIsNoSuchFile() {
    Host host = imported();
    assertThat(host.run("svccfg", "validate", "a:default")).isEqualTo(Outcome.Exit.ok(""));
    assertThat(host.run("svccfg", "validate", "b:default").status()).isEqualTo(1);
  }

  @Test
  void whatIsNoProfileIsNotApplied() {
    Host host =
        imported()
            .file(
                "/m.xml",
                """
                <?xml version='1.0'?>
                <service_bundle type='manifest' name='m'>
                  <service name='x' type='service' version='1'/>
                </service_bundle>
                """);
    assertThat(host.run("svccfg", "apply", "/m.xml").status()).isEqualTo(1);
    host.run("svccfg", "delhash", "/lib/svc/manifest/a.json");
    assertThat(host.run("svccfg", "delhash", "/lib/svc/manifest/a.json").status()).isEqualTo(1);
  }
}
