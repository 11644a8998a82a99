package systemk.dist;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The manifests and profiles of a whole system, which are not part of the project.
final class Corpus {
  private static final Path DIRECTORY =
      Path.of(System.getProperty("systemk.corpus", "../../shared/corpus"))
          .resolve("smf-manifests")
          .toAbsolutePath()
          .normalize();

  private Corpus() {}

  /// Skips the test where the files are not at hand.
  static void assumeThere() {
    assumeThat(DIRECTORY).isDirectory();
  }

  static List<Path> manifests() throws IOException {
    return files(false);
  }

  static List<Path> profiles() throws IOException {
    return files(true);
  }

  private static List<Path> files(boolean profiles) throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> all = Files.list(DIRECTORY)) {
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

  static Path profile(String name) {
    return DIRECTORY.resolve("cmd_svc_profile_" + name + ".xml");
  }

  /// Copies a profile. What some include are links on a real system, to one of the others.
  static Path copyProfile(Path file, Path to) throws IOException {
    String text =
        Files.readString(file)
            .replace("/etc/svc/profile/name_service.xml", profile("ns_files").toString())
            .replace("/etc/svc/profile/inetd_services.xml", profile("inetd_generic").toString());
    return Files.writeString(to.resolve(file.getFileName()), text);
  }

  /// The words of a command, with files for its last ones.
  static String[] command(List<Path> files, String... words) {
    return Stream.concat(Stream.of(words), files.stream().map(Path::toString))
        .toArray(String[]::new);
  }
}
