package systemk.shell.svccfg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import systemk.shell.Host;
import systemk.shell.Outcome;

class ExportCommandsTest {
  private static final String WEB =
      """
      <?xml version='1.0'?>
      <!DOCTYPE service_bundle SYSTEM '/usr/share/lib/xml/dtd/service_bundle.dtd.1'>
      <service_bundle type='manifest' name='export'>
        <service name='site/web' type='service' version='0'>
          <create_default_instance enabled='true'/>
          <single_instance/>
          <restarter>
            <service_fmri value='svc:/network/inetd:default'/>
          </restarter>
          <dependency name='net' grouping='require_any' restart_on='refresh' type='service'>
            <service_fmri value='svc:/a'/>
            <service_fmri value='svc:/b:c'/>
            <stability value='Stable'/>
          </dependency>
          <dependent name='web_m' grouping='optional_all' restart_on='none'>
            <service_fmri value='svc:/m'/>
          </dependent>
          <method_context working_directory='/srv'>
            <method_profile name='Web'/>
          </method_context>
          <exec_method type='method' name='start' exec='/bin/web &amp;&amp; echo &apos;up&apos;' timeout_seconds='300'>
            <method_context>
              <method_credential user='nobody' supp_groups='a,b'/>
              <method_environment>
                <envvar name='A' value='b c'/>
              </method_environment>
            </method_context>
            <propval name='nice' type='integer' value='5'/>
          </exec_method>
          <notification_parameters>
            <event value='list.suspect'/>
            <type name='snmp' active='true'/>
          </notification_parameters>
          <notification_parameters>
            <event value='to-maintenance'/>
            <type name='smtp' active='false'>
              <parameter name='to'>
                <value_node value='a@b'/>
                <value_node value='c@d'/>
              </parameter>
            </type>
          </notification_parameters>
          <property_group name='config' type='application'>
            <property name='hosts' type='host'>
              <host_list>
                <value_node value='a.b'/>
                <value_node value='10.0.0.1'/>
              </host_list>
            </property>
            <property name='none' type='astring'/>
            <propval name='port' type='count' value='80'/>
          </property_group>
          <property_group name='startd' type='framework'>
            <propval name='duration' type='astring' value='child'/>
          </property_group>
          <instance name='other' enabled='false'>
            <property_group name='config' type='application'>
              <propval name='port' type='count' value='81'/>
            </property_group>
          </instance>
          <stability value='Unstable'/>
          <template>
            <common_name>
              <loctext xml:lang='C'>A web server</loctext>
            </common_name>
            <documentation>
              <doc_link name='home' uri='https://example.org/'/>
              <manpage title='web' section='8' manpath=':default'/>
            </documentation>
            <pg_pattern name='config' type='application' required='true'>
              <description>
                <loctext xml:lang='C'>How it is set up</loctext>
              </description>
              <prop_pattern name='port' type='count' required='true'>
                <visibility value='readwrite'/>
                <cardinality min='1' max='1'/>
                <internal_separators>,</internal_separators>
                <constraints>
                  <value name='80'>
                    <description>
                      <loctext xml:lang='C'>The usual</loctext>
                    </description>
                  </value>
                  <range min='1024' max='65535'/>
                </constraints>
                <choices>
                  <include_values type='constraints'/>
                </choices>
              </prop_pattern>
            </pg_pattern>
          </template>
        </service>
      </service_bundle>
      """;

  @Test
  void exportWritesEveryElementAsSmfHasIt() {
    Host host = new Host().file("/web.xml", WEB);
    assertThat(host.run("svccfg", "import", "/web.xml").err()).isEmpty();

    assertThat(host.run("svccfg", "export", "site/web").out()).isEqualTo(WEB);
    assertThat(host.run("svccfg", "import", "/web.xml")).isEqualTo(Outcome.Exit.ok(""));
    assertThat(host.commits()).isEqualTo(1);
  }

