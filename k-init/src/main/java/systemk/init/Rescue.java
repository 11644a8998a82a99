package systemk.init;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import systemk.init.loop.Loop;
import systemk.linux.Kernel;
import systemk.linux.KernelException;

/// The shell on the console of a machine, for when it cannot go on by itself, or is to serve a
/// single administrator. There is one at a time.
final class Rescue {
  /// A shell that was left is not offered again sooner than this, whatever is still wrong.
  private static final Duration PAUSE = Duration.ofSeconds(30);

  private final Loop loop;
  private final Kernel kernel;
  private final Console console;
  private final Path program;
  private @Nullable Helper shell;
  private boolean resting;

  Rescue(Loop loop, Kernel kernel, Console console, Path home) {
    this.loop = loop;
    this.kernel = kernel;
    this.console = console;
    program = home.resolve("libexec/k.emergency");
  }

  /// Offers a shell, unless somebody has one, or has just left one.
  ///
  /// @param arguments what the program is told
  void offer(String... arguments) {
    if (resting || isOpen()) {
      return;
    }
    try {
      shell = Helper.start(kernel, program, arguments);
      resting = true;
      loop.after(PAUSE, () -> resting = false);
    } catch (KernelException e) {
      console.say(String.valueOf(e.getMessage()));
    }
  }

  private boolean isOpen() {
    return shell != null && shell.isRunning(kernel);
  }
}
