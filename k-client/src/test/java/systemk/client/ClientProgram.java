package systemk.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import systemk.wire.Layout;

/// The client as a program, before a server that says what each test wants it to hear.
@Timeout(60)
abstract class ClientProgram {
  @TempDir Path root;

  Layout layout;

  @BeforeEach
  void layOut() {
    layout = new Layout(root);
  }

  /// Lets the client believe that a k.init holds the root.
  void hold() throws IOException {
    Files.createDirectories(layout.run());
    Files.writeString(layout.initLock(), ProcessHandle.current().pid() + "\n");
  }

  static List<String> java() {
    return new ArrayList<>(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            Client.class.getName()));
  }

  Started start(String... argv) throws IOException {
    return start(Map.of(), argv);
  }

  Started start(Map<String, String> environment, String... argv) throws IOException {
    List<String> command = java();
    command.addAll(List.of("--root", root.toString(), "--"));
    command.addAll(List.of(argv));
    ProcessBuilder builder = new ProcessBuilder(command).directory(root.toFile());
    builder.environment().put("TZ", ":Europe/Berlin");
    builder.environment().put("COLUMNS", "132");
    builder.environment().putAll(environment);
    return new Started(builder.start());
  }

  /// A client that runs.
  record Started(Process process) {
    String out() throws IOException {
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    String err() throws IOException {
      return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    int status() throws InterruptedException {
      return process.waitFor();
    }
  }
}
