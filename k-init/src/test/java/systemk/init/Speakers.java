package systemk.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static systemk.init.TestClient.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import systemk.json.Json;

/// Services in Python that say something of themselves to a k.init that runs.
abstract class Speakers {
  private static final Path PYTHON = Path.of("/usr/bin/python3");

  /// A client of sd_notify(3) in Python, of the standard library alone.
  private static final String LIBRARY =
      """
      import array, os, socket, sys, time
      def notify(text, *fds):
          address = os.environ['NOTIFY_SOCKET']
          s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
          s.connect('\\0' + address[1:] if address[0] == '@' else address)
          rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', fds))] if fds else []
          s.sendmsg([text if isinstance(text, bytes) else text.encode()], rights)
      def wait(path):
          while not os.path.exists(path):
              time.sleep(0.01)
      """;

  @TempDir Path directory;
  Instance instance;
  TestClient client;

  Instance configure(Instance fresh) {
    return fresh;
  }

  @BeforeEach
  void start() throws IOException {
    // So that a service of another user can see its scripts.
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    instance = configure(new Instance(directory)).start();
    client = instance.subscriber();
  }

  @AfterEach
  void stop() {
    instance.close();
  }

  Json.Builder python(String token, String program) {
    assumeTrue(Files.exists(PYTHON), "there is no " + PYTHON);
    return job(token, PYTHON.toString(), "-c", LIBRARY + program)
        .put("log", directory.resolve("log").toString());
  }

  Path file(String name) {
    return directory.resolve(name);
  }

  void touch(String name) {
    try {
      Files.writeString(file(name), "x");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String log() {
    return Instance.text(file("log"));
  }

  /// The next event, which is one of something said.
  Json.Obj said() {
    Json.Obj event = client.event();
    assertThat(event.optionalString("type")).as("%s %s", event, log()).contains("notified");
    return event.object("said");
  }

  static Json.Obj words(String... namesAndValues) {
    Json.Builder json = Json.object();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      json.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return json.build();
  }
}
