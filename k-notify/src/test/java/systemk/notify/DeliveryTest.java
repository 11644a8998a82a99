package systemk.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import systemk.core.fmri.InstanceFmri;
import systemk.core.notify.Means;
import systemk.core.notify.Transition;
import systemk.linux.Datagrams;
import systemk.linux.Descriptors;
import systemk.linux.LinuxKernel;

/// The real ways to deliver, with real programs, sockets and servers at their other ends.
final class DeliveryTest {
  private static final Message MESSAGE =
      new Message(
          new Transition(
              InstanceFmri.of("svc:/site/web:default"),
              "online",
              "maintenance",
              "method_failed",
              Instant.parse("2026-03-10T12:00:00Z")),
          "host.example");

  @TempDir Path directory;

  private Settings settings() {
    return new Settings(
        directory.resolve("sendmail").toString(),
        directory.resolve("log").toString(),
        1,
        Duration.ofSeconds(20),
        Duration.ofMillis(1),
        10);
  }

  private Path program(String name, String text) throws IOException {
    Path file = Files.writeString(directory.resolve(name), "#!/bin/sh\n" + text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static Means means(String uri) {
    return Means.ofUri(uri).get().means();
  }

  private void deliver(String uri) throws IOException, InterruptedException {
    new Delivery().deliver(MESSAGE, means(uri), settings());
  }

  @Test
  void mailsThroughSendmail() throws Exception {
    program("sendmail", "echo \"$@\" >" + directory + "/args; cat >" + directory + "/mail\n");
    deliver("mailto:root@localhost,ops@example.org?reply-to=nobody@x");
    assertThat(directory.resolve("args")).hasContent("-oi -t");
    assertThat(directory.resolve("mail"))
        .hasContent(
            """
            To: root@localhost, ops@example.org
            Subject: host.example: svc:/site/web:default is maintenance
            Reply-to: nobody@x
            Auto-Submitted: auto-generated
            MIME-Version: 1.0
            Content-Type: text/plain; charset=UTF-8

            HOST: host.example
            TIME: 2026-03-10T12:00:00Z
            FMRI: svc:/site/web:default
            FROM-STATE: online
            TO-STATE: maintenance
            REASON: method_failed

            See: svcs -xv svc:/site/web:default
            """);
  }

  @Test
  void aValueBeginsNoOtherHeader() {
    Means means =
        new Means(
            "smtp",
            true,
            TreeMap.of("to", Vector.of("a@x\nBcc: all@x"), "subject", Vector.of("s\r\nX: y")));
    assertThat(MESSAGE.mail(means))
        .startsWith("To: a@x Bcc: all@x\nSubject: s  X: y\nAuto-Submitted:");
  }

  @Test
  void saysWhyAProgramDidNotTakeIt() throws Exception {
    assertThatThrownBy(() -> deliver("mailto:a@x"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("No such file");
    program("sendmail", "exit 75\n");
    assertThatThrownBy(() -> deliver("mailto:a@x")).hasMessageEndingWith("sendmail ended with 75");
  }

  @Test
  void killsAProgramThatHangsWithWhatItStarted() throws Exception {
    Path pid = directory.resolve("pid");
    Path hanging = program("hangs", "sleep 1000 & echo $! >" + pid + "; wait\n");
    Settings impatient = new Settings("", "", 1, Duration.ofSeconds(1), Duration.ofMillis(1), 10);
    Means means = means("exec:" + hanging);
    assertThatThrownBy(() -> new Delivery().deliver(MESSAGE, means, impatient))
        .hasMessageEndingWith("hangs has not ended in 1 s");
    long child = Long.parseLong(Files.readString(pid).strip());
    DispatcherTest.await(
        () -> ProcessHandle.of(child).map(process -> !process.isAlive()).orElse(true));
  }

  @Test
  void runsACommandWithTheTransitionInItsInputAndEnvironment() throws Exception {
    Path tell =
        program(
            "tell",
            "{ echo \"$SMF_FMRI $SMF_FROM_STATE $SMF_TO_STATE $SMF_REASON\"; cat; } >"
                + directory
                + "/told\n");
    deliver("exec:" + tell);
    assertThat(directory.resolve("told"))
        .hasContent(
            "svc:/site/web:default online maintenance method_failed\n" + MESSAGE.json() + "\n");
  }

  @Test
  void writesToSyslogsSocket() throws Exception {
    int socket = Datagrams.bind(directory.resolve("log").toString(), new LinuxKernel().user());
    try {
      deliver("syslog:local3");
      assertThat(Datagrams.receive(socket).orElseThrow().text())
          .startsWith("<155>Mar 10 ")
          .contains(" k.notify[" + ProcessHandle.current().pid() + "]: ")
          .endsWith("svc:/site/web:default: online -> maintenance (method failed)");
    } finally {
      Descriptors.close(socket);
    }
    assertThatThrownBy(() -> deliver("syslog:active")).isInstanceOf(IOException.class);
  }

  @Test
  void postsToAWebhook() throws Exception {
    List<String> posted = new CopyOnWriteArrayList<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          posted.add(exchange.getRequestMethod() + " " + body);
          boolean refused = exchange.getRequestURI().getPath().equals("/refused");
          exchange.sendResponseHeaders(refused ? 503 : 204, -1);
          exchange.close();
        });
    server.start();
    try {
      String address = "http://127.0.0.1:" + server.getAddress().getPort();
      deliver(address + "/hook");
      assertThat(posted)
          .containsExactly(
              "POST {\"event\":\"state-transition\",\"host\":\"host.example\","
                  + "\"time\":\"2026-03-10T12:00:00Z\",\"fmri\":\"svc:/site/web:default\","
                  + "\"from\":\"online\",\"to\":\"maintenance\",\"reason\":\"method_failed\"}");
      assertThatThrownBy(() -> deliver(address + "/refused")).hasMessageEndingWith("answers 503");
    } finally {
      server.stop(0);
    }
  }
}
