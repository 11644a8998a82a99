package systemk.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileHeadTest {
  private static final int BLOCK = 64 << 10;

  @TempDir Path directory;

  @Test
  void theRestMovesUp() throws Exception {
    FileStore store = Files.getFileStore(directory);
    assumeTrue(Set.of("ext4", "xfs").contains(store.type()), "needs ext4 or xfs: " + store.type());
    Path file = directory.resolve("file");
    Files.writeString(file, "a".repeat(BLOCK) + "b".repeat(BLOCK) + "c");

    assertThat(FileHead.cut(file, BLOCK)).isTrue();

    assertThat(Files.readString(file)).isEqualTo("b".repeat(BLOCK) + "c");
  }

  @Test
  void whatCannotBeDoneChangesNothing() throws Exception {
    Path file = directory.resolve("file");
    String content = "a".repeat(BLOCK + 1);
    Files.writeString(file, content);

    assertThat(FileHead.cut(file, 100)).as("no whole block").isFalse();
    assertThat(FileHead.cut(file, 2 * BLOCK)).as("more than there is").isFalse();
    assertThat(Files.readString(file)).isEqualTo(content);

    Path memory = Path.of("/dev/shm");
    if (Files.isWritable(memory) && Files.getFileStore(memory).type().equals("tmpfs")) {
      Path there = Files.createTempFile(memory, "k-head", "");
      try {
        Files.writeString(there, content);
        assertThat(FileHead.cut(there, BLOCK)).as("on tmpfs").isFalse();
        assertThat(Files.readString(there)).isEqualTo(content);
      } finally {
        Files.delete(there);
      }
    }
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    Path file = directory.resolve("none");
    assertThatThrownBy(() -> FileHead.cut(file, BLOCK))
        .isInstanceOf(KernelException.class)
        .hasMessageContaining(file.toString());
  }
}
