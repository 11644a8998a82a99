package systemk.shell.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static systemk.shell.xml.XmlTexts.decoded;
import static systemk.shell.xml.XmlTexts.errors;
import static systemk.shell.xml.XmlTexts.service;
import static systemk.shell.xml.XmlTexts.shown;

import io.vavr.collection.Vector;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import systemk.core.manifest.Manifest;
import systemk.core.manifest.Manifest.DeclaredGroup;
import systemk.core.manifest.Manifest.DeclaredService;
import systemk.core.property.Property;
import systemk.shell.manifest.ManifestDecoder;

class XmlDecoderTest {
  @Test
  void everyElementBecomesTheGroupsThatJsonBecomes() {
    String xml =
        service(
            """
            <create_default_instance enabled='true' />
            <single_instance/>
            <restarter><service_fmri value='svc:/network/inetd:default'/></restarter>
            <dependency name='net' grouping='require_any' restart_on='error' type='service'>
              <service_fmri value='svc:/milestone/network'/>
              <service_fmri value='svc:/other:default'/>
              <stability value='Evolving'/>
            </dependency>
            <dependent name='site_web' grouping='optional_all' restart_on='none'>
              <service_fmri value='svc:/milestone/multi-user'/>
            </dependent>
            <method_context working_directory='/srv'>
              <method_credential user='web' group='www' supp_groups='a,b'/>
              <method_environment><envvar name='A' value='b c'/></method_environment>
            </method_context>
            <exec_method type='method' name='start' exec='/bin/web %{config/port}'
                timeout_seconds='30'/>
            <exec_method type='method' name='stop' exec=':kill' timeout_seconds='0'>
              <method_context><method_profile name='Web'/></method_context>
            </exec_method>
            <notification_parameters>
              <event value='to-maintenance'/>
              <type name='smtp' active='false'>
                <parameter name='to'>
                  <value_node value='a@b'/><value_node value='c@d'/>
                </parameter>
              </type>
            </notification_parameters>
            <property_group name='startd' type='framework'>
              <propval name='duration' type='astring' value='child'/>
            </property_group>
            <property_group name='config' type='application'>
              <propval name='port' type='count' value='8080'/>
              <property name='hosts' type='host'>
                <host_list><value_node value='a.b'/><value_node value='10.0.0.1'/></host_list>
              </property>
              <property name='none' type='astring'/>
            </property_group>
            <stability value='Unstable'/>
            <template>
              <common_name><loctext xml:lang='C'>
                A web server
              </loctext></common_name>
              <documentation>
                <manpage title='web' section='8'/>
                <doc_link name='home' uri='https://example.org/'/>
              </documentation>
              <pg_pattern name='config' type='application' required='true'>
                <description><loctext xml:lang='C'>How it is set up</loctext></description>
                <prop_pattern name='port' type='count'>
                  <visibility value='readwrite'/>
                  <cardinality min='1' max='1'/>
                  <constraints><value name='80'/><range min='1024' max='65535'/></constraints>
                </prop_pattern>
              </pg_pattern>
            </template>
            """);
    String json =
        """
        {
          "service": "site/web", "enabled": true, "single_instance": true,
          "restarter": "svc:/network/inetd:default",
          "depends": {"net": {"on": ["svc:/milestone/network", "svc:/other:default"],
            "grouping": "require_any", "restart_on": "error", "stability": "Evolving"}},
          "dependents": {"site_web": {"of": "svc:/milestone/multi-user", "grouping": "optional_all"}},
          "context": {"working_directory": "/srv", "user": "web", "group": "www",
            "supplementary_groups": ["a", "b"], "environment": {"A": "b c"}},
          "start": {"exec": "/bin/web %{config/port}", "timeout": 30},
          "stop": {"exec": ":kill", "timeout": "infinite", "profile": "Web"},
          "notify": {"to-maintenance": {"smtp": {"active": false, "to": ["a@b", "c@d"]}}},
          "duration": "child",
          "properties": {"config": {"port": 8080,
            "hosts": {"type": "host", "values": ["a.b", "10.0.0.1"]}, "none": []}},
          "stability": "Unstable",
          "name": "A web server",
          "documentation": ["web(8)", {"name": "home", "uri": "https://example.org/"}],
          "templates": {"config": {"type": "application", "required": true,
            "description": "How it is set up",
            "properties": {"port": {"type": "count", "visibility": "readwrite", "min": 1, "max": 1,
              "constraints": ["80", {"min": 1024, "max": 65535}]}}}},
        }
        """;

    assertThat(sorted(decoded(xml))).isEqualTo(sorted(ManifestDecoder.decode("m.xml", json).get()));
  }

