package systemk.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import systemk.bench.Tree;

/// The manifests and profiles of a whole system are imported, applied and run. Skipped where they
/// are not at hand.
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
  void allManifestsAreOneTransactionAndAllProfilesApply() throws Exception {
    try (Scratch scratch = Scratch.boot()) {
      long before = generation(scratch);
      Tree.Answer imported = scratch.run("svccfg", command(files(false), "import"));
      assertThat(imported.status()).as(imported.err()).isZero();
      assertThat(generation(scratch)).isEqualTo(before + 1);
      List<String> there =
          Stream.of(
                  scratch.ok("svcs", "-aHo", "fmri").lines(),
                  scratch.ok("svccfg", "list").lines().map(name -> "svc:/" + name))
              .flatMap(lines -> lines)
              .toList();
      assertThat(there)
          .containsAll(scratch.ok("svccfg", command(files(false), "inventory")).lines().toList());

      Tree.Answer applied = scratch.run("svccfg", command(files(true), "apply"));
      assertThat(applied.status()).as(applied.err()).isZero();
      assertThat(generation(scratch)).isEqualTo(before + 2);
    }
  }

  private static long generation(Scratch scratch) throws Exception {
    Matcher number =
        Pattern.compile("(?m)^\\s*(\\d+)\\b").matcher(scratch.ok("svccfg", "log", "-n", "1"));
    assertThat(number.find()).as("svccfg log names a generation").isTrue();
    return Long.parseLong(number.group(1));
  }
}
