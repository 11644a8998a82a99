package systemk.bench.figures;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// What a process has of the machine. Proportional set size is what it has to itself, and its share
/// of what others use as well, such as the code of the JVM.
///
/// @param pss in megabytes
/// @param rss in megabytes
/// @param descriptors how many files it has open
record Footprint(double pss, double rss, int descriptors) {
  /// What somebody has who is not there.
  static final Footprint NONE = new Footprint(0, 0, 0);

  static Footprint of(long pid) throws IOException {
    Path process = Path.of("/proc/" + pid);
    List<String> sizes = Files.readAllLines(process.resolve("smaps_rollup"));
    try (Stream<Path> open = Files.list(process.resolve("fd"))) {
      return new Footprint(megabytes(sizes, "Pss:"), megabytes(sizes, "Rss:"), (int) open.count());
    }
  }

  private static double megabytes(List<String> sizes, String what) throws IOException {
    return sizes.stream()
        .filter(text -> text.startsWith(what))
        .mapToDouble(text -> Double.parseDouble(text.replaceAll("[^0-9]", "")) / 1024)
        .findFirst()
        .orElseThrow(() -> new IOException("the kernel does not tell " + what));
  }
}