  @Test
  void theNameOfTheFileOrAnOptionSaysThatItIsToBeJson() {
    Host host = new Host().manifest("{\"service\": \"a\"}");
    host.run("svccfg", "export", "a", ">", "a.json");
    host.run("svccfg", "export", "a", ">", "a.xml");

    assertThat(host.file("a.json")).startsWith("{\n");
    assertThat(host.file("a.xml")).startsWith("<?xml");
    assertThat(host.run("svccfg", "export", "-j", "a").out()).isEqualTo(host.file("a.json"));
    assertThat(host.run("svccfg", "export", "a").out()).isEqualTo(host.file("a.xml"));
  }

  @Test
  void protectedValuesAreWrittenOnlyIfAskedFor() {
    Host host =
        new Host()
            .manifest(
                """
                {"service": "a", "properties": {"secret": {"key": "hidden-value",
                  "read_authorization": "user:alice"}, "open": {"key": "shown"}}}
                """);

    assertThat(host.run("svccfg", "export", "a").out())
        .contains("<property name='key' type='astring'/>", "shown")
        .doesNotContain("hidden-value");
    assertThat(host.run("svccfg", "export", "-a", "a").out()).contains("hidden-value", "shown");
    assertThat(host.run("svccfg", "archive", "-j").out()).doesNotContain("hidden-value");
    assertThat(host.run("svccfg", "archive", "-a").out()).contains("hidden-value");
  }

  @Test
  void dependenciesOfOthersAndWhatDoesNotLastAreNotExported() {
    Host host =
        new Host()
            .manifest(
                "{\"services\": [{\"service\": \"m\"},"
                    + " {\"service\": \"a\", \"dependents\": {\"a_m\": \"svc:/m\"}}]}")
            .report("svc:/m:default", "online", "none", 1);

    assertThat(host.run("svccfg", "export", "m").out())
        .doesNotContain("a_m")
        .doesNotContain("online");
    assertThat(host.run("svccfg", "export", "a").out()).contains("<dependent name='a_m'");
  }

  @Test
  void aServiceThatXmlCannotWriteIsNotWritten() {
    Host host =
        new Host().manifest("{\"service\": \"a\", \"properties\": {\"c\": {\"x\": \"\uFFFE\"}}}");

    assertThat(host.run("svccfg", "export", "a").err())
        .isEqualTo("svccfg: a value has a character that XML cannot have; write JSON, with -j\n");
    assertThat(host.run("svccfg", "export", "-j", "a").status()).isZero();
  }

  @Test
  void anArchiveIsRestored() {
    for (String file : new String[] {"all.xml", "all.json"}) {
      Host host =
          new Host()
              .file("/web.xml", WEB)
              .manifest(
                  "{\"service\": \"a\", \"enabled\": true, \"properties\": {\"c\": {\"x\": 1}}}");
      host.run("svccfg", "import", "/web.xml");
      assertThat(host.run("svccfg", "archive", "-a", ">", file).status()).isZero();
      String archived = host.run("svccfg", "archive", "-a").out();

      host.run("svcprop", "-e", "c/x=5", "a");
      host.run("svcprop", "-e", "c/y=7", "a");
      host.run("svccfg", "delete", "-f", "site/web");
      host.run("svccfg", "-s", "a", "addpg", "more", "application");
      assertThat(host.run("svccfg", "archive", "-a").out()).isNotEqualTo(archived);

      assertThat(host.run("svccfg", "-v", "restore", file))
          .isEqualTo(Outcome.Exit.ok("Restored " + file + ".\n"));
      assertThat(host.run("svccfg", "archive", "-a").out()).isEqualTo(archived);
      assertThat(host.run("svcprop", "-p", "c/x", "a:default").out()).isEqualTo("1\n");
      assertThat(host.run("svccfg", "-v", "restore", file).out())
          .isEqualTo("No changes were necessary\n");
    }
  }

