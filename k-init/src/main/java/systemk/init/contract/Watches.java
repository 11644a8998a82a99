package systemk.init.contract;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import systemk.init.loop.Reactor;
import systemk.linux.Exit;
import systemk.linux.Kernel;
import systemk.linux.ProcessId;

/// Watches processes that are not children of k.init, by pidfd.
final class Watches {
  /// Told that a process has ended.
  interface Listener {
    /// Takes note of the end of a process.
    ///
    /// @param exit how it ended, if the kernel could still tell
    void ended(long contract, ProcessId process, Optional<Exit> exit);
  }

  // Its parent may take a moment to reap it, and only then does the kernel say how it ended.
  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);
  private static final int MAX_LOOKS = 50;

  private final Kernel kernel;
  private final Reactor loop;
  private final Listener listener;
  private final Map<Long, Map<ProcessId, Watch>> watches = new HashMap<>();

  /// One open pidfd; it is not on the loop any more once its process has ended.
  private static final class Watch {
    private final int descriptor;
    private boolean onLoop = true;

    private Watch(int descriptor) {
      this.descriptor = descriptor;
    }
  }

  Watches(Kernel kernel, Reactor loop, Listener listener) {
    this.kernel = kernel;
    this.loop = loop;
    this.listener = listener;
  }

  /// Contracts with members that are not children.
  List<Long> ids() {
    return List.copyOf(watches.keySet());
  }

  /// Whether the end of this process is still to be told.
  boolean isWatching(long contract, ProcessId process) {
    return watches.getOrDefault(contract, Map.of()).containsKey(process);
  }

  /// A contract has, or may have, such members.
  void begin(long contract) {
    watches.computeIfAbsent(contract, _ -> new HashMap<>());
  }

  void add(long contract, ProcessId process) {
    Map<ProcessId, Watch> watched = watches.computeIfAbsent(contract, _ -> new HashMap<>());
    if (watched.containsKey(process)) {
      return;
    }
    OptionalInt descriptor = kernel.watch(process);
    if (descriptor.isPresent()) {
      watched.put(process, new Watch(descriptor.getAsInt()));
      loop.watch(descriptor.getAsInt(), (_, _) -> ended(contract, process));
    } else {
      // It ended before we looked.
      loop.post(() -> listener.ended(contract, process, Optional.empty()));
    }
  }

  private void ended(long contract, ProcessId process) {
    Watch watch = find(contract, process);
    if (watch != null && watch.onLoop) {
      loop.unwatch(watch.descriptor);
      watch.onLoop = false;
      ask(contract, process, kernel.remembersEndings() ? MAX_LOOKS : 0);
    }
  }

  private void ask(long contract, ProcessId process, int looksLeft) {
    Watch watch = find(contract, process);
    if (watch == null) {
      return;
    }
    Optional<Exit> exit = kernel.ending(watch.descriptor, process);
    if (exit.isEmpty() && looksLeft > 0) {
      loop.after(LOOK_AGAIN, () -> ask(contract, process, looksLeft - 1));
      return;
    }
    kernel.unwatch(watch.descriptor);
    watches.getOrDefault(contract, Map.of()).remove(process);
    listener.ended(contract, process, exit);
  }

  private @Nullable Watch find(long contract, ProcessId process) {
    return watches.getOrDefault(contract, Map.of()).get(process);
  }

  void forget(long contract) {
    Map<ProcessId, Watch> watched = watches.remove(contract);
    if (watched != null) {
      watched.values().forEach(this::close);
    }
  }

  private void close(Watch watch) {
    if (watch.onLoop) {
      loop.unwatch(watch.descriptor);
    }
    kernel.unwatch(watch.descriptor);
  }
}
