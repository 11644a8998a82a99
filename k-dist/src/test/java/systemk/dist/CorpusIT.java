package systemk.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import systemk.bench.Tree;

/// The manifests and profiles of a whole system are imported and applied. Skipped where they are
/// not at hand.
class CorpusIT {
  private static final Path CORPUS =
      Path.of(System.getProperty("systemk.corpus", "../../shared/corpus"))
          .resolve("smf-manifests")
          .toAbsolutePath()
          .normalize();

  @BeforeAll
  static void theFilesAreThere() {
    assumeThat(CORPUS).isDirectory();
  }

  private static List<Path> files(boolean profiles) throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> all = Files.list(CORPUS)) {
      for (Path file : all.sorted().toList()) {
        boolean profile =
            Files.readString(file).matches("(?s).*<service_bundle\\s[^>]*type=.profile.*");
        if (profile == profiles) {
          found.add(file);
        }
      }
    }
    return found;
  }

  private static String[] command(List<Path> files, String... words) {
    return Stream.concat(Stream.of(words), files.stream().map(Path::toString))
        .toArray(String[]::new);
  }

  @Test
  void allManifestsAreImportedAndAllProfilesApply() throws Exception {
    try (Scratch scratch = Scratch.boot()) {
      Tree.Answer imported = scratch.run("svccfg", command(files(false), "import"));
      assertThat(imported.status()).as(imported.err()).isZero();
      List<String> there =
          Stream.of(
                  scratch.ok("svcs", "-aHo", "fmri").lines(),
                  scratch.ok("svccfg", "list").lines().map(name -> "svc:/" + name))
              .flatMap(lines -> lines)
              .toList();
      assertThat(there)
          .containsAll(scratch.ok("svccfg", command(files(false), "inventory")).lines().toList());

      List<Path> profiles = profiles(scratch.root().resolve("profiles"));
      Tree.Answer applied = scratch.run("svccfg", command(profiles, "apply"));
      assertThat(applied.status()).as(applied.err()).isZero();
    }
  }

  /// Copies of the profiles. What some include are links on a real system, to one of the others.
  private static List<Path> profiles(Path to) throws IOException {
    Files.createDirectories(to);
    List<Path> copies = new ArrayList<>();
    for (Path file : files(true)) {
      String text =
          Files.readString(file)
              .replace("/etc/svc/profile/name_service.xml", profile("ns_files"))
              .replace("/etc/svc/profile/inetd_services.xml", profile("inetd_generic"));
      copies.add(Files.writeString(to.resolve(file.getFileName()), text));
    }
    return copies;
  }

  private static String profile(String name) {
    return CORPUS.resolve("cmd_svc_profile_" + name + ".xml").toString();
  }
}
