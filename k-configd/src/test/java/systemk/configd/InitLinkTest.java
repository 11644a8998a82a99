package systemk.configd;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.Vector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import systemk.json.Json;
import systemk.json.JsonText;
import systemk.shell.Outcome.ProcessLine;
import systemk.shell.Outcome.Reply;
import systemk.wire.Frames;

@Timeout(60)
final class InitLinkTest {
  @TempDir Path root;

  private ServerSocketChannel server;
  private Path socket;

  @BeforeEach
  void listen() throws IOException {
    socket = root.resolve("init.sock");
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  /// Answers every request of one connection.
  private void answer(UnaryOperator<Json.Obj> answers) {
    var _ =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    converse(answers);
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                });
  }

  private void converse(UnaryOperator<Json.Obj> answers) throws IOException {
    try (SocketChannel peer = server.accept()) {
      Frames frames = new Frames();
      ByteBuffer bytes = ByteBuffer.allocate(4096);
      while (peer.read(bytes.clear()) >= 0) {
        for (Json request : frames.feed(bytes.flip())) {
          peer.write(Frames.encode(answers.apply(request.asObj("request"))));
        }
      }
    }
  }

  private static Json.Obj json(String text) {
    return JsonText.parse(text).asObj("text");
  }

  @Test
  void processesAreToldContractByContract() throws Exception {
    answer(
        request ->
            request.integer("contract") == 7
                ? json(
                    "{\"ok\":true,\"processes\":[{\"pid\":17,\"start_time_millis\":5,"
                        + "\"comm\":\"httpd\",\"args\":[\"httpd\",\"-D\"]},{\"pid\":18}]}")
                : json("{\"error\":\"there is no contract\"}"));
    assertThat(new InitLink(socket).processes(Vector.of(7L, 8L)))
        .isInstanceOfSatisfying(
            Reply.Running.class,
            running -> {
              assertThat(running.processes()).hasSize(2);
              assertThat(running.processes().head())
                  .isEqualTo(new ProcessLine(7, 17, 5, "httpd", "httpd -D", false));
            });
  }

  @Test
  void aProcessIsOfOneInstanceOrOfNone() throws Exception {
    answer(
        request ->
            request.integer("pid") == 17
                ? json("{\"ok\":true,\"owner\":\"svc:/a:default\"}")
                : json("{\"ok\":true}"));
    assertThat(new InitLink(socket).owner(17)).isEqualTo(new Reply.Text("svc:/a:default"));
    answer(_ -> json("{\"ok\":true}"));
    assertThat(new InitLink(socket).owner(18)).isEqualTo(new Reply.Text(""));
  }

  @Test
  void whoDoesNotAnswerIsNotWaitedForForEver() throws Exception {
    assertThat(new InitLink(socket).processes(Vector.of(7L)))
        .isEqualTo(new Reply.Failed("cannot ask k.init: no answer within 2 s"));
  }

  @Test
  void whoAnswersNonsenseIsNotBelieved() throws Exception {
    answer(_ -> json("{\"processes\":[{\"pid\":\"x\"}]}"));
    assertThat(new InitLink(socket).processes(Vector.of(7L)))
        .isEqualTo(new Reply.Failed("cannot ask k.init: \"pid\" is not an integer"));
  }
}
