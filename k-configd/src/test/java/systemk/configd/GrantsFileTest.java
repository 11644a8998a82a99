package systemk.configd;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.TreeSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GrantsFileTest {
  @TempDir Path directory;
  private Path path;
  private GrantsFile file;

  @BeforeEach
  void open() throws IOException {
    path = directory.resolve("authorizations");
    file = new GrantsFile(path, Served.owner());
  }

  private void write(String text, String mode) throws IOException {
    Files.writeString(path, text);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
  }

  private TreeSet<String> granted() {
    return TreeSet.ofAll(file.grants().of(TreeSet.of("user:alice")));
  }

  @Test
  void isReadAgainWhenItChanged() throws IOException {
    assertThat(granted()).isEmpty();
    write("user:alice a.b\n", "rw-r--r--");
    assertThat(granted()).containsExactly("a.b");
    write("user:alice a.b c\nnonsense\n", "rw-r--r--");
    assertThat(granted()).containsExactly("a.b", "c");
    Files.delete(path);
    assertThat(granted()).isEmpty();
  }

  @Test
  void isIgnoredIfOthersMayWriteItOrItIsNoFile() throws IOException {
    write("user:alice a.b\n", "rw-rw-r--");
    assertThat(granted()).isEmpty();
    write("user:alice a.b\n", "rw-r--rw-");
    assertThat(granted()).isEmpty();
    write("user:alice a.b\n", "rw-------");
    assertThat(granted()).containsExactly("a.b");
    Files.move(path, directory.resolve("elsewhere"));
    Files.createSymbolicLink(path, directory.resolve("elsewhere"));
    assertThat(granted()).isEmpty();
    Files.delete(path);
    Files.createDirectory(path);
    assertThat(granted()).isEmpty();
  }

  @Test
  void isIgnoredIfItBelongsToSomebodyElse() throws IOException {
    write("user:alice a.b\n", "rw-------");
    boolean root = Served.owner() == 0;
    GrantsFile other = new GrantsFile(path, Served.owner() + 1);
    assertThat(other.grants().of(TreeSet.of("user:alice")).nonEmpty()).isEqualTo(root);
  }

  @Test
  void isIgnoredIfItIsTooLargeOrNoText() throws IOException {
    write("#".repeat((1 << 20) + 1) + "\nuser:alice a.b\n", "rw-------");
    assertThat(granted()).isEmpty();
    Files.write(path, new byte[] {(byte) 0xff, '\n'});
    assertThat(granted()).isEmpty();
  }
}
