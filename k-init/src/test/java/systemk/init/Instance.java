package systemk.init;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import systemk.linux.Kernel;
import systemk.linux.LinuxKernel;
import systemk.linux.ProcessStat;
import systemk.wire.Layout;

/// A real k.init in a process of its own, with a root of its own and scripts for daemons. Closing
/// it ends every process it made.
final class Instance implements AutoCloseable {
  static final Kernel KERNEL = new LinuxKernel();
  static final boolean ROOT = KERNEL.user() == 0;

  /// Where k-exec was built, if there was a compiler.
  static final Path EXEC = Path.of(System.getProperty("systemk.native", "absent"), "k-exec");

  /// Where the library was built that makes processes in cgroups, if that was possible.
  static final Path SPAWN = EXEC.resolveSibling("k-spawn.so");

  private static final String IDLE =
      """
      #!/bin/sh
      exec sleep 100000
      """;

  final Path root;
  final Path home;
  final Layout layout;
  final Path errors;
  final Path console;
  private final Map<String, String> environment = new TreeMap<>();
  private final List<String> wrapper = new ArrayList<>();
  private final List<String> mode = new ArrayList<>();
  private final List<TestClient> clients = new ArrayList<>();
  private String classPath = System.getProperty("java.class.path");
  private @Nullable Process process;

  Instance(Path directory) {
    this(directory, directory.resolve("root"));
  }

  Instance(Path directory, Path root) {
    this.root = root;
    home = directory.resolve("home");
    layout = new Layout(root);
    errors = directory.resolve("errors");
    console = directory.resolve("console");
    try {
      Files.createDirectories(root);
      Files.createDirectories(home.resolve("libexec"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    daemon("k.configd", IDLE);
    daemon("k.startd", IDLE);
  }

  Instance withoutCgroups() {
    environment.put("SYSTEMK_NO_CGROUPS", "1");
    return this;
  }

  Instance environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /// Has k.init be what it would not take itself for.
  Instance in(String another) {
    mode.addAll(List.of("--mode", another));
    return this;
  }

  /// Has k.init make processes by k-exec rather than by its script.
  Instance withLoader() {
    try {
      Files.copy(EXEC, home.resolve("libexec/k-exec"));
      if (Files.exists(SPAWN)) {
        Files.copy(SPAWN, home.resolve("libexec/k-spawn.so"));
      }
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Starts k.init through another command.
  Instance through(String... command) {
    wrapper.addAll(List.of(command));
    return this;
  }

  /// Runs the classes from another place.
  Instance classPath(String path) {
    classPath = path;
    return this;
  }

  Instance daemon(String name, String script) {
    try {
      Path file = home.resolve("libexec").resolve(name);
      Files.writeString(file, script);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Process launch(String... arguments) {
    List<String> command = new ArrayList<>(wrapper);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xmx64m",
            "--enable-native-access=ALL-UNNAMED",
            "--illegal-native-access=deny",
            "-cp",
            classPath,
            "systemk.init.Init"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()));
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(console.toFile()));
    try {
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Starts k.init and waits until it can be talked to.
  Instance start() {
    List<String> arguments =
        new ArrayList<>(List.of("--root", root.toString(), "--home", home.toString()));
    arguments.addAll(mode);
    Process started = launch(arguments.toArray(String[]::new));
    process = started;
    Await.until(
        "k.init to listen: " + errors,
        () -> {
          if (!started.isAlive()) {
            throw new AssertionError("k.init ended: " + said());
          }
          return answers();
        });
    return this;
  }

  boolean answers() {
    if (!Files.exists(layout.initSocket())) {
      return false;
    }
    try (TestClient client = new TestClient(layout.initSocket())) {
      return client.ask("ping", systemk.json.Json.object()).flag("ok");
    } catch (UncheckedIOException _) {
      return false;
    }
  }

  TestClient client() {
    TestClient client = new TestClient(layout.initSocket());
    clients.add(client);
    return client;
  }

  /// A client that is told of events.
  TestClient subscriber() {
    TestClient client = client();
    client.hello();
    return client;
  }

  ProcessHandle handle() {
    return running().toHandle();
  }

  private Process running() {
    if (process == null) {
      throw new IllegalStateException("not started");
    }
    return process;
  }

  /// Ends k.init as a crash would.
  void crash() {
    running().destroyForcibly();
    waitFor(running());
  }

  void terminate() {
    running().destroy();
  }

  int exitCode() {
    return waitFor(running());
  }

  static int waitFor(Process process) {
    try {
      if (!process.waitFor(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new AssertionError("process " + process.pid() + " does not end");
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  String said() {
    return text(errors);
  }

  static String text(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file, StandardCharsets.UTF_8) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static boolean lives(long pid) {
    return KERNEL.stat((int) pid).filter(ProcessStat::isAlive).isPresent();
  }

  @Override
  public void close() {
    clients.forEach(TestClient::close);
    if (process != null && process.isAlive()) {
      hurry(process.toHandle());
      waitFor(process);
    }
    killLeftovers();
  }

  /// The first signal asks, the second does not wait for an answer.
  private static void hurry(ProcessHandle handle) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (handle.isAlive()) {
      if (System.nanoTime() - end > 0) {
        handle.destroyForcibly();
      } else {
        handle.destroy();
      }
      java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
    }
  }

  /// Ends what carries the cookie of this very root, and nothing else.
  private void killLeftovers() {
    String cookie = "SYSTEMK_CONTRACT=" + Init.rootHash(layout.root()) + ":";
    Await.until(
        "leftovers to end",
        () -> {
          List<ProcessStat> left =
              KERNEL.processes().stream()
                  .filter(ProcessStat::isAlive)
                  .filter(
                      p -> KERNEL.environment(p.pid()).stream().anyMatch(v -> v.startsWith(cookie)))
                  .toList();
          left.forEach(p -> KERNEL.signal(p.id(), 9));
          return left.isEmpty();
        });
    removeCgroups(Path.of("/sys/fs/cgroup"));
    removeCgroups(Path.of("/sys/fs/cgroup/unified"));
  }

  private void removeCgroups(Path mount) {
    Path subtree = mount.resolve("systemk-" + Init.rootHash(layout.root()));
    if (!Files.isDirectory(subtree)) {
      return;
    }
    Await.until(
        "cgroups to empty",
        () -> {
          try (Stream<Path> below = Files.list(subtree)) {
            for (Path leaf : below.filter(Files::isDirectory).toList()) {
              Files.delete(leaf);
            }
            Files.delete(subtree);
            return true;
          } catch (IOException _) {
            return false;
          }
        });
  }

  /// The names in a directory.
  static List<String> names(Path directory) {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      entries.forEach(entry -> names.add(entry.getFileName().toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return names;
  }
}
