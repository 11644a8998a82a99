package systemk.notify;

import io.vavr.collection.TreeMap;
import io.vavr.control.Option;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import systemk.api.client.ConfigdConnection;
import systemk.api.protocol.FromServer;
import systemk.api.protocol.ProtocolException;
import systemk.api.protocol.Request;
import systemk.api.protocol.Response;
import systemk.core.fmri.InstanceFmri;
import systemk.core.notify.Transition;
import systemk.core.repository.RepositoryState;
import systemk.wire.Layout;

/// k.notify, the method of svc:/system/fm/notify: follows what k.configd commits and tells those
/// who are to be told of transitions.
/* One thread follows, and never waits for a delivery. Another writes down once a second what has been
 * told, so a kill repeats what was delivered in the last second and loses nothing: what was not delivered
 * counts as not told.
 */
public final class Notifier {
  private static final Logger LOG = logger();
  private static final InstanceFmri SELF = InstanceFmri.of("svc:/system/fm/notify:default");
  private static final long LONGEST_PAUSE_MILLIS = 2_000;
  private static final long SUBSCRIPTION = 1;

  private final Layout layout;
  private final InstanceFmri self;
  private final InstantSource clock;
  private final Dispatcher dispatcher;
  private final String life;
  private final String host = host();
  private @Nullable Path ready;
  private Watch watch;
  private Told told;

  Notifier(Layout layout, InstanceFmri self, InstantSource clock, Deliverer deliverer) {
    this.layout = layout;
    this.self = self;
    this.clock = clock;
    this.dispatcher = new Dispatcher(deliverer);
    this.life = life(layout);
    Option<Told> known = known();
    this.watch = Watch.from(known);
    this.told = known.getOrElse(new Told(TreeMap.empty()));
  }

  private static Logger logger() {
    System.setProperty("systemk.program", "k.notify");
    return LoggerFactory.getLogger(Notifier.class);
  }

  public static void main(String[] arguments) {
    String root = System.getenv("SYSTEMK_ROOT");
    String fmri = System.getenv("SMF_FMRI");
    InstanceFmri self = fmri == null ? SELF : InstanceFmri.of(fmri);
    Notifier notifier =
        new Notifier(
            new Layout(Path.of(root == null ? "/" : root)),
            self,
            InstantSource.system(),
            new Delivery());
    if (arguments.length == 2 && arguments[0].equals("--ready-fd")) {
      notifier.ready = Path.of("/proc/self/fd", arguments[1]);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(notifier::save, "save"));
    Thread.ofPlatform().daemon().name("save").start(notifier::saveForEver);
    notifier.followForEver();
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      // A machine without a name of its own has this one.
      return "localhost";
    }
  }

  /// What tells one life of this tree's k.init from another: its number and when it was started.
  private static String life(Layout layout) {
    try {
      String pid = Files.readString(layout.initLock()).strip();
      String stat = Files.readString(Path.of("/proc", pid, "stat"));
      return pid + " " + stat.substring(stat.lastIndexOf(')') + 2).split(" ")[19];
    } catch (IOException | RuntimeException e) {
      LOG.atWarn().addKeyValue("reason", e).log("cannot tell one boot from another");
      return "";
    }
  }

  private Path file() {
    return layout.run().resolve("notify.json");
  }

  private Option<Told> known() {
    try {
      return Told.read(file(), life);
    } catch (IOException e) {
      LOG.atError()
          .addKeyValue("reason", e.getMessage())
          .log("what was told is not known; nobody is told what happened meanwhile");
      return Option.none();
    }
  }

  private void followForEver() {
    long pause = 10;
    while (true) {
      try (ConfigdConnection connection = ConfigdConnection.open(layout.configdSocket())) {
        connection.send(new Request.Subscribe(SUBSCRIPTION, revision()));
        pause = 10;
        while (true) {
          take(connection.receive());
        }
      } catch (IOException e) {
        LOG.atDebug().addKeyValue("reason", e).log("lost k.configd");
        lost();
      } catch (ProtocolException e) {
        LOG.atError().addKeyValue("reason", e.getMessage()).log("begins anew with k.configd");
        restart();
      }
      try {
        TimeUnit.MILLISECONDS.sleep(pause);
      } catch (InterruptedException e) {
        throw new IllegalStateException("nobody interrupts who follows", e);
      }
      pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
    }
  }

  private synchronized Option<systemk.core.repository.Revision> revision() {
    return watch.replica().revision();
  }

  private synchronized void lost() {
    watch = watch.disconnected();
  }

  /// What is known now counts as told when the whole state comes again.
  private synchronized void restart() {
    watch =
        Watch.from(
            watch
                .replica()
                .known()
                .map(state -> Told.of(state, told, dispatcher.pending()))
                .orElse(watch::told));
  }

  /// Takes what k.configd says.
  synchronized void take(FromServer message) {
    if (message instanceof Response.Failed(_, String reason)) {
      throw new ProtocolException(reason);
    }
    Watch.Next next = watch.after(message, clock.instant());
    watch = next.watch();
    if (watch.replica().known().isDefined()) {
      sayReady();
    }
    for (Transition transition : next.transitions()) {
      RepositoryState state = watch.replica().known().get();
      dispatcher.offer(
          new Message(transition, host), transition.audience(state), Settings.of(state, self));
    }
  }

  /// Tells whoever started this program, once, that nothing that happens from now on is missed.
  private void sayReady() {
    Path descriptor = ready;
    ready = null;
    if (descriptor != null) {
      try {
        Files.writeString(descriptor, "\n", StandardOpenOption.WRITE);
      } catch (IOException e) {
        LOG.atError().addKeyValue("reason", e).log("cannot say that it is ready");
      }
    }
  }

  private void saveForEver() {
    try {
      while (true) {
        TimeUnit.SECONDS.sleep(1);
        save();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts who saves", e);
    }
  }

  private @Nullable Told toSave() {
    Option<RepositoryState> state = watch.replica().known();
    if (state.isEmpty()) {
      return null;
    }
    Told now = Told.of(state.get(), told, dispatcher.pending());
    return now.equals(told) ? null : now;
  }

  synchronized void save() {
    Told now = toSave();
    if (now == null) {
      return;
    }
    try {
      now.write(file(), life);
      told = now;
    } catch (IOException e) {
      LOG.atError().addKeyValue("reason", e).log("cannot write down what was told");
    }
  }
}
