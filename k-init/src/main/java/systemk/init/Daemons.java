package systemk.init;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import systemk.init.contract.ContextRequest;
import systemk.init.contract.Contract;
import systemk.init.contract.Contracts;
import systemk.init.contract.Ending;
import systemk.init.contract.Refusal;
import systemk.init.contract.Resources;
import systemk.init.contract.SpawnRequest;
import systemk.init.contract.Supervision;
import systemk.init.loop.Connection;
import systemk.init.loop.Loop;
import systemk.json.Json;
import systemk.linux.Kernel;
import systemk.linux.ProcessStat;
import systemk.linux.Program.Output;
import systemk.linux.Signals;
import systemk.linux.Sockets;
import systemk.wire.Layout;
import systemk.wire.ShortPath;

/// Keeps k.configd and k.startd up: starts them, starts them again when they die, and kills them
/// when they no longer answer.
final class Daemons {
  private static final Duration PING_EVERY = Duration.ofSeconds(5);
  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  private final Loop loop;
  private final Contracts contracts;
  private final Layout layout;
  private final Options options;
  private final KernelOptions kernelOptions;
  private final String boot;
  private final Console console;
  private final int self;
  private final Runnable made;
  private final Consumer<Daemon> hopeless;
  private final Daemon configd;
  private final Daemon startd;
  private @Nullable Connection probe;
  private Path home;
  private boolean keeping = true;
  private long starts;

  /// @param made told after each start
  /// @param hopeless told after each death of a daemon that cannot be kept up
  Daemons(
      Loop loop,
      Contracts contracts,
      Options options,
      KernelOptions kernelOptions,
      String boot,
      int self,
      Console console,
      Runnable made,
      Consumer<Daemon> hopeless) {
    this.kernelOptions = kernelOptions;
    this.hopeless = hopeless;
    this.loop = loop;
    this.contracts = contracts;
    this.options = options;
    this.layout = new Layout(options.root());
    this.boot = boot;
    this.self = self;
    this.console = console;
    this.made = made;
    this.home = options.home();
    this.configd = new Daemon("k.configd", layout.logs(), false);
    this.startd = new Daemon("k.startd", layout.logs(), true);
  }

  /// Takes over daemons that outlived an earlier k.init, and starts the others.
  void begin() {
    for (Daemon daemon : List.of(configd, startd)) {
      Optional<Contract> living = Optional.empty();
      for (Contract contract : List.copyOf(contracts.all())) {
        if (isOf(daemon, contract) && contract.isAlive()) {
          if (contract.ending().isEmpty() && living.isEmpty()) {
            living = Optional.of(contract);
          } else {
            contracts.kill(contract.id());
          }
        }
      }
      if (living.isPresent()) {
        daemon.contract = living.get().id();
        console.say("found " + daemon.name + " running as pid " + living.get().pid());
      } else {
        start(daemon);
      }
    }
  }

  private static boolean isOf(Daemon daemon, Contract contract) {
    return contract.kind() == Contract.Kind.DAEMON && contract.owner().equals(daemon.name);
  }

  private void start(Daemon daemon) {
    daemon.restart = null;
    if (!keeping || daemon.isRunning()) {
      return;
    }
    daemon.started = System.nanoTime();
    daemon.liveness = Liveness.started(daemon.started);
    try {
      daemon.contract = contracts.spawn(request(daemon)).id();
      made.run();
    } catch (Refusal e) {
      again(daemon, "cannot be started: " + e.getMessage());
    }
  }

  private List<String> command(Daemon daemon) {
    List<String> command =
        new ArrayList<>(
            List.of(
                home.resolve("libexec").resolve(daemon.name).toString(),
                "--root",
                options.root().toString(),
                "--boot",
                boot));
    if (daemon.equals(startd)) {
      command.addAll(options.purpose());
    } else {
      options.store().ifPresent(store -> command.addAll(List.of("--store", store.toString())));
      if (options.leave().isPresent()) {
        command.addAll(List.of("--machine", kernelOptions.milestone().orElse("")));
      }
    }
    return command;
  }

