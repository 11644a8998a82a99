package systemk.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import systemk.bench.Tree;

/// Real daemons from Debian: imported, enabled, killed, reconfigured, broken and mended. Whoever
/// has not installed them (nginx-light, redis-server) is not stopped by that; CI installs them.
class DebianDaemonsIT {
  private static final String NGINX = "svc:/network/http:nginx";
  private static final String REDIS = "svc:/database/redis:default";

  private static void assumeInstalled(String program) {
    boolean installed =
        List.of("/usr/sbin", "/usr/bin", "/sbin", "/bin").stream()
            .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    assumeTrue(installed, program + " is not installed on this machine");
  }

  private static Scratch withDebian() throws IOException, InterruptedException {
    Scratch scratch = Scratch.make();
    scratch.install("milestone");
    scratch.up();
    scratch.install("debian");
    Path content = Files.createDirectories(scratch.root().resolve("var/site/content"));
    Files.writeString(content.resolve("index.html"), "served by nginx");
    open(scratch.root());
    return scratch;
  }

  /// The workers of nginx serve as another user.
  private static void open(Path root) throws IOException {
    for (Path path : List.of(root, root.resolve("var"))) {
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  private static String get(int port) {
    try (HttpClient client =
        HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build()) {
      return client
          .send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                  .timeout(Duration.ofSeconds(5))
                  .build(),
              HttpResponse.BodyHandlers.ofString())
          .body();
    } catch (IOException e) {
      return "no answer: " + e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  private static String ping(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(5_000);
      socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readNBytes(5), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      return "no answer: " + e;
    }
  }

  private static long master(Scratch scratch, String fmri) throws Exception {
    return Long.parseLong(scratch.ok("svcprop", "-p", "restarter/start_pid", fmri).strip());
  }

  @Test
  void nginxServesComesBackIsReconfiguredBrokenAndMended() throws Exception {
    assumeInstalled("nginx");
    try (Scratch scratch = withDebian()) {
      int first = Ports.free();
      int second = Ports.free();
      scratch.ok("svccfg", "import", manifest(scratch, "nginx"));
      scratch.ok("svcprop", "-e", "config/port=" + first, NGINX);
      scratch.ok("svcadm", "enable", "-s", NGINX);
      assertThat(get(first)).isEqualTo("served by nginx");

      long master = master(scratch, NGINX);
      Tree.kill(master);
      Scratch.await("nginx to be another process", () -> isAnother(scratch, NGINX, master));
      Scratch.await("it to serve again", () -> get(first).equals("served by nginx"));

      long reloaded = master(scratch, NGINX);
      scratch.ok("svcprop", "-e", "config/port=" + second, NGINX);
      Scratch.await("the new port", () -> get(second).equals("served by nginx"));
      assertThat(master(scratch, NGINX)).as("a refresh restarts nothing").isEqualTo(reloaded);

      scratch.ok("svcprop", "-e", "config/address=nowhere.invalid", NGINX);
      scratch.awaitState(NGINX, "maintenance");
      String why = scratch.run("svcs", "-x", NGINX).out();
      assertThat(why).contains("State: maintenance").contains("Reason: ").contains(".log");

      scratch.ok("svccfg", "-s", NGINX, "revert");
      scratch.ok("svccfg", "-s", NGINX, "refresh");
      scratch.ok("svcadm", "clear", "-s", NGINX);
      scratch.awaitState(NGINX, "online");
      assertThat(scratch.run("svcs", "-x", NGINX).out()).contains("online");
    }
  }

  @Test
  void redisServesComesBackIsReconfiguredBrokenAndMended() throws Exception {
    assumeInstalled("redis-server");
    try (Scratch scratch = withDebian()) {
      int first = Ports.free();
      int second = Ports.free();
      scratch.ok("svccfg", "import", manifest(scratch, "redis"));
      scratch.ok("svcprop", "-e", "config/port=" + first, REDIS);
      scratch.ok("svcadm", "enable", "-s", REDIS);
      assertThat(ping(first)).isEqualTo("+PONG");

      long pid = master(scratch, REDIS);
      Tree.kill(pid);
      Scratch.await("redis to be another process", () -> isAnother(scratch, REDIS, pid));
      assertThat(ping(first)).isEqualTo("+PONG");

      scratch.ok("svcprop", "-e", "config/port=" + second, REDIS);
      scratch.ok("svcadm", "restart", "-s", REDIS);
      assertThat(ping(second)).isEqualTo("+PONG");
      assertThat(ping(first)).startsWith("no answer");

      scratch.ok("svcprop", "-e", "config/maxmemory=plenty", REDIS);
      scratch.run("svcadm", "restart", REDIS);
      scratch.awaitState(REDIS, "maintenance");
      assertThat(scratch.run("svcs", "-x", REDIS).out())
          .contains("exited with $SMF_EXIT_ERR_CONFIG");

      scratch.ok("svccfg", "-s", REDIS, "revert");
      scratch.ok("svccfg", "-s", REDIS, "refresh");
      scratch.ok("svcadm", "clear", "-s", REDIS);
      assertThat(scratch.state(REDIS)).isEqualTo("online");
      assertThat(ping(second)).isEqualTo("+PONG");
    }
  }

  private static String manifest(Scratch scratch, String name) {
    return scratch.tree().layout().manifests().resolve("debian/" + name + ".json").toString();
  }

  /// nginx's workers outlive its master for a moment, in which the oldest counts as what the
  /// service is.
  private static boolean isWorker(String pid) throws IOException {
    Path title = Path.of("/proc", pid, "cmdline");
    return Files.exists(title) && Files.readString(title).contains("worker process");
  }

  private static boolean isAnother(Scratch scratch, String fmri, long before) {
    try {
      String pid = scratch.run("svcprop", "-p", "restarter/start_pid", fmri).out().strip();
      return scratch.state(fmri).equals("online")
          && !pid.isEmpty()
          && Long.parseLong(pid) != before
          && !isWorker(pid);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
