package systemk.bench.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import systemk.api.client.ConfigdConnection;
import systemk.api.protocol.Request;
import systemk.api.protocol.Response;
import systemk.core.repository.RepositoryState;
import systemk.wire.Layout;

/// The real k.configd of a distribution, alone on a root: started, asked, stopped and killed.
public final class Configd implements AutoCloseable {
  private static final Duration START_BOUND = Duration.ofSeconds(60);
  private static final Duration STOP_BOUND = Duration.ofSeconds(30);
  private static final String BOOT = "bench";

  private final Path home;
  private final Layout layout;
  private final List<String> under;
  private volatile @Nullable Process process;

  /// @param home the distribution
  /// @param root where it lives; made if absent
  public Configd(Path home, Path root) throws IOException {
    this(home, root, List.of());
  }

  /// @param under the beginning of a command line to run k.configd under, such as a tracer's
  public Configd(Path home, Path root, List<String> under) throws IOException {
    this.home = home.toRealPath();
    Files.createDirectories(root);
    this.layout = new Layout(root.toRealPath());
    Files.createDirectories(layout.run());
    Files.createDirectories(layout.logs());
    this.under = List.copyOf(under);
    // Whoever interrupts a bench must not be left with its daemon.
    Runtime.getRuntime().addShutdownHook(new Thread(this::close, "close k.configd"));
  }

  public Layout layout() {
    return layout;
  }

  /// What it is told about the boot: always the same, so that what is volatile outlives it.
  public static String boot() {
    return BOOT;
  }

  public Path socket() {
    return layout.configdSocket();
  }

  private Path log() {
    return layout.logs().resolve("k.configd.log");
  }

  /// What it has written to its log.
  public String said() throws IOException {
    return Files.exists(log()) ? Files.readString(log()) : "";
  }

  /// Starts it and does not wait.
  public void exec() throws IOException {
    List<String> command = new ArrayList<>(under);
    command.add(home.resolve("libexec/k.configd").toString());
    command.addAll(List.of("--root", layout.root().toString(), "--boot", BOOT));
    process =
        new ProcessBuilder(command)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
            .redirectError(ProcessBuilder.Redirect.appendTo(log().toFile()))
            .start();
  }

  /// Starts it and waits until it answers.
  ///
  /// @return how long that took
  /// @throws IOException if it does not
  public Duration start() throws IOException, InterruptedException {
    long begin = System.nanoTime();
    exec();
    while (!answers()) {
      if (!running().isAlive()) {
        throw new IOException("k.configd ended at its start; it said:\n" + said());
      }
      if (System.nanoTime() - begin > START_BOUND.toNanos()) {
        throw new IOException(
            "k.configd does not answer within " + START_BOUND.toSeconds() + " s:\n" + said());
      }
      Thread.sleep(1);
    }
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  private boolean answers() {
    try (ConfigdConnection connection = ConfigdConnection.open(socket())) {
      connection.send(new Request.Ping(1));
      return connection.receive().equals(new Response.Pong(1));
    } catch (IOException _) {
      // Nobody listens yet, or somebody who was killed did.
      return false;
    }
  }

  private Process running() {
    Process started = process;
    if (started == null) {
      throw new IllegalStateException("k.configd was not started");
    }
    return started;
  }

  public long pid() {
    return running().pid();
  }

  public boolean isAlive() {
    Process started = process;
    return started != null && started.isAlive();
  }

  /// The whole state, as a new subscriber is told it.
  public RepositoryState state() throws IOException {
    try (ConfigdConnection connection = ConfigdConnection.open(socket())) {
      return Snapshots.take(connection);
    }
  }

  /// Sends SIGKILL and waits until it is dead.
  public void kill() throws InterruptedException {
    running().destroyForcibly();
    running().waitFor();
  }

  /// Asks it to stop.
  ///
  /// @throws IOException if it does not, or not in order
  public void stop() throws IOException, InterruptedException {
    running().destroy();
    if (!running().waitFor(STOP_BOUND.toSeconds(), TimeUnit.SECONDS)) {
      kill();
      throw new IOException("k.configd does not stop within " + STOP_BOUND.toSeconds() + " s");
    }
    if (running().exitValue() != 0) {
      throw new IOException(
          "k.configd ended with " + running().exitValue() + " when asked to stop:\n" + said());
    }
  }

  /// Kills it if it still runs. Its files stay.
  @Override
  public void close() {
    Process started = process;
    if (started != null) {
      started.destroyForcibly();
    }
  }
}