  private SpawnRequest request(Daemon daemon) {
    SortedMap<String, String> environment = new TreeMap<>(System.getenv());
    environment.put("SYSTEMK_HOME", home.toString());
    if (kernelOptions.debug()) {
      environment.put("SYSTEMK_DEBUG", "1");
    }
    return new SpawnRequest(
        daemon.name + "/" + self + "/" + ++starts,
        daemon.name,
        Contract.Kind.DAEMON,
        command(daemon),
        environment,
        Path.of("/"),
        daemon.output,
        new Output.Append(daemon.log),
        false,
        ContextRequest.NONE,
        Supervision.NONE,
        Resources.NONE);
  }

  /// The main process of a daemon's contract ended.
  void ended(Contract contract) {
    // What it left behind must not be there when it starts again.
    contracts.find(contract.id()).ifPresent(left -> contracts.kill(left.id()));
    for (Daemon daemon : List.of(configd, startd)) {
      if (daemon.contract == contract.id()) {
        daemon.contract = 0;
        if (keeping) {
          again(
              daemon,
              "(pid " + contract.pid() + ") " + contract.ending().map(Daemons::words).orElse(""));
        }
      }
    }
  }

  private static String words(Ending ending) {
    return switch (ending) {
      case Ending.Returned(int code) -> "exited with code " + code;
      case Ending.Killed(int signal, _) ->
          "was killed by signal " + Signals.name(signal).orElse(Integer.toString(signal));
      case Ending.Unseen() -> "ended";
    };
  }

  private void again(Daemon daemon, String what) {
    daemon.deaths++;
    boolean hopeBefore = !daemon.throttle.hopeless();
    long now = System.nanoTime();
    daemon.throttle = daemon.throttle.died(daemon.started, daemon.liveness.heard(), now);
    Duration delay = daemon.throttle.delay();
    console.say(
        daemon.name
            + " "
            + what
            + "; starting it again"
            + (delay.isZero() ? "" : " in " + delay.toMillis() + " ms"));
    if (hopeBefore && daemon.throttle.hopeless()) {
      console.say(
          daemon.name
              + " cannot be kept up: it died "
              + daemon.throttle.failures()
              + " times within "
              + Duration.ofNanos(now - daemon.throttle.since()).toSeconds()
              + " s, and did not work in between; see "
              + daemon.log
              + ". Trying again every "
              + delay.toSeconds()
              + " s");
    }
    if (daemon.throttle.hopeless()) {
      hopeless.accept(daemon);
    }
    // Never within the reaction that reports the death: its contract may still be in use there.
    daemon.restart = loop.after(delay, () -> start(daemon));
  }

  /// Begins to ask both daemons whether they are well.
  void watch(Runnable pingStartd) {
    loop.after(
        PING_EVERY,
        () -> {
          pingStartd.run();
          pingConfigd();
          List.of(configd, startd).forEach(this::killIfSilent);
          watch(pingStartd);
        });
  }

  /// Begins to look often at two things. Who was stopped by a signal is sure not to answer, so
  /// nobody has to wait for that; and who has not answered yet is asked until it has, because it
  /// counts as working from then on.
  void look(Kernel kernel, Runnable pingStartd) {
    loop.after(LOOK_EVERY, () -> look(kernel, pingStartd));
    List.of(configd, startd).forEach(daemon -> killIfStopped(daemon, kernel));
    List.of(configd, startd).forEach(daemon -> seeWork(daemon, kernel));
    if (isUnheard(configd) || isUnheard(startd)) {
      ask(pingStartd);
    }
  }

  private void seeWork(Daemon daemon, Kernel kernel) {
    if (isUnheard(daemon)) {
      stat(daemon, kernel)
          .ifPresent(
              stat -> daemon.liveness = daemon.liveness.used(System.nanoTime(), stat.ticks()));
    }
  }

  private static boolean isUnheard(Daemon daemon) {
    return daemon.isRunning() && !daemon.liveness.heard();
  }

