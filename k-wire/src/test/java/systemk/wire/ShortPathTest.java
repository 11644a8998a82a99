package systemk.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ShortPathTest {
  @TempDir Path root;

  @Test
  void aPathThatFitsIsUsedAsItIs() throws IOException {
    Path socket = root.resolve("s");
    assertThat(ShortPath.<Path>with(socket, path -> path)).isEqualTo(socket);
  }

  @Test
  void aPathThatDoesNotFitIsReachedAllTheSame() throws IOException {
    Path deep = Files.createDirectories(root.resolve("d".repeat(100)).resolve("ü".repeat(60)));
    Path socket = deep.resolve("configd.sock");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      ShortPath.with(socket, path -> server.bind(UnixDomainSocketAddress.of(path)));
      assertThat(socket).exists();
      try (SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX)) {
        boolean connected =
            ShortPath.with(socket, path -> client.connect(UnixDomainSocketAddress.of(path)));
        assertThat(connected).isTrue();
      }
    }
  }

  @Test
  void nothingIsLeftBehindByAFailure() {
    Path socket = root.resolve("d".repeat(120)).resolve("s");
    Path[] used = new Path[1];
    assertThatThrownBy(
            () ->
                ShortPath.with(
                    socket,
                    path -> {
                      used[0] = path;
                      throw new IOException("no");
                    }))
        .hasMessage("no");
    assertThat(used[0].getParent()).doesNotExist();
  }
}
