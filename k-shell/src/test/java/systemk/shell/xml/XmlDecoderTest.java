package systemk.shell.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import java.time.Duration;
import java.util.List;
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
import systemk.shell.manifest.ManifestError;

class XmlDecoderTest {
  private static final String DOCTYPE =
      "<!DOCTYPE service_bundle SYSTEM '/usr/share/lib/xml/dtd/service_bundle.dtd.1'>\n";

  private static String bundle(String content) {
    return "<?xml version='1.0'?>\n"
        + DOCTYPE
        + "<service_bundle type='manifest' name='x'>\n"
        + content
        + "\n</service_bundle>\n";
  }

  private static String service(String content) {
    return bundle(
        "<service name='site/web' type='service' version='1'>\n" + content + "\n</service>");
  }

  private static Manifest decoded(String text) {
    return XmlDecoder.decode("m.xml", text, Library.NONE)
        .getOrElseThrow(errors -> new AssertionError(errors.mkString("\n")));
  }

  private static List<String> errors(String text) {
    return errors(text, Library.NONE);
  }

  private static List<String> errors(String text, Library library) {
    return XmlDecoder.decode("m.xml", text, library)
        .fold(errors -> errors.map(ManifestError::toString).asJava(), (Manifest _) -> List.of());
  }

  /// Groups as `svcprop` would show them.
  private static String shown(Vector<DeclaredGroup> groups) {
    StringBuilder text = new StringBuilder();
    for (DeclaredGroup group : groups) {
      text.append(group.name()).append(' ').append(group.type());
      text.append(group.deleted() ? " deleted\n" : "\n");
      for (Property property : group.properties()) {
        text.append("  ").append(property.name()).append(' ').append(property.type().token());
        property.values().forEach(value -> text.append(" |").append(value).append('|'));
        text.append(group.overrides().contains(property.name()) ? " override\n" : "\n");
      }
      for (Manifest.Untyped property : group.untyped()) {
        text.append("  ").append(property.name()).append(" ?");
        property.values().forEach(value -> text.append(" |").append(value).append('|'));
        text.append('\n');
      }
    }
    return text.toString();
  }

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

  @Test
  void nothingOutsideOfTheFileIsLookedAt() {
    for (String entity :
        List.of(
            "<!ENTITY e SYSTEM 'file:///etc/passwd'>",
            "<!ENTITY % e SYSTEM 'file:///etc/passwd'> %e;",
            "<!ENTITY e PUBLIC 'x' 'http://127.0.0.1:1/'>")) {
      String text =
          "<!DOCTYPE service_bundle [" + entity + "]><service_bundle>&e;</service_bundle>";
      assertThat(errors(text).getFirst()).contains("outside of this file, which is not allowed");
    }
  }

  @Test
  void entitiesOfTheFileItselfStandForTheirText() {
    Manifest manifest =
        decoded(
            "<!DOCTYPE service_bundle [<!ENTITY e 'site/web'>]>"
                + "<service_bundle type='manifest' name='x'>"
                + "<service name='&e;' version='1' type='service'/></service_bundle>");
    assertThat(manifest.services().head().fmri().name()).isEqualTo("site/web");
  }

  @Test
  void whatGrowsBeyondReasonIsRefused() {
    StringBuilder laughs = new StringBuilder("<!DOCTYPE x [<!ENTITY e0 'ha'>");
    for (int i = 1; i < 12; i++) {
      laughs.append("<!ENTITY e%d '%s'>".formatted(i, ("&e" + (i - 1) + ";").repeat(10)));
    }
    String bomb = laughs + "]><x>&e11;</x>";
    String inAttribute = laughs + "]><x y='&e11;'/>";
    String wide =
        "<!DOCTYPE x [<!ENTITY e '" + "a".repeat(90_000) + "'>]><x>" + "&e;".repeat(900) + "</x>";
    String deep = "<a>".repeat(5_000) + "</a>".repeat(5_000);
    String many = "<a>" + "<b/>".repeat(300_000) + "</a>";
    StringBuilder attributes = new StringBuilder("<a");
    for (int i = 0; i < 5_000; i++) {
      attributes.append(" a").append(i).append("='1'");
    }
    for (String text : List.of(bomb, inAttribute, wide, deep, many, attributes + "/>")) {
      assertThat(errors(text)).hasSize(1);
      assertThat(errors(text).getFirst()).startsWith("m.xml:").hasSizeLessThan(400);
    }
  }

  @Test
  void aValueWithoutEndIsRefusedInALine() {
    String endless = "x".repeat(5_000_000);
    for (String text :
        List.of(
            service("<property_group name='c' type='" + endless + "'/>"),
            service("<dependency name='d' grouping='" + endless + "'/>"),
            service(
                "<property_group name='c' type='application'>"
                    + "<propval name='p' type='astring' value='"
                    + endless
                    + "'/></property_group>"),
            service("<" + endless + "/>"),
            service(endless),
            service("<x " + endless + "='1'/>"),
            bundle("<service name='" + endless + "' version='1' type='service'/>"))) {
      assertThat(errors(text)).isNotEmpty().allMatch(error -> error.length() < 400);
    }
  }

