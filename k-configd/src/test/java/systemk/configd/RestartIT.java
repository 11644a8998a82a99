package systemk.configd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import systemk.wire.Layout;

/// Users type on while the daemon is killed under them, again and again.
@Timeout(300)
final class RestartIT {
  private static final int USERS = 3;
  private static final int COMMANDS = 15;

  @TempDir Path directory;

  private final AtomicInteger finished = new AtomicInteger();
  private final Queue<String> complaints = new ConcurrentLinkedQueue<>();

  @Test
  void everyCommandSucceedsOnce() throws Exception {
    Layout layout = new Layout(directory.resolve("root"));
    Files.createDirectories(layout.run());
    Files.writeString(layout.initLock(), ProcessHandle.current().pid() + "\n");
    try (Programs programs = new Programs(directory)) {
      Process configd = programs.serve(layout);
      List<Thread> users =
          IntStream.range(0, USERS)
              .mapToObj(user -> Thread.ofPlatform().start(() -> type(programs, layout, user)))
              .toList();
      while (finished.get() < USERS) {
        int before = done(layout, programs);
        Served.eventually(() -> finished.get() == USERS || done(layout, programs) > before + 2);
        configd.destroyForcibly().waitFor();
        configd = programs.serve(layout);
      }
      for (Thread user : users) {
        user.join();
      }
      assertThat(complaints).isEmpty();
      assertThat(services(layout, programs))
          .contains("smf/repository")
          .hasSize(USERS * COMMANDS + 1);
    }
  }

  private void type(Programs programs, Layout layout, int user) {
    try {
      for (int i = 0; i < COMMANDS; i++) {
        Process command = programs.run(layout, "svccfg", "add", "u" + user + "c" + i);
        String err = new String(command.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        if (command.waitFor() != 0) {
          complaints.add(err);
        }
      }
    } catch (IOException | InterruptedException e) {
      complaints.add(e.toString());
    } finally {
      finished.incrementAndGet();
    }
  }

  private static int done(Layout layout, Programs programs) {
    try {
      return services(layout, programs).size();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static List<String> services(Layout layout, Programs programs) throws IOException {
    Process list = programs.run(layout, "svccfg", "list");
    return new String(list.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
        .lines()
        .toList();
  }
}
