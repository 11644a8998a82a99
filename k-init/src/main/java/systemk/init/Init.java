package systemk.init;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import systemk.init.contract.Contract;
import systemk.init.contract.Contracts;
import systemk.init.contract.Event;
import systemk.init.contract.Loader;
import systemk.init.contract.Refusal;
import systemk.init.loop.Loop;
import systemk.init.notify.Handover;
import systemk.json.Json;
import systemk.linux.Exec;
import systemk.linux.Kernel;
import systemk.linux.KernelException;
import systemk.linux.LinuxKernel;
import systemk.linux.Peer;
import systemk.linux.Power;
import systemk.linux.ProcessId;
import systemk.linux.SignalHandlers;
import systemk.wire.IdleHeap;
import systemk.wire.Layout;

/// k.init: makes, signals and reaps every process of SystemK.
public final class Init implements Requests.Host, Contracts.Listener {
  /*
   *   kernel --- ended children ---> Reaper --+
   *          --- signals ----------> handlers-+--> Loop ---> Contracts ---> records in run/svc
   *          --- sockets, pidfds, cgroups ----+      |           ^
   *                                                  +---> Clients, Daemons, Stopper
   *
   * One thread, the loop's, owns everything that changes. The others only post to it. k.init decides
   * nothing about services: it does as it is told and tells what happened. Its own cares are its two
   * daemons, and an end in good order.
   *
   * It can be killed at any moment. Everything it must know again is in run/svc before the act it
   * belongs to, see Contracts; services and daemons live on and the next k.init takes them over.
   */
  private final Options options;
  private final Layout layout;
  private final Console console;
  private final Kernel kernel;
  private final String boot;
  private final Loop loop;
  private final Contracts contracts;
  private final Reaper reaper;
  private final Clients clients;
  private final Daemons daemons;
  private final Stopper stopper;
  private final Upgrade upgrade;
  private final Rescue rescue;
  private final KernelOptions kernelOptions;

  private Init(
      Options options,
      KernelOptions kernelOptions,
      Layout layout,
      Console console,
      Kernel kernel,
      String boot) {
    this.options = options;
    this.kernelOptions = kernelOptions;
    this.layout = layout;
    this.console = console;
    this.kernel = kernel;
    this.boot = boot;
    loop = new Loop(console::report);
    rescue = new Rescue(loop, kernel, console, options.home());
    boolean cgroups = !"1".equals(System.getenv("SYSTEMK_NO_CGROUPS"));
    contracts =
        Contracts.open(
            kernel,
            loop,
            layout.contracts(),
            layout.notifySockets(),
            rootHash(layout.root()),
            cgroups,
            usesNative() ? Loader.of(options.home()) : Loader.script(),
            this);
    reaper = new Reaper(kernel, loop, contracts::reapChildren, console);
    clients = new Clients(loop, kernel, contracts, new Requests(kernel, contracts, this), console);
    daemons =
        new Daemons(
            loop,
            contracts,
            options,
            kernelOptions,
            boot,
            kernel.self(),
            console,
            reaper::childMade,
            daemon -> rescue(daemon.name + " cannot be kept up; its log is " + daemon.log));
    upgrade =
        new Upgrade(
            loop,
            kernel,
            daemons,
            options,
            layout.run(),
            console,
            reaper::childMade,
            this::pingStartd,
            this::become);
    stopper =
        new Stopper(
            loop,
            kernel,
            contracts,
            daemons,
            options,
            layout.run().resolve("shutdown"),
            console,
            this::askStartd,
            loop::stop);
  }

  public static void main(String[] arguments) {
    Runtime.getRuntime().halt(run(List.of(arguments)));
  }

  /// Whether what is written in C is used where it was built.
  private static boolean usesNative() {
    return !"1".equals(System.getenv("SYSTEMK_NO_NATIVE"));
  }

  private static int run(List<String> arguments) {
    Kernel kernel = new LinuxKernel();
    Options options;
    try {
      options = Options.parse(arguments, kernel.self(), kernel.isGuarded());
    } catch (Options.UsageException e) {
      System.err.println("k.init: " + e.getMessage());
      return 2;
    }
    try {
      return start(
          options,
          usesNative() ? new LinuxKernel(options.home().resolve("libexec/k-spawn.so")) : kernel);
    } catch (IOException | UncheckedIOException e) {
      System.err.println("k.init: cannot run in " + options.root() + ": " + e.getMessage());
      return 1;
    }
  }

