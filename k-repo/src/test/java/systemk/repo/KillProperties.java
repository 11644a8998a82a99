package systemk.repo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
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

  /// What is behind the forced bytes is cut short, or never reached some of its blocks.
  private static void loseWhatWasNotForced(Path file, long forced, Random random)
      throws IOException {
    try (var access = new RandomAccessFile(file.toFile(), "rw")) {
      long loose = access.length() - forced;
      if (loose > 0 && random.nextBoolean()) {
        access.setLength(forced + random.nextLong(loose + 1));
      } else if (loose > 0) {
        long block = (forced + random.nextLong(loose)) / 512 * 512;
        long from = Math.max(block, forced);
        access.seek(from);
        access.write(new byte[(int) Math.min(block + 512 - from, access.length() - from)]);
      }
    }
  }
}
