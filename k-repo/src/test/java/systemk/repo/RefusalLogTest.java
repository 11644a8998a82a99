package systemk.repo;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.TreeSet;
import io.vavr.collection.Vector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import systemk.core.fmri.ServiceFmri;
import systemk.core.repository.Author;
import systemk.core.rights.Refusal;
import systemk.core.rights.Requirement;

final class RefusalLogTest {
  private static final int FILE_BYTES = 4096;

  @TempDir Path directory;
  private Path file;
  private RefusalLog log;

  @BeforeEach
  void open() {
    file = directory.resolve("refusals");
    log = new RefusalLog(file, FILE_BYTES);
  }

  private static Refusal refusal(int number) {
    return new Refusal(
        Instant.ofEpochSecond(number),
        new Author(1000, 100, number, "svccfg -s a setprop x = \"ü\""),
        Vector.of(
            new Requirement(
                new ServiceFmri("a"), "config", TreeSet.of("solaris.smf.modify", "user:bob"))),
        3);
  }

  @Test
  void keepsWhatWasRefused() throws IOException {
    assertThat(log.read()).isEqualTo(new RefusalLog.Contents(Vector.empty(), 0));
    log.append(refusal(1));
    log.append(refusal(2));
    assertThat(new RefusalLog(file, FILE_BYTES).read().refusals())
        .containsExactly(refusal(1), refusal(2));
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  @Test
  void neverGrowsBeyondTwoFiles() throws IOException {
    for (int i = 0; i < 100; i++) {
      log.append(refusal(i));
    }
    try (var files = Files.list(directory)) {
      assertThat(files)
          .hasSize(2)
          .allSatisfy(f -> assertThat(Files.size(f)).isLessThan(FILE_BYTES));
    }
    Vector<Refusal> kept = log.read().refusals();
    assertThat(kept.size()).isGreaterThan(5);
    assertThat(kept.last()).isEqualTo(refusal(99));
    assertThat(kept.map(r -> r.author().pid())).isEqualTo(kept.map(r -> r.author().pid()).sorted());
  }

  @Test
  void aLineHalfWrittenIsCutOffAndADamagedOneCounted() throws IOException {
    log.append(refusal(1));
    Files.writeString(file, "0123abcd {\"v\":2,", StandardOpenOption.APPEND);
    log.append(refusal(2));
    assertThat(log.read()).isEqualTo(new RefusalLog.Contents(Vector.of(refusal(1), refusal(2)), 0));
    byte[] bytes = Files.readAllBytes(file);
    bytes[20] ^= 1;
    Files.write(file, bytes);
    assertThat(log.read()).isEqualTo(new RefusalLog.Contents(Vector.of(refusal(2)), 1));
    log.append(refusal(3));
    assertThat(log.read().refusals()).containsExactly(refusal(2), refusal(3));
  }
}
