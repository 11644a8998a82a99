package systemk.api.transport;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import systemk.api.protocol.Peer;
import systemk.api.protocol.Response;
import systemk.json.Json;

/// Answers `{"id": N}` with a pong, `{"id": N, "flood": M}` with M megabytes, and fails at anything
/// else.
final class Echo implements Acceptor {
  final List<String> brokenOff = new CopyOnWriteArrayList<>();
  final List<Throwable> bugs = new CopyOnWriteArrayList<>();
  final AtomicInteger closed = new AtomicInteger();
  volatile boolean trusting = true;

  @Override
  public Receiver accepted(Connection connection) {
    return new Receiver() {
      @Override
      public void received(Json frame) {
        Json.Obj json = frame.asObj("frame");
        if (!json.has("id")) {
          throw new IllegalStateException("a bug, on purpose");
        }
        for (long i = 0; i < json.integer("flood", 0); i++) {
          connection.send(new Response.Out(json.integer("id"), "x".repeat(1 << 20)));
        }
        connection.send(new Response.Pong(json.integer("id")));
      }

      @Override
      public void closed() {
        closed.incrementAndGet();
      }
    };
  }

  @Override
  public boolean isTrusted(Peer peer) {
    return trusting;
  }

  @Override
  public List<Long> groups(Peer peer, int descriptor) {
    return List.of();
  }

  @Override
  public void brokenOff(Peer peer, String reason) {
    brokenOff.add(reason);
  }

  @Override
  public void failed(Peer peer, Throwable bug) {
    bugs.add(bug);
  }
}
