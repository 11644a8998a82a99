package systemk.startd;

import static org.assertj.core.api.Assertions.assertThat;

import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import systemk.core.engine.Event;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.method.MethodContext;
import systemk.core.method.MethodKind;
import systemk.core.method.Readiness;
import systemk.core.method.Resources;
import systemk.core.method.Supervision;
import systemk.core.restarter.Effect;
import systemk.json.Json;
import systemk.wire.Frames;

/// What k.startd and k.init say to each other about services that speak for themselves.
final class InitLinkTest {
  private static final InstanceFmri FMRI = Fmri.parseInstance("svc:/site/web:default").get();

  private static final MethodContext CONTEXT =
      new MethodContext(
          Option.none(),
          Option.none(),
          Vector.empty(),
          Option.none(),
          Option.none(),
          Option.none(),
          false,
          TreeMap.empty(),
          TreeMap.empty());

  @TempDir Path directory;

  @Test
  void hearsWhatAServiceSays() throws Exception {
    Path socket = directory.resolve("init.sock");
    BlockingQueue<Message> mailbox = new LinkedBlockingQueue<>();
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      InitLink.open(socket, mailbox).start();
      try (SocketChannel init = server.accept()) {
        send(
            init,
            Json.object()
                .put("event", 9)
                .put("type", "notified")
                .put("contract", 3)
                .put("token", "t")
                .put("owner", FMRI.toString())
                .put("said", Json.object().put("READY", "1").put("STATUS", "up").build())
                .build());
        Message heard = Objects.requireNonNull(mailbox.poll(20, TimeUnit.SECONDS));
        assertThat(heard)
            .isEqualTo(
                new Message.Happened(
                    9, new Event.Notified(FMRI, "t", 3, TreeMap.of("READY", "1", "STATUS", "up"))));
      }
      assertThat(Objects.requireNonNull(mailbox.poll(20, TimeUnit.SECONDS)))
          .isInstanceOf(Message.InitLost.class);
    }
  }

  private static void send(SocketChannel channel, Json message) throws IOException {
    ByteBuffer frame = Frames.encode(message);
    while (frame.hasRemaining()) {
      channel.write(frame);
    }
  }

  private static Json.Obj request(MethodKind kind, Supervision supervision) {
    return World.request(
            new Effect.RunMethod(FMRI, kind, "t", "/bin/web", CONTEXT, supervision, false),
            "/log",
            Path.of("/"))
        .build();
  }

  @Test
  void asksForWhatTheServiceNeeds() {
    Resources resources =
        new Resources(
            Option.some(1L << 26),
            Option.none(),
            Option.some(50L),
            Option.none(),
            Option.some(10L),
            Option.none());
    Json.Obj asked =
        request(
            MethodKind.START,
            new Supervision(new Readiness.Notify(), Option.some(5000L), 4, resources));
    assertThat(asked.flag("notify")).isTrue();
    assertThat(asked.integer("watchdog_ms")).isEqualTo(5000);
    assertThat(asked.integer("fd_store")).isEqualTo(4);
    assertThat(asked.object("resources"))
        .isEqualTo(
            Json.object()
                .put("memory_max", 1L << 26)
                .put("cpu_weight", 50)
                .put("pids_max", 10)
                .build());
    Json.Obj pipe =
        request(
            MethodKind.START,
            new Supervision(new Readiness.Descriptor(5), Option.none(), 0, Resources.NONE));
    assertThat(pipe.integer("notify_fd")).isEqualTo(5);
    assertThat(Vector.of("notify", "watchdog_ms", "resources").filter(pipe::has)).isEmpty();
  }

  @Test
  void closesKeptDescriptorsOnlyAtAStart() {
    assertThat(request(MethodKind.START, Supervision.NONE).integer("fd_store")).isZero();
    for (MethodKind kind : List.of(MethodKind.STOP, MethodKind.REFRESH)) {
      assertThat(request(kind, Supervision.NONE).has("fd_store")).isFalse();
    }
  }
}
