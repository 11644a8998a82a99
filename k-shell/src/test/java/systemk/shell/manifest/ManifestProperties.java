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
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Provide;
import systemk.core.manifest.Manifest.DeclaredGroup;
import systemk.core.manifest.Manifest.DeclaredService;
import systemk.core.property.Property;
import systemk.core.repository.RepositoryState;
import systemk.json.JsonText;
import systemk.shell.Host;
import systemk.shell.Outcome;

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
  void noTextBreaksAnImportOrChangesHalfOfSomething(
      @ForAll("soup") String soup,
      @ForAll("positions") int at,
      @ForAll("replacements") String replacement)
      throws IOException {
    String text = everything();
    int cut = at % text.length();
    for (String tried :
        java.util.List.of(
            soup,
            text.substring(0, cut),
            text.substring(0, cut) + replacement + text.substring(cut + 1))) {
      Host host = new Host().file("/f.json", tried);
      for (String command : java.util.List.of("import", "apply", "validate", "inventory")) {
        RepositoryState before = host.state();
        Outcome.Exit exit = host.run("svccfg", command, "/f.json");
        assertThat(exit.err().lines()).allMatch(line -> line.startsWith("svccfg: "));
        assertThat(exit.err()).doesNotContain("internal error");
        assertThat(exit.status()).isBetween(0, 1);
        if (exit.status() != 0) {
          assertThat(exit.err()).isNotEmpty();
          assertThat(host.state()).isEqualTo(before);
        }
      }
    }
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
  Arbitrary<DeclaredService> services() {
    return GeneratedServices.services();
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
    for (String format : List.of("json", "xml")) {
      Host first = new Host().manifest(everything());
      String exported = exported(first, "test/everything", format);
      Host second = new Host().manifest(exported);
      second
          .file("/o." + format, exported(first, "test/other", format))
          .run("svccfg", "import", "/o." + format);

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
      assertThat(exported(second, "test/everything", format)).isEqualTo(exported);
      assertThat(exported(second, "test/everything", "json"))
          .isEqualTo(exported(first, "test/everything", "json"));
    }
  }

  private static String exported(Host host, String service, String format) {
    host.run("svccfg", "export", service, ">", "/x." + format);
    return host.file("/x." + format);
  }
}
