package systemk.repo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import net.jqwik.api.statistics.Statistics;
import systemk.core.repository.RepositoryState;

final class KillProperties {
  @BeforeContainer
  static void letTheKilledDieInSilence() {
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, e) -> {
          if (!(e instanceof FrailDisk.Killed)) {
            e.printStackTrace();
          }
        });
  }

  @AfterContainer
  static void listenAgain() {
    Thread.setDefaultUncaughtExceptionHandler(null);
  }

  @Provide
  Arbitrary<List<Story.Event>> stories() {
    return Story.stories();
  }

  /// Plays a story until the process dies, and answers the states that may be found then.
  private static List<RepositoryState> played(
      Stage stage, FrailDisk disk, List<Story.Event> story, int lives) {
    disk.killAfter(lives);
    List<RepositoryState> possible = List.of(stage.state());
    for (Story.Event event : story) {
      possible = stage.playUntilKilled(event);
      if (disk.isDead()) {
        break;
      }
    }
    Statistics.label("killed").collect(disk.isDead());
    disk.killAfter(0);
    return possible;
  }

  @Property(tries = 60)
  void afterAKillAtAnyInstantEverythingAcknowledgedIsThere(
      @ForAll("stories") List<Story.Event> story,
      @ForAll @IntRange(max = 60) int lives,
      @ForAll @IntRange(max = 8) int livesOfTheNext) {
    var disk = new FrailDisk();
    try (var stage = new Stage(disk)) {
      List<RepositoryState> possible = played(stage, disk, story, lives);
      Site site = stage.stopped();
      killWhileOpening(site.options(stage.boot(), Stage.LIMITS), livesOfTheNext);
      try (var again = JournalRepository.open(site.options(stage.boot(), Stage.LIMITS))) {
        assertThat(again.readOnly()).isEmpty();
        assertThat(again.read()).isIn(possible);
      }
    }
  }

  /// Recovery, too, may be interrupted anywhere.
  private static void killWhileOpening(Options options, int lives) {
    var disk = new FrailDisk();
    disk.killAfter(lives);
    try {
      JournalRepository.open(options, disk).abandon();
    } catch (FrailDisk.Killed e) {
      Statistics.label("killed while opening").collect(true);
    }
  }

  @Property(tries = 60)
  void afterAPowerFailureEverythingAcknowledgedIsThere(
      @ForAll("stories") List<Story.Event> story,
      @ForAll @IntRange(max = 60) int lives,
      @ForAll long seed)
      throws IOException {
    var disk = new FrailDisk();
    try (var stage = new Stage(disk)) {
      List<RepositoryState> possible = played(stage, disk, story, lives);
      Site site = stage.stopped();
      Path segment = site.last("j-");
      loseWhatWasNotForced(segment, disk.forced(segment), new Random(seed));
      try (var again = JournalRepository.open(site.options("another boot", Stage.LIMITS))) {
        assertThat(again.readOnly()).isEmpty();
        assertThat(again.read())
            .isIn(possible.stream().map(RepositoryState::withoutVolatile).toList());
      }
    }
  }

  /// Of what is not forced, any sector may have reached the disk or not, and the file may be
  /// shorter.
  private static void loseWhatWasNotForced(Path file, byte[] forced, Random random)
      throws IOException {
    byte[] now = Files.readAllBytes(file);
    int shortest = Math.min(forced.length, now.length);
    int length = random.nextBoolean() ? now.length : random.nextInt(shortest, now.length + 1);
    byte[] found = Arrays.copyOf(now, length);
    for (int at = 0; at < length; at += 512) {
      int end = Math.min(length, at + 512);
      if (random.nextBoolean()) {
        Arrays.fill(found, at, end, (byte) 0);
        int known = Math.min(end, forced.length) - at;
        if (known > 0) {
          System.arraycopy(forced, at, found, at, known);
        }
      }
    }
    Files.write(file, found);
  }
}