  private Optional<ProcessStat> stat(Daemon daemon, Kernel kernel) {
    return contracts
        .find(daemon.contract)
        .flatMap(Contract::main)
        .flatMap(main -> kernel.stat(main.pid()).filter(stat -> stat.id().equals(main)));
  }

  private void killIfStopped(Daemon daemon, Kernel kernel) {
    if (keeping && stat(daemon, kernel).filter(ProcessStat::isStopped).isPresent()) {
      console.say(daemon.name + " was stopped by a signal; killing it");
      contracts.kill(daemon.contract);
    }
  }

  private void killIfSilent(Daemon daemon) {
    if (keeping && daemon.isRunning() && daemon.liveness.isSilent(System.nanoTime())) {
      console.say(daemon.name + " no longer answers; killing it");
      // Once is enough, but it may take the kernel a moment; do not count that as silence.
      daemon.liveness = daemon.liveness.forgiven(System.nanoTime());
      contracts.kill(daemon.contract);
    }
  }

  void startdAnswered() {
    startd.liveness = startd.liveness.answered(System.nanoTime());
  }

  private void pingConfigd() {
    if (probe != null) {
      probe.close("no answer");
    }
    try {
      OptionalInt socket =
          ShortPath.with(layout.configdSocket(), path -> Sockets.connect(path.toString()));
      if (socket.isPresent()) {
        probe = new Connection(loop, socket.getAsInt(), new Answer());
        probe.send(Json.object().put("id", 1).put("op", "ping").build());
      }
    } catch (IOException e) {
      console.say("cannot reach k.configd: " + e.getMessage());
    }
  }

  /// Whatever k.configd says, it lives.
  private final class Answer implements Connection.Listener {
    @Override
    public void received(Connection connection, Json message) {
      configd.liveness = configd.liveness.answered(System.nanoTime());
      connection.close("it answered");
    }

    @Override
    public void garbled(Connection connection, String problem) {
      received(connection, Json.object().build());
    }

    @Override
    public void drained(Connection connection) {}

    @Override
    public void closed(Connection connection, String why) {
      if (connection.equals(probe)) {
        probe = null;
      }
    }
  }

  /// From now on a daemon that dies stays dead.
  void letGo() {
    keeping = false;
    for (Daemon daemon : List.of(configd, startd)) {
      if (daemon.restart != null) {
        daemon.restart.cancel();
      }
    }
  }

  /// Has daemons that are started from now on be those that are installed here.
  void moveTo(Path place) {
    home = place;
  }

  /// The contract a daemon runs in; 0 if it does not run.
  long contractOf(boolean ofStartd) {
    return (ofStartd ? startd : configd).contract;
  }

  long deathsOf(boolean ofStartd) {
    return (ofStartd ? startd : configd).deaths;
  }

  /// Whether a daemon has answered since it was started.
  boolean hasAnswered(boolean ofStartd) {
    Daemon daemon = ofStartd ? startd : configd;
    return daemon.isRunning() && daemon.liveness.heard();
  }

  /// Asks both now, beside the usual rounds.
  void ask(Runnable pingStartd) {
    pingStartd.run();
    if (probe == null) {
      pingConfigd();
    }
  }

  boolean isRunning(boolean ofStartd) {
    return (ofStartd ? startd : configd).isRunning();
  }

  /// Asks a daemon to end, or makes it.
  void stop(boolean ofStartd, int signal) {
    Daemon daemon = ofStartd ? startd : configd;
    if (daemon.isRunning()) {
      if (signal == Signals.KILL) {
        contracts.kill(daemon.contract);
      } else {
        contracts.signal(daemon.contract, signal, false);
      }
    }
  }

  /// One object for each daemon, for `status`.
  List<Json.Obj> describe() {
    return List.of(configd, startd).stream()
        .map(
            daemon ->
                Json.object()
                    .put("name", daemon.name)
                    .put("contract", daemon.contract)
                    .put("pid", contracts.find(daemon.contract).map(Contract::pid).orElse(0))
                    .put("deaths", daemon.deaths)
                    .put("hopeless", daemon.throttle.hopeless())
                    .put("log", daemon.log.toString())
                    .build())
        .toList();
  }
}
