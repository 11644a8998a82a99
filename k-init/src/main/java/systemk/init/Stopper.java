package systemk.init;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import systemk.init.contract.Contract;
import systemk.init.contract.Contracts;
import systemk.init.loop.Loop;
import systemk.linux.Kernel;
import systemk.linux.KernelException;
import systemk.linux.ProcessStat;
import systemk.linux.Signals;

/// Carries out a [Shutdown]: looks at the world, and does what each phase begins with.
final class Stopper {
  private static final Duration TICK = Duration.ofMillis(20);

  private final Loop loop;
  private final Kernel kernel;
  private final Contracts contracts;
  private final Daemons daemons;
  private final Options options;
  private final Path record;
  private final Console console;
  private final Runnable ask;
  private final Runnable finish;
  private @Nullable Shutdown shutdown;
  private @Nullable Wish wish;
  private @Nullable Helper leaving;
  private boolean servicesStopped;
  private boolean hurried;
  private boolean disorderly;
  private OptionalInt status = OptionalInt.empty();

  /// @param record where what is wished is kept while it is carried out
  /// @param ask tells k.startd to stop the services
  /// @param finish ends k.init
  Stopper(
      Loop loop,
      Kernel kernel,
      Contracts contracts,
      Daemons daemons,
      Options options,
      Path record,
      Console console,
      Runnable ask,
      Runnable finish) {
    this.loop = loop;
    this.kernel = kernel;
    this.contracts = contracts;
    this.daemons = daemons;
    this.options = options;
    this.record = record;
    this.console = console;
    this.ask = ask;
    this.finish = finish;
  }

  /// A container has nothing more to be there for.
  ///
  /// @param wanted the exit status it is to end with
  void end(int wanted, String why) {
    if (wish == null) {
      status = OptionalInt.of(wanted);
      request(new Wish(Finish.EXIT, why), false);
    }
  }

  /// What k.init ends with: what it was told; else 1 if something had to be ended that k.startd had
  /// not stopped.
  int status() {
    return status.orElse(disorderly ? 1 : 0);
  }

  /// Somebody wants k.init to end. Whoever asks again is in a hurry, and the last who asks says
  /// how.
  ///
  /// @param force whether nobody is to be asked first
  void request(Wish asked, boolean force) {
    boolean again = wish != null;
    wish = asked;
    try {
      asked.record(record);
    } catch (IOException e) {
      // It is carried out all the same; only a k.init that dies on the way would be forgotten.
      console.say("cannot put on record what was asked: " + e.getMessage());
    }
    if (again) {
      console.say(asked.reason() + " again: not waiting for k.startd any longer");
      hurried = true;
    } else {
      console.say("shutting down: " + asked.reason());
    }
    if (force) {
      disorderly = true;
      shutdown = Shutdown.force(System.nanoTime());
      enter(shutdown);
    } else if (!again) {
      shutdown = Shutdown.begin(System.nanoTime());
      ask.run();
    }
    if (!again) {
      tick();
    }
  }

  /// Goes on with what an earlier k.init of this boot was asked for; false if it was not.
  boolean resume() throws IOException {
    Optional<Wish> before = Wish.read(record);
    before.ifPresent(asked -> request(asked, false));
    return before.isPresent();
  }

  void servicesStopped() {
    servicesStopped = true;
  }

  /// Why k.init is ending; nothing if it is not.
  Optional<String> reason() {
    return Optional.ofNullable(wish).map(Wish::reason);
  }

  /// What is to come after it.
  Finish finish() {
    return wish == null ? Finish.EXIT : wish.finish();
  }

  boolean admitsSpawns() {
    return shutdown == null || shutdown.admitsSpawns();
  }

  String phase() {
    return shutdown == null
        ? "serving"
        : shutdown.phase().name().toLowerCase(java.util.Locale.ROOT);
  }

  private void tick() {
    Shutdown current = shutdown;
    if (current == null) {
      return;
    }
    // First, so that an accident in one phase does not keep the next from coming.
    loop.after(TICK, this::tick);
    Optional<Shutdown> next = current.next(look(current), System.nanoTime());
    if (next.isPresent()) {
      shutdown = next.get();
      enter(next.get());
    }
  }

  /// Strays are looked for only when they are about to matter: it takes a walk through /proc.
  private Shutdown.Sight look(Shutdown current) {
    boolean late = current.phase().compareTo(Shutdown.Phase.STOPPING_CONFIGD) >= 0;
    return new Shutdown.Sight(
        servicesStopped,
        hurried,
        !services().isEmpty(),
        daemons.isRunning(true),
        daemons.isRunning(false),
        late && !strays().isEmpty(),
        leaving != null && leaving.isRunning(kernel));
  }

  private void enter(Shutdown begun) {
    if (!begun.keepsDaemons()) {
      daemons.letGo();
    }
    switch (begun.phase()) {
      case ASKING -> {}
      case TERMINATING -> {
        disorderly = !servicesStopped;
        services().forEach(contract -> contracts.signal(contract.id(), Signals.TERM, true));
        // A stopped process acts on SIGTERM only when it goes on.
        services().forEach(contract -> contracts.signal(contract.id(), Signals.CONT, true));
      }
      case KILLING -> services().forEach(contract -> contracts.kill(contract.id()));
      case STOPPING_STARTD -> daemons.stop(true, Signals.TERM);
      case KILLING_STARTD -> daemons.stop(true, Signals.KILL);
      case STOPPING_CONFIGD -> daemons.stop(false, Signals.TERM);
      case KILLING_CONFIGD -> daemons.stop(false, Signals.KILL);
      case SWEEPING -> signalStrays(Signals.TERM);
      case SCRUBBING -> signalStrays(Signals.KILL);
      case LEAVING -> leave();
      case DONE -> finish.run();
    }
  }

  private void leave() {
    if (options.leave().isPresent()) {
      console.say("letting go of file systems");
      try {
        leaving = Helper.start(kernel, options.leave().get(), finish().word());
      } catch (KernelException e) {
        console.say(String.valueOf(e.getMessage()));
      }
    }
  }

  private List<Contract> services() {
    return contracts.all().stream()
        .filter(contract -> contract.kind() == Contract.Kind.SERVICE && contract.isAlive())
        .toList();
  }

  /// In a namespace or a machine of our own all is ours but process 1 and what runs in the kernel;
  /// otherwise our own children without a contract are, and their children become ours when they
  /// are gone.
  private List<ProcessStat> strays() {
    int self = kernel.self();
    return kernel.processes().stream()
        .filter(ProcessStat::isAlive)
        .filter(process -> process.pid() != self && process.pid() != 1)
        .filter(process -> !process.isKernelThread())
        .filter(process -> options.mode().ownsAll() || process.parent() == self)
        .toList();
  }

  private void signalStrays(int signal) {
    if (options.mode().ownsAll()) {
      kernel.signalAll(signal);
      kernel.signalAll(Signals.CONT);
    } else {
      strays().forEach(stray -> kernel.signal(stray.id(), signal));
    }
  }
}
