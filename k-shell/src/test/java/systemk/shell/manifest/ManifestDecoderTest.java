package systemk.shell.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import systemk.core.manifest.Manifest;
import systemk.core.manifest.Manifest.DeclaredGroup;
import systemk.core.manifest.Manifest.DeclaredService;
import systemk.core.property.Property;

class ManifestDecoderTest {
  private static List<String> errors(String text) {
    return ManifestDecoder.decode("m.json", text)
        .fold(errors -> errors.map(ManifestError::toString).asJava(), (Manifest _) -> List.of());
  }

  private static Vector<DeclaredService> services(String text) {
    return ManifestDecoder.decode("m.json", text)
        .getOrElseThrow(errors -> new AssertionError(errors.mkString("\n")))
        .services();
  }

  /// Groups as `svcprop` would show them.
  private static String shown(Vector<DeclaredGroup> groups) {
    StringBuilder text = new StringBuilder();
    for (DeclaredGroup group : groups) {
      text.append(group.name()).append(' ').append(group.type()).append('\n');
      for (Property property : group.properties()) {
        text.append("  ").append(property.name()).append(' ').append(property.type().token());
        property.values().forEach(value -> text.append(" |").append(value).append('|'));
        text.append('\n');
      }
    }
    return text.toString();
  }

  @Test
  void theShortestServiceHasADisabledDefaultInstance() {
    DeclaredService service = services("{\"service\": \"a/bc\"}").head();

    assertThat(service.fmri().toString()).isEqualTo("svc:/a/bc");
    assertThat(service.groups()).isEmpty();
    assertThat(service.instances().head().name()).isEqualTo("default");
    assertThat(shown(service.instances().head().groups()))
        .isEqualTo("general framework\n  enabled boolean |false|\n");
  }

  @Test
  void aServiceMayHaveNoInstance() {
    assertThat(services("{\"service\": \"a\", \"instances\": {}}").head().instances()).isEmpty();
  }

  @Test
  void whatKeepsProcessesIsStoppedBySigtermUnlessItSaysOtherwise() {
    String kill = "stop method\n  type astring |method|\n  exec astring |:kill|\n";
    assertThat(shown(services("{\"service\": \"a\", \"start\": \"/bin/a\"}").head().groups()))
        .contains(kill);
    for (String silent :
        List.of("\"stop\": null", "\"duration\": \"transient\"", "\"stop\": \":true\"")) {
      String text = "{\"service\": \"a\", \"start\": \"/bin/a\", " + silent + "}";
      assertThat(shown(services(text).head().groups())).as(text).doesNotContain(":kill");
    }
  }

  @Test
  void methodsHaveTimeoutsAndContextsInTheirGroup() {
    String text =
        """
        {
          "service": "a",
          "start": "/bin/a",
          "stop": {"exec": ":kill", "timeout": "1500ms", "user": "nobody",
                   "supplementary_groups": ["x", "y"], "environment": {"A": "b c", "N": 1},
                   "limits": {"nofile": 1024}, "nice": 5, "no_new_privileges": true,
                   "umask": "022"},
          "refresh": {"exec": ":true", "timeout": "infinite"},
        }
        """;

    assertThat(shown(services(text).head().groups()))
        .isEqualTo(
            """
            start method
              type astring |method|
              timeout_seconds count |60|
              exec astring |/bin/a|
            stop method
              type astring |method|
              timeout_seconds count |2|
              exec astring |:kill|
              user astring |nobody|
              supp_groups astring |x,y|
              environment astring |A=b c| |N=1|
              limits astring |nofile=1024|
              nice integer |5|
              no_new_privileges boolean |true|
              umask astring |022|
            refresh method
              type astring |method|
              timeout_seconds count |0|
              exec astring |:true|
            """);
  }

