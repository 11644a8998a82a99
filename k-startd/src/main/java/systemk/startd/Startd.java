package systemk.startd;

import io.vavr.control.Option;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import systemk.core.Time;
import systemk.core.engine.Event;
import systemk.core.engine.Machine;
import systemk.core.engine.Model;
import systemk.core.engine.Purpose;
import systemk.core.fmri.Fmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.repository.Author;
import systemk.startd.health.Checker;
import systemk.startd.health.WorldProber;
import systemk.startd.logs.Rotator;
import systemk.wire.IdleHeap;
import systemk.wire.Layout;

/// k.startd: the graph engine and the restarter. It may be killed at any instruction; k.init starts
/// it again and it goes on from what is recorded.
public final class Startd {
  /// How many messages may wait. Whoever has more to say waits in turn.
  private static final int MAILBOX = 1 << 16;

  private static final Logger LOG = LoggerFactory.getLogger(Startd.class);

  private Startd() {}

  /// Runs until k.init is lost or ends this process.
  ///
  /// @param args `--root DIR`; `--boot ID`, which is for k.configd and ignored here; `--main FMRI`
  ///   and `--strict yes`, what a container is there for
  public static void main(String[] args) throws InterruptedException {
    Options options = parse(args);
    call("k.startd");
    IdleHeap.watch();
    try {
      run(new Layout(options.root()), options.purpose());
    } catch (EventLoop.Hopeless e) {
      LOG.warn("ending, to be started again: {}", e.getMessage());
      halt(1);
    } catch (IOException e) {
      LOG.warn("cannot reach k.init: {}", e.getMessage());
      halt(1);
    }
  }

  private record Options(Path root, Purpose purpose) {}

  private static Options parse(String[] args) {
    Path root = Path.of("/");
    Option<InstanceFmri> main = Option.none();
    boolean strict = false;
    for (int i = 0; i < args.length; i += 2) {
      if (i + 1 == args.length) {
        throw usage("option " + args[i] + " wants a value");
      }
      switch (args[i]) {
        case "--root" -> root = Path.of(args[i + 1]);
        case "--boot" -> {}
        case "--main" -> main = Option.some(instance(args[i + 1]));
        case "--strict" -> strict = args[i + 1].equals("yes");
        default -> throw usage("unknown option " + args[i]);
      }
    }
    return new Options(root.toAbsolutePath().normalize(), Purpose.of(main, strict));
  }

  private static InstanceFmri instance(String text) {
    return Fmri.parseInstance(text)
        .getOrElseThrow(error -> usage("--main " + text + ": " + error.message()));
  }

  private static RuntimeException usage(String what) {
    System.err.println(
        "k.startd: "
            + what
            + "\nusage: k.startd --root DIR [--boot ID] [--main FMRI] [--strict yes]");
    System.exit(2);
    return new IllegalStateException("exited");
  }

  /// Shows the process under its name rather than as another java.
  private static void call(String name) {
    try {
      Files.writeString(Path.of("/proc/self/comm"), name);
    } catch (IOException e) {
      LOG.debug("cannot set the name of the process: {}", e.getMessage());
    }
  }

  private static void run(Layout layout, Purpose purpose) throws IOException, InterruptedException {
    BlockingQueue<Message> mailbox = new LinkedBlockingQueue<>(MAILBOX);
    Files.createDirectories(layout.logs());
    InitLink init = InitLink.open(layout.initSocket(), mailbox);
    ConfigdLink configd = new ConfigdLink(layout.configdSocket(), mailbox);
    Instant begin = Instant.now();
    AtomicReference<Model> model = new AtomicReference<>(Model.empty(layout.logs().toString()));
    Rotator rotator = Rotator.of(layout.logs(), model::get);
    World world =
        new World(
            configd,
            init,
            new ServiceLogs(ZoneId.systemDefault()),
            rotator,
            new BootConsole(System.out, isTerminal(), begin),
            layout.root());
    long pid = ProcessHandle.current().pid();
    EventLoop loop =
        new EventLoop(
            world,
            Machine::step,
            new Author(0, 0, pid, "k.startd"),
            "k.startd/" + pid + "/" + begin,
            layout.logs().toString(),
            purpose);
    configd.start();
    init.start();
    rotator.start();
    Checker.start(model::get, new WorldProber(world), verdict -> tell(mailbox, verdict));
    while (true) {
      loop.fireTimers(now());
      loop.endTurn(now());
      Message message =
          mailbox.poll(Math.max(0, loop.nextDeadline() - System.nanoTime()), TimeUnit.NANOSECONDS);
      if (message != null) {
        loop.takeTurn(message, mailbox, Startd::now);
        model.set(loop.model());
      }
    }
  }

  private static void tell(BlockingQueue<Message> mailbox, Event.Checked verdict) {
    // A mailbox that is full has more urgent things in it; the next check says it again.
    if (!mailbox.offer(new Message.Checked(verdict))) {
      LOG.warn("too busy to hear of the health of {}", verdict.fmri());
    }
  }

  /// HotSpot's nanoTime is `CLOCK_MONOTONIC` itself on Linux, the same for all processes of a boot,
  /// so that the deadlines of the last k.startd mean something to this one.
  private static Time now() {
    return new Time(System.nanoTime(), Instant.now());
  }

  private static boolean isTerminal() {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException _) {
      return false;
    }
  }

  /// Ends at once: an orderly exit would wait for threads that sit in reads.
  private static void halt(int status) {
    System.out.flush();
    System.err.flush();
    Runtime.getRuntime().halt(status);
  }
}
