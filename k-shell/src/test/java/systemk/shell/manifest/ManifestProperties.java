package systemk.shell.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.HashMap;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Provide;
import systemk.core.fmri.ServiceFmri;
import systemk.core.manifest.Manifest.DeclaredGroup;
import systemk.core.manifest.Manifest.DeclaredInstance;
import systemk.core.manifest.Manifest.DeclaredService;
import systemk.core.property.Property;
import systemk.core.property.ValueType;
import systemk.json.JsonText;
import systemk.shell.Host;

class ManifestProperties {
  private static final List<String> PIECES =
      List.of(
          "{",
          "}",
          "[",
          "]",
          ":",
          ",",
          "\"service\"",
          "\"a/b\"",
          "\"start\"",
          "\"exec\"",
          "\"timeout\"",
          "\"30s\"",
          "1",
          "-1",
          "1e999999999",
          "true",
          "null",
          "\"depends\"",
          "\"on\"",
          "\"properties\"",
          "\"groups\"",
          "\"type\"",
          "\"value\"",
          "\"values\"",
          "\"instances\"",
          "\"services\"",
          "\"templates\"",
          "\"notify\"",
          "\"context\"",
          "\"environment\"",
          "\"svc:/x:y\"",
          "\"\"",
          "// c\n",
          "\"\\u0000\"",
          "\"x y\"");

  @Provide
  Arbitrary<String> soup() {
    return Arbitraries.of(PIECES).list().ofMaxSize(40).map(pieces -> String.join(" ", pieces));
  }

  @net.jqwik.api.Property
  void noTextMakesTheDecoderThrow(@ForAll String text, @ForAll("soup") String soup) {
    assertThat(ManifestDecoder.decode("f", text)).isNotNull();
    assertThat(ManifestDecoder.decode("f", soup)).isNotNull();
  }

  @net.jqwik.api.Property(tries = 300)
  void aManifestCutOrChangedAnywhereIsReadOrRefused(
      @ForAll("positions") int at, @ForAll("replacements") String replacement) throws IOException {
    String text = everything();
    int cut = at % text.length();

    assertThat(ManifestDecoder.decode("f", text.substring(0, cut))).isNotNull();
    assertThat(
            ManifestDecoder.decode(
                "f", text.substring(0, cut) + replacement + text.substring(cut + 1)))
        .isNotNull();
  }

  @Provide
  Arbitrary<Integer> positions() {
    return Arbitraries.integers().between(0, 20_000);
  }

  @Provide
  Arbitrary<String> replacements() {
    return Arbitraries.of("\"", "{", "}", "[", "]", "7", "null", "x", ",", ":", "\\", "");
  }

  private static String everything() throws IOException {
    return Files.readString(Path.of("src/test/resources/systemk/shell/manifest/everything.json"));
  }

  @Provide
  Arbitrary<Property> properties() {
    Arbitrary<String> names =
        Arbitraries.of(
            "exec",
            "timeout_seconds",
            "type",
            "grouping",
            "restart_on",
            "entities",
            "enabled",
            "restarter",
            "environment",
            "nice",
            "user",
            "stability",
            "C",
            "external",
            "other",
            "single_instance",
            "supp_groups",
            "use_profile",
            "profile");
    Arbitrary<Property> typed =
        Combinators.combine(names, Arbitraries.of(ValueType.values()))
            .flatAs(
                (name, type) ->
                    values(type)
                        .list()
                        .ofMaxSize(2)
                        .map(v -> new Property(name, type, Vector.ofAll(v))));
    return typed;
  }

