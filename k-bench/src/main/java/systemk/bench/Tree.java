package systemk.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import systemk.wire.Layout;

/// A scratch tree of services: a root of its own, the managers that run it, and the commands that
/// drive it. What runs is found in /proc, without asking the managers.
public final class Tree implements AutoCloseable {
  private static final Duration COMMAND_BOUND = Duration.ofSeconds(60);

  private static final String GUARD = "k-guard";

  private final Path home;
  private final Layout layout;
  private final boolean guarded;
  private @Nullable Process init;

  /// @param home the assembled distribution
  /// @param root where the tree lives; made if absent
  public Tree(Path home, Path root) throws IOException {
    this(home, root, false);
  }

  /// A tree in a PID namespace of its own, where `k-guard` is process 1. It takes root.
  public static Tree guarded(Path home, Path root) throws IOException {
    return new Tree(home, root, true);
  }

  private Tree(Path home, Path root, boolean guarded) throws IOException {
    this.guarded = guarded;
    this.home = home.toRealPath();
    Files.createDirectories(root);
    this.layout = new Layout(root.toRealPath());
    Files.createDirectories(layout.manifests());
    Files.createDirectories(layout.logs());
    Files.createDirectories(layout.run());
  }

  public Layout layout() {
    return layout;
  }

  public Path root() {
    return layout.root();
  }

  /// What a command answered.
  public record Answer(int status, String out, String err) {}

  /// Starts k.init, for the first time or after it was killed.
  ///
  /// @param through the words of a command that runs the command it is given, if k.init is to be
  ///   run by one; it must become that command
  public void boot(String... through) throws IOException {
    List<String> command = new ArrayList<>(List.of("setsid"));
    command.addAll(List.of(through));
    if (guarded) {
      // A JVM that dies of SIGABRT is not to leave its memory on the disk.
      command.addAll(List.of("sh", "-c", "ulimit -c 0; exec \"$@\"", "sh"));
      command.addAll(List.of("unshare", "--pid", "--fork", "--kill-child", "--mount-proc"));
      command.add(home.resolve("libexec").resolve(GUARD).toString());
    }
    command.add(home.resolve("libexec/k.init").toString());
    command.addAll(List.of("--root", root().toString(), "--home", home.toString()));
    command.addAll(guarded ? List.of("--mode", "system") : List.of());
    init =
        new ProcessBuilder(command)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(ProcessBuilder.Redirect.appendTo(console().toFile()))
            .redirectError(ProcessBuilder.Redirect.appendTo(console().toFile()))
            .start();
  }

  /// What the managers show on the console.
  public Path console() {
    return layout.logs().resolve("console.log");
  }

  /// Runs a command of the distribution on this tree.
  public Answer run(String program, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(entering());
    command.add(
        home.resolve((program.startsWith("k.") ? "libexec/" : "bin/") + program).toString());
    command.addAll(List.of(arguments));
    Path out = Files.createTempFile("k", "out");
    Path err = Files.createTempFile("k", "err");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().put("SYSTEMK_ROOT", root().toString());
      Process process = builder.start();
      if (!process.waitFor(COMMAND_BOUND.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        return new Answer(-1, Files.readString(out), "no answer within " + COMMAND_BOUND);
      }
      return new Answer(process.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      Files.deleteIfExists(out);
      Files.deleteIfExists(err);
    }
  }

  /// What takes a command into the namespaces of the tree. Outside, processes have other numbers
  /// than those the tree's own files name.
  private List<String> entering() {
    if (!guarded || init == null) {
      return List.of();
    }
    return init.children()
        .findFirst()
        .map(first -> List.of("nsenter", "-t", Long.toString(first.pid()), "-m", "-p"))
        .orElse(List.of());
  }

  /// The process of one of the managers of this tree, by the name it shows.
  public Optional<Long> manager(String comm) {
    return processes()
        .filter(pid -> read(pid, "comm").strip().equals(comm))
        .filter(pid -> List.of(read(pid, "cmdline").split("\0", -1)).contains(root().toString()))
        .findFirst();
  }

  /// Whether a manager is there and not stopped by a signal.
  public boolean isAtWork(String comm) {
    return manager(comm).filter(pid -> !read(pid, "status").contains("State:\tT")).isPresent();
  }

  /// All processes that services of this tree run: those that were given its root.
  public List<ServiceProcess> services() {
    List<ServiceProcess> found = new ArrayList<>();
    processes()
        .forEach(
            pid -> {
              List<String> environment = List.of(read(pid, "environ").split("\0", -1));
              if (environment.contains("SYSTEMK_ROOT=" + root())) {
                environment.stream()
                    .filter(variable -> variable.startsWith("SMF_FMRI="))
                    .findFirst()
                    .ifPresent(
                        variable ->
                            found.add(
                                new ServiceProcess(
                                    pid,
                                    variable.substring("SMF_FMRI=".length()),
                                    read(pid, "cmdline").replace('\0', ' ').strip())));
              }
            });
    return found;
  }

  /// A process of a service.
  public record ServiceProcess(long pid, String fmri, String commandLine) {}

  private static Stream<Long> processes() {
    try (Stream<Path> entries = Files.list(Path.of("/proc"))) {
      return entries
          .map(entry -> String.valueOf(entry.getFileName()))
          .filter(name -> name.chars().allMatch(Character::isDigit))
          .map(Long::parseLong)
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A file of a process; empty if the process is gone, which is what one finds out by reading.
  private static String read(long pid, String file) {
    try {
      return new String(
          Files.readAllBytes(Path.of("/proc", String.valueOf(pid), file)),
          StandardCharsets.ISO_8859_1);
    } catch (IOException _) {
      return "";
    }
  }

  /// Sends SIGKILL.
  public static void kill(long pid) {
    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
  }

  /// Sends any signal, by its name.
  public static void signal(long pid, String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-s", name, Long.toString(pid)).start().waitFor();
  }

  /// Who is to be asked to end: what made the namespace hears nothing while process 1 of it lives.
  private ProcessHandle first(Process started) {
    return manager(GUARD).flatMap(ProcessHandle::of).orElse(started.toHandle());
  }

  /// Stops the tree in order and removes it.
  @Override
  public void close() throws IOException {
    Process running = init;
    if (running != null) {
      first(running).destroy();
      try {
        if (!running.waitFor(60, TimeUnit.SECONDS)) {
          running.destroyForcibly();
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
    services().forEach(process -> kill(process.pid()));
    for (String manager : List.of("k.startd", "k.configd", "k.init")) {
      manager(manager).ifPresent(Tree::kill);
    }
    remove(root());
  }

  private static void remove(Path directory) throws IOException {
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
              throws IOException {
            Files.deleteIfExists(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
