package systemk.shell.svccfg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import systemk.shell.Host;
import systemk.shell.Outcome;

/// The commands of svccfg with service bundles in SMF's XML.
class XmlBundlesTest {
  private static String bundle(String services) {
    return "<service_bundle type='manifest' name='x' xmlns:xi='http://www.w3.org/2001/XInclude'>\n"
        + services
        + "\n</service_bundle>\n";
  }

  private static String service(String name, String content) {
    return "<service name='" + name + "' type='service' version='1'>" + content + "</service>";
  }

  @Test
  void aDirectoryMayHaveBothFormatsAndBeOneTransaction() {
    Host host =
        new Host()
            .file("m/a.xml", bundle(service("a", "<create_default_instance enabled='true'/>")))
            .file("m/below/b.json", "{\"service\": \"b\"}")
            .file("m/c", "not a manifest");

    assertThat(host.run("svccfg", "-v", "import", "m"))
        .isEqualTo(Outcome.Exit.ok("Successful import.\n"));
    assertThat(host.commits()).isEqualTo(1);
    assertThat(host.run("svcprop", "-p", "general/enabled", "a:default").out()).isEqualTo("true\n");
    assertThat(host.run("svccfg", "inventory", "m").out())
        .isEqualTo("svc:/a:default\nsvc:/a\nsvc:/b:default\nsvc:/b\n");
  }

  @Test
  void whatFilesIncludeIsReadAsTheUser() {
    Host host =
        new Host()
            .file("m.xml", bundle("<xi:include href='parts/a.xml'/>" + service("b", "")))
            .file("parts/a.xml", bundle("<xi:include href='c.xml'/>" + service("a", "")))
            .file("parts/c.xml", bundle(service("c", "")));

    assertThat(host.run("svccfg", "inventory", "m.xml").out())
        .isEqualTo("svc:/c\nsvc:/a\nsvc:/b\n");

    Outcome.Exit exit =
        new Host()
            .file("m.xml", bundle("<xi:include href='none.xml'/>"))
            .run("svccfg", "validate", "m.xml");
    assertThat(exit.status()).isEqualTo(1);
    assertThat(exit.err()).startsWith("svccfg: m.xml:2:13: none.xml: ");
  }

  @Test
  void allThatIsWrongIsSaidAndNothingImported() {
    Host host =
        new Host()
            .file("a.xml", bundle(service("a", "<instance name='x'/>\n<single_instance/>")))
            .file("b.xml", bundle(service("b", "")));

    Outcome.Exit exit = host.run("svccfg", "import", "a.xml", "b.xml");

    assertThat(exit.err())
        .startsWith(
            "svccfg: a.xml:3:1: <single_instance> must come before <instance> in <service>\n");
    assertThat(exit.status()).isEqualTo(1);
    assertThat(host.commits()).isZero();
  }
}
