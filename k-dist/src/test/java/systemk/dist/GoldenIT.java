package systemk.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Runs all golden files, `src/test/golden/COMMAND/NAME.golden`, through the real commands on a
/// real tree, and wants them to be as they are. `-Dgolden=GLOB` runs some of them (`svcs/list*`),
/// `-Dgolden.update=true` writes what the commands answer into them.
class GoldenIT {
  private static final Path GOLDEN = Path.of("src/test/golden");
  private static final Path ACTUAL = Path.of("target/golden");
  private static final Path BASE = GOLDEN.resolve("tree");
  private static final boolean UPDATE = Boolean.getBoolean("golden.update");
  private static final PathMatcher WANTED =
      FileSystems.getDefault().getPathMatcher("glob:" + System.getProperty("golden", "**"));

  @TestFactory
  Stream<DynamicContainer> golden() throws IOException {
    return list(GOLDEN).stream()
        .filter(Files::isDirectory)
        .map(folder -> new Folder(folder, files(folder)))
        .filter(folder -> !folder.files.isEmpty())
        .map(Folder::container);
  }

  private static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.sorted().toList();
    }
  }

  private static List<Path> files(Path folder) {
    try {
      return list(folder).stream()
          .filter(file -> file.toString().endsWith(".golden"))
          .filter(file -> WANTED.matches(withoutExtension(GOLDEN.relativize(file))))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path withoutExtension(Path file) {
    return Path.of(file.toString().replaceFirst("\\.golden$", ""));
  }

  /// The files of one folder, which share a tree and are run in the order of their names.
  private static final class Folder {
    private final Path folder;
    private final List<Path> files;
    private @Nullable GoldenTree shared;

    Folder(Path folder, List<Path> files) {
      this.folder = folder;
      this.files = files;
    }

    DynamicContainer container() {
      return DynamicContainer.dynamicContainer(
          String.valueOf(folder.getFileName()),
          files.stream()
              .map(file -> DynamicTest.dynamicTest(nameOf(file), () -> check(file)))
              .onClose(this::close));
    }

    private static String nameOf(Path file) {
      return withoutExtension(Path.of(String.valueOf(file.getFileName()))).toString();
    }

    private void check(Path file) throws IOException, InterruptedException {
      GoldenFile expected = GoldenFile.read(file);
      assumeTrue(
          !expected.blocks().contains(new GoldenFile.Directive("needs root"))
              || "root".equals(System.getProperty("user.name")),
          "only root can become other users");
      GoldenFile actual;
      if (expected.blocks().contains(new GoldenFile.Directive("own tree"))) {
        try (GoldenTree own = boot()) {
          actual = own.run(expected, nameOf(file));
        }
      } else {
        if (shared == null) {
          shared = boot();
        }
        actual = shared.run(expected, nameOf(file));
      }
      if (UPDATE) {
        Files.writeString(file, actual.text());
        return;
      }
      Path written = ACTUAL.resolve(GOLDEN.relativize(file));
      Files.createDirectories(written.getParent());
      Files.writeString(written, actual.text());
      assertThat(written).hasSameTextualContentAs(file);
    }

    private GoldenTree boot() throws IOException, InterruptedException {
      List<Path> folders = new ArrayList<>(Arrays.asList(BASE));
      if (!folder.equals(BASE)) {
        folders.add(folder);
      }
      return GoldenTree.boot(folders);
    }

    private void close() {
      try {
        if (shared != null) {
          shared.close();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
