package systemk.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import systemk.linux.Datagrams.Datagram;

final class DatagramsTest {
  private static final int SOCK_DGRAM = 2;

  private final int user = new LinuxKernel().user();
  private final int self = new LinuxKernel().self();
  @TempDir Path directory;

  private static void send(String path, byte[] bytes) {
    int socket =
        Libc.check(Libc.status(Libc.SOCKET, Sockets.AF_UNIX, SOCK_DGRAM, 0), "make a socket");
    try (Arena arena = Arena.ofConfined()) {
      long address = Sockets.address(arena, path);
      Libc.check(
          Libc.status(Libc.CONNECT, socket, address, Sockets.ADDRESS_BYTES), "connect to " + path);
      MemorySegment data = arena.allocate(Math.max(1, bytes.length));
      MemorySegment.copy(bytes, 0, data, java.lang.foreign.ValueLayout.JAVA_BYTE, 0, bytes.length);
      Libc.check((int) Libc.size(Libc.SEND, socket, data.address(), bytes.length, 0), "send");
    } finally {
      Descriptors.close(socket);
    }
  }

  @Test
  void receivesTextAndSenderAndNothingElse() throws Exception {
    Path path = directory.resolve("socket");
    int socket = Datagrams.bind(path.toString(), user);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
    assertThat(Datagrams.receive(socket)).isEmpty();
    send(path.toString(), "READY=1\nSTATUS=ä".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    send(path.toString(), new byte[0]);
    send(path.toString(), new byte[10_000]);
    Datagram first = Datagrams.receive(socket).orElseThrow();
    assertThat(first.text()).isEqualTo("READY=1\nSTATUS=ä");
    assertThat(first.sender().pid()).isEqualTo(self);
    assertThat(first.sender().uid()).isEqualTo(user);
    assertThat(first.descriptors()).isEmpty();
    assertThat(first.whole()).isTrue();
    assertThat(Datagrams.receive(socket).orElseThrow().text()).isEmpty();
    assertThat(Datagrams.receive(socket).orElseThrow().whole()).isFalse();
    assertThat(Datagrams.receive(socket)).isEmpty();
    Descriptors.close(socket);
  }

  @Test
  void refusesANameThatIsTaken() {
    String path = directory.resolve("socket").toString();
    int socket = Datagrams.bind(path, user);
    assertThatThrownBy(() -> Datagrams.bind(path, user))
        .isInstanceOf(KernelException.class)
        .hasMessageContaining("cannot bind " + path);
    Descriptors.close(socket);
    String name = "systemk-test/" + self;
    int nameless = Datagrams.bindAbstract(name);
    assertThatThrownBy(() -> Datagrams.bindAbstract(name)).isInstanceOf(KernelException.class);
    Descriptors.close(nameless);
    int again = Datagrams.bindAbstract(name);
    Descriptors.close(again);
  }
}
