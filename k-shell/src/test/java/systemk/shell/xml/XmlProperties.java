package systemk.shell.xml;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.HashMap;
import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Provide;
import systemk.core.manifest.Manifest;
import systemk.core.manifest.Manifest.DeclaredGroup;
import systemk.core.manifest.Manifest.DeclaredService;
import systemk.core.property.Property;
import systemk.shell.manifest.GeneratedServices;
import systemk.shell.manifest.ManifestError;

class XmlProperties {
  @Provide
  Arbitrary<DeclaredService> services() {
    return GeneratedServices.services();
  }

  @net.jqwik.api.Property(tries = 500)
  void whatIsWrittenIsReadBack(@ForAll("services") DeclaredService service) {
    String text = written(service);

    Vector<DeclaredService> read = read(text);

    assertThat(read.map(XmlProperties::sorted)).as(text).containsExactly(sorted(service));
    assertThat(read.map(XmlProperties::written)).containsExactly(text);
  }

  private static String written(DeclaredService service) {
    return XmlEncoder.encode(
            Manifest.Kind.MANIFEST, "export", Vector.of(service), _ -> Option.none())
        .getOrElseThrow(reason -> new AssertionError(reason));
  }

  private static Vector<DeclaredService> read(String text) {
    return XmlDecoder.decode("f", text, Library.NONE)
        .getOrElseThrow(errors -> new AssertionError(errors.mkString("\n") + "\n" + text))
        .services()
        .reject(DeclaredService::mentioned);
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

  private static final List<String> PIECES =
      List.of(
          "<?xml version='1.0'?>",
          "<!DOCTYPE service_bundle [",
          "<!ENTITY % profile 'INCLUDE'>",
          "<!ENTITY e '&e;&e;'>",
          "<!ENTITY x SYSTEM 'file:///etc/passwd'>",
          "]>",
          "&e;",
          "&#0;",
          "&amp;",
          "<service_bundle type='manifest' name='x'>",
          "<service_bundle type='profile' name='x'>",
          "</service_bundle>",
          "<service name='a' type='service' version='1'>",
          "</service>",
          "<instance name='default' enabled='true'>",
          "</instance>",
          "<create_default_instance enabled='maybe'/>",
          "<property_group name='c' type='application'>",
          "</property_group>",
          "<propval name='p' type='count' value='1'/>",
          "<property name='p' type='astring'><count_list/></property>",
          "<dependency name='d' grouping='require_all' restart_on='none' type='service'/>",
          "<dependent name='d'><service_fmri value='svc:/b:c'/></dependent>",
          "<exec_method type='method' name='start' exec='' timeout_seconds='-5'/>",
          "<method_context><method_environment/></method_context>",
          "<template><pg_pattern><prop_pattern name=''/></pg_pattern></template>",
          "<notification_parameters><event value=','/></notification_parameters>",
          "<xi:include href='f'/>",
          "<xi:include href=''><xi:fallback><service/></xi:fallback></xi:include>",
          "<restarter/>",
          "<![CDATA[",
          "]]>",
          "<!--",
          "-->",
          "text",
          "\u0000",
          "\uD800");

  @Provide
  Arbitrary<String> soup() {
    return Arbitraries.of(PIECES).list().ofMaxSize(30).map(pieces -> String.join("", pieces));
  }

  /// Whatever it is, it is read or refused with places and reasons.
  static void readOrRefused(String text) {
    Either<Vector<ManifestError>, Manifest> result =
        XmlDecoder.decode("f.xml", text, file -> Either.right(text));
    result
        .swap()
        .forEach(
            errors -> {
              assertThat(errors).isNotEmpty();
              for (ManifestError error : errors) {
                assertThat(error.toString()).matches("(?s)f\\.?[a-z]*:\\d+:\\d+: .+");
                assertThat(error.message()).doesNotContain("Exception").isNotBlank();
              }
            });
  }

  @net.jqwik.api.Property
  void noTextMakesTheDecoderThrow(@ForAll String text, @ForAll("soup") String soup) {
    readOrRefused(text);
    readOrRefused(soup);
    readOrRefused("<service_bundle type='manifest' name='x'>" + soup + "</service_bundle>");
  }

  @net.jqwik.api.Property(tries = 500)
  void noBytesMakeTheDecoderThrow(@ForAll byte[] bytes) {
    readOrRefused(new String(bytes, StandardCharsets.ISO_8859_1));
    readOrRefused("<?xml version='1.1'?><a>" + new String(bytes, StandardCharsets.UTF_16));
  }

  @net.jqwik.api.Property(tries = 300)
  void aManifestCutOrChangedAnywhereIsReadOrRefused(
      @ForAll("services") DeclaredService service,
      @ForAll("positions") int at,
      @ForAll("replacements") String replacement) {
    String text = written(service);
    int cut = at % text.length();

    readOrRefused(text.substring(0, cut));
    readOrRefused(text.substring(0, cut) + replacement + text.substring(cut + 1));
  }

  @Provide
  Arbitrary<Integer> positions() {
    return Arbitraries.integers().between(0, 20_000);
  }

  @Provide
  Arbitrary<String> replacements() {
    return Arbitraries.of("'", "<", ">", "&", "/>", "<a>", "=", "\u0001", "%", ";", "", "<!--");
  }
}
