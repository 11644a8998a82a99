package systemk.api.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import systemk.api.client.ConfigdConnection;
import systemk.api.protocol.Notification;
import systemk.api.protocol.Request;
import systemk.api.protocol.Response;
import systemk.json.Json;
import systemk.wire.Frames;

@Timeout(60)
final class UnixServerTest {
  @TempDir Path root;

  private final Echo echo = new Echo();
  private Path socket;
  private UnixServer server;

  @BeforeEach
  void serve() throws IOException {
    socket = root.resolve("configd.sock");
    server = UnixServer.bind(socket, Limits.DEFAULT, echo);
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private SocketChannel raw() throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(socket));
    return channel;
  }

  private static void write(SocketChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /// Everything the server sends until it closes the connection.
  private static List<Json> readAll(SocketChannel channel) throws IOException {
    Frames frames = new Frames();
    List<Json> read = new ArrayList<>();
    ByteBuffer bytes = ByteBuffer.allocate(64 << 10);
    while (channel.read(bytes) >= 0) {
      read.addAll(frames.feed(bytes.flip()));
      bytes.clear();
    }
    return read;
  }

  private void assertServing() throws IOException {
    try (ConfigdConnection connection = ConfigdConnection.open(socket)) {
      connection.send(new Request.Ping(7));
      assertThat(connection.receive()).isEqualTo(new Response.Pong(7));
    }
  }

  private static void eventually(BooleanSupplier condition) {
    long deadline = System.nanoTime() + 30_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("time").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  @Test
  void theSocketIsForEverybodyAndLeavesWithItsServer() throws IOException {
    assertServing();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
        .isEqualTo("rw-rw-rw-");
    assertThat(root).isDirectoryNotContaining("glob:**.new");
    server.stopAccepting();
    assertThat(socket).doesNotExist();
  }

  @Test
  void aSocketThatWasLeftBehindIsReplaced() throws IOException {
    try (UnixServer second = UnixServer.bind(socket, Limits.DEFAULT, echo)) {
      assertServing();
      assertThat(second.clients()).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void aLongRootIsNoObstacle() throws IOException {
    Path deep = Files.createDirectories(root.resolve("d".repeat(120)).resolve("e".repeat(120)));
    Path far = deep.resolve("configd.sock");
    try (UnixServer _ = UnixServer.bind(far, Limits.DEFAULT, echo);
        ConfigdConnection connection = ConfigdConnection.open(far)) {
      connection.send(new Request.Ping(7));
      assertThat(connection.receive()).isEqualTo(new Response.Pong(7));
    }
  }

  @Test
  void aFrameOfHundredMegabytesIsRefusedBeforeItComes() throws IOException {
    try (SocketChannel channel = raw()) {
      write(channel, ByteBuffer.allocate(4).putInt(100 << 20).flip());
      assertThat(readAll(channel)).hasSize(1).first().asString().contains("104857600");
    }
    assertServing();
    assertThat(echo.brokenOff).hasSize(1).first().asString().contains("over the limit");
  }

  @Test
  void whatIsNotJsonEndsItsOwnConnectionOnly() throws IOException {
    try (SocketChannel channel = raw()) {
      write(channel, ByteBuffer.allocate(4 + 3).putInt(3).put(new byte[] {'{', '{', '{'}).flip());
      assertThat(readAll(channel)).hasSize(1).first().asString().contains("not JSON");
    }
    assertServing();
    assertThat(echo.brokenOff).hasSize(1);
  }

  @Test
  void garbageEndsItsOwnConnectionOnly() throws IOException {
    Random random = new Random(42);
    for (int i = 0; i < 100; i++) {
      byte[] garbage = new byte[random.nextInt(1, 2000)];
      random.nextBytes(garbage);
      try (SocketChannel channel = raw()) {
        write(channel, ByteBuffer.wrap(garbage));
      } catch (IOException e) {
        // The server may have closed the connection before all of it was sent.
        assertThat(e).hasMessageContaining("Broken pipe");
      }
    }
    assertServing();
    eventually(() -> server.clients() == 0);
    assertThat(echo.bugs).isEmpty();
  }

  @Test
  void aTruncatedFrameIsForgotten() throws IOException {
    try (SocketChannel channel = raw()) {
      write(channel, ByteBuffer.allocate(10).putInt(1000).putInt(0).flip());
    }
    eventually(() -> echo.closed.get() == 1 && server.clients() == 0);
    assertServing();
  }

  @Test
  void aBugInAReceiverEndsItsConnectionOnly() throws IOException {
    try (SocketChannel channel = raw()) {
      write(channel, Frames.encode(Json.object().build()));
      assertThat(readAll(channel)).hasSize(1).first().asString().contains("internal error");
    }
    assertServing();
    assertThat(echo.bugs).hasSize(1);
  }

  @Test
  void aClientThatStopsReadingIsDisconnectedAndNobodyElseNotices() throws IOException {
    try (SocketChannel channel = raw()) {
      write(channel, Frames.encode(Json.object().put("id", 1).put("flood", 40).build()));
      eventually(() -> echo.closed.get() == 1);
      assertThat(echo.brokenOff).hasSize(1).first().asString().contains("bytes wait");
      assertServing();
    }
  }

  @Test
  void framesOfOneClientAreAnsweredInOrder() throws IOException {
    try (ConfigdConnection connection = ConfigdConnection.open(socket)) {
      Thread sender =
          Thread.ofVirtual()
              .start(
                  () -> {
                    for (int i = 0; i < 5000; i++) {
                      assertThat(sent(connection, i)).isTrue();
                    }
                  });
      for (int i = 0; i < 5000; i++) {
        assertThat(connection.receive()).isEqualTo(new Response.Pong(i));
      }
      assertThat(sender.isAlive() || sender.getState() == Thread.State.TERMINATED).isTrue();
    }
  }

  private static boolean sent(ConfigdConnection connection, long id) {
    try {
      connection.send(new Request.Ping(id));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void twoHundredClientsAreServed() throws IOException {
    List<ConfigdConnection> connections = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      connections.add(ConfigdConnection.open(socket));
    }
    for (int i = 0; i < 200; i++) {
      connections.get(i).send(new Request.Ping(i));
    }
    for (int i = 0; i < 200; i++) {
      assertThat(connections.get(i).receive()).isEqualTo(new Response.Pong(i));
      connections.get(i).close();
    }
    eventually(() -> server.clients() == 0);
  }

  @Test
  void tooManyClientsAreTurnedAway() throws IOException {
    Path small = root.resolve("small.sock");
    try (UnixServer few = UnixServer.bind(small, new Limits(2, 0, 1, 1 << 20, 1 << 20), echo);
        ConfigdConnection _ = ConfigdConnection.open(small);
        ConfigdConnection _ = ConfigdConnection.open(small)) {
      eventually(() -> few.clients() == 2);
      assertTurnedAway(small, "there are 2 clients already");
    }
  }

  @Test
  void aStrangerHasANarrowerLimit() throws IOException {
    echo.trusting = false;
    Path small = root.resolve("small.sock");
    try (UnixServer few = UnixServer.bind(small, new Limits(9, 0, 1, 1 << 20, 1 << 20), echo);
        ConfigdConnection _ = ConfigdConnection.open(small)) {
      eventually(() -> few.clients() == 1);
      assertTurnedAway(small, "has 1 connections already");
    }
  }

  @Test
  void strangersLeaveRoomForTheTrusted() throws IOException {
    echo.trusting = false;
    Path small = root.resolve("small.sock");
    try (UnixServer few = UnixServer.bind(small, new Limits(2, 1, 9, 1 << 20, 1 << 20), echo);
        ConfigdConnection _ = ConfigdConnection.open(small)) {
      eventually(() -> few.clients() == 1);
      assertTurnedAway(small, "there are 1 clients already");
      echo.trusting = true;
      try (ConfigdConnection trusted = ConfigdConnection.open(small)) {
        trusted.send(new Request.Ping(7));
        assertThat(trusted.receive()).isEqualTo(new Response.Pong(7));
      }
    }
  }

  private static void assertTurnedAway(Path socket, String reason) throws IOException {
    try (ConfigdConnection one = ConfigdConnection.open(socket)) {
      assertThat(one.receive())
          .isInstanceOf(Notification.Closing.class)
          .asString()
          .contains(reason);
      assertThatThrownBy(one::receive).isInstanceOf(IOException.class);
    }
  }
}