  @Test
  void aServiceThatKeepsProcessesIsStoppedBySignalUnlessItSaysOtherwise() {
    String kill =
        """
        stop method
          type astring |method|
          exec astring |:kill|
          timeout_seconds count |60|
        """;
    String start = "{\"service\": \"a\", \"start\": \"/a\"";

    assertThat(shown(services(start + "}").head().groups())).endsWith(kill);
    assertThat(shown(services(start + ", \"stop\": null}").head().groups())).doesNotContain("stop");
    assertThat(shown(services(start + ", \"duration\": \"transient\"}").head().groups()))
        .doesNotContain("stop");
    assertThat(
            shown(services(start + ", \"startd\": {\"duration\": \"transient\"}}").head().groups()))
        .doesNotContain("stop");
  }

  @Test
  void dependenciesAreGroups() {
    String text =
        """
        {
          "service": "a",
          "depends": {
            "one": "network/lo",
            "two": {"on": ["svc:/x:y", "file:///etc/z"], "grouping": "optional_all",
                    "restart_on": "error"},
            "file": "file://localhost/etc/z",
          },
        }
        """;

    assertThat(shown(services(text).head().groups()))
        .isEqualTo(
            """
            one dependency
              grouping astring |require_all|
              restart_on astring |none|
              type astring |service|
              entities fmri |svc:/network/lo|
            two dependency
              grouping astring |optional_all|
              restart_on astring |error|
              type astring |service|
              entities fmri |svc:/x:y| |file://localhost/etc/z|
            file dependency
              grouping astring |require_all|
              restart_on astring |none|
              type astring |path|
              entities fmri |file://localhost/etc/z|
            """);
  }

  @Test
  void dependentsArePutIntoTheOtherService() {
    String text =
        """
        {"services": [
          {"service": "a", "dependents": {"a_b": {"of": "svc:/b", "grouping": "optional_all"}}},
          {"service": "b", "enabled": true, "start": "/bin/b"},
        ]}
        """;

    Vector<DeclaredService> services = services(text);

    assertThat(services.map(service -> service.fmri().toString()))
        .containsExactly("svc:/a", "svc:/b");
    assertThat(shown(services.get(0).groups()))
        .isEqualTo("dependents framework\n  a_b fmri |svc:/b|\n");
    assertThat(shown(services.get(1).groups()))
        .endsWith(
            """
            a_b dependency
              grouping astring |optional_all|
              restart_on astring |none|
              type astring |service|
              entities fmri |svc:/a|
              external boolean |true|
            """);
  }

  @Test
  void plainValuesHavePlainTypes() {
    String text =
        """
        {
          "service": "a",
          "properties": {"config": {"port": 8080, "low": -1, "big": [1, -1], "on": true,
            "names": ["a", "b"], "none": [], "typed": {"type": "count", "values": ["0x10", 2]},
            "at": {"type": "time", "value": 1.5}}},
        }
        """;

    assertThat(shown(services(text).head().groups()))
        .isEqualTo(
            """
            config application
              port count |8080|
              low integer |-1|
              big integer |1| |-1|
              on boolean |true|
              names astring |a| |b|
              none astring
              typed count |16| |2|
              at time |1.500000000|
            """);
  }

  @Test
  void everyErrorIsReportedWithItsPlace() {
    String text =
        """
        {
          "services": [
            {
              "service": "site/web",
              "strat": "/bin/web",
              "start": {"exec": "/bin/web", "timeout": "30x"},
              "depends": {"net": {"on": "svc:/a b", "grouping": "require-all"}},
              "enabled": "yes"
            },
            {"name": 7}
          ]
        }
        """;

    assertThat(errors(text))
        .containsExactly(
            "m.json:5:16: services[0].strat: unknown member \"strat\"; did you mean \"start\"?",
            "m.json:6:48: services[0].start.timeout: \"30x\" is not a duration; write 30s, 2m,"
                + " 500ms or infinite",
            "m.json:7:33: services[0].depends.net.on: cannot read FMRI \"svc:/a b\": \"a b\" is not"
                + " a service name",
            "m.json:7:57: services[0].depends.net.grouping: \"require-all\" is none of require_all,"
                + " require_any, optional_all, exclude_all; did you mean \"require_all\"?",
            "m.json:8:18: services[0].enabled: expected true or false, found a string",
            "m.json:10:5: services[1]: member \"service\" is missing",
            "m.json:10:14: services[1].name: expected a string, found a number");
  }

