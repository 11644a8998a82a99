package systemk.repo;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import systemk.core.property.Property;
import systemk.core.repository.Change;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Transaction;

/// A process that commits is killed with SIGKILL, again and again; the next one must find all that
/// was acknowledged.
final class KillIT {
  private static final int KILLS = 6;
  private static final String BOOT = "boot-1";

  @TempDir private Path root;

  @Test
  void nothingAcknowledgedIsLost() throws Exception {
    var site = new Site(root);
    var random = new Random(20260102);
    long last = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      long acknowledged = writeUntilKilled(1 + random.nextInt(400));
      try (var repository = site.open(BOOT)) {
        assertThat(repository.readOnly()).isEmpty();
        RepositoryState state = repository.read();
        assertThat(number(state)).isBetween(acknowledged, acknowledged + 1);
        assertThat(number(state)).isGreaterThan(last);
        last = number(state);
        assertThat(state.revision().generation() + state.revision().tick()).isEqualTo(last + 1);
      }
    }
  }

  /// Kills the writer after some acknowledgements, and answers the last number it acknowledged.
  private long writeUntilKilled(int acknowledgements) throws IOException, InterruptedException {
    Process writer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-XX:TieredStopAtLevel=1",
                KillWriter.class.getName(),
                root.toString(),
                BOOT)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    long acknowledged = 0;
    try (var lines =
        new BufferedReader(
            new InputStreamReader(writer.getInputStream(), StandardCharsets.US_ASCII))) {
      for (int seen = 0; ; seen++) {
        if (seen == acknowledgements) {
          // The process's own method would close the stream, with acknowledgements in it.
          writer.toHandle().destroyForcibly();
        }
        String line = lines.readLine();
        if (line == null) {
          break;
        }
        acknowledged = Long.parseLong(line.substring("ACK ".length()));
      }
    }
    assertThat(writer.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return acknowledged;
  }

  /// How many transactions the instance has seen.
  static long number(RepositoryState state) {
    return Vector.of("general", "restarter")
        .flatMap(
            group -> state.current(Site.HTTP).property(group, "number").flatMap(Property::asLong))
        .max()
        .getOrElse(0L);
  }

  /// The transaction after n others: one persistent, two volatile, and so on.
  static Transaction transaction(long n) {
    var number = Property.integer("number", n);
    Change change =
        n % 3 == 0
            ? Site.set(number)
            : new Change.Report(
                Site.HTTP, "restarter", "framework", Vector.of(number), Vector.empty());
    return Transaction.of(Site.AUTHOR, List.of(change));
  }

  /// The proposal to count on.
  static Option<Transaction> next(RepositoryState newest) {
    return Option.some(transaction(number(newest) + 1));
  }
}
