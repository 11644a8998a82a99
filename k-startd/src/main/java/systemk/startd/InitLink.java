package systemk.startd;

import io.vavr.collection.Map;
import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import systemk.core.engine.Event;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.method.ExitStatus;
import systemk.json.Json;
import systemk.json.JsonException;
import systemk.startd.health.Commands;
import systemk.wire.FrameException;
import systemk.wire.Frames;
import systemk.wire.ShortPath;

/// The line to k.init: says hello, puts what is heard into the mailbox, and carries requests. There
/// is one connection for the life of the process; when it breaks, the process ends and the next one
/// says hello anew.
final class InitLink {
  private static final Logger LOG = LoggerFactory.getLogger(InitLink.class);
  private static final long HELLO = 0;

  /// What the owner of the process of a health check begins with. It is no FMRI, so that no engine
  /// takes the process for one of the service's.
  private static final String CHECK = "check:";

  private static final int READ_BYTES = 64 << 10;

  private final SocketChannel channel;
  private final BlockingQueue<Message> mailbox;
  private final AtomicLong lastId = new AtomicLong(HELLO);
  private final ConcurrentHashMap<Long, Spawning> spawning = new ConcurrentHashMap<>();

  private final ConcurrentHashMap<Long, Checking> asked = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Long, Checking> checking = new ConcurrentHashMap<>();

  /// A command of a health check.
  ///
  /// @param contract [#NOT_BEGUN], [#STOPPED], or the contract that is to be killed when it is
  ///   stopped
  private record Checking(AtomicLong contract, CompletableFuture<ExitStatus> ended) {
    static final long NOT_BEGUN = 0;
    static final long STOPPED = -1;
  }

  /// A process asked for and not heard of yet.
  private record Spawning(InstanceFmri fmri, String token) {}

  private InitLink(SocketChannel channel, BlockingQueue<Message> mailbox) {
    this.channel = channel;
    this.mailbox = mailbox;
  }