  /// What a manifest says, without the order in which it says it.
  private static Map<String, Map<String, String>> sorted(Manifest manifest) {
    Map<String, Map<String, String>> all = new TreeMap<>();
    for (DeclaredService service : manifest.services()) {
      all.put(service.fmri() + (service.mentioned() ? " mentioned" : ""), sorted(service.groups()));
      service
          .instances()
          .forEach(i -> all.put(service.fmri() + ":" + i.name(), sorted(i.groups())));
    }
    return all;
  }

  private static Map<String, String> sorted(Vector<DeclaredGroup> groups) {
    Map<String, String> all = new TreeMap<>();
    for (DeclaredGroup group : groups) {
      all.put(
          group.name() + " " + group.type(), group.properties().sortBy(Property::name).toString());
    }
    return all;
  }

  @Test
  void oneElementMayBeAboutManyEvents() {
    Manifest manifest =
        decoded(
            service(
                """
                <notification_parameters>
                  <event value='problem-repaired, list.suspect'/>
                  <type name='snmp'><paramval name='to' value='x'/></type>
                </notification_parameters>
                """));

    assertThat(shown(manifest.services().head().groups()))
        .isEqualTo(
            """
            problem-repaired notify_params
              snmp,active boolean |true|
              snmp,to astring |x|
            list.suspect,fmnotify notify_params
              snmp,active boolean |true|
              snmp,to astring |x|
            """);
  }

  @Test
  void aServiceWithoutInstanceHasNone() {
    assertThat(decoded(service("")).services().head().instances()).isEmpty();
  }

  @Test
  void deleteAndOverrideAreKept() {
    Manifest manifest =
        decoded(
            service(
                """
                <dependency name='d' grouping='require_all' restart_on='none' type='service'
                    delete='true'/>
                <dependent name='g' grouping='require_all' restart_on='none' override='true'>
                  <service_fmri value='svc:/t'/>
                </dependent>
                <property_group name='c' type='application'>
                  <propval name='x' type='count' value='1' override='true'/>
                  <propval name='y' type='count' value='2'/>
                </property_group>
                """));

    assertThat(shown(manifest.services().head().groups()))
        .isEqualTo(
            """
            d dependency deleted
            dependents framework
              g fmri |svc:/t| override
            c application
              x count |1| override
              y count |2|
            """);
    assertThat(manifest.services().last().mentioned()).isTrue();
    assertThat(shown(manifest.services().last().groups()))
        .isEqualTo(
            """
            g dependency
              grouping astring |require_all| override
              restart_on astring |none| override
              type astring |service| override
              entities fmri |svc:/site/web| override
              external boolean |true| override
            """);
  }

  @Test
  void aProfileMayLeaveTypesToWhatIsConfigured() {
    String text =
        "<service_bundle type='profile' name='x'>"
            + "<service name='a' version='1' type='service'>"
            + "<instance name='default' enabled='false'>"
            + "<property_group name='c'><propval name='x' value='0x10'/>"
            + "<property name='y'><count_list><value_node value='3'/></count_list></property>"
            + "</property_group></instance></service></service_bundle>";

    Manifest profile = decoded(text);

    assertThat(profile.kind()).isEqualTo(Manifest.Kind.PROFILE);
    assertThat(shown(profile.services().head().instances().head().groups()))
        .isEqualTo(
            """
            general framework
              enabled boolean |false|
            c\s
              y count |3|
              x ? |0x10|
            """);
  }

