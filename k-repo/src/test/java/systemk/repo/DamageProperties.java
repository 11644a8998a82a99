package systemk.repo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import systemk.core.repository.RepositoryState;

/// What is on disk is damaged while nobody looks. Whatever the damage, the repository must not open
/// on a state that never was without saying so.
final class DamageProperties {
  enum Kind {
    FLIP,
    CUT,
    ZEROS,
    NOISE,
    APPEND,
    DELETE
  }

  @Provide
  Arbitrary<List<Story.Event>> stories() {
    return Story.stories();
  }

  @Property(tries = 100)
  void damageIsNamedOrHarmless(
      @ForAll("stories") List<Story.Event> story, @ForAll Kind kind, @ForAll long seed)
      throws IOException {
    try (var stage = new Stage()) {
      stage.play(story);
      RepositoryState last = stage.state();
      Site site = stage.stopped();
      var random = new Random(seed);
      Path file = victim(site, random);
      boolean ending = file.equals(site.last("j-"));
      damage(file, kind, random);
      Site copy = site.copyTo(stage.scratch("rebooted"));
      opened(stage, site, stage.boot(), file, kind, ending, last);
      opened(stage, copy, "another boot", file, kind, ending, last.withoutVolatile());
    }
  }

  private static Path victim(Site site, Random random) throws IOException {
    try (Stream<Path> files = Files.walk(site.root)) {
      List<Path> candidates =
          files.filter(Files::isRegularFile).filter(f -> !isLock(f)).sorted().toList();
      return candidates.get(random.nextInt(candidates.size()));
    }
  }

  private static boolean isLock(Path file) {
    return file.endsWith("lock");
  }

  private static void damage(Path file, Kind kind, Random random) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int at = bytes.length == 0 ? 0 : random.nextInt(bytes.length);
    int end = Math.min(bytes.length, at + 1 + random.nextInt(64));
    switch (kind) {
      case FLIP -> {
        if (bytes.length > 0) {
          bytes[at] ^= (byte) (1 << random.nextInt(8));
        }
      }
      case CUT -> bytes = Arrays.copyOf(bytes, at);
      case ZEROS -> Arrays.fill(bytes, at, end, (byte) 0);
      case NOISE -> {
        byte[] noise = new byte[end - at];
        random.nextBytes(noise);
        System.arraycopy(noise, 0, bytes, at, noise.length);
      }
      case APPEND -> {
        bytes = Arrays.copyOf(bytes, bytes.length + 100);
        Arrays.fill(bytes, bytes.length - 100, bytes.length, (byte) 'x');
      }
      case DELETE -> {
        Files.delete(file);
        return;
      }
    }
    Files.write(file, bytes);
  }

  private static void opened(
      Stage stage,
      Site site,
      String boot,
      Path file,
      Kind kind,
      boolean ending,
      RepositoryState last) {
    try (var again = JournalRepository.open(site.options(boot, Stage.LIMITS))) {
      RepositoryState state = again.read();
      String outcome = outcome(again, state, last);
      Statistics.label("outcome").collect(outcome);
      switch (outcome) {
        case "named" -> {
          assertThat(again.readOnly().get()).contains("restore").doesNotContain("\n");
          assertThat(state).isIn(everSeen(stage));
          assertThat(Site.commit(again, Site.http()[0]))
              .isInstanceOfAny(CommitResult.ReadOnly.class, CommitResult.Refused.class);
        }
        case "as before" -> {}
        default -> {
          assertThat(state).isIn(everSeen(stage));
          assertExcusable(state, last, file.getFileName().toString(), kind, ending);
        }
      }
    }
  }

  private static String outcome(
      JournalRepository again, RepositoryState state, RepositoryState last) {
    if (again.readOnly().isDefined()) {
      return "named";
    }
    return state.equals(last) ? "as before" : "older";
  }

  /// What may be lost unnoticed is what looks as if it had never been there: the end of the last
  /// segment, the end of the volatile journal, and all of the volatile journal.
  private static void assertExcusable(
      RepositoryState state, RepositoryState last, String name, Kind kind, boolean ending) {
    Set<Kind> endings = EnumSet.of(Kind.CUT, Kind.ZEROS, Kind.NOISE);
    if (name.startsWith("v-")) {
      assertThat(kind).isIn(Kind.DELETE, Kind.CUT, Kind.ZEROS, Kind.NOISE);
      assertThat(state.withoutVolatile()).isEqualTo(last.withoutVolatile());
    } else {
      assertThat(ending).as("%s is the last segment", name).isTrue();
      assertThat(kind).isIn(endings);
    }
  }

  private static List<RepositoryState> everSeen(Stage stage) {
    return stage.published().stream()
        .flatMap(state -> Stream.of(state, state.withoutVolatile()))
        .toList();
  }
}
