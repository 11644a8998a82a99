package systemk.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import systemk.bench.Tree;

/// What nobody should send: one clear line each, and nobody else notices.
class BadInputIT {

  @Test
  void aMalformedManifestNamesFileAndLineAndChangesNothing() throws Exception {
    try (Scratch scratch = Scratch.boot()) {
      String before = scratch.ok("svcs", "-a", "-H", "-o", "fmri");
      Path broken = scratch.root().resolve("broken.json");
      Files.writeString(
          broken,
          """
          {
            "services": [
              { "service": "t/fine", "start": ":true" },
              { "service": "t/bad", "start": { "exec": "sleep 1", "timeout": "30x" }, "stopp": 1 }
            ]
          }
          """);
      Tree.Answer answer = scratch.run("svccfg", "import", broken.toString());
      assertThat(answer.status()).isEqualTo(1);
      assertThat(answer.err())
          .contains("broken.json:4:")
          .contains("30x")
          .contains("stopp")
          .doesNotContain("Exception")
          .doesNotContain("\tat ");
      assertThat(scratch.ok("svcs", "-a", "-H", "-o", "fmri")).isEqualTo(before);
    }
  }

  @Test
  void anUnknownFmriIsOneLineAndAStatus() throws Exception {
    try (Scratch scratch = Scratch.boot()) {
      for (List<String> command :
          List.of(
              List.of("svcs", "no/such"),
              List.of("svcadm", "enable", "no/such"),
              List.of("svcprop", "no/such"),
              List.of("svccfg", "-s", "no/such", "listprop"))) {
        Tree.Answer answer =
            scratch.run(
                command.getFirst(), command.subList(1, command.size()).toArray(String[]::new));
        assertThat(answer.status()).as("%s", command).isEqualTo(1);
        assertThat(answer.err().strip())
            .as("%s", command)
            .startsWith(command.getFirst() + ": ")
            .contains("no/such")
            .hasLineCount(1);
      }
    }
  }

  @Test
  void whatIsWrittenToASocketHurtsOnlyWhoWroteIt() throws Exception {
    try (Scratch scratch = Scratch.boot()) {
      long configd = scratch.tree().manager("k.configd").orElseThrow();
      long startd = scratch.tree().manager("k.startd").orElseThrow();
      for (Path socket :
          List.of(scratch.tree().layout().configdSocket(), scratch.tree().layout().initSocket())) {
        send(socket, "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        send(socket, frame(100 << 20, "{"));
        send(socket, frame(50, "{\"id\":1,"));
        send(socket, frame(9, "not json!"));
        send(socket, frame(2, "[]"));
        send(socket, frame(9, "{\"id\":[]}"));
        send(socket, new byte[] {-1, -1, -1, -1});
      }
      assertThat(scratch.state("milestone/multi-user-server")).isEqualTo("online");
      assertThat(scratch.tree().manager("k.configd")).contains(configd);
      assertThat(scratch.tree().manager("k.startd")).contains(startd);
      scratch.ok("svcadm", "restart", "-s", "milestone/multi-user-server");
    }
  }

  @Test
  void aClientThatStopsReadingIsLeftBehind() throws Exception {
    try (Scratch scratch = Scratch.boot()) {
      @SuppressWarnings(
          "InlineFormatString") // inline it would be five lines in the middle of a call
      String request =
          "{\"id\":1,\"op\":\"run\",\"request\":\"slow-%d\",\"argv\":[\"svcs\",\"-a\",\"-j\"],"
              + "\"cwd\":\"/\",\"tty\":{\"in\":false,\"out\":false},\"width\":80,\"zone\":\"\"}";
      try (SocketChannel deaf = connect(scratch.tree().layout().configdSocket())) {
        deaf.configureBlocking(false);
        for (int i = 0; i < 2_000; i++) {
          String text = request.formatted(i);
          if (write(deaf, frame(text.length(), text)) == 0) {
            break;
          }
        }
        assertThat(scratch.state("milestone/multi-user-server")).isEqualTo("online");
        scratch.ok("svcadm", "restart", "-s", "milestone/multi-user-server");
      }
    }
  }

  /// As much as the socket takes; 0 once the other side reads no more or has hung up.
  private static int write(SocketChannel channel, byte[] bytes) {
    try {
      return channel.write(ByteBuffer.wrap(bytes));
    } catch (IOException _) {
      return 0;
    }
  }

  private static byte[] frame(int length, String body) {
    byte[] text = body.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(4 + text.length).putInt(length).put(text).array();
  }

  private static SocketChannel connect(Path socket) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    channel.connect(UnixDomainSocketAddress.of(socket));
    return channel;
  }

  /// Writes and hangs up, whatever the other side makes of it.
  private static void send(Path socket, byte[] bytes) throws IOException {
    try (SocketChannel channel = connect(socket)) {
      channel.write(ByteBuffer.wrap(bytes));
    }
  }
}