  private static int start(Options options, Kernel kernel) throws IOException {
    Layout layout = new Layout(options.root());
    if (options.probe().isPresent()) {
      Upgrade.probe(options.probe().get(), layout.contracts());
      return 0;
    }
    Files.createDirectories(layout.run());
    Files.createDirectories(layout.logs());
    Optional<RootLock> lock = RootLock.take(layout.initLock(), kernel.self());
    if (lock.isEmpty()) {
      System.err.println(
          "k.init: another k.init (pid "
              + RootLock.holder(layout.initLock())
              + ") holds "
              + options.root());
      return 1;
    }
    kernel.rename("k.init");
    String boot = Boot.identity(options.mode(), kernel);
    boolean first = Boot.begin(layout, boot);
    prepare(layout.contracts());
    Console console = new Console();
    Thread.setDefaultUncaughtExceptionHandler((_, accident) -> console.report(accident));
    Init init = new Init(options, commandLine(options), layout, console, kernel, boot);
    init.serve(first);
    console.drain();
    lock.get().close();
    init.stopper.finish().power().ifPresent(power -> end(kernel, power));
    // The guard of a machine takes any status but 0 for an accident.
    return options.mode() == Options.Mode.CONTAINER ? init.stopper.status() : 0;
  }

  /// The kernel's command line is to whoever the kernel booted.
  private static KernelOptions commandLine(Options options) throws IOException {
    return options.leave().isPresent()
        ? KernelOptions.parse(Files.readString(Path.of("/proc/cmdline")))
        : KernelOptions.NONE;
  }

  /// Ends the machine, or its PID namespace. Where the kernel refuses, as it does in a container
  /// that may not end itself so, the end of process 1 has to do.
  private static void end(Kernel kernel, Power power) {
    try {
      kernel.power(power);
    } catch (KernelException e) {
      System.err.println("k.init: " + e.getMessage());
    }
  }

  /// What services wrote on their command lines is nobody else's business.
  private static void prepare(Path contracts) throws IOException {
    Files.createDirectories(contracts);
    Files.setPosixFilePermissions(contracts, PosixFilePermissions.fromString("rwx------"));
  }

  /// A short name for a root, the same for every k.init of it (FNV-1a).
  static String rootHash(Path root) {
    long hash = 0xcbf29ce484222325L;
    for (byte b : root.toString().getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
    }
    return String.format(Locale.ROOT, "%016x", hash);
  }

  /// @param first whether this is the first k.init of the boot
  private void serve(boolean first) throws IOException {
    if (kernel.self() != 1) {
      kernel.adoptOrphans();
    }
    handleSignals();
    contracts.take(Handover.take(layout.handover(), identity()));
    contracts.adopt(console::say);
    clients.listen(layout.initSocket());
    reaper.start();
    daemons.begin();
    upgrade.resume();
    daemons.watch(this::pingStartd);
    daemons.look(kernel, this::pingStartd);
    if (options.mode() == Options.Mode.SYSTEM) {
      beat(Heartbeat.in(layout.heartbeat(), kernel.self()));
    }
    loop.post(this::goOn);
    if (first && kernelOptions.needsShell()) {
      rescue.offer("--milestone", "the kernel's command line asks for it");
    }
    IdleHeap.watch();
    loop.run();
    cleanUp();
  }

  private ProcessId identity() {
    return kernel.stat(kernel.self()).orElseThrow().id();
  }

  /// Becomes the k.init that is installed somewhere else; answers only if it cannot.
  private String become(Path home) {
    Handover left = contracts.handOver();
    try {
      left.write(layout.handover(), identity());
      left.outlive(true);
      console.drain();
      List<String> words = options.commandLine(home);
      List<String> environment =
          System.getenv().entrySet().stream()
              .filter(variable -> !variable.getKey().equals("SYSTEMK_ASKED"))
              .map(variable -> variable.getKey() + "=" + variable.getValue())
              .toList();
      KernelException failure = Exec.become(words.getFirst(), words, environment);
      left.outlive(false);
      Files.deleteIfExists(layout.handover());
      return String.valueOf(failure.getMessage());
    } catch (IOException e) {
      return "cannot hand over what is open: " + e.getMessage();
    }
  }

  private void beat(Heartbeat heart) {
    loop.after(Heartbeat.EVERY, () -> beat(heart));
    try {
      heart.beat();
    } catch (IOException e) {
      console.report(e);
    }
  }

  /// What the last k.init of this boot was asked for, or the guard while there was none.
  private void goOn() {
    try {
      if (!stopper.resume() && options.mode() == Options.Mode.SYSTEM) {
        String asked = System.getenv("SYSTEMK_ASKED");
        if (asked != null && !asked.isEmpty()) {
          signalled(asked);
        }
      }
    } catch (IOException e) {
      console.report(e);
    }
  }

  private void signalled(String signal) {
    Finish finish = Finish.of(signal, options.mode(), kernel.isWholeMachine());
    stopper.request(new Wish(finish, signal), false);
  }

