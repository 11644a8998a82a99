package systemk.startd.health;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import systemk.core.fmri.InstanceFmri;
import systemk.core.method.ExitStatus;
import systemk.core.method.HealthCheck.Probe;
import systemk.wire.ShortPath;

/// Asks over the network, over unix sockets and by running commands.
/* A connection is made on a virtual thread, whose blocking calls end when it is interrupted, so that
 * one timeout holds for all of it: the name, the connection, the handshake and the answer.
 */
public final class WorldProber implements Prober {
  private static final int FIRST_ERROR = 400;
  private static final int FIRST_SUCCESS = 200;

  private final Commands commands;

  public WorldProber(Commands commands) {
    this.commands = commands;
  }

  @Override
  public Optional<String> ask(InstanceFmri fmri, Probe probe, Duration timeout, String logFile)
      throws InterruptedException {
    return switch (probe) {
      case Probe.Exec exec -> run(fmri, exec, timeout, logFile);
      case Probe.Tcp(String host, int port) ->
          within(timeout, "connection to " + host + ":" + port, () -> connect(host, port, timeout));
      case Probe.Http(String url) -> within(timeout, url, () -> get(url, timeout));
      case Probe.Unix(String path) ->
          within(timeout, "connection to " + path, () -> connect(Path.of(path)));
    };
  }

  private Optional<String> run(InstanceFmri fmri, Probe.Exec exec, Duration timeout, String logFile)
      throws InterruptedException {
    Commands.Command command = commands.run(fmri, exec, logFile);
    try {
      return switch (command.ended().get(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        case ExitStatus.Code(int code) ->
            code == 0 ? Optional.empty() : Optional.of("check exited with status " + code);
        case ExitStatus.Signalled(int signal, boolean _) ->
            Optional.of("check was killed by signal " + signal);
        case ExitStatus.Unknown _ -> Optional.of("nobody saw how the check ended");
      };
    } catch (TimeoutException _) {
      return Optional.of("check took longer than " + timeout.toSeconds() + " s");
    } catch (ExecutionException e) {
      return Optional.of(message(e));
    } finally {
      command.stop().run();
    }
  }

  private static Optional<String> within(
      Duration timeout, String what, Callable<Optional<String>> work) throws InterruptedException {
    FutureTask<Optional<String>> task = new FutureTask<>(work);
    Thread thread = Thread.ofVirtual().name("k.startd-check").start(task);
    try {
      return ((Future<Optional<String>>) task).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      return Optional.of(what + ": no answer within " + timeout.toSeconds() + " s");
    } catch (ExecutionException e) {
      return Optional.of(what + ": " + message(e));
    } finally {
      thread.interrupt();
    }
  }

  private static String message(ExecutionException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    String text = cause.getMessage();
    return text == null ? cause.getClass().getSimpleName() : text;
  }

  private static Optional<String> connect(String host, int port, Duration timeout)
      throws IOException {
    try (Socket socket = new Socket(Proxy.NO_PROXY)) {
      socket.connect(new InetSocketAddress(host, port), millis(timeout));
      return Optional.empty();
    }
  }

  private static Optional<String> connect(Path path) throws IOException {
    // The path of a socket ends at 107 bytes; k.startd's own tree may be deeper.
    return ShortPath.with(
        path,
        reachable -> {
          try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(reachable));
            return Optional.<String>empty();
          }
        });
  }

  private static Optional<String> get(String url, Duration timeout) throws IOException {
    if (!(URI.create(url).toURL().openConnection(Proxy.NO_PROXY)
        instanceof HttpURLConnection connection)) {
      return Optional.of("is not an address of HTTP");
    }
    try {
      connection.setInstanceFollowRedirects(false);
      connection.setUseCaches(false);
      connection.setConnectTimeout(millis(timeout));
      connection.setReadTimeout(millis(timeout));
      connection.setRequestProperty("User-Agent", "k.startd");
      connection.setRequestProperty("Connection", "close");
      int status = connection.getResponseCode();
      return status >= FIRST_SUCCESS && status < FIRST_ERROR
          ? Optional.empty()
          : Optional.of(url + " answered with status " + status);
    } finally {
      connection.disconnect();
    }
  }

  private static int millis(Duration timeout) {
    return (int) Math.min(Integer.MAX_VALUE, timeout.toMillis());
  }
}