  @Test
  void manyOfAKindAreReadToTheEnd() {
    String groups =
        "<property_group name='c' type='application'/>".repeat(60_000)
            + "<exec_method type='method' name='start' exec='x' timeout_seconds='0'/>".repeat(100);
    String patterns =
        "<template><common_name><loctext xml:lang='C'>x</loctext></common_name>"
            + "<pg_pattern name='c'/>".repeat(60_000)
            + "</template>";
    StringBuilder dependents = new StringBuilder();
    for (int i = 0; i < 40_000; i++) {
      dependents
          .append("<dependent name='d")
          .append(i)
          .append("' grouping='require_all' restart_on='none'><service_fmri value='svc:/t'/>")
          .append("</dependent>");
    }
    String elements = "<!DOCTYPE x [<!ENTITY e '" + "<a/>".repeat(20_000) + "'>]>";

    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          assertThat(errors(service(groups))).isNotEmpty();
          assertThat(decoded(service(patterns)).services().head().groups()).hasSize(60_001);
          assertThat(decoded(service(dependents.toString())).services()).hasSize(2);
          assertThat(errors(elements + "<x>" + " ".repeat(9_000_000) + "&e;</x>")).isNotEmpty();
        });
  }

  @Test
  void whatIsIncludedIsBoundedAltogether() {
    String many = "<a>" + "<b/>".repeat(150_000) + "</a>";
    String text =
        "<service_bundle type='manifest' name='x'>"
            + "<xi:include href='a'/>".repeat(400)
            + "</service_bundle>";

    assertThat(errors(text, _ -> Either.right(many)))
        .contains("m.xml:1:76: more than 200000 elements are included");
    assertThat(
            errors(text.replace("/>", " parse='text'/>"), _ -> Either.right("x".repeat(1 << 20))))
        .anyMatch(error -> error.endsWith("more than 16777216 characters are included"));
  }

  @Test
  void filesAreIncludedWhereTheyAreNamed() {
    String part =
        "<service_bundle type='manifest' name='p'>"
            + "<service name='part' version='1' type='service'/></service_bundle>";
    Library library =
        file ->
            switch (file) {
              case "parts/a.xml" -> Either.right(part);
              case "parts/text" -> Either.right("A <web> server");
              default -> Either.left("No such file or directory");
            };
    String text =
        """
        <service_bundle type='manifest' name='x' xmlns:inc='http://www.w3.org/2001/XInclude'>
          <inc:include href='parts/a.xml'/>
          <service name='whole' version='1' type='service'>
            <template><common_name><loctext xml:lang='C'><inc:include href='parts/text'
              parse='text'/>!</loctext></common_name></template>
          </service>
          <inc:include href='parts/none.xml'><inc:fallback>
            <service name='instead' version='1' type='service'/>
          </inc:fallback></inc:include>
        </service_bundle>
        """;

    Vector<DeclaredService> services =
        XmlDecoder.decode("m.xml", text, library)
            .getOrElseThrow(errors -> new AssertionError(errors.mkString("\n")))
            .services();

    assertThat(services.map(s -> s.fmri().name())).containsExactly("part", "whole", "instead");
    assertThat(shown(services.get(1).groups()))
        .isEqualTo("tm_common_name template\n  C ustring |A <web> server!|\n");
    assertThat(XmlDecoder.includes("d/m.xml", text))
        .containsExactly("d/parts/a.xml", "d/parts/text", "d/parts/none.xml");
  }

  @Test
  void whatCannotBeIncludedIsNamed() {
    String text =
        """
        <service_bundle type='manifest' name='x'>
          <xi:include href='none.xml'/>
          <xi:include href='http://example.org/m.xml'/>
          <xi:include href='m.xml'/>
          <xi:include href='bad.xml'/>
          <xi:include href='none.xml' parse='html'/>
        </service_bundle>
        """;
    Library library =
        file -> file.equals("bad.xml") ? Either.right("<x") : Either.left("No such file");

    assertThat(errors(text, library))
        .containsExactly(
            "bad.xml:1:3: XML document structures must start and end within the same entity",
            "m.xml:2:15: none.xml: No such file",
            "m.xml:3:15: \"http://example.org/m.xml\" is not a path of a file",
            "m.xml:4:15: files include each other: m.xml -> m.xml",
            "m.xml:6:31: parse: \"html\" is neither xml nor text");
  }

  @Test
  void filesThatIncludeEachOtherAreRefused() {
    Library library =
        file ->
            Either.right(
                "<service_bundle type='manifest' name='x'><xi:include href='"
                    + (file.equals("a.xml") ? "b.xml" : "a.xml")
                    + "'/></service_bundle>");
    assertThat(errors(library.text("b.xml").get(), library))
        .containsExactly("b.xml:1:54: files include each other: m.xml -> a.xml -> b.xml -> a.xml");

    Library endless =
        file ->
            Either.right(
                "<service_bundle type='manifest' name='x'><xi:include href='n"
                    + file
                    + "'/><xi:include href='m"
                    + file
                    + "'/></service_bundle>");
    assertThat(errors(endless.text("n.xml").get(), endless)).isNotEmpty().hasSizeLessThan(1001);
  }
}