  static List<List<String>> broken() {
    return List.of(
        List.of("", "m.json:1:1: the text is empty"),
        List.of("[]", "m.json:1:1: expected an object, found an array"),
        List.of("{}", "m.json:1:1: member \"service\" is missing"),
        List.of("{\"service\": 1}", "m.json:1:13: service: expected a string, found a number"),
        List.of(
            "{\"service\": \"a:b\"}", "m.json:1:13: service: \"a:b\" is not a name of a service"),
        List.of(
            "{\"service\": \"a\", \"enabled\": true, \"instances\": {}}",
            "m.json:1:29: enabled: \"enabled\" goes into each instance where they are named"),
        List.of(
            "{\"service\": \"a\", \"instances\": {\"1\": {}}}",
            "m.json:1:37: instances[\"1\"]: \"1\" is not a name of an instance"),
        List.of(
            "{\"service\": \"a\", \"start\": {\"timeout\": \"1s\"}}",
            "m.json:1:27: start: member \"exec\" is missing"),
        List.of(
            "{\"service\": \"a\", \"duration\": \"forever\"}",
            "m.json:1:30: duration: \"forever\" is none of contract, transient, child"),
        List.of(
            "{\"service\": \"a\", \"properties\": {\"c\": {\"p\": 1.5}}}",
            "m.json:1:44: properties.c.p: \"1.5\" is not a value of type count"),
        List.of(
            "{\"service\": \"a\", \"properties\": {\"c\": {\"p\": [1, \"a\"]}}}",
            "m.json:1:44: properties.c.p: the values of one property must be of one type"),
        List.of(
            "{\"service\": \"a\", \"properties\": {\"c\": {\"p\": {\"type\": \"cont\", \"value\": 1}}}}",
            "m.json:1:53: properties.c.p.type: \"cont\" is none of boolean, count, integer, time,"
                + " astring, opaque, ustring, uri, fmri, host, hostname, net_address,"
                + " net_address_v4, net_address_v6; did you mean \"count\"?"),
        List.of(
            "{\"service\": \"a\", \"properties\": {\"c\": {\"p\": {\"type\": \"count\"}}}}",
            "m.json:1:44: properties.c.p: exactly one of \"value\" and \"values\" is expected"),
        List.of(
            "{\"service\": \"a\", \"properties\": {\"c d\": {}}}",
            "m.json:1:40: properties[\"c d\"]: \"c d\" is not a name of a property group"),
        List.of(
            "{\"service\": \"a\", \"depends\": {\"x\": \"svc:/b/:properties/c\"}}",
            "m.json:1:35: depends.x: \"svc:/b/:properties/c\" names neither a service nor a file"),
        List.of(
            "{\"service\": \"a\", \"depends\": {\"x\": \"svc:/b\"}, \"properties\": {\"x\": {}}}",
            "m.json:1:66: properties.x: the group \"x\" is declared twice"),
        List.of(
            "{\"service\": \"a\", \"startd\": {\"duration\": \"child\"}, \"duration\": \"child\"}",
            "m.json:1:63: duration: the property \"startd/duration\" is set twice"),
        List.of(
            "{\"services\": [{\"service\": \"a\"}, {\"service\": \"svc:/a\"}]}",
            "m.json:1:45: services[1].service: svc:/a is declared twice"),
        List.of(
            "{\"service\": \"a\", \"documentation\": \"not a manual\"}",
            "m.json:1:35: documentation: \"not a manual\" is neither a manual such as nginx(8) nor"
                + " an address"),
        List.of(
            "{\"service\": \"a\", \"context\": {\"environment\": {\"A=B\": 1}}}",
            "m.json:1:53: context.environment[\"A=B\"]: \"A=B\" is not a name of a variable"));
  }

  @ParameterizedTest
  @MethodSource("broken")
  void aBrokenManifestSaysWhatIsWrong(List<String> textAndError) {
    assertThat(errors(textAndError.get(0))).containsExactly(textAndError.get(1));
  }

  @Test
  void textThatIsNotJsonNamesLineAndColumn() {
    assertThat(errors("{\n  \"service\": }"))
        .singleElement()
        .asString()
        .startsWith("m.json:2:14: ");
  }
}
