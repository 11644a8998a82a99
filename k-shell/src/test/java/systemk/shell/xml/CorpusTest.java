package systemk.shell.xml;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import io.vavr.control.Either;
import io.vavr.control.Option;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import systemk.core.check.Checks;
import systemk.core.check.Violation;
import systemk.core.fmri.InstanceFmri;
import systemk.core.fmri.ServiceFmri;
import systemk.core.manifest.Manifest;
import systemk.core.manifest.Manifest.DeclaredGroup;
import systemk.core.manifest.Manifest.DeclaredInstance;
import systemk.core.manifest.Manifest.DeclaredService;
import systemk.core.property.Property;
import systemk.core.repository.Author;
import systemk.core.repository.Change;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Transaction;
import systemk.core.repository.Transactions;
import systemk.json.JsonText;
import systemk.shell.manifest.Importing;
import systemk.shell.manifest.Losses;
import systemk.shell.manifest.ManifestEncoder;
import systemk.shell.manifest.ManifestError;
import systemk.shell.manifest.Restoring;

/// A real system's service bundles, which are not part of this project, as far as they are there.
@EnabledIf("systemk.shell.xml.Corpus#isThere")
class CorpusTest {
  private static final Author ROOT = new Author(0, 0, 1, "test");

  private static Vector<Manifest> bundles(Manifest.Kind kind) throws IOException {
    Vector<Manifest> decoded = Vector.empty();
    for (Path file : Corpus.files()) {
      decoded = decoded.appendAll(Corpus.decode(file).toOption().filter(m -> m.kind() == kind));
    }
    return decoded;
  }

  @Test
  void everyBundleIsRead() throws IOException {
    Vector<ManifestError> errors = Vector.empty();
    for (Path file : Corpus.files()) {
      Either<Vector<ManifestError>, Manifest> decoded = Corpus.decode(file);
      errors = errors.appendAll(decoded.swap().getOrElse(Vector.empty()));
    }
    assertThat(errors.asJava()).isEmpty();
    assertThat(bundles(Manifest.Kind.MANIFEST)).hasSize(181);
    assertThat(bundles(Manifest.Kind.PROFILE)).hasSize(14);
  }

  @Test
  void whatManifestsDefineIsWhatTheirFilesName() throws Exception {
    for (Manifest manifest : bundles(Manifest.Kind.MANIFEST)) {
      Set<String> defined = new TreeSet<>();
      for (var service : manifest.services()) {
        if (!service.mentioned()) {
          defined.add(service.fmri().toString());
        }
        service
            .instances()
            .reject(Manifest.DeclaredInstance::mentioned)
            .forEach(i -> defined.add(service.fmri().instance(i.name()).toString()));
      }
      assertThat(defined).as(manifest.source()).isEqualTo(named(Path.of(manifest.source())));
    }
  }