  private static Arbitrary<String> values(ValueType type) {
    return switch (type) {
      case BOOLEAN -> Arbitraries.of("true", "false");
      case COUNT -> Arbitraries.of("0", "60", "18446744073709551615");
      case INTEGER -> Arbitraries.of("-1", "0", "9");
      case TIME -> Arbitraries.of("1.000000000", "-1.500000000");
      case OPAQUE -> Arbitraries.of("", "00ff");
      case URI -> Arbitraries.of("http://x/y");
      case FMRI -> Arbitraries.of("svc:/a/b", "svc:/a/b:c", "file://localhost/x");
      case HOST, HOSTNAME -> Arbitraries.of("example.org");
      case NET_ADDRESS, NET_ADDRESS_V4 -> Arbitraries.of("10.0.0.1", "10.0.0.0/8");
      case NET_ADDRESS_V6 -> Arbitraries.of("::1");
      default ->
          Arbitraries.oneOf(
              Arbitraries.of("", "A=b", "A", "require_all", "none", "method", "service", "Stable"),
              Arbitraries.strings().ascii().ofMaxLength(6).filter(s -> s.indexOf('\0') < 0));
    };
  }

  private Arbitrary<Vector<DeclaredGroup>> groups() {
    Arbitrary<DeclaredGroup> group =
        Combinators.combine(
                Arbitraries.of(
                    "general",
                    "start",
                    "startd",
                    "method_context",
                    "dependents",
                    "tm_common_name",
                    "config",
                    "net",
                    "probe"),
                Arbitraries.of("framework", "method", "dependency", "application", "template"),
                properties().list().ofMaxSize(5))
            .as(
                (name, type, properties) ->
                    new DeclaredGroup(
                        name, type, Vector.ofAll(properties).distinctBy(Property::name)));
    return group
        .list()
        .ofMaxSize(6)
        .map(list -> Vector.ofAll(list).distinctBy(DeclaredGroup::name));
  }

  @Provide
  Arbitrary<DeclaredService> services() {
    Arbitrary<Vector<DeclaredInstance>> instances =
        Combinators.combine(Arbitraries.of("default", "other", "third"), groups())
            .as((name, groups) -> new DeclaredInstance(name, groups))
            .list()
            .ofMaxSize(3)
            .map(list -> Vector.ofAll(list).distinctBy(DeclaredInstance::name));
    return Combinators.combine(groups(), instances)
        .as((groups, named) -> new DeclaredService(new ServiceFmri("test/it"), groups, named));
  }

  @net.jqwik.api.Property(tries = 500)
  void whatIsWrittenIsReadBack(@ForAll("services") DeclaredService service) {
    String text = JsonText.pretty(ManifestEncoder.encode(service, _ -> Option.none()));

    Vector<DeclaredService> read =
        ManifestDecoder.decode("f", text)
            .getOrElseThrow(errors -> new AssertionError(errors.mkString("\n") + "\n" + text))
            .services()
            .filter(one -> one.fmri().equals(service.fmri()));

    assertThat(read.map(ManifestProperties::sorted)).as(text).containsExactly(sorted(service));
  }

  private static Object sorted(DeclaredService service) {
    return Vector.of(
        service.fmri(),
        sorted(service.groups()),
        HashMap.ofEntries(
            service.instances().map(i -> io.vavr.Tuple.of(i.name(), sorted(i.groups())))));
  }

  private static Object sorted(Vector<DeclaredGroup> groups) {
    return groups
        .map(g -> new DeclaredGroup(g.name(), g.type(), g.properties().sortBy(Property::name)))
        .sortBy(DeclaredGroup::name);
  }

  private static String configured(Host host, String fmri) {
    return host.run("svcprop", "-C", fmri).out().replaceAll("restarter_actions/.*\n", "");
  }

  @Example
  void importExportImportIsIdentity() throws IOException {
    Host first = new Host().manifest(everything());
    String exported = first.run("svccfg", "export", "test/everything").out();
    Host second = new Host().manifest(exported);
    String other = first.run("svccfg", "export", "test/other").out();
    second.file("/o.json", other).run("svccfg", "import", "/o.json");

    for (String fmri :
        List.of(
            "svc:/test/everything",
            "svc:/test/everything:default",
            "svc:/test/everything:second",
            "svc:/test/other:default",
            "svc:/milestone/multi-user",
            "svc:/milestone/multi-user:default")) {
      assertThat(configured(second, fmri)).isEqualTo(configured(first, fmri));
    }
    assertThat(second.run("svccfg", "export", "test/everything").out()).isEqualTo(exported);
  }
}
