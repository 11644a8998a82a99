package systemk.init.contract;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import systemk.init.loop.Reactor;
import systemk.linux.Kernel;
import systemk.linux.ProcessId;

/// Watches processes that are not children of k.init, by pidfd.
final class Watches {
  /// Told that a process has ended.
  interface Listener {
    void ended(long contract, ProcessId process);
  }

  private final Kernel kernel;
  private final Reactor loop;
  private final Listener listener;
  private final Map<Long, Map<ProcessId, Integer>> descriptors = new HashMap<>();

  Watches(Kernel kernel, Reactor loop, Listener listener) {
    this.kernel = kernel;
    this.loop = loop;
    this.listener = listener;
  }

  /// Contracts with members that are not children.
  List<Long> ids() {
    return List.copyOf(descriptors.keySet());
  }

  /// A contract has, or may have, such members.
  void begin(long contract) {
    descriptors.computeIfAbsent(contract, _ -> new HashMap<>());
  }

  void add(long contract, ProcessId process) {
    begin(contract);
    Map<ProcessId, Integer> watched = descriptors.getOrDefault(contract, new HashMap<>());
    if (watched.containsKey(process)) {
      return;
    }
    OptionalInt descriptor = kernel.watch(process);
    if (descriptor.isPresent()) {
      watched.put(process, descriptor.getAsInt());
      loop.watch(descriptor.getAsInt(), (_, _) -> ended(contract, process));
    } else {
      // It ended before we looked.
      loop.post(() -> listener.ended(contract, process));
    }
  }

  private void ended(long contract, ProcessId process) {
    Map<ProcessId, Integer> watched = descriptors.get(contract);
    Integer descriptor = watched == null ? null : watched.remove(process);
    if (descriptor != null) {
      close(descriptor);
      listener.ended(contract, process);
    }
  }

  void forget(long contract) {
    Map<ProcessId, Integer> watched = descriptors.remove(contract);
    if (watched != null) {
      watched.values().forEach(this::close);
    }
  }

  private void close(int descriptor) {
    loop.unwatch(descriptor);
    kernel.unwatch(descriptor);
  }
}
