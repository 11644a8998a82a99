package systemk.configd;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import systemk.api.client.ConfigdConnection;
import systemk.api.protocol.FromServer;
import systemk.api.protocol.Request;
import systemk.api.protocol.Response;
import systemk.core.fmri.ServiceFmri;
import systemk.core.repository.Author;
import systemk.core.repository.Change;
import systemk.core.repository.Transaction;
import systemk.wire.Layout;
import systemk.wire.ShortPath;

/// A repository being served under a temporary root, and how tests talk to it.
final class Served implements AutoCloseable {
  static final Author CLAIMED = new Author(4711, 4711, 4711, "claimed");

  final Layout layout;
  final HeapRepository repository;
  private final Shell shell;
  private Server server;

  Served(Path root, HeapRepository repository, Shell shell) throws IOException {
    this.layout = new Layout(root);
    this.repository = repository;
    this.shell = shell;
    Files.createDirectories(layout.run());
    this.server = start();
  }

  private Server start() throws IOException {
    return Server.start(layout, repository, shell, owner(), InstantSource.fixed(Instant.EPOCH));
  }

  static long owner() throws IOException {
    return ((Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid")).longValue();
  }

  void restart() throws IOException {
    server.stop();
    server = start();
  }

  int clients() {
    return server.clients();
  }

  int followers() {
    return server.followers();
  }

  ConfigdConnection connect() throws IOException {
    return ConfigdConnection.open(layout.configdSocket());
  }

  /// Sends one request on a connection of its own and answers what comes first.
  FromServer ask(Request request) throws IOException {
    try (ConfigdConnection connection = connect()) {
      connection.send(request);
      return connection.receive();
    }
  }

  /// Runs a command to its end.
  Ran run(String request, String... argv) throws IOException {
    try (ConfigdConnection connection = connect()) {
      connection.send(command(1, request, argv));
      return finish(connection);
    }
  }

  /// Sends a request in the plain form, a bar for each zero byte, and takes frames until the
  /// status.
  List<String> plainly(String barred) throws IOException {
    byte[] request = barred.replace('|', '\0').getBytes(StandardCharsets.UTF_8);
    return ShortPath.with(layout.configdSocket(), path -> plainly(request, path));
  }

  private static List<String> plainly(byte[] request, Path socket) throws IOException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      DataOutputStream to = new DataOutputStream(Channels.newOutputStream(channel));
      DataInputStream from = new DataInputStream(Channels.newInputStream(channel));
      to.writeInt(request.length);
      to.write(request);
      List<String> answers = new ArrayList<>();
      while (answers.isEmpty() || !answers.getLast().startsWith("x")) {
        answers.add(new String(from.readNBytes(from.readInt()), StandardCharsets.UTF_8));
      }
      return answers;
    }
  }

  static Request.Run command(long id, String request, String... argv) {
    return new Request.Run(id, request, false, List.of(argv), "/", Request.Terminal.NONE, "");
  }

  static Ran finish(ConfigdConnection connection) throws IOException {
    StringBuilder out = new StringBuilder();
    StringBuilder err = new StringBuilder();
    while (true) {
      switch (connection.receive()) {
        case Response.Out(_, var text) -> out.append(text);
        case Response.Err(_, var text) -> err.append(text);
        case Response.Exit(_, int status) -> {
          return new Ran(out.toString(), err.toString(), status);
        }
        case FromServer other -> throw new AssertionError("unexpected " + other);
      }
    }
  }

  /// What a command said and its exit status.
  record Ran(String out, String err, int status) {}

  static Transaction adding(String service) {
    return Transaction.of(CLAIMED, List.of(new Change.AddService(new ServiceFmri(service))));
  }

  /// Waits until something is so; fails if that takes unreasonably long.
  static void eventually(BooleanSupplier condition) {
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("it did not become so within a minute");
      }
      // Who waits must not take the processor from what it waits for.
      LockSupport.parkNanos(1_000_000);
    }
  }

  @Override
  public void close() throws IOException {
    server.stop();
  }
}
