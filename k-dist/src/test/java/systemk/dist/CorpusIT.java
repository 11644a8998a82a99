package systemk.dist;

import static org.assertj.core.api.Assertions.assertThat;

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
  @BeforeAll
  static void theFilesAreThere() {
    Corpus.assumeThere();
  }

  @Test
  void allManifestsAreImportedAndAllProfilesApply() throws Exception {
    try (Scratch scratch = Scratch.boot()) {
      Tree.Answer imported = scratch.run("svccfg", Corpus.command(Corpus.manifests(), "import"));
      assertThat(imported.status()).as(imported.err()).isZero();
      List<String> there =
          Stream.of(
                  scratch.ok("svcs", "-aHo", "fmri").lines(),
                  scratch.ok("svccfg", "list").lines().map(name -> "svc:/" + name))
              .flatMap(lines -> lines)
              .toList();
      assertThat(there)
          .containsAll(
              scratch
                  .ok("svccfg", Corpus.command(Corpus.manifests(), "inventory"))
                  .lines()
                  .toList());

      Path copies = Files.createDirectories(scratch.root().resolve("profiles"));
      List<Path> profiles = new ArrayList<>();
      for (Path profile : Corpus.profiles()) {
        profiles.add(Corpus.copyProfile(profile, copies));
      }
      Tree.Answer applied = scratch.run("svccfg", Corpus.command(profiles, "apply"));
      assertThat(applied.status()).as(applied.err()).isZero();
    }
  }
}
