package systemk.repo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NewDirectoryTest {
  @TempDir Path root;

  private final List<Path> synced = new ArrayList<>();

  @Test
  void everyNameAboveANewRepositoryIsMadeDurable() {
    Site site = new Site(root.resolve("a/b"));

    JournalRepository.open(site.options("b1"), remembering()).close();

    assertThat(synced).contains(root, root.resolve("a"), root.resolve("a/b"));
  }

  @Test
  void whatIsThereAlreadyIsLeftAlone() {
    JournalRepository.open(new Site(root).options("b1"), Disk.REAL).close();

    JournalRepository.open(new Site(root).options("b1"), remembering()).close();

    assertThat(synced).doesNotContain(root);
  }

  /// The real disk, and a list of the directories that were synced.
  private Disk remembering() {
    return new Disk() {
      @Override
      public WritableFile open(Path path) throws IOException {
        return REAL.open(path);
      }

      @Override
      public void rename(Path from, Path to) throws IOException {
        REAL.rename(from, to);
      }

      @Override
      public void delete(Path path) throws IOException {
        REAL.delete(path);
      }

      @Override
      public void link(Path file, Path name) throws IOException {
        REAL.link(file, name);
      }

      @Override
      public void syncDirectory(Path directory) throws IOException {
        synced.add(directory);
        REAL.syncDirectory(directory);
      }
    };
  }
}
