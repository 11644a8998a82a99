package systemk.configd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import systemk.core.fmri.InstanceFmri;
import systemk.core.property.Property;
import systemk.shell.manifest.FileRecords;
import systemk.wire.Layout;

final class ManifestImporterTest {
  @TempDir Path root;

  private final HeapRepository repository = new HeapRepository();

  private void write(String file, String text) throws IOException {
    Path path = root.resolve("lib/svc/manifest").resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private static String manifest(String service, String exec) {
    return """
        {
          "service": "%s",
          "enabled": true,
          "start": {"exec": "%s", "timeout": "60s"},
          "stop": {"exec": ":kill", "timeout": "60s"},
        }
        """
        .formatted(service, exec);
  }

  private void start() {
    new ManifestImporter(new Layout(root), repository, 0, InstantSource.system()).importChanged();
  }

  private String exec(String instance) {
    return repository
        .read()
        .current(InstanceFmri.of(instance))
        .value("start", "exec")
        .getOrElse("");
  }

  @Test
  void theFirstStartImportsAllFilesInOneTransaction() throws IOException {
    write("network/http.json", manifest("network/http", "/bin/httpd"));
    write("system/log.json", manifest("system/log", "/bin/log"));
    write("README.txt", "not a manifest");
    start();
    assertThat(repository.entries()).hasSize(1);
    assertThat(exec("svc:/network/http:default")).isEqualTo("/bin/httpd");
    assertThat(exec("svc:/system/log:default")).isEqualTo("/bin/log");
    assertThat(repository.entries().getFirst().transaction().author().command())
        .isEqualTo("k.configd");
  }

  @Test
  void aLaterStartImportsWhatChangedAndNothingElse() throws IOException {
    write("a.json", manifest("a", "/bin/a"));
    write("b.json", manifest("b", "/bin/b"));
    start();
    start();
    assertThat(repository.entries()).hasSize(1);
    write("a.json", manifest("a", "/bin/a2"));
    start();
    assertThat(repository.entries()).hasSize(2);
    assertThat(exec("svc:/a:default")).isEqualTo("/bin/a2");
    start();
    assertThat(repository.entries()).hasSize(2);
  }

  @Test
  void aBadFileHoldsUpNoOther() throws IOException {
    write("a.json", "{ \"service\": ");
    write("b.json", manifest("b", "/bin/b"));
    Files.write(root.resolve("lib/svc/manifest/c.json"), new byte[] {(byte) 0xff});
    start();
    assertThat(exec("svc:/b:default")).isEqualTo("/bin/b");
  }

  @Test
  void whatIsRememberedNamesTheFile() throws IOException {
    write("network/http.json", manifest("network/http", "/bin/httpd"));
    start();
    assertThat(
            repository
                .read()
                .ownGroup(FileRecords.SERVICE, "lib_svc_manifest_network_http_json")
                .flatMap(group -> group.property("manifestfile"))
                .flatMap(Property::single))
        .contains(root.resolve("lib/svc/manifest/network/http.json").toString());
  }

  @Test
  void filesOfSimilarOrLongNamesAreToldApart() throws IOException {
    write("a_b.json", manifest("a", "/bin/a"));
    write("a/b.json", manifest("b", "/bin/b"));
    write("x".repeat(200) + ".json", manifest("c", "/bin/c"));
    start();
    start();
    assertThat(repository.entries()).hasSize(1);
  }

  @Test
  void whatAFileSaidGoesWithIt() throws IOException {
    write("a.json", manifest("a", "/bin/a"));
    write("b.json", manifest("b", "/bin/b"));
    start();
    Files.delete(root.resolve("lib/svc/manifest/a.json"));
    start();
    assertThat(repository.read().exists(InstanceFmri.of("svc:/a:default"))).isFalse();
    assertThat(exec("svc:/b:default")).isEqualTo("/bin/b");
    start();
    assertThat(repository.entries()).hasSize(2);
  }

  @Test
  void aFileThatCannotBeReadKeepsWhatItSaid() throws IOException {
    write("a.json", manifest("a", "/bin/a"));
    start();
    write("a.json", "{ \"service\": ");
    start();
    assertThat(exec("svc:/a:default")).isEqualTo("/bin/a");
  }

  @Test
  void profilesAreAppliedAfterManifestsAtTheLayerOfTheirPlace() throws IOException {
    Path profile = root.resolve("etc/svc/profile/site.json");
    Files.createDirectories(profile.getParent());
    Files.writeString(
        profile,
        """
        {"service": "a", "instances": {"default": {"enabled": false}, "absent": {}},
         "start": "/site/a"}
        """);
    write("a.json", manifest("a", "/bin/a"));
    start();
    assertThat(exec("svc:/a:default")).isEqualTo("/site/a");
    assertThat(repository.read().enabled(InstanceFmri.of("svc:/a:default"))).contains(false);
    Files.delete(profile);
    start();
    assertThat(exec("svc:/a:default")).isEqualTo("/bin/a");
    assertThat(repository.read().enabled(InstanceFmri.of("svc:/a:default"))).contains(true);
  }

  @Test
  void withoutManifestsNothingIsCommitted() {
    start();
    assertThat(repository.entries()).isEmpty();
  }
}
