package systemk.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Tells which cgroups may have lost their last member, by inotify(7) on `cgroup.events`, or were
/// kept from making one, by `pids.events`. The kernel merges and repeats notifications, so a name
/// means "look again", no more.
public final class PopulationWatch implements AutoCloseable {
  private static final int IN_MODIFY = 2;
  private static final int IN_IGNORED = 0x8000;
  private static final int IN_ONESHOT = 0x80000000;
  private static final int EVENT_HEADER_BYTES = 16;
  private static final int BUFFER_BYTES = 16384;

  private final int descriptor =
      Libc.check(
          Libc.status(Libc.INOTIFY_INIT1, Libc.O_CLOEXEC | Libc.O_NONBLOCK), "make an inotify set");
  private final Map<Integer, String> names = new HashMap<>();
  private final Map<String, Set<Integer>> watches = new HashMap<>();

  public int descriptor() {
    return descriptor;
  }

  /// Watches a leaf under a name. Says false if the kernel has no watch left to give.
  public boolean add(String name, Path leaf) {
    // Once, because a fork bomb would say so a hundred times a second. There is no such file where
    // processes are not counted.
    boolean _ = add(name, leaf.resolve("pids.events"), IN_MODIFY | IN_ONESHOT);
    return add(name, leaf.resolve("cgroup.events"), IN_MODIFY);
  }

  private boolean add(String name, Path file, int mask) {
    try (Arena arena = Arena.ofConfined()) {
      int watch =
          Libc.status(
              Libc.INOTIFY_ADD_WATCH, descriptor, Libc.string(arena, file.toString()), mask);
      if (watch < 0) {
        return false;
      }
      names.put(watch, name);
      watches.computeIfAbsent(name, _ -> new HashSet<>()).add(watch);
      return true;
    }
  }

  /// Watches a leaf no longer, because it was removed. The kernel does not do so by itself: in its
  /// file system of cgroups a file that is watched is kept, and its watch counts, when it is gone.
  public void remove(String name) {
    Set<Integer> removed = watches.remove(name);
    if (removed != null) {
      for (int watch : removed) {
        names.remove(watch);
        // One that was for a single time may be gone.
        int _ = Libc.status(Libc.INOTIFY_RM_WATCH, descriptor, watch);
      }
    }
  }

  /// How many watches there are.
  int count() {
    return names.size();
  }

  /// The names of the leaves that changed since the last call.
  public List<String> changed() {
    List<String> changed = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(BUFFER_BYTES, 8);
      long count;
      while ((count = Libc.size(Libc.READ, descriptor, buffer.address(), BUFFER_BYTES)) > 0) {
        for (long at = 0; at < count; at += EVENT_HEADER_BYTES + buffer.get(JAVA_INT, at + 12)) {
          note(buffer.get(JAVA_INT, at), buffer.get(JAVA_INT, at + 4), changed);
        }
      }
    }
    return changed;
  }

  private void note(int watch, int mask, List<String> changed) {
    boolean over = (mask & IN_IGNORED) != 0;
    String name = over ? names.remove(watch) : names.get(watch);
    if (name != null && over) {
      Set<Integer> left = watches.get(name);
      if (left != null) {
        left.remove(watch);
      }
    } else if (name != null) {
      changed.add(name);
    }
  }

  @Override
  public void close() {
    Descriptors.close(descriptor);
  }
}