  /// Connects to k.init.
  static InitLink open(Path socket, BlockingQueue<Message> mailbox) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    return ShortPath.with(
        socket,
        path -> {
          channel.connect(UnixDomainSocketAddress.of(path));
          return new InitLink(channel, mailbox);
        });
  }

  void start() {
    Thread.ofPlatform().name("k.startd-init").daemon().start(this::receive);
    send(Json.object().put("id", HELLO).put("op", "hello").put("client", "k.startd"));
  }

  /// Asks for a process.
  void spawn(InstanceFmri fmri, String token, Json.Builder request) {
    long id = lastId.incrementAndGet();
    spawning.put(id, new Spawning(fmri, token));
    send(
        request.put("id", id).put("op", "spawn").put("token", token).put("owner", fmri.toString()));
  }

  /// Asks for the process of a health check.
  Commands.Command check(InstanceFmri fmri, Json.Builder request) {
    long id = lastId.incrementAndGet();
    Checking check = new Checking(new AtomicLong(Checking.NOT_BEGUN), new CompletableFuture<>());
    asked.put(id, check);
    send(
        request
            .put("id", id)
            .put("op", "spawn")
            .put("token", CHECK + UUID.randomUUID())
            .put("owner", CHECK + fmri));
    return new Commands.Command(check.ended(), () -> stop(check));
  }

  private void stop(Checking check) {
    long contract = check.contract().getAndSet(Checking.STOPPED);
    if (contract > 0) {
      kill(contract);
    }
  }

  /// Kills what is left in the contract of a health check.
  private void kill(long contract) {
    request("kill", Json.object().put("contract", contract));
  }

  /// Asks for anything else. Only a failure is worth a word.
  void request(String op, Json.Builder request) {
    send(request.put("id", lastId.incrementAndGet()).put("op", op));
  }

  private synchronized void send(Json.Builder request) {
    try {
      ByteBuffer frame = Frames.encode(request.build());
      while (frame.hasRemaining()) {
        channel.write(frame);
      }
    } catch (IOException e) {
      // The thread that receives finds the same connection broken and ends the process.
      LOG.debug("cannot send to k.init: {}", e.getMessage());
    }
  }

  private void receive() {
    Frames frames = new Frames();
    ByteBuffer bytes = ByteBuffer.allocate(READ_BYTES);
    try {
      while (true) {
        bytes.clear();
        if (channel.read(bytes) < 0) {
          throw new EOFException("k.init closed the connection");
        }
        for (Json frame : frames.feed(bytes.flip())) {
          Optional<Message> message = message(frame.asObj("frame"));
          if (message.isPresent()) {
            mailbox.put(message.get());
          }
        }
      }
    } catch (IOException | FrameException | JsonException e) {
      tellLost(String.valueOf(e.getMessage()));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void tellLost(String why) {
    try {
      mailbox.put(new Message.InitLost(why));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private Optional<Message> message(Json.Obj frame) {
    if (frame.has("id")) {
      return answer(frame.integer("id"), frame);
    }
    return switch (frame.string("type")) {
      case "ping" -> Optional.of(new Message.Pinged());
      case "shutdown" -> Optional.of(new Message.ShuttingDown());
      case "exited", "emptied", "notified" -> happened(frame);
      default -> Optional.empty();
    };
  }

  private Optional<Message> answer(long id, Json.Obj frame) {
    Optional<String> error = frame.optionalString("error");
    if (id == HELLO) {
      return Optional.of(error.<Message>map(Message.InitLost::new).orElseGet(() -> greeted(frame)));
    }
    Checking check = asked.remove(id);
    if (check != null) {
      error.ifPresentOrElse(
          line -> check.ended().completeExceptionally(new IOException(line)),
          () -> begun(check, frame.integer("contract")));
      return Optional.empty();
    }
    Spawning asked = spawning.remove(id);
    if (asked == null) {
      error.ifPresent(line -> LOG.debug("k.init refused request {}: {}", id, line));
      return Optional.empty();
    }
    return Optional.of(
        new Message.Answered(
            error
                .<Event>map(line -> new Event.Refused(asked.fmri(), asked.token(), line))
                .orElseGet(
                    () ->
                        new Event.Spawned(
                            asked.fmri(),
                            asked.token(),
                            frame.integer("contract"),
                            frame.integer("pid"))),
            frame.strings("not_applied")));
  }

  private Message greeted(Json.Obj frame) {
    Vector<Event.LivingContract> contracts =
        Vector.ofAll(frame.items("contracts")).map(item -> living(item.asObj("contract")));
    // Health checks of the last k.startd: nobody waits for them any more.
    contracts.filter(InitLink::isCheck).forEach(contract -> kill(contract.contract()));
    return new Message.Greeted(contracts.reject(InitLink::isCheck));
  }

  private static boolean isCheck(Event.LivingContract contract) {
    return contract.owner().startsWith(CHECK);
  }

  /// The answer comes before any event of the process, and both are heard by this thread.
  private void begun(Checking check, long contract) {
    checking.put(contract, check);
    if (!check.contract().compareAndSet(Checking.NOT_BEGUN, contract)) {
      kill(contract);
    }
  }

  /// Events of health checks are for those who wait for them. Nobody may, and they are to be
  /// acknowledged all the same.
  private Message checked(Json.Obj frame) {
    long contract = frame.integer("contract");
    if (frame.string("type").equals("emptied")) {
      checking.remove(contract);
    } else if (frame.string("type").equals("exited") && frame.flag("main")) {
      Checking check = checking.get(contract);
      if (check != null) {
        check.ended().complete(status(frame));
      }
    }
    return new Message.Noted(frame.integer("event"));
  }

  private static Event.LivingContract living(Json.Obj contract) {
    return new Event.LivingContract(
        contract.integer("contract"), contract.string("token"), contract.string("owner"));
  }

  private Optional<Message> happened(Json.Obj frame) {
    long number = frame.integer("event");
    String owner = frame.string("owner");
    if (owner.startsWith(CHECK)) {
      return Optional.of(checked(frame));
    }
    return Optional.of(
        Fmri.parseInstance(owner)
            .<Message>map(fmri -> new Message.Happened(number, event(frame, fmri)))
            .getOrElseGet(error -> new Message.InitLost("owner " + owner + ": " + error)));
  }

  private static Event event(Json.Obj frame, InstanceFmri fmri) {
    String token = frame.string("token");
    long contract = frame.integer("contract");
    return switch (frame.string("type")) {
      case "emptied" -> new Event.Emptied(fmri, token, contract);
      case "notified" -> new Event.Notified(fmri, token, contract, said(frame.object("said")));
      default ->
          new Event.Exited(
              fmri,
              token,
              contract,
              frame.integer("pid"),
              frame.flag("main"),
              status(frame),
              frame.integer("leader", 0));
    };
  }

  private static Map<String, String> said(Json.Obj words) {
    Map<String, String> said = TreeMap.empty();
    for (var word : words.members().entrySet()) {
      said = said.put(word.getKey(), word.getValue().asString(word.getKey()));
    }
    return said;
  }

  private static ExitStatus status(Json.Obj frame) {
    long signal = frame.integer("signal", 0);
    if (signal != 0) {
      return new ExitStatus.Signalled((int) signal, frame.flag("core"));
    }
    return frame.at("code") instanceof Json.Num
        ? new ExitStatus.Code((int) frame.integer("code"))
        : new ExitStatus.Unknown();
  }
}
