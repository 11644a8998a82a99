package systemk.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import systemk.bench.Tree;

/// Logs are rotated under services that write to them.
class LogsIT {
  private static final int LINES = 400_000;
  private static final String LOG = "t-chatty:default.log";

  @Test
  void aChattyServiceLosesNoLineAcrossRotationsAndKills() throws Exception {
    try (Scratch scratch = Scratch.make()) {
      Path logs = scratch.tree().layout().logs();
      scratch.install("milestone");
      Path script = scratch.root().resolve("chatty.sh");
      // Each line is a write of its own; the pauses let the kills fall between them.
      Files.writeString(
          script,
          """
          i=0
          while [ $i -lt %d ]; do
            printf 'line %%06d that a chatty service has to say to all who listen\\n' $i
            i=$((i + 1))
            [ $((i %% 4000)) -ne 0 ] || sleep 0.1
          done
          exec sleep 6000
          """
              .formatted(LINES));
      scratch.manifest(
          "chatty.json",
          """
          { "service": "t/chatty", "enabled": true, "duration": "child", "start": "sh %s",
            "properties": { "logs": { "max_archives": 100 } } }
          """
              .formatted(script));
      scratch.up();
      String type = Files.getFileStore(logs).type();
      assumeTrue(Set.of("ext4", "xfs").contains(type), type + " cannot shorten a live log");
      scratch.awaitState("t/chatty", "online");
      // Beside it there may be a child in which it pauses.
      long service = Collections.min(scratch.processes("svc:/t/chatty:default"));

      int archives = 2;
      for (String manager : List.of("k.startd", "k.configd", "k.startd", "k.startd", "k.configd")) {
        int next = archives;
        Scratch.await(next + " archives", () -> archives(logs).size() >= next);
        long pid = scratch.tree().manager(manager).orElseThrow();
        Tree.kill(pid);
        Scratch.await(
            manager + " to be back",
            () -> scratch.tree().manager(manager).filter(now -> now != pid).isPresent());
        archives += 3;
      }
      Scratch.await("20 archives", () -> archives(logs).size() >= 20);
      Scratch.await("the last line", () -> last(logs));
      Scratch.await("the last rotation", () -> size(logs) < 1 << 20);

      // After its last line it still pauses in a child.
      Scratch.await(
          "the service to be alone, the one it was",
          () -> scratch.processes("svc:/t/chatty:default").equals(List.of(service)));
      assertThat(lines(logs)).as("lines in order, none torn").isEqualTo(LINES);
    }
  }

  private static List<Path> archives(Path logs) {
    try (Stream<Path> files = Files.list(logs)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(LOG))
          .filter(file -> file.toString().endsWith(".gz"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long size(Path logs) {
    return logs.resolve(LOG).toFile().length();
  }

  private static boolean last(Path logs) {
    try {
      return Files.readString(logs.resolve(LOG), StandardCharsets.ISO_8859_1)
          .contains("line " + (LINES - 1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Reads what was kept and counts the lines of the service, each of which must be the next.
  private static int lines(Path logs) throws IOException {
    List<InputStream> parts = new ArrayList<>();
    for (Path archive : archives(logs)) {
      parts.add(new GZIPInputStream(Files.newInputStream(archive)));
    }
    parts.add(Files.newInputStream(logs.resolve(LOG)));
    int count = 0;
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new SequenceInputStream(Collections.enumeration(parts)), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (!line.startsWith("[ ")) {
          assertThat(line)
              .isEqualTo(
                  "line %06d that a chatty service has to say to all who listen".formatted(count));
          count++;
        }
      }
    }
    return count;
  }
}