  @Test
  void aDocumentSaysWhichModeOfTheDefinitionItMeans() {
    String content =
        "<service_bundle type='profile' name='x'><service name='a' version='1' type='service'>"
            + "<property_group name='c'/></service></service_bundle>";
    String subset = "<!DOCTYPE service_bundle SYSTEM 'x.dtd' [<!ENTITY % profile '%s'>]>";

    assertThat(errors(subset.replace("%s", "INCLUDE") + content)).isEmpty();
    assertThat(errors(subset.replace("%s", "IGNORE") + content).getFirst())
        .endsWith("<property_group> lacks the attribute type");
    assertThat(errors(subset.replace("% profile '%s'", "% manifest 'IGNORE'") + content)).isEmpty();
    assertThat(errors(subset.replace("%s", "INCLUDE") + content.replace("'profile'", "'manifest'")))
        .singleElement()
        .asString()
        .endsWith("the type of the group \"c\" is missing");
  }

  @Test
  void anArchiveHasManyManifests() {
    Manifest archive =
        decoded(
            "<service_bundle type='archive' name='x'>"
                + "<service_bundle type='manifest' name='a'>"
                + "<service name='a' version='1' type='service'/></service_bundle>"
                + "<service_bundle type='manifest' name='b'>"
                + "<service name='b' version='1' type='service'/></service_bundle>"
                + "</service_bundle>");

    assertThat(archive.kind()).isEqualTo(Manifest.Kind.ARCHIVE);
    assertThat(archive.services().map(s -> s.fmri().name())).containsExactly("a", "b");
  }

  @Test
  void everyMistakeIsToldWithItsPlace() {
    String text =
        service(
            """
            <exec_method type='method' name='start' exec='/x' timeout_seconds='soon'/>
            <dependency name='d' grouping='require_al' restart_on='none' type='service'>
              <service_fmri value='nonsense:/'/>
            </dependency>
            <property_grup name='x'/>
            <property_group name='c' type='application' colour='red'>
              <propval name='p' type='count' value='many'/>
              <propval name='p' type='count' value='1'/>
              <propval name='q' value='1'/>
              stray
            </property_group>
            <instance name='1st' enabled='yes'/>
            """);

    assertThat(errors(text))
        .containsExactly(
            "m.xml:5:51: timeout_seconds: \"soon\" is not a value of type count",
            "m.xml:6:1: <dependency> must come before <exec_method> in <service>",
            "m.xml:6:22: grouping: \"require_al\" is none of require_all, require_any, exclude_all,"
                + " optional_all; did you mean require_all?",
            "m.xml:7:17: entities: \"nonsense:/\" is not a value of type fmri",
            "m.xml:9:1: there is no element <property_grup>; did you mean property_group?",
            "m.xml:10:1: <property_group> contains text, which means nothing there",
            "m.xml:10:45: <property_group> has no attribute colour",
            "m.xml:11:34: p: \"many\" is not a value of type count",
            "m.xml:13:3: <propval> lacks the attribute type",
            "m.xml:16:11: \"1st\" is not a name of an instance",
            "m.xml:16:22: enabled: \"yes\" is none of true, false");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          <a                                     | m.xml:1:3:
          nothing                                | m.xml:1:1:
          <a><b></a>                             | The element type "b" must be terminated
          <a/>                                   | m.xml:1:1: <a> is not a <service_bundle>
          <a>&undeclared;</a>                    | undeclared
          """)
  void whatIsNoBundleIsSaidSo(String text, String part) {
    assertThat(errors(text)).hasSize(1);
    assertThat(errors(text).getFirst()).startsWith("m.xml:").contains(part);
  }
}
