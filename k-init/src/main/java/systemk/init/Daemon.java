package systemk.init;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import systemk.init.loop.Reactor;
import systemk.linux.Program.Output;

/// One of the two daemons k.init keeps up, and how that is going.
final class Daemon {
  final String name;
  final Path log;
  final Output output;

  Throttle throttle = Throttle.FRESH;
  Liveness liveness = Liveness.started(System.nanoTime());
  long started = System.nanoTime();
  long deaths;

  /// The contract it runs in; 0 if it does not run.
  long contract;

  /// When it will be started again, if it is to be.
  Reactor.@Nullable Timer restart;

  Daemon(String name, Path logs, boolean onConsole) {
    this.name = name;
    this.log = logs.resolve(name + ".log");
    this.output = onConsole ? new Output.Inherit() : new Output.Append(log);
  }

  boolean isRunning() {
    return contract != 0;
  }
}
