package systemk.init;

import static org.assertj.core.api.Assertions.assertThat;
import static systemk.init.TestClient.contract;
import static systemk.init.TestClient.job;
import static systemk.init.TestClient.script;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import systemk.json.Json;
import systemk.wire.Frames;

/// What clients get that do not behave.
final class ProtocolIT {
  @TempDir Path directory;
  private Instance instance;

  @BeforeEach
  void start() {
    instance = new Instance(directory).start();
  }

  @AfterEach
  void stop() {
    instance.close();
  }

  private void assertServes() {
    TestClient other = instance.client();
    other.hello();
    long before = other.spawn(script("alive", "exit 5"));
    Json.Obj event = other.event();
    assertThat(event.integer("contract")).isEqualTo(before);
    assertThat(event.integer("code")).isEqualTo(5);
  }

  private static ByteBuffer frame(int length, byte[] body) {
    return ByteBuffer.allocate(4 + body.length).putInt(length).put(body).flip();
  }

  @Test
  void answersGarbageOnceAndHangsUp() {
    TestClient client = instance.client();
    byte[] garbage = "{not json".getBytes(StandardCharsets.UTF_8);
    client.sendRaw(frame(garbage.length, garbage));
    assertThat(client.reply().string("error")).contains("not JSON");
    assertThat(client.reply().flag("closed")).isTrue();
    Await.until("a line about it", () -> instance.said().contains("sent garbage"));
    assertServes();
  }

  @Test
  void refusesAFrameOf100MegabytesByItsLength() {
    TestClient client = instance.client();
    client.sendRaw(frame(100 << 20, new byte[1000]));
    assertThat(client.reply().string("error")).contains("over the limit");
    assertThat(client.reply().flag("closed")).isTrue();
    assertServes();
  }

  @Test
  void forgetsAClientThatHangsUpWithinAFrame() {
    TestClient client = instance.client();
    client.sendRaw(frame(1000, new byte[10]));
    client.close();
    assertServes();
  }

  @Test
  void answersARequestItDoesNotKnow() {
    TestClient client = instance.client();
    assertThat(client.refused("dance", Json.object())).isEqualTo("there is no request \"dance\"");
    assertThat(client.refused("signal", contract(99).put("signal", "TERM")))
        .isEqualTo("there is no contract 99");
    assertThat(client.refused("ack", Json.object())).contains("\"event\" is missing");
    client.send(Json.array(java.util.List.of()));
    assertThat(client.reply().string("error")).isEqualTo("a request is an object");
    client.send(Json.object().put("op", 7).build());
    assertThat(client.reply().string("error")).contains("\"op\" is not a string");
    assertThat(client.refused("spawn", Json.object())).contains("names no program");
  }

  @Test
  void sendsAwayAClientThatAsksAndDoesNotRead() throws Exception {
    // Not a TestClient, since that one reads.
    try (var channel = java.nio.channels.SocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
      channel.connect(java.net.UnixDomainSocketAddress.of(instance.layout.initSocket()));
      channel.configureBlocking(false);
      ByteBuffer request = Frames.encode(Json.object().put("op", "x".repeat(100_000)).build());
      Await.until(
          "to be sent away",
          () -> {
            try {
              if (!request.hasRemaining()) {
                request.rewind();
              }
              channel.write(request);
              return false;
            } catch (java.io.IOException _) {
              return true;
            }
          });
    }
    assertServes();
  }

  @Test
  void keepsEventsOfASubscriberThatDoesNotRead() throws Exception {
    try (var channel = java.nio.channels.SocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
      channel.connect(java.net.UnixDomainSocketAddress.of(instance.layout.initSocket()));
      channel.write(
          Frames.encode(Json.object().put("op", "hello").put("client", "k.startd").build()));
      TestClient other = instance.client();
      for (int i = 0; i < 100; i++) {
        other.spawn(script("t" + i + "x".repeat(900), "exit 0"));
      }
      Await.until(
          "200 events to wait",
          () -> other.must("status", Json.object()).integer("unacknowledged") >= 200);
    }
    TestClient next = instance.subscriber();
    long last = 0;
    for (int i = 0; i < 200; i++) {
      long number = next.event().integer("event");
      assertThat(number).isGreaterThan(last);
      last = number;
    }
  }

  @Test
  void saysWhyAProgramCannotBeStarted() {
    TestClient client = instance.client();
    assertThat(client.refused("spawn", job("t", "/no/such")))
        .isEqualTo("there is no program /no/such");
    assertThat(client.refused("spawn", job("t", "/etc/passwd")))
        .isEqualTo("cannot execute /etc/passwd");
    assertThat(client.refused("spawn", job("t", "no-such")))
        .isEqualTo("there is no program no-such in /usr/bin:/bin");
    assertThat(client.refused("spawn", job("t", "/bin/true").put("cwd", "/no/such")))
        .isEqualTo("there is no directory /no/such");
    assertThat(client.refused("spawn", job("t", "/bin/true").put("cwd", "tmp")))
        .contains("not an absolute path");
    Json.Obj user = Json.object().put("user", "no-such-user").build();
    assertThat(client.refused("spawn", job("t", "/bin/true").put("context", user)))
        .contains("no-such-user");
    Json.Obj umask = Json.object().put("umask", "999").build();
    assertThat(client.refused("spawn", job("t", "/bin/true").put("context", umask)))
        .contains("umask");
    Json.Obj limits = Json.object().put("limits", Json.object().put("fun", 1).build()).build();
    assertThat(client.refused("spawn", job("t", "/bin/true").put("context", limits)))
        .contains("no limit \"fun\"");
    assertThat(client.refused("signal", contract(1).put("signal", "TERM")))
        .contains("k.init's own");
    client.hello();
    assertThat(client.must("spawn", job("t", "true")).flag("existing")).isFalse();
    assertThat(client.event().integer("code")).isZero();
  }

  @Test
  void isOpenToItsOwnerAlone() throws Exception {
    assertThat(Files.getPosixFilePermissions(instance.layout.initSocket()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(Files.getPosixFilePermissions(instance.layout.contracts()))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }
}
