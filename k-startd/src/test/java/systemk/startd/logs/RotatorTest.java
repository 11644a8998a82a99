package systemk.startd.logs;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import systemk.core.logs.LogLimits;
import systemk.core.logs.LogPiece;

final class RotatorTest {
  private static final String LOG = "t-chatty:default.log";
  private static final int SIZE = (int) LogLimits.SMALLEST;

  @TempDir Path directory;

  private int nonce;

  private record Rules(Set<String> logs, LogLimits limits, long total) implements LogRules {
    @Override
    public LogLimits limits(String log) {
      return limits;
    }
  }

  private Rotator rotator(LogDirectory files, int archives, long total) {
    return new Rotator(
        files,
        () -> new Rules(Set.of(LOG, "t-other:default.log"), new LogLimits(SIZE, archives), total),
        () -> String.format("%032x", ++nonce));
  }

  private static List<String> names(MemoryLogs files) {
    return List.copyOf(files.files.keySet());
  }

  @Test
  void theOldestArchivesAreDeleted() {
    MemoryLogs files = new MemoryLogs(true);
    Rotator rotator = rotator(files, 2, Long.MAX_VALUE);
    for (int i = 0; i < 5; i++) {
      files.write(LOG, "x".repeat(SIZE + 1));
      rotator.sweep();
    }
    assertThat(names(files)).containsExactly(LOG, LOG + ".00000004.gz", LOG + ".00000005.gz");
  }

  @Test
  void theArchivesOfAllLogsTogetherAreBounded() {
    MemoryLogs files = new MemoryLogs(true);
    Rotator rotator = rotator(files, 100, 11L * SIZE / 2);
    String other = "t-other:default.log";
    for (int i = 0; i < 8; i++) {
      files.write(i < 2 ? other : LOG, "x".repeat(SIZE + 1));
      rotator.sweep();
    }
    assertThat(names(files))
        .as("the oldest of all went first")
        .containsExactly(
            LOG,
            LOG + ".00000002.gz",
            LOG + ".00000003.gz",
            LOG + ".00000004.gz",
            LOG + ".00000005.gz",
            LOG + ".00000006.gz",
            other);
  }

  @Test
  void aFloodIsDroppedRatherThanArchivedForNothing() {
    MemoryLogs files = new MemoryLogs(true);
    files.write(LOG, "x".repeat(20 * SIZE));
    Rotator rotator = rotator(files, 3, Long.MAX_VALUE);
    while (rotator.sweep()) {
      assertThat(files.size(LOG)).isLessThan(20L * SIZE);
    }
    assertThat(files.size(LOG)).isLessThan(SIZE);
    assertThat(names(files)).hasSize(4).contains(LOG + ".00000003.gz");
  }

  @Test
  void withoutArchivesHeadsAreDropped() {
    MemoryLogs files = new MemoryLogs(true);
    files.write(LOG, "x".repeat(3 * SIZE));
    Rotator rotator = rotator(files, 0, Long.MAX_VALUE);
    while (rotator.sweep()) {
      assertThat(names(files)).containsExactly(LOG);
    }
    assertThat(files.size(LOG)).isLessThan(SIZE);
  }

  @Test
  void aLogThatCannotBeCutIsRenamedWhenItsServiceStarts() {
    MemoryLogs files = new MemoryLogs(false);
    Rotator rotator = rotator(files, 2, Long.MAX_VALUE);
    for (int i = 0; i < 4; i++) {
      files.write(LOG, "x".repeat(SIZE));
      rotator.beforeStart("/log/" + LOG);
      assertThat(files.files).as("not looked at yet").containsKey(LOG);
      rotator.sweep();
      rotator.beforeStart("/log/" + LOG);
      assertThat(files.files).doesNotContainKey(LOG);
      rotator.sweep();
    }
    files.write(LOG, "x".repeat(SIZE));
    rotator.sweep();
    assertThat(names(files))
        .as("the newest may still be written to")
        .containsExactly(LOG, LOG + ".00000003.gz", LOG + ".00000004");
  }

  @Test
  void aLogThatIsSmallAgainIsNotRenamed() {
    MemoryLogs files = new MemoryLogs(false);
    Rotator rotator = rotator(files, 2, Long.MAX_VALUE);
    files.write(LOG, "x".repeat(SIZE));
    rotator.sweep();
    files.files.put(LOG, new byte[10]);
    rotator.sweep();
    rotator.beforeStart("/log/" + LOG);
    assertThat(names(files)).containsExactly(LOG);
  }

  @Test
  void aMarkerThatNobodyWroteMeansNothing() {
    MemoryLogs files = new MemoryLogs(true);
    LogPiece forged = new LogPiece(LOG, 1, LogPiece.Stage.PART, "0".repeat(32));
    files.write(LOG, forged.marker(SIZE) + "the rest\n");
    rotator(files, 2, Long.MAX_VALUE).sweep();
    assertThat(files.kept(LOG)).isEqualTo(files.said(LOG));
  }

  @Test
  void onDiskALiveWriterLosesNothing() throws Exception {
    DiskLogs disk = new DiskLogs(directory);
    assumeTrue(disk.canCut(), "the file system cannot take blocks off the beginning of a file");
    int lines = 200_000;
    try (ExecutorService writing = Executors.newSingleThreadExecutor()) {
      Future<String> said = writing.submit(writer(directory.resolve(LOG), lines));
      // Another life every so often, as if k.startd was restarted.
      Rotator rotator = rotator(disk, 1000, Long.MAX_VALUE);
      for (int i = 0; !said.isDone(); i++) {
        if (i % 50 == 0) {
          rotator = rotator(disk, 1000, Long.MAX_VALUE);
        }
        rotator.sweep();
      }
      rotator.sweep();

      assertThat(kept()).isEqualTo(said.get());
    }
    assertThat(archives()).hasSizeGreaterThan(20);
    assertThat(Files.size(directory.resolve(LOG))).isLessThan(SIZE);
    assertThat(directory.resolve(".trial")).doesNotExist();
  }

  private static Callable<String> writer(Path log, int lines) {
    return () -> {
      StringBuilder said = new StringBuilder();
      try (FileChannel out = FileChannel.open(log, CREATE, APPEND)) {
        for (int i = 0; i < lines; i++) {
          String line = "this is line " + i + " of a chatty service\n";
          said.append(line);
          out.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
        }
      }
      return said.toString();
    };
  }

  private List<Path> archives() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return new ArrayList<>(files.filter(f -> f.toString().endsWith(".gz")).sorted().toList());
    }
  }

  private String kept() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (Path archive : archives()) {
      try (InputStream in = new GZIPInputStream(Files.newInputStream(archive))) {
        in.transferTo(all);
      }
    }
    Files.copy(directory.resolve(LOG), all);
    return all.toString(StandardCharsets.UTF_8);
  }
}
