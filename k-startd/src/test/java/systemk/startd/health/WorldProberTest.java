package systemk.startd.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import systemk.core.context.MethodContext;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.method.ExitStatus;
import systemk.core.method.HealthCheck.Probe;

final class WorldProberTest {
  private static final InstanceFmri WEB = Fmri.parseInstance("svc:/site/web:default").get();
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(200);

  @TempDir Path directory;

  private final AtomicInteger stopped = new AtomicInteger();
  private final CompletableFuture<ExitStatus> ended = new CompletableFuture<>();
  private final Prober prober =
      new WorldProber((_, _, _) -> new Commands.Command(ended, stopped::incrementAndGet));

  private Optional<String> ask(Probe probe, Duration timeout) throws InterruptedException {
    return prober.ask(WEB, probe, timeout, "/dev/null");
  }

  private static Probe.Exec exec() {
    return new Probe.Exec("/bin/check", MethodContext.NONE);
  }

  @Test
  void aWebServerThatTurnsSickAndWellAgain() throws Exception {
    AtomicInteger status = new AtomicInteger(200);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/health",
        exchange -> {
          exchange.sendResponseHeaders(status.get(), -1);
          exchange.close();
        });
    server.start();
    String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/health";
    try {
      assertThat(ask(new Probe.Http(url), PATIENCE)).isEmpty();
      status.set(302);
      assertThat(ask(new Probe.Http(url), PATIENCE)).isEmpty();
      status.set(503);
      assertThat(ask(new Probe.Http(url), PATIENCE)).contains(url + " answered with status 503");
      status.set(404);
      assertThat(ask(new Probe.Http(url), PATIENCE)).contains(url + " answered with status 404");
      status.set(204);
      assertThat(ask(new Probe.Http(url), PATIENCE)).isEmpty();
    } finally {
      server.stop(0);
    }
    assertThat(ask(new Probe.Http(url), PATIENCE)).isPresent();
  }

  @Test
  void aServerThatSaysNothingIsNotWaitedForLonger() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      String url = "http://127.0.0.1:" + silent.getLocalPort() + "/";
      assertThat(ask(new Probe.Http(url), SHORT))
          .hasValueSatisfying(why -> assertThat(why).startsWith(url));
    }
  }

  @Test
  void aPortSomebodyListensAt() throws Exception {
    int port;
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      port = server.getLocalPort();
      assertThat(ask(new Probe.Tcp("127.0.0.1", port), PATIENCE)).isEmpty();
    }
    assertThat(ask(new Probe.Tcp("127.0.0.1", port), PATIENCE))
        .contains("connection to 127.0.0.1:" + port + ": Connection refused");
    assertThat(ask(new Probe.Tcp("no-such-host.invalid", port), PATIENCE)).isPresent();
  }

  @Test
  void aUnixSocketSomebodyListensAt() throws Exception {
    Path path = directory.resolve("socket");
    assertThat(ask(new Probe.Unix(path.toString()), PATIENCE)).isPresent();
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(path));
      assertThat(ask(new Probe.Unix(path.toString()), PATIENCE)).isEmpty();
    }
    assertThat(ask(new Probe.Unix(path.toString()), PATIENCE)).isPresent();
  }

  @Test
  void aCommandIsJudgedByItsStatusAndLeavesNothingBehind() throws Exception {
    ended.complete(new ExitStatus.Code(0));
    assertThat(ask(exec(), PATIENCE)).isEmpty();
    assertThat(stopped).hasValue(1);
  }

  @Test
  void aCommandThatFails() throws Exception {
    ended.complete(new ExitStatus.Code(3));
    assertThat(ask(exec(), PATIENCE)).contains("check exited with status 3");
  }

  @Test
  void aCommandThatCannotBeRun() throws Exception {
    ended.completeExceptionally(new IOException("cannot run: no user bob"));
    assertThat(ask(exec(), PATIENCE)).contains("cannot run: no user bob");
  }

  @Test
  void aCommandThatHangsIsStopped() throws Exception {
    assertThat(ask(exec(), SHORT)).isPresent();
    assertThat(stopped).hasValue(1);
  }
}
