package systemk.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import systemk.bench.Tree;

/// The restarter of spec/restarters.md, which is a program of somebody else, and what it does for
/// its services.
class DelegationIT {
  private static final String ECHO = "svc:/t/echo:default";
  private static final String INETD = "svc:/network/inetd:default";
  private static final int PATIENCE_MS = 10_000;

  private static String manifest(int port) {
    return """
        { "services": [
          { "service": "t/base", "enabled": true, "start": "sleep 6000 &", "stop": ":kill" },
          { "service": "t/echo", "enabled": true, "restarter": "svc:/network/inetd:default",
            "depends": { "base": { "on": "svc:/t/base:default", "restart_on": "restart" } },
            "properties": {
              "inetd": { "address": "127.0.0.1", "port": %d, "exec": "exec cat" } } },
          { "service": "t/user", "enabled": true, "start": "sleep 6000 &", "stop": ":kill",
            "depends": { "echo": { "on": "svc:/t/echo:default", "restart_on": "restart" } } }
        ] }
        """
        .formatted(port);
  }

  private static Scratch boot(int port) throws Exception {
    assumeTrue(Files.exists(Path.of("/usr/bin/python3")), "there is no /usr/bin/python3");
    Scratch scratch = Scratch.make();
    scratch.install("milestone");
    scratch.install("inetd");
    scratch.manifest("test.json", manifest(port));
    scratch.up();
    return scratch;
  }

  private static boolean echoes(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MS);
      socket.setSoTimeout(PATIENCE_MS);
      socket.getOutputStream().write("hello".getBytes(StandardCharsets.UTF_8));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
          .equals("hello");
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void aServiceIsOnlineWhenItListensAndIsNotWhenItDoesNot() throws Exception {
    int port = Ports.free();
    try (Scratch scratch = boot(port)) {
      scratch.awaitState("t/user", "online");
      assertThat(echoes(port)).isTrue();
      assertThat(scratch.run("svcs", "-x").out()).isEmpty();

      scratch.ok("svcadm", "disable", "-s", "t/echo");
      assertThat(scratch.state(ECHO)).isEqualTo("disabled");
      assertThat(scratch.state("t/user")).isEqualTo("offline");
      assertThat(echoes(port)).isFalse();

      scratch.ok("svcadm", "enable", "-s", "t/echo");
      assertThat(echoes(port)).isTrue();
      scratch.awaitState("t/user", "online");

      List<Long> users = scratch.processes("svc:/t/user:default");
      scratch.ok("svcadm", "restart", "-s", "t/echo");
      Scratch.await(
          "what depends on it to be started again",
          () ->
              scratch.state("t/user").equals("online")
                  && !scratch.processes("svc:/t/user:default").equals(users));
      assertThat(echoes(port)).isTrue();
    }
  }

  @Test
  void aServiceGoesDownWithWhatItNeedsAndComesBackWithIt() throws Exception {
    int port = Ports.free();
    try (Scratch scratch = boot(port)) {
      scratch.awaitState("t/user", "online");
      scratch.ok("svcadm", "disable", "-s", "t/base");
      assertThat(scratch.state(ECHO)).isEqualTo("offline");
      assertThat(scratch.run("svcs", "-x", "t/echo").out())
          .contains("svc:/t/base:default is disabled");
      assertThat(echoes(port)).isFalse();
      scratch.ok("svcadm", "enable", "-s", "t/base");
      scratch.awaitState(ECHO, "online");
      assertThat(echoes(port)).isTrue();

      scratch.ok("svcadm", "disable", "-s", "t/echo");
      scratch.ok("svcadm", "disable", "-s", "network/inetd");
      scratch.ok("svcadm", "enable", "t/echo");
      assertThat(echoes(port)).isFalse();
      scratch.ok("svcadm", "enable", "-s", "network/inetd");
      scratch.awaitState(ECHO, "online");
      assertThat(echoes(port)).isTrue();
    }
  }

  @Test
  void whoeverDiesIsFollowedByOneWhoGoesOn() throws Exception {
    int port = Ports.free();
    try (Scratch scratch = boot(port)) {
      scratch.awaitState("t/user", "online");
      List<Long> users = scratch.processes("svc:/t/user:default");
      scratch.processes(INETD).forEach(Tree::kill);
      Scratch.await("the next inetd to listen", () -> echoes(port));
      for (String daemon : List.of("k.startd", "k.configd")) {
        scratch.tree().manager(daemon).ifPresent(Tree::kill);
      }
      scratch.awaitState(INETD, "online");
      scratch.awaitState(ECHO, "online");
      assertThat(echoes(port)).isTrue();
      assertThat(scratch.processes("svc:/t/user:default")).isEqualTo(users);
      scratch.ok("svcadm", "disable", "-s", "t/echo");
      assertThat(echoes(port)).isFalse();
    }
  }

  @Test
  void aRefreshIsFollowedAndAServiceThatCannotListenIsInMaintenance() throws Exception {
    int port = Ports.free();
    int other = Ports.free();
    try (Scratch scratch = boot(port);
        ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      scratch.awaitState("t/user", "online");
      scratch.ok("svccfg", "-s", "t/echo", "setprop", "inetd/port", "=", "" + other);
      assertThat(echoes(port)).isTrue();
      scratch.ok("svcadm", "refresh", "-s", "t/echo");
      Scratch.await("the new port to be listened on", () -> echoes(other));
      assertThat(echoes(port)).isFalse();

      int used = taken.getLocalPort();
      scratch.ok("svccfg", "-s", "t/echo", "setprop", "inetd/port", "=", "" + used);
      scratch.ok("svcadm", "refresh", "t/echo");
      scratch.awaitState(ECHO, "maintenance");
      scratch.awaitState("t/user", "offline");
      assertThat(scratch.run("svcs", "-x", "t/echo").out()).contains("maintenance", "1 dependent");

      scratch.ok("svccfg", "-s", "t/echo", "setprop", "inetd/port", "=", "" + port);
      scratch.ok("svcadm", "refresh", "t/echo");
      scratch.ok("svcadm", "clear", "-s", "t/echo");
      scratch.awaitState(ECHO, "online");
      assertThat(echoes(port)).isTrue();
    }
  }
}
