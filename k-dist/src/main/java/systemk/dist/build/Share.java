package systemk.dist.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import systemk.shell.manual.Completions;
import systemk.shell.manual.ManPage;
import systemk.shell.manual.Manual;
import systemk.shell.manual.Pages;

/// Writes what lies below `share` in the distribution: manual pages, and completion for shells.
final class Share {
  private Share() {}

  /// Runs at build time.
  ///
  /// @param arguments the directory
  public static void main(String[] arguments) throws IOException {
    Path share = Path.of(arguments[0]);
    for (Manual page : Pages.all()) {
      write(share.resolve("man").resolve(ManPage.path(page)), ManPage.of(page));
      if (page.isOfCommand()) {
        for (var script : Completions.of(page)) {
          write(share.resolve(script._1()), script._2());
        }
      }
    }
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.resolveSibling("."));
    Files.writeString(file, text);
  }
}
