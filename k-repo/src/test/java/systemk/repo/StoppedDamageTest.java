package systemk.repo;

import static org.assertj.core.api.Assertions.assertThat;
import static systemk.repo.Site.commit;
import static systemk.repo.Site.done;
import static systemk.repo.Site.enabled;
import static systemk.repo.Site.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import systemk.core.property.Property;
import systemk.core.repository.RepositoryState;

/// A repository that was closed in good order is damaged before it is opened again. Nothing
/// acknowledged may be missing without a word, not even at the end of the journal.
final class StoppedDamageTest {
  enum Kind {
    FLIP,
    NOISE,
    ZEROS,
    CUT,
    CUT_A_FRAME,
    NOISY_TAIL,
    ZERO_TAIL,
    DELETE
  }

  private static final Options.Limits SMALL = new Options.Limits(3000, 3000, 4, 4096, 1 << 20);

  @TempDir private Path root;

  private final List<RepositoryState> seen = new ArrayList<>(List.of(RepositoryState.EMPTY));
  private final FrailDisk disk = new FrailDisk();

  /// Plays until there are checkpoints and segments, and closes.
  private Site closed(boolean withoutCheckpoint) {
    var site = new Site(root.resolve("whole"));
    for (int round = 0; round < 2; round++) {
      disk.failsToRename(withoutCheckpoint && round == 1);
      try (var repository = JournalRepository.open(site.options("boot-1", SMALL), disk)) {
        if (round == 0) {
          seen.add(done(commit(repository, http())).after());
        }
        for (int i = 0; i < 5; i++) {
          seen.add(done(commit(repository, Site.set(Property.count("n", i)))).after());
        }
      }
    }
    return site;
  }

  private static byte[] damaged(byte[] whole, Kind kind, Random random) {
    int at = whole.length == 0 ? 0 : random.nextInt(whole.length);
    byte[] bytes = whole.clone();
    return switch (kind) {
      case FLIP -> {
        if (whole.length > 0) {
          bytes[at] ^= (byte) (1 << random.nextInt(8));
        }
        yield bytes;
      }
      case NOISE -> {
        byte[] noise = new byte[Math.min(16, whole.length - at)];
        random.nextBytes(noise);
        System.arraycopy(noise, 0, bytes, at, noise.length);
        yield bytes;
      }
      case ZEROS -> {
        Arrays.fill(bytes, at, Math.min(bytes.length, at + 4096), (byte) 0);
        yield bytes;
      }
      case CUT -> Arrays.copyOf(bytes, at);
      case CUT_A_FRAME -> Arrays.copyOf(bytes, lastLine(bytes));
      case NOISY_TAIL -> {
        bytes = Arrays.copyOf(bytes, bytes.length + 100);
        Arrays.fill(bytes, whole.length, bytes.length, (byte) 'x');
        yield bytes;
      }
      case ZERO_TAIL -> Arrays.copyOf(bytes, bytes.length + 5000);
      case DELETE -> throw new IllegalArgumentException("nothing is left");
    };
  }

  private static int lastLine(byte[] bytes) {
    int at = Math.max(0, bytes.length - 1);
    while (at > 0 && bytes[at - 1] != '\n') {
      at--;
    }
    return at;
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsMissingWithoutAWord(Kind kind) throws IOException {
    Site whole = closed(false);
    assertThat(everyOutcome(whole, kind)).isNotEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void theLockTellsWhereAJournalWithoutACheckpointEnded(Kind kind) throws IOException {
    Site whole = closed(true);
    List<String> outcomes = everyOutcome(whole, kind);
    assertThat(outcomes).isNotEmpty();
    boolean harmless = kind == Kind.ZERO_TAIL || kind == Kind.NOISY_TAIL;
    assertThat(outcomes.stream().anyMatch(outcome -> outcome.startsWith("j-named")))
        .isNotEqualTo(harmless);
  }

  private List<String> everyOutcome(Site whole, Kind kind) throws IOException {
    List<String> outcomes = new ArrayList<>();
    List<Path> files;
    try (Stream<Path> all = Files.list(whole.directory())) {
      files = all.sorted().toList();
    }
    for (Path file : files) {
      for (int seed = 0; seed < 2; seed++) {
        Site copy = whole.copyTo(root.resolve(kind + "-" + file.getFileName() + "-" + seed));
        Path victim = copy.directory().resolve(file.getFileName());
        if (kind == Kind.DELETE) {
          Files.delete(victim);
        } else {
          byte[] bytes = damaged(Files.readAllBytes(victim), kind, new Random(seed));
          Files.write(victim, bytes);
        }
        outcomes.add(outcome(copy, victim));
      }
    }
    return outcomes;
  }

  private String outcome(Site site, Path victim) {
    RepositoryState last = seen.getLast();
    try (var repository = JournalRepository.open(site.options("boot-1", SMALL))) {
      String name = victim.getFileName().toString().substring(0, 2);
      if (repository.readOnly().isEmpty()) {
        assertThat(repository.read()).as("%s", victim).isEqualTo(last);
        done(commit(repository, enabled(false)));
        return name + "whole";
      }
      assertThat(repository.readOnly().get()).contains(site.directory().toString());
      assertThat(repository.read()).isIn(seen);
      return name + "named";
    }
  }

  @Test
  void aJournalThatWasCutAtTheEndOfAFrameIsNamed() throws IOException {
    Site site = closed(true);
    Path journal = site.last("j-");
    byte[] whole = Files.readAllBytes(journal);
    Files.write(journal, Arrays.copyOf(whole, lastLine(whole)));
    try (var repository = site.open("boot-2")) {
      assertThat(repository.readOnly().get())
          .startsWith("the journal in " + site.directory() + " ends at generation 10 and 11 was");
    }
  }
}