  /// The FMRIs in a file, found by asking for them and nothing else.
  private static Set<String> named(Path file) throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    DocumentBuilder builder = factory.newDocumentBuilder();
    Document document = builder.parse(file.toFile());
    XPath xpath = XPathFactory.newInstance().newXPath();
    Set<String> found = new TreeSet<>();
    NodeList names = nodes(xpath, document, "//service/@name");
    for (int i = 0; i < names.getLength(); i++) {
      String service = names.item(i).getNodeValue();
      found.add("svc:/" + service);
      String inside = "//service[@name='" + service + "']";
      if (nodes(xpath, document, inside + "/create_default_instance").getLength() > 0) {
        found.add("svc:/" + service + ":default");
      }
      NodeList instances = nodes(xpath, document, inside + "/instance/@name");
      for (int j = 0; j < instances.getLength(); j++) {
        found.add("svc:/" + service + ":" + instances.item(j).getNodeValue());
      }
    }
    return found;
  }

  private static NodeList nodes(XPath xpath, Document document, String path) throws Exception {
    return (NodeList) xpath.evaluate(path, document, XPathConstants.NODESET);
  }

  @Test
  void allManifestsAreOneTransaction() throws IOException {
    Vector<Manifest> manifests = bundles(Manifest.Kind.MANIFEST);
    RepositoryState state = imported(manifests);
    for (var service : manifests.flatMap(Manifest::services)) {
      assertThat(state.exists(service.fmri())).as(service.fmri().toString()).isTrue();
    }
    Vector<Manifest> unique =
        manifests.reject(m -> manifests.exists(o -> !o.equals(m) && rival(m, o)));
    assertThat(plan(imported(unique), unique)).as("a second import").isEmpty();
  }

  /// Whether two files define the same service, as those for two kinds of machine do.
  private static boolean rival(Manifest one, Manifest other) {
    Vector<ServiceFmri> defined = defined(one);
    return defined(other).exists(defined::contains);
  }

  private static Vector<ServiceFmri> defined(Manifest manifest) {
    return manifest
        .services()
        .reject(Manifest.DeclaredService::mentioned)
        .map(Manifest.DeclaredService::fmri);
  }

  @Test
  void damagedBundlesAreReadOrRefused() throws IOException {
    Random random = new Random(7);
    for (Path file : Corpus.files()) {
      String text = Files.readString(file);
      for (int i = 0; i < 5; i++) {
        int at = random.nextInt(text.length());
        int to = Math.min(text.length(), at + random.nextInt(20));
        int from = random.nextInt(text.length());
        String moved = text.substring(from, Math.min(text.length(), from + random.nextInt(40)));
        XmlProperties.readOrRefused(text.substring(0, at) + moved + text.substring(to));
      }
    }
  }

  @Test
  void theGraphHasTheCyclesOfTheFilesAndNoOther() throws Exception {
    Vector<Manifest> manifests = bundles(Manifest.Kind.MANIFEST);
    RepositoryState state = imported(manifests);

    Set<String> onCycles = new TreeSet<>();
    for (var service : state.services().values()) {
      for (var instance : service.instances().values()) {
        if (Checks.of(state, instance.fmri()).exists(v -> v instanceof Violation.Cycle)) {
          onCycles.add(instance.fmri().toString());
        }
      }
    }

    CorpusGraph graph = CorpusGraph.of(manifests.map(manifest -> Path.of(manifest.source())));
    assertThat(onCycles).isEqualTo(graph.onCycles());
  }

  @Test
  void everyServiceSurvivesExportAndImportInBothFormats() throws IOException {
    RepositoryState state = imported(bundles(Manifest.Kind.MANIFEST));
    for (var service : state.services().values()) {
      DeclaredService configured = ManifestEncoder.configured(state, service.fmri());
      String xml =
          XmlEncoder.encode(state, Manifest.Kind.MANIFEST, "export", Vector.of(configured)).get();
      String json = JsonText.write(ManifestEncoder.encode(state, service.fmri()));

      for (String text : List.of(xml, json)) {
        Manifest read =
            Bundles.decode("f", text, Library.NONE)
                .getOrElseThrow(errors -> new AssertionError(errors.mkString("\n") + text));
        assertThat(Losses.of(configured, read.services())).as(text).isEmpty();
      }
      assertThat(xml)
          .doesNotContain("<property_group name='tm_")
          .doesNotContain("type='method'>\n    <propval");
    }
  }

  @Test
  void anArchiveOfAllBringsBackAll() throws IOException {
    RepositoryState state = imported(bundles(Manifest.Kind.MANIFEST));
    String archive = archive(state);
    Manifest read = XmlDecoder.decode("f", archive, Library.NONE).get();

    RepositoryState restored =
        Transactions.apply(
                RepositoryState.EMPTY,
                Transaction.of(ROOT, Restoring.changes(RepositoryState.EMPTY, read)))
            .getOrElseThrow(reasons -> new AssertionError(reasons.toString()));

    assertThat(archive(restored)).isEqualTo(archive);
    assertThat(Restoring.changes(state, read)).isEmpty();
  }

  @Test
  void everyProfileApplies() throws IOException {
    RepositoryState state = imported(bundles(Manifest.Kind.MANIFEST));
    int said = 0;
    for (Manifest profile : bundles(Manifest.Kind.PROFILE)) {
      RepositoryState applied = after(state, plan(state, Vector.of(profile)));
      assertThat(applied.services().keySet()).isEqualTo(state.services().keySet());
      for (DeclaredService service : profile.services()) {
        for (DeclaredInstance instance : service.instances()) {
          InstanceFmri fmri = service.fmri().instance(instance.name());
          Option<Boolean> enabled =
              instance
                  .groups()
                  .filter(group -> group.name().equals("general"))
                  .flatMap(DeclaredGroup::properties)
                  .find(property -> property.name().equals("enabled"))
                  .flatMap(Property::asBoolean);
          if (state.exists(fmri) && enabled.isDefined()) {
            assertThat(applied.enabled(fmri)).as(profile.source() + fmri).isEqualTo(enabled);
            said++;
          }
        }
      }
    }
    assertThat(said).isGreaterThan(50);
  }

  private static String archive(RepositoryState state) {
    return XmlEncoder.encode(
            state,
            Manifest.Kind.ARCHIVE,
            "none",
            state
                .services()
                .values()
                .map(service -> ManifestEncoder.configured(state, service.fmri()))
                .toVector())
        .get();
  }

  private static RepositoryState imported(Vector<Manifest> manifests) {
    return after(RepositoryState.EMPTY, plan(RepositoryState.EMPTY, manifests));
  }

  private static RepositoryState after(RepositoryState state, Vector<Change> changes) {
    return Transactions.apply(state, Transaction.of(ROOT, changes))
        .getOrElseThrow(reasons -> new AssertionError(reasons.toString()));
  }

  private static Vector<Change> plan(RepositoryState state, Vector<Manifest> manifests) {
    return new Importing(ROOT, 0, "/")
        .plan(state, manifests, false)
        .getOrElseThrow(reasons -> new AssertionError(reasons.toString()))
        .changes();
  }
}
