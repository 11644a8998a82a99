package systemk.shell.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static systemk.shell.xml.XmlTexts.bundle;
import static systemk.shell.xml.XmlTexts.decoded;
import static systemk.shell.xml.XmlTexts.errors;
import static systemk.shell.xml.XmlTexts.service;
import static systemk.shell.xml.XmlTexts.shown;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import systemk.core.manifest.Manifest;
import systemk.core.manifest.Manifest.DeclaredService;

/// What a document may not do, and what it may include.
class XmlBoundsTest {
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
