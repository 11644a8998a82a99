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
import systemk.core.context.MethodContext;
import systemk.core.engine.Event;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.method.MethodKind;
import systemk.core.method.Readiness;
import systemk.core.method.Resources;
import systemk.core.method.Supervision;
import systemk.core.property.Layer;
import systemk.core.property.Property;
import systemk.core.property.ValueType;
import systemk.core.repository.Author;
import systemk.core.repository.Change;
import systemk.core.repository.RepositoryState;
import systemk.core.repository.Transaction;
import systemk.core.repository.Transactions;
import systemk.core.restarter.Effect;
import systemk.json.Json;
import systemk.wire.Frames;

/// What k.startd and k.init say to each other about services that speak for themselves.
final class InitLinkTest {
  private static final InstanceFmri FMRI = Fmri.parseInstance("svc:/site/web:default").get();

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
            new Effect.RunMethod(
                FMRI, kind, "t", "/bin/web", MethodContext.NONE, supervision, false),
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
  void hearsWhatCouldNotBeLimited() throws Exception {
    Path socket = directory.resolve("init.sock");
    BlockingQueue<Message> mailbox = new LinkedBlockingQueue<>();
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      InitLink link = InitLink.open(socket, mailbox);
      link.start();
      try (SocketChannel init = server.accept()) {
        link.spawn(FMRI, "t", Json.object());
        send(
            init,
            Json.object()
                .put("id", 1)
                .put("ok", true)
                .put("contract", 3)
                .put("pid", 30)
                .putStrings("not_applied", List.of("memory_max"))
                .build());
        assertThat(Objects.requireNonNull(mailbox.poll(20, TimeUnit.SECONDS)))
            .isEqualTo(
                new Message.Answered(new Event.Spawned(FMRI, "t", 3, 30), List.of("memory_max")));
      }
    }
  }

  private static Json.Obj asked(Property... properties) {
    Vector<Change> changes =
        Vector.of(
            new Change.AddService(FMRI.service()),
            new Change.AddInstance(FMRI),
            new Change.AddGroup(FMRI, "method_context", "framework", true, Layer.ADMIN, false));
    for (Property property : properties) {
      changes =
          changes.append(
              new Change.SetProperty(FMRI, "method_context", property, Layer.ADMIN, Option.none()));
    }
    RepositoryState state =
        Transactions.apply(
                RepositoryState.EMPTY, Transaction.of(new Author(0, 0, 1, "test"), changes))
            .get();
    MethodContext context = MethodContext.of(state.current(FMRI), "start").get();
    return World.request(
            new Effect.RunMethod(
                FMRI, MethodKind.START, "t", "/bin/web", context, Supervision.NONE, false),
            "/log",
            Path.of("/"))
        .build();
  }

  @Test
  void asksForNothingThatIsNotConfigured() {
    Json.Obj nothing = asked();
    assertThat(nothing.string("cwd")).isEqualTo("/");
    assertThat(nothing.object("context"))
        .isEqualTo(Json.object().put("no_new_privs", false).build());
    assertThat(nothing.object("env").members().keySet())
        .containsExactlyInAnyOrder(
            "PATH",
            "SMF_FMRI",
            "SMF_METHOD",
            "SMF_RESTARTER",
            "SMF_ZONENAME",
            "SYSTEMK_JAVA",
            "SYSTEMK_ROOT");
  }

  @Test
  void asksForTheContextInFull() {
    Json.Obj whole =
        asked(
            Property.of("user", "web"),
            Property.of("group", "12"),
            Property.of("supp_groups", "audio, 13"),
            Property.of("privileges", "net_bind_service"),
            Property.of("limit_privileges", "all,!sys_admin,!kill"),
            Property.of("working_directory", ":default"),
            Property.of("umask", "027"),
            Property.integer("nice", -3),
            Property.of("no_new_privileges", true),
            new Property(
                "limits", ValueType.ASTRING, Vector.of("nofile=64:128", "core=unlimited", "cpu=9")),
            new Property("environment", ValueType.ASTRING, Vector.of("A=1", "SMF_FMRI=mine")));
    assertThat(whole.string("cwd")).isEqualTo(":home");
    assertThat(whole.object("env").string("A")).isEqualTo("1");
    assertThat(whole.object("env").string("SMF_FMRI")).isEqualTo("mine");
    assertThat(whole.object("context"))
        .isEqualTo(
            Json.object()
                .put("user", "web")
                .put("group", "12")
                .putStrings("groups", List.of("audio", "13"))
                .put("umask", "027")
                .put("nice", -3)
                .put("no_new_privs", true)
                .put(
                    "privileges",
                    Json.object()
                        .put("only", Json.object().put("net_bind_service", 10).build())
                        .build())
                .put(
                    "limit_privileges",
                    Json.object()
                        .put("all_but", Json.object().put("kill", 5).put("sys_admin", 21).build())
                        .build())
                .put(
                    "limits",
                    Json.object()
                        .put("core", "unlimited")
                        .put("cpu", "9")
                        .put("nofile", "64:128")
                        .build())
                .build());
  }

  @Test
  void closesKeptDescriptorsOnlyAtAStart() {
    assertThat(request(MethodKind.START, Supervision.NONE).integer("fd_store")).isZero();
    for (MethodKind kind : List.of(MethodKind.STOP, MethodKind.REFRESH)) {
      assertThat(request(kind, Supervision.NONE).has("fd_store")).isFalse();
    }
  }
}