  @Test
  void whatIsNotedOfFilesIsNeitherWrittenNorTakenAway() {
    Host host = new Host().manifest("{\"service\": \"a\"}");
    host.run("svccfg", "-s", "a", "addpg", "manifestfiles", "framework");
    host.run("svccfg", "archive", ">", "all.xml");

    assertThat(host.file("all.xml")).doesNotContain("manifestfiles");
    assertThat(host.run("svccfg", "-v", "restore", "all.xml").out())
        .isEqualTo("No changes were necessary\n");
  }

  @Test
  void extractSaysWhatIsEnabled() {
    Host host =
        new Host()
            .manifest(
                "{\"services\": [{\"service\": \"a\", \"enabled\": true},"
                    + "{\"service\": \"b\", \"instances\": {\"x\": {}}}]}");

    assertThat(host.run("svccfg", "extract").out())
        .isEqualTo(
            """
            <?xml version='1.0'?>
            <!DOCTYPE service_bundle SYSTEM '/usr/share/lib/xml/dtd/service_bundle.dtd.1'>
            <service_bundle type='profile' name='extract'>
              <service name='a' type='service' version='0'>
                <create_default_instance enabled='true'/>
              </service>
              <service name='b' type='service' version='0'>
                <instance name='x' enabled='false'/>
              </service>
            </service_bundle>
            """);
    assertThat(host.run("svccfg", "extract", ">", "p.json").status()).isZero();
    assertThat(host.file("p.json")).startsWith("{\n  \"services\" : [");
  }

  @Test
  void wrongOperandsAreASyntaxError() {
    Host host = new Host().manifest("{\"service\": \"a\"}");
    for (String[] words :
        new String[][] {
          {"export", "a", "b"}, {"archive", "a"}, {"extract", "-a"}, {"restore"}, {"export", ">"}
        }) {
      String[] line = new String[words.length + 1];
      line[0] = "svccfg";
      System.arraycopy(words, 0, line, 1, words.length);
      assertThat(host.run(line).err()).isEqualTo("svccfg: Syntax error.\n");
    }
  }

  @Test
  void whatCannotBeRestoredChangesNothing() {
    Host host = new Host().file("/bad.xml", "<service_bundle type='archive'>");

    Outcome.Exit exit = host.run("svccfg", "restore", "/bad.xml");

    assertThat(exit.err())
        .startsWith("svccfg: /bad.xml:1:")
        .endsWith("Restore of /bad.xml failed.\n");
    assertThat(exit.status()).isEqualTo(1);
    assertThat(host.commits()).isZero();
  }

  @Test
  void whatIsProtectedIsInNoForm() {
    Host host =
        new Host()
            .manifest(
                """
                {"service": "site/web", "start": "/bin/web",
                 "properties": {"secret": {"key": "hidden1", "read_authorization": "solaris.x"},
                                "open": {"key": "shown"}},
                 "instances": {"default": {"properties": {"secret": {"key": "hidden2"}}}}}
                """);
    for (String words : new String[] {"export site/web", "export -j site/web", "archive -j"}) {
      String told = host.run(("svccfg " + words).split(" ")).out();
      assertThat(told).as(words).contains("shown", "secret").doesNotContain("hidden");
    }
    assertThat(host.run("svccfg", "export", "-aj", "site/web").out())
        .contains("hidden1", "hidden2");
  }

  @Test
  void oneServiceIsExportedOrNone() {
    Host host =
        new Host()
            .manifest("{\"service\": \"site/a\", \"start\": \"/bin/a\"}")
            .manifest("{\"service\": \"site/b\", \"start\": \"/bin/b\"}");
    assertThat(host.run("svccfg", "export", "site/*"))
        .isEqualTo(
            new Outcome.Exit(
                "",
                "svccfg: Pattern 'site/*' matches multiple instances:\n\tsvc:/site/a\n\tsvc:/site/b\n",
                1));
  }
}
