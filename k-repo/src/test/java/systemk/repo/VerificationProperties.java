package systemk.repo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class VerificationProperties {
  @Provide
  Arbitrary<List<Story.Event>> stories() {
    return Story.stories();
  }

  @Property(tries = 40)
  void anyChangedByteIsNamed(@ForAll("stories") List<Story.Event> story, @ForAll long seed)
      throws IOException {
    try (var stage = new Stage()) {
      stage.play(story);
      assertThat(stage.repository().verify().wrong()).isEmpty();
      Site site = stage.stopped();
      Verification before = JournalRepository.verify(site.directory());
      assertThat(before.wrong()).isEmpty();
      assertThat(before.generation()).isEqualTo(stage.state().revision().generation());
      var random = new Random(seed);
      try (Stream<Path> files = Files.list(site.directory())) {
        for (Path file : files.filter(VerificationProperties::hasContent).toList()) {
          changed(site, file, random);
        }
      }
    }
  }

  private static boolean hasContent(Path file) {
    return file.toFile().length() > 0;
  }

  private static void changed(Site site, Path file, Random random) throws IOException {
    byte[] whole = Files.readAllBytes(file);
    byte[] bytes = whole.clone();
    int at = random.nextInt(bytes.length);
    bytes[at] ^= (byte) (1 << random.nextInt(8));
    Files.write(file, bytes);
    assertThat(JournalRepository.verify(site.directory()).wrong())
        .as("byte %d of %s", at, file)
        .isNotEmpty()
        .anySatisfy(line -> assertThat(line).contains(file.toString()))
        .allSatisfy(line -> assertThat(line).doesNotContain("\n"));
    Files.write(file, whole);
  }
}
