package systemk.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import systemk.bench.Tree;

/// A tree of services for one test, from the assembled distribution, under a root of its own.
final class Scratch implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Path HOME = Path.of(System.getProperty("systemk.dist"));

  private final Tree tree;

  private Scratch(Tree tree) {
    this.tree = tree;
  }

  /// A tree that is not booted yet.
  static Scratch make() throws IOException {
    return at(Files.createTempDirectory("k-it"));
  }

  /// A tree under this root.
  static Scratch at(Path root) throws IOException {
    return new Scratch(new Tree(prepared(), root));
  }

  /// A tree with the shipped milestones and these further manifests, booted and up.
  static Scratch boot(String... manifests) throws IOException, InterruptedException {
    return boot(make(), manifests);
  }

  /// The same in a PID namespace, under `k-guard`, as on a machine. It takes root.
  static Scratch bootGuarded(String... manifests) throws IOException, InterruptedException {
    Path root = Files.createTempDirectory("k-it");
    return boot(new Scratch(Tree.guarded(prepared(), root)), manifests);
  }

  private static Scratch boot(Scratch scratch, String... manifests)
      throws IOException, InterruptedException {
    scratch.install("milestone");
    for (int i = 0; i < manifests.length; i++) {
      scratch.manifest("test" + i + ".json", manifests[i]);
    }
    scratch.up();
    return scratch;
  }

  /// The distribution, fitted to the JDK that runs this test. The second time costs nothing.
  static synchronized Path prepared() throws IOException {
    Process process =
        new ProcessBuilder(
                HOME.resolve("libexec/prepare").toString(), System.getProperty("java.home"))
            .inheritIO()
            .start();
    try {
      assertThat(process.waitFor(300, TimeUnit.SECONDS)).as("prepare ends").isTrue();
      assertThat(process.exitValue()).as("prepare").isZero();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    return HOME;
  }

  Tree tree() {
    return tree;
  }

  Path root() {
    return tree.root();
  }

  /// Copies a directory of shipped manifests, with its methods, or one file.
  void install(String directory) throws IOException {
    Path from = HOME.resolve("manifests").resolve(directory);
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path to = tree.layout().manifests().resolve(directory).resolve(from.relativize(file));
        if (Files.isDirectory(file)) {
          Files.createDirectories(to);
        } else {
          Files.createDirectories(to.getParent());
          Files.copy(file, to);
        }
      }
    }
  }

  void manifest(String name, String text) throws IOException {
    Files.writeString(tree.layout().manifests().resolve(name), text);
  }

  /// Boots the tree and waits until all is up.
  ///
  /// @param through what runs k.init, see [Tree#boot]
  void up(String... through) throws IOException, InterruptedException {
    tree.boot(through);
    boolean up = false;
    try {
      await("k.init to hold the root", () -> tree.manager("k.init").isPresent());
      await("k.configd to listen", () -> Files.exists(tree.layout().configdSocket()));
      Tree.Answer answer =
          tree.run("k.await", "-T", "60", "svc:/milestone/multi-user-server:default");
      assertThat(answer.status()).as(answer.err() + console()).isZero();
      up = true;
    } finally {
      // Whoever called has nothing to close yet.
      if (!up) {
        close();
      }
    }
  }

  String console() throws IOException {
    return Files.exists(tree.console()) ? Files.readString(tree.console()) : "";
  }

  /// Runs a command that must succeed and answers its output.
  String ok(String program, String... arguments) throws IOException, InterruptedException {
    Tree.Answer answer = tree.run(program, arguments);
    assertThat(answer.status())
        .as("%s %s: %s", program, String.join(" ", arguments), answer.err())
        .isZero();
    return answer.out();
  }

  Tree.Answer run(String program, String... arguments) throws IOException, InterruptedException {
    return tree.run(program, arguments);
  }

  String state(String fmri) {
    try {
      return tree.run("svcs", "-H", "-o", "state", fmri).out().strip();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  void awaitState(String fmri, String state) {
    await(fmri + " to be " + state, () -> state(fmri).equals(state));
  }

  /// Waits for a condition, with a bound.
  static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited %s for %s", PATIENCE, what).isLessThan(end);
      Thread.onSpinWait();
      pause();
    }
  }

  private static void pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// The processes of one service.
  List<Long> processes(String fmri) {
    List<Long> pids = new ArrayList<>();
    for (Tree.ServiceProcess process : tree.services()) {
      if (process.fmri().equals(fmri)) {
        pids.add(process.pid());
      }
    }
    return pids;
  }

  /// Waits for the last of the texts to be on the console, and wants the others before it, in
  /// order.
  void assertConsoleOrder(String... texts) throws IOException {
    assertConsoleOrder(0, texts);
  }

  /// The same of what the console shows after so many characters.
  void assertConsoleOrder(int from, String... texts) throws IOException {
    String last = texts[texts.length - 1];
    await("the console to show " + last, () -> shows(from, last));
    assertThat(console().substring(from)).containsSubsequence(Arrays.asList(texts));
  }

  private boolean shows(int from, String text) {
    try {
      return console().indexOf(text, from) >= 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    tree.close();
  }
}
