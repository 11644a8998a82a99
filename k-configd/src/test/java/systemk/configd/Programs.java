package systemk.configd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import systemk.api.client.ConfigdConnection;
import systemk.api.protocol.Request;
import systemk.api.protocol.Response;
import systemk.client.Client;
import systemk.wire.Layout;

/// Daemons and clients as processes, all of which end with the test.
final class Programs implements AutoCloseable {
  private final Path directory;
  private final List<Process> started = new CopyOnWriteArrayList<>();

  /// @param directory where the daemons' log goes
  Programs(Path directory) {
    this.directory = directory;
  }

  Process start(String... arguments) throws IOException {
    List<String> command = java(Configd.class);
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(directory.resolve("log").toFile()))
            .start();
    started.add(process);
    return process;
  }

  Process serve(Layout layout) throws IOException {
    Process process = start("--root", layout.root().toString(), "--boot", "b1");
    Served.eventually(
        () -> {
          assertThat(process.isAlive()).as(this.log()).isTrue();
          return answers(layout);
        });
    return process;
  }

  String log() {
    try {
      return Files.readString(directory.resolve("log"));
    } catch (IOException e) {
      return "no log: " + e;
    }
  }

  static boolean answers(Layout layout) {
    try (ConfigdConnection connection = ConfigdConnection.open(layout.configdSocket())) {
      connection.send(new Request.Ping(1));
      return connection.receive().equals(new Response.Pong(1));
    } catch (IOException e) {
      return false;
    }
  }

  /// A command as a user would type it.
  Process run(Layout layout, String... argv) throws IOException {
    List<String> command = java(Client.class);
    command.addAll(List.of("--root", layout.root().toString(), "--"));
    command.addAll(List.of(argv));
    Process process = new ProcessBuilder(command).start();
    started.add(process);
    return process;
  }

  private static List<String> java(Class<?> program) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC"));
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.add(program.getName());
    return command;
  }

  @Override
  public void close() {
    started.forEach(Process::destroyForcibly);
  }
}
