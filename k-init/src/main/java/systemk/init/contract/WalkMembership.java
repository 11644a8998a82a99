package systemk.init.contract;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import systemk.linux.Kernel;
import systemk.linux.ProcessId;
import systemk.linux.ProcessStat;

/// Membership without cgroups, by walks over `/proc`.
final class WalkMembership implements Membership {
  /*
   * A process is a member if one of these holds, in this order:
   *
   * 1. It was one at the last walk. Number and start time make sure it is the same.
   * 2. Its environment carries the cookie of a living contract of this root.
   * 3. It is in a session that a member began. A session number is not given to a new process while
   *    anybody is in the session, so it is enough that its leader, if alive, is a member.
   * 4. Its parent is a member.
   *
   * This is best effort, and no more can be had without cgroups. A process that clears its
   * environment, begins a session of its own and loses its parent, all between two walks, is no
   * longer found: it is a child of k.init without a contract, and ended only at shutdown. The
   * environment of another user's process may be closed to an ordinary user's k.init; then only 1, 3
   * and 4 count.
   */
  static final String COOKIE = "SYSTEMK_CONTRACT";

  private static final long NOBODY = 0;

  private final Kernel kernel;
  private final String cookiePrefix;
  private final int self;

  private Map<ProcessId, Long> known = new HashMap<>();
  private final Map<Integer, Long> sessions = new HashMap<>();
  private Map<Long, List<ProcessStat>> members = new HashMap<>();

  /// @param rootHash tells the contracts of this root from those of any other k.init
  WalkMembership(Kernel kernel, String rootHash) {
    this.kernel = kernel;
    this.cookiePrefix = COOKIE + "=" + rootHash + ":";
    this.self = kernel.self();
  }

  @Override
  public boolean isExact() {
    return false;
  }

  @Override
  public @Nullable Path prepare(long id) {
    return null;
  }

  @Override
  public boolean takeBack(long id) {
    return isEmpty(id);
  }

  @Override
  public List<String> limit(long id, Resources resources) {
    return resources.apply((_, _) -> false);
  }

  @Override
  public SortedMap<String, Long> limitHits(long id) {
    return new TreeMap<>();
  }

  @Override
  public void started(long id, ProcessStat first) {
    known.put(first.id(), id);
    sessions.put(first.pid(), id);
    members.put(id, List.of(first));
  }

  @Override
  public void refresh(Collection<Long> live) {
    Set<Long> contracts = new HashSet<>(live);
    List<ProcessStat> all =
        kernel.processes().stream().filter(process -> process.pid() != self).toList();
    Map<ProcessId, Long> found = new HashMap<>();
    for (ProcessStat process : all) {
      Long before = known.get(process.id());
      if (before != null) {
        found.put(process.id(), before);
      } else {
        cookie(process, contracts).ifPresent(id -> found.put(process.id(), id));
      }
    }
    forgetSessions(all, found);
    spread(all, found);
    members = group(all, found);
    known = withNobodies(all, found);
  }

  private OptionalLong cookie(ProcessStat process, Set<Long> contracts) {
    for (String variable : kernel.environment(process.pid())) {
      if (variable.startsWith(cookiePrefix)) {
        String number = variable.substring(cookiePrefix.length());
        if (number.matches("[0-9]{1,18}") && contracts.contains(Long.parseLong(number))) {
          return OptionalLong.of(Long.parseLong(number));
        }
      }
    }
    return OptionalLong.empty();
  }

  /// A session nobody is in, or whose number a stranger has, is no longer the one we knew.
  private void forgetSessions(List<ProcessStat> all, Map<ProcessId, Long> found) {
    Set<Integer> present = new HashSet<>();
    Set<Integer> strange = new HashSet<>();
    for (ProcessStat process : all) {
      present.add(process.session());
      if (process.pid() == process.session()
          && found.getOrDefault(process.id(), NOBODY) == NOBODY) {
        strange.add(process.pid());
      }
    }
    sessions.keySet().removeIf(id -> !present.contains(id) || strange.contains(id));
  }

  /// Membership passes along sessions and from parents to children, however deep.
  private void spread(List<ProcessStat> all, Map<ProcessId, Long> found) {
    Map<Integer, Long> byPid = new HashMap<>();
    boolean grown = true;
    while (grown) {
      grown = false;
      for (ProcessStat process : all) {
        long id = found.getOrDefault(process.id(), NOBODY);
        if (id == NOBODY) {
          id = heir(process, byPid);
        }
        if (id != NOBODY && byPid.put(process.pid(), id) == null) {
          found.put(process.id(), id);
          if (process.pid() == process.session()) {
            sessions.put(process.pid(), id);
          }
          grown = true;
        }
      }
    }
  }

  private long heir(ProcessStat process, Map<Integer, Long> byPid) {
    Long bySession = sessions.get(process.session());
    return bySession != null ? bySession : byPid.getOrDefault(process.parent(), NOBODY);
  }

  private static Map<Long, List<ProcessStat>> group(
      List<ProcessStat> all, Map<ProcessId, Long> found) {
    Map<Long, List<ProcessStat>> groups = new HashMap<>();
    for (ProcessStat process : all) {
      long id = found.getOrDefault(process.id(), NOBODY);
      if (id != NOBODY && process.isAlive()) {
        groups.computeIfAbsent(id, _ -> new ArrayList<>()).add(process);
      }
    }
    groups.values().forEach(list -> list.sort(Comparator.comparingLong(ProcessStat::startTime)));
    return groups;
  }

  /// Remembers strangers too, so that their environment is read once. Not our own children: between
  /// fork and exec a new process still shows our environment.
  private Map<ProcessId, Long> withNobodies(List<ProcessStat> all, Map<ProcessId, Long> found) {
    Map<ProcessId, Long> next = new HashMap<>(found);
    for (ProcessStat process : all) {
      if (process.parent() != self) {
        next.putIfAbsent(process.id(), NOBODY);
      }
    }
    return next;
  }

  @Override
  public OptionalLong contractOf(ProcessStat process) {
    long id = known.getOrDefault(process.id(), NOBODY);
    if (id == NOBODY) {
      id = sessions.getOrDefault(process.session(), NOBODY);
    }
    return id == NOBODY ? OptionalLong.empty() : OptionalLong.of(id);
  }

  @Override
  public List<ProcessStat> members(long id) {
    return members.getOrDefault(id, List.of());
  }

  @Override
  public boolean isEmpty(long id) {
    return members(id).isEmpty();
  }

  @Override
  public boolean kill(long id) {
    return false;
  }

  @Override
  public boolean hold(long id) {
    return false;
  }

  @Override
  public void letGo(long id) {}

  @Override
  public void release(long id) {
    known.values().removeIf(contract -> contract == id);
    sessions.values().removeIf(contract -> contract == id);
    members.remove(id);
  }

  @Override
  public void close() {}
}
