package systemk.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import systemk.bench.Tree;

/// The tree of services golden files are run on: those of `golden/tree`, in the states it says, and
/// what the folder of the files adds to them in the same way.
final class GoldenTree implements AutoCloseable {
  private static final int BOUND_SECONDS = 60;

  private final Scratch scratch;
  private final Path home;

  private GoldenTree(Scratch scratch, Path home) {
    this.scratch = scratch;
    this.home = home;
  }

  /// Boots a tree, brings its services into the states wanted, and waits until they are.
  ///
  /// @param folders where manifests (`*.json`), what is to be done after the boot (`setup.sh`), and
  ///   the states to wait for (`states`) are
  static GoldenTree boot(List<Path> folders) throws IOException, InterruptedException {
    GoldenTree tree = new GoldenTree(Scratch.make(), Scratch.prepared().toRealPath());
    boolean up = false;
    try {
      tree.scratch.install("milestone");
      for (Path folder : folders) {
        tree.install(folder);
      }
      tree.scratch.up();
      for (Path folder : folders) {
        tree.setUp(folder);
      }
      up = true;
      return tree;
    } finally {
      if (!up) {
        tree.close();
      }
    }
  }

  private void install(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
        String text = Files.readString(file).replace("@DIST@", home.toString());
        scratch.manifest(folder.getFileName() + "-" + file.getFileName(), text);
      }
    }
  }

  private void setUp(Path folder) throws IOException, InterruptedException {
    if (Files.exists(folder.resolve("setup.sh"))) {
      Tree.Answer answer = shell(root(), Files.readString(folder.resolve("setup.sh")), "");
      assertThat(answer.status()).as("setup.sh of %s: %s", folder, answer.err()).isZero();
    }
    if (Files.exists(folder.resolve("states"))) {
      List<String> wanted = Files.readAllLines(folder.resolve("states"));
      for (String line : wanted) {
        await(line);
      }
    }
  }

  /// Waits for an instance to be in a state.
  ///
  /// @param words its state, with an asterisk if it is in transition, and its FMRI
  void await(String words) {
    String[] parts = words.split(" +", 2);
    scratch.awaitState(parts[1], parts[0]);
  }

  Path root() {
    return scratch.root();
  }

  GoldenMasks masks(Path directory) {
    return new GoldenMasks(directory, root(), home);
  }

  /// Runs a script as somebody at a terminal without a terminal would: in a directory of its own,
  /// with the commands on its path, and in the C locale.
  Tree.Answer shell(Path directory, String script, String input)
      throws IOException, InterruptedException {
    Path streams = Files.createTempDirectory("k-golden");
    Path in = Files.writeString(streams.resolve("in"), input);
    Path out = streams.resolve("out");
    Path err = streams.resolve("err");
    try {
      ProcessBuilder builder =
          new ProcessBuilder("/bin/sh", "-c", script)
              .directory(directory.toFile())
              .redirectInput(in.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      // What says which of the clients is run stays.
      builder.environment().keySet().retainAll(Set.of("SYSTEMK_NO_NATIVE"));
      builder.environment().put("PATH", home.resolve("bin") + ":/usr/sbin:/usr/bin:/sbin:/bin");
      builder.environment().put("SYSTEMK_ROOT", root().toString());
      builder.environment().put("HOME", directory.toString());
      builder.environment().put("LC_ALL", "C");
      builder.environment().put("TZ", "UTC");
      Process process = builder.start();
      if (!process.waitFor(BOUND_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return new Tree.Answer(
            -1, Files.readString(out), "no answer within " + BOUND_SECONDS + " s\n");
      }
      return new Tree.Answer(process.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      for (Path file : List.of(in, out, err)) {
        Files.deleteIfExists(file);
      }
      Files.delete(streams);
    }
  }

  /// Runs a golden file and answers it as it would be if everything in it were right.
  GoldenFile run(GoldenFile file, String name) throws IOException, InterruptedException {
    Path directory = Files.createDirectories(root().resolve("golden").resolve(name));
    GoldenMasks masks = masks(directory);
    List<GoldenFile.Block> blocks = new ArrayList<>();
    for (GoldenFile.Block block : file.blocks()) {
      blocks.add(
          switch (block) {
            case GoldenFile.Prose prose -> prose;
            case GoldenFile.Directive directive -> follow(directive, masks);
            case GoldenFile.Command command -> answered(command, directory, masks);
          });
    }
    return new GoldenFile(blocks);
  }

  private GoldenFile.Directive follow(GoldenFile.Directive directive, GoldenMasks masks) {
    String[] parts = directive.words().split(" ", 2);
    switch (parts[0]) {
      case "mask" -> masks.add(parts[1]);
      case "await" -> await(parts[1]);
      case "own", "needs" -> {
        // Who chose the tree for this file has followed it; and who runs it, what it needs.
      }
      default -> throw new IllegalArgumentException("unknown directive: " + directive.words());
    }
    return directive;
  }

  private GoldenFile.Command answered(GoldenFile.Command command, Path directory, GoldenMasks masks)
      throws IOException, InterruptedException {
    String input = String.join("", command.input().stream().map(line -> line + "\n").toList());
    Tree.Answer answer = shell(directory, String.join("\n", command.script()), input);
    return new GoldenFile.Command(
        command.script(),
        command.input(),
        GoldenFile.shown(masks.apply(answer.out()), masks.apply(answer.err()), answer.status()));
  }

  @Override
  public void close() throws IOException {
    // What hangs in a method on purpose lets go, so that the tree can go down in order.
    Files.createFile(root().resolve("release"));
    scratch.close();
  }
}
