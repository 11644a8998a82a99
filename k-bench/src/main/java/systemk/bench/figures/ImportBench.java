package systemk.bench.figures;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import systemk.bench.Bars;
import systemk.bench.daemon.CommandLine;
import systemk.bench.daemon.Configd;
import systemk.bench.daemon.Progress;
import systemk.bench.daemon.Scratch;
import systemk.json.Json;

/// What it costs to import a whole system's manifests into a k.configd that runs: all of them, and
/// none because nothing changed; as the service manifest-import does it, and by `svccfg import`.
/* Each round has a root of its own, because only the first import is one. What is measured is what an
 * administrator waits for, from the start of the command to its end.
 */
final class ImportBench {
  private static final double COLD_MILLIS = 3_000;
  private static final double UNCHANGED_MILLIS = 300;
  private static final long BOUND_SECONDS = 120;

  private final Path home;
  private final Path corpus;
  private final int rounds;

  ImportBench(Path home, Path corpus, int rounds) {
    this.home = home;
    this.corpus = corpus;
    this.rounds = rounds;
  }

  static ImportBench of(CommandLine line, Path home, boolean quick) throws IOException {
    Path corpus = Path.of(line.text("--from", "../shared/corpus/smf-manifests"));
    if (!Files.isDirectory(corpus)) {
      throw new IOException(corpus + " is no directory; say with --from where the manifests are");
    }
    return new ImportBench(home, corpus.toRealPath(), line.count("--rounds", quick ? 2 : 7));
  }

  /// What was measured, in milliseconds.
  private record Figures(List<Double> cold, List<Double> unchanged) {
    Figures() {
      this(new ArrayList<>(), new ArrayList<>());
    }
  }

  Json run(PrintStream out, Bars bars) throws IOException, InterruptedException {
    List<Path> manifests = manifests();
    Figures mirrored = new Figures();
    Figures named = new Figures();
    try (Scratch scratch = Scratch.onDisk("k-bench-import");
        Progress progress = new Progress("bench import")) {
      for (int round = 0; round < rounds; round++) {
        progress.at("round %d of %d".formatted(round + 1, rounds));
        Path root = scratch.path().resolve("m" + round);
        round(
            root, manifests, mirrored, List.of(home.resolve("libexec/k.import").toString(), "-q"));
        Path other = scratch.path().resolve("n" + round);
        Path files = copy(manifests, scratch.path().resolve("files" + round));
        round(
            other,
            List.of(),
            named,
            List.of(home.resolve("bin/svccfg").toString(), "import", files.toString()));
      }
    }
    out.printf(
        Locale.ROOT, "%-44s %12s %12s%n", manifests.size() + " manifests, ms", "all", "none");
    row(out, "as manifest-import does", mirrored);
    row(out, "svccfg import, with SVCCFG_CHECKHASH", named);
    bars.atMost("all of them", Sample.median(mirrored.cold), COLD_MILLIS, "ms");
    bars.atMost("nothing changed", Sample.median(mirrored.unchanged), UNCHANGED_MILLIS, "ms");
    return Json.object()
        .put("manifests", manifests.size())
        .put("manifest_import", json(mirrored))
        .put("svccfg_import", json(named))
        .build();
  }

  private static void row(PrintStream out, String what, Figures figures) {
    out.printf(
        Locale.ROOT,
        "%-44s %12.0f %12.0f%n",
        what,
        Sample.median(figures.cold),
        Sample.median(figures.unchanged));
  }

  private static Json json(Figures figures) {
    return Json.object()
        .put("all_ms", Math.round(Sample.median(figures.cold)))
        .put("unchanged_ms", Math.round(Sample.median(figures.unchanged)))
        .build();
  }

  /// Profiles are no manifests; they are told by what they are, not by where they came from.
  private List<Path> manifests() throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(corpus)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        boolean named = file.toString().endsWith(".xml") || file.toString().endsWith(".json");
        if (named && !Files.readString(file).matches("(?s).*<service_bundle\\s[^>]*profile.*")) {
          found.add(file);
        }
      }
    }
    if (found.isEmpty()) {
      throw new IOException("there are no manifests in " + corpus);
    }
    return found;
  }

  private Path copy(List<Path> manifests, Path to) throws IOException {
    Files.createDirectories(to);
    for (Path file : manifests) {
      Path target = to.resolve(corpus.relativize(file).toString());
      Files.createDirectories(target.getParent());
      Files.copy(file, target);
    }
    return to;
  }

  private void round(Path root, List<Path> manifests, Figures figures, List<String> command)
      throws IOException, InterruptedException {
    try (Configd configd = new Configd(home, root)) {
      var _ = configd.start();
      Path _ = copy(manifests, configd.layout().manifests());
      figures.cold.add(millis(configd, command));
      figures.unchanged.add(millis(configd, command));
      configd.stop();
    }
  }

  private static double millis(Configd configd, List<String> command)
      throws IOException, InterruptedException {
    Path said = Files.createTempFile("k-bench", ".out");
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectInput(Path.of("/dev/null").toFile())
              .redirectErrorStream(true)
              .redirectOutput(said.toFile());
      builder.environment().put("SYSTEMK_ROOT", configd.layout().root().toString());
      builder.environment().put("SVCCFG_CHECKHASH", "1");
      long begin = System.nanoTime();
      Process process = builder.start();
      if (!process.waitFor(BOUND_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(command + " does not end within " + BOUND_SECONDS + " s");
      }
      long nanos = System.nanoTime() - begin;
      if (process.exitValue() != 0) {
        throw new IOException(command + " failed:\n" + Files.readString(said));
      }
      return nanos / 1e6;
    } finally {
      Files.delete(said);
    }
  }
}