  private void handleSignals() {
    for (String name : List.of("TERM", "INT")) {
      SignalHandlers.on(name, signal -> loop.post(() -> signalled("SIG" + signal)));
    }
    SignalHandlers.on("HUP", _ -> {});
    if (options.mode().ownsAll()) {
      SignalHandlers.on("PWR", signal -> loop.post(() -> signalled("SIG" + signal)));
    }
    if (options.mode() == Options.Mode.SYSTEM) {
      SignalHandlers.on("USR1", _ -> loop.post(() -> signalled("SIGINT")));
      if (kernel.isWholeMachine()) {
        kernel.takeCtrlAltDel();
      }
    }
  }

  private void cleanUp() throws IOException {
    contracts.close();
    loop.close();
    Boot.remove(layout.contracts());
    Boot.remove(layout.notifySockets());
    Boot.remove(layout.volatileStore());
    Files.deleteIfExists(layout.run().resolve("shutdown"));
    Files.deleteIfExists(layout.heartbeat());
    Files.deleteIfExists(layout.run().resolve(Upgrade.RECORD));
    Files.deleteIfExists(layout.initSocket());
    Files.deleteIfExists(layout.configdSocket());
    console.say("done");
  }

  private void askStartd() {
    stopper
        .reason()
        .ifPresent(
            why -> clients.tell(Json.object().put("type", "shutdown").put("reason", why).build()));
  }

  private void pingStartd() {
    clients.tell(Json.object().put("type", "ping").build());
  }

  @Override
  public void happened(Contract contract, Event event) {
    clients.publish();
  }

  @Override
  public void daemonEnded(Contract contract) {
    daemons.ended(contract);
  }

  @Override
  public void disbelieved(Contract contract, Peer sender) {
    console.say(
        "pid "
            + sender.pid()
            + " (uid "
            + sender.uid()
            + ") may not speak for "
            + contract.owner());
  }

  @Override
  public Json.Obj describe() {
    return Json.object()
        .put("pid", kernel.self())
        .put("boot", boot)
        .put("home", options.home().toString())
        .put("mode", options.mode().name().toLowerCase(Locale.ROOT))
        .put("cgroups", contracts.usesCgroups())
        .build();
  }

  @Override
  public Json.Builder status() {
    long services = contracts.all().stream().filter(c -> c.kind() == Contract.Kind.SERVICE).count();
    return Json.object()
        .put("init", describe())
        .put("phase", stopper.phase())
        .put("contracts", services)
        .put("unacknowledged", contracts.pendingEvents())
        .put("clients", clients.count())
        .put("subscribed", clients.hasSubscriber())
        .putArray("daemons", daemons.describe());
  }

  @Override
  public boolean admitsSpawns() {
    return stopper.admitsSpawns();
  }

  @Override
  public void childMade() {
    reaper.childMade();
  }

  @Override
  public void announce(String text) {
    if (options.mode() == Options.Mode.USER) {
      throw new Refusal("this tree of services speaks for no machine");
    }
    try {
      Helper.start(kernel, Path.of("/usr/bin/wall"), text);
    } catch (KernelException e) {
      throw new Refusal(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void singleUser() {
    if (options.mode() == Options.Mode.USER) {
      throw new Refusal("this tree of services has no console");
    }
    rescue.offer("--milestone", "single-user mode was asked for");
  }

  /// On a machine, what cannot go on by itself is where soon nobody can log in any more.
  @Override
  public void rescue(String reason) {
    if (options.mode() == Options.Mode.SYSTEM && stopper.reason().isEmpty()) {
      rescue.offer(reason);
    }
  }

  /// Whoever is not a machine's cannot end one.
  @Override
  public void shutDown(Wish wish, boolean force) {
    if (options.mode() == Options.Mode.USER && wish.finish().power().isPresent()) {
      throw new Refusal("this tree of services is not what the machine was booted with");
    }
    stopper.request(wish, force);
  }

  @Override
  public Path home() {
    return options.home();
  }

  @Override
  public Json.Builder upgrade(String token, Path home) {
    if (stopper.reason().isPresent()) {
      throw new Refusal("k.init is shutting down");
    }
    return upgrade.ask(token, home);
  }

  @Override
  public void end(int status, String reason) {
    if (options.mode() != Options.Mode.CONTAINER) {
      throw new Refusal("only a container ends with a status");
    }
    stopper.end(status, reason);
  }

  @Override
  public void servicesStopped() {
    stopper.servicesStopped();
  }

  @Override
  public void subscribed() {
    askStartd();
  }

  @Override
  public void heard() {
    daemons.startdAnswered();
  }
}
