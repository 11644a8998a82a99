package systemk.init;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import systemk.init.contract.Contracts;
import systemk.init.contract.Refusal;
import systemk.init.loop.Connection;
import systemk.init.loop.Loop;
import systemk.json.Json;
import systemk.json.JsonException;
import systemk.linux.Descriptors;
import systemk.linux.Kernel;
import systemk.linux.Peer;
import systemk.linux.Sockets;
import systemk.wire.ShortPath;

/// Everybody who is connected to k.init's socket, and the one among them who is told of events.
final class Clients implements Connection.Listener {
  /*
   * Events are not queued on a connection but read from the table, one after the other, as the
   * subscriber takes them. So a subscriber that stops reading costs nothing, one that comes back
   * gets all it has not acknowledged, and no event is lost with a connection.
   */

  /// What a request does.
  interface Handler {
    /// Answers the members of the reply.
    Json.Builder answer(String op, Json.Obj request);

    /// A client has subscribed, and has its reply.
    void subscribed();

    /// The subscriber has said something, whatever it was.
    void heard();
  }

  private static final int MAX_CLIENTS = 64;
  private static final Duration ACCEPT_AGAIN = Duration.ofSeconds(1);
  private static final int EVENTS_IN_FLIGHT_BYTES = 256 << 10;

  private final Loop loop;
  private final Kernel kernel;
  private final Contracts contracts;
  private final Handler handler;
  private final Console console;
  private final Map<Connection, Peer> connections = new LinkedHashMap<>();
  private @Nullable Connection subscriber;
  private long sent;

  Clients(Loop loop, Kernel kernel, Contracts contracts, Handler handler, Console console) {
    this.loop = loop;
    this.kernel = kernel;
    this.contracts = contracts;
    this.handler = handler;
    this.console = console;
  }

  /// Begins to accept clients at this path. Whatever was there is of an earlier k.init, since the
  /// caller holds the lock of the root.
  void listen(Path path) throws IOException {
    Files.deleteIfExists(path);
    int listening = ShortPath.with(path, shorter -> Sockets.listen(shorter.toString()));
    loop.watch(listening, (_, _) -> accept(listening));
  }

  private void accept(int listening) {
    int socket;
    while ((socket = Sockets.accept(listening)) >= 0) {
      admit(socket);
    }
    if (socket == Descriptors.BROKEN) {
      // Out of descriptors, most likely. The client waits; asking again at once would only spin.
      loop.interest(listening, false, false);
      loop.after(ACCEPT_AGAIN, () -> loop.interest(listening, true, false));
    }
  }

  private void admit(int socket) {
    Peer peer = Sockets.peer(socket);
    if (peer.uid() != 0 && peer.uid() != kernel.user()) {
      Descriptors.close(socket);
      console.say("uid " + peer.uid() + " (pid " + peer.pid() + ") may not talk to k.init");
    } else if (connections.size() >= MAX_CLIENTS) {
      Descriptors.close(socket);
      console.say("pid " + peer.pid() + " is one client too many");
    } else {
      connections.put(new Connection(loop, socket, this), peer);
    }
  }

  @Override
  public void received(Connection connection, Json message) {
    if (connection.equals(subscriber)) {
      handler.heard();
    }
    if (!(message instanceof Json.Obj request)) {
      connection.send(Json.object().put("error", "a request is an object").build());
      return;
    }
    Optional<Json> id = request.find("id");
    Json.Builder reply;
    String op = "";
    try {
      op = request.string("op");
      if (op.equals("pong")) {
        return;
      }
      reply = handler.answer(op, request).put("ok", true);
    } catch (Refusal | JsonException e) {
      reply = Json.object().put("error", oneLine(e));
    } catch (RuntimeException e) {
      console.report(e);
      reply = Json.object().put("error", "k.init failed at this: " + oneLine(e));
    }
    Json.Builder full = Json.object();
    id.ifPresent(value -> full.put("id", value));
    connection.send(full.putAll(reply.build().members()).build());
    if (op.equals("hello")) {
      subscribe(connection);
    }
  }

  private static String oneLine(RuntimeException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private void subscribe(Connection connection) {
    Connection before = subscriber;
    subscriber = connection;
    sent = 0;
    if (before != null && !before.equals(connection)) {
      before.close("another client has subscribed");
    }
    handler.heard();
    publish();
    handler.subscribed();
  }

  /// Sends the subscriber what it has not been sent, as far as it keeps up.
  void publish() {
    while (subscriber != null
        && subscriber.isOpen()
        && subscriber.queuedBytes() < EVENTS_IN_FLIGHT_BYTES) {
      Optional<Json.Obj> next = contracts.eventAfter(sent);
      if (next.isEmpty()) {
        return;
      }
      sent = next.get().integer("event");
      subscriber.send(next.get());
    }
  }

  /// Sends the subscriber something that is not kept. Says whether there is one.
  boolean tell(Json message) {
    if (subscriber == null) {
      return false;
    }
    subscriber.send(message);
    return true;
  }

  boolean hasSubscriber() {
    return subscriber != null;
  }

  int count() {
    return connections.size();
  }

  @Override
  public void garbled(Connection connection, String problem) {
    Peer peer = connections.get(connection);
    console.say("pid " + (peer == null ? "?" : peer.pid()) + " sent garbage: " + problem);
    connection.send(Json.object().put("error", problem).build());
    connection.end();
  }

  @Override
  public void drained(Connection connection) {
    if (connection.equals(subscriber)) {
      publish();
    }
  }

  @Override
  public void closed(Connection connection, String why) {
    connections.remove(connection);
    if (connection.equals(subscriber)) {
      subscriber = null;
    }
  }
}
