package systemk.linux;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// A kernel in memory, stricter than Linux: numbers of processes are used again as soon as they can
/// be, reaping what is not a zombie child is an error, and so is a descriptor given back twice.
/// What its processes do, the test decides.
public final class SimKernel implements Kernel {
  /// The number of the process nobody's orphans go to.
  public static final int OUTSIDE = 1;

  private static final int MAX_PID = 30;

  /// A process of the simulation.
  private static final class Task {
    final int pid;
    final long startTime;
    final List<String> environment;
    int parent;
    int session;
    @Nullable Exit exit;

    Task(int pid, long startTime, int parent, int session, List<String> environment) {
      this.pid = pid;
      this.startTime = startTime;
      this.parent = parent;
      this.session = session;
      this.environment = environment;
    }

    ProcessId id() {
      return new ProcessId(pid, startTime);
    }
  }

  private final Map<Integer, Task> tasks = new TreeMap<>();
  private final Map<Integer, ProcessId> watches = new HashMap<>();
  private final Map<ProcessId, Exit> reaped = new HashMap<>();
  private final List<String> numbered;
  private Runnable beforeCall = () -> {};
  private int self;
  private int lastPid = 1;
  private long clock = 100;
  private int lastDescriptor = 1000;

  /// @param numbered the variables in which a process that is made has its own number
  public SimKernel(String... numbered) {
    this.numbered = List.of(numbered);
    tasks.put(OUTSIDE, new Task(OUTSIDE, 1, 0, OUTSIDE, List.of()));
    self = fork(OUTSIDE).pid();
  }

  /// Runs before each call of this process; by throwing it can end it there.
  public void beforeEachCall(Runnable action) {
    beforeCall = action;
  }

  /// Ends this process as SIGKILL would and lets it be started again.
  public void restartSelf() {
    Task old = task(self);
    self = fork(OUTSIDE).pid();
    watches.clear();
    orphan(old.pid, OUTSIDE);
    tasks.remove(old.pid);
  }

  /// A process makes a child.
  public ProcessId fork(int parent) {
    Task from = task(parent);
    int pid = freePid();
    Task child = new Task(pid, ++clock, parent, from.session, from.environment);
    tasks.put(pid, child);
    return child.id();
  }

  /// A process begins a session of its own.
  public void setsid(int pid) {
    task(pid).session = pid;
  }

  /// A process ends by itself.
  public void exit(int pid, int code) {
    end(task(pid), new Exit(pid, code, 0, false));
  }

  private void end(Task task, Exit exit) {
    if (task.exit != null) {
      return;
    }
    task.exit = exit;
    orphan(task.pid, self);
    // Whoever is not our child has a parent that reaps it at once.
    if (task.parent != self) {
      tasks.remove(task.pid);
    }
  }

  /// Descendants of this process come to it, all others go to the outside; so do zombies, which are
  /// reaped there.
  private void orphan(int parent, int reaper) {
    for (Task child : List.copyOf(tasks.values())) {
      if (child.parent == parent) {
        child.parent = reaper == self && descends(parent) ? self : OUTSIDE;
        if (child.exit != null && child.parent == OUTSIDE) {
          tasks.remove(child.pid);
        }
      }
    }
  }

  private boolean descends(int pid) {
    for (Task task = tasks.get(pid); task != null; task = tasks.get(task.parent)) {
      if (task.pid == self) {
        return true;
      }
    }
    return false;
  }

  private int freePid() {
    for (int i = 1; i <= MAX_PID; i++) {
      int pid = 2 + (lastPid - 1 + i) % MAX_PID;
      if (!tasks.containsKey(pid) && tasks.values().stream().noneMatch(t -> t.session == pid)) {
        lastPid = pid;
        return pid;
      }
    }
    throw new IllegalStateException("no process number is free");
  }

  private Task task(int pid) {
    Task task = tasks.get(pid);
    if (task == null) {
      throw new IllegalStateException("there is no process " + pid);
    }
    return task;
  }

  /// Whether this very process runs.
  public boolean runs(ProcessId process) {
    Task task = tasks.get(process.pid());
    return task != null && task.id().equals(process) && task.exit == null;
  }

  /// How this very process ended, if this kernel's user has reaped it: from then on nobody else can
  /// tell.
  public Optional<Exit> reaped(ProcessId process) {
    return Optional.ofNullable(reaped.get(process));
  }

  /// How many processes there can still be.
  public int room() {
    return MAX_PID - tasks.size();
  }

  /// The descriptors whose process has ended.
  public List<Integer> readyWatches() {
    return watches.entrySet().stream()
        .filter(watch -> !runs(watch.getValue()))
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  @Override
  public int self() {
    return self;
  }

  @Override
  public int user() {
    return 0;
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(-1, 0);
  }

  @Override
  public void adoptOrphans() {}

  @Override
  public void rename(String name) {}

  @Override
  public boolean spawnsInto() {
    return false;
  }

  @Override
  public int spawn(Program program) {
    beforeCall.run();
    int pid = fork(self).pid();
    Task child = task(pid);
    List<String> environment = new ArrayList<>(program.environment());
    numbered.forEach(name -> environment.add(name + "=" + pid));
    tasks.put(pid, new Task(pid, child.startTime, self, pid, List.copyOf(environment)));
    beforeCall.run();
    return pid;
  }

  @Override
  public Optional<Exit> awaitExit() {
    return peekExit();
  }

  @Override
  public Optional<Exit> peekExit() {
    beforeCall.run();
    return tasks.values().stream()
        .filter(task -> task.parent == self && task.exit != null)
        .flatMap(task -> Optional.ofNullable(task.exit).stream())
        .findFirst();
  }

  @Override
  public void reap(int pid) {
    beforeCall.run();
    Task task = task(pid);
    if (task.parent != self || task.exit == null) {
      throw new IllegalStateException("process " + pid + " is not ours to reap");
    }
    tasks.remove(pid);
    reaped.put(task.id(), task.exit);
  }

  @Override
  public boolean signal(ProcessId process, int signal) {
    beforeCall.run();
    Task task = tasks.get(process.pid());
    if (task == null || !task.id().equals(process) || task.exit != null) {
      return false;
    }
    end(task, new Exit(task.pid, 0, signal, false));
    return true;
  }

  @Override
  public void signalAll(int signal) {
    throw new IllegalStateException("this process is not number 1");
  }

  @Override
  public boolean isWholeMachine() {
    return false;
  }

  @Override
  public void takeCtrlAltDel() {
    throw new KernelException("take ctrl-alt-del", Libc.EPERM);
  }

  @Override
  public void power(Power wanted) {
    throw new KernelException("end the machine", Libc.EPERM);
  }

  @Override
  public OptionalInt watch(ProcessId process) {
    beforeCall.run();
    if (!runs(process)) {
      return OptionalInt.empty();
    }
    watches.put(++lastDescriptor, process);
    return OptionalInt.of(lastDescriptor);
  }

  @Override
  public boolean remembersEndings() {
    return false;
  }

  @Override
  public Optional<Exit> ending(int descriptor, ProcessId process) {
    return Optional.empty();
  }

  @Override
  public void unwatch(int descriptor) {
    if (watches.remove(descriptor) == null) {
      throw new IllegalStateException("descriptor " + descriptor + " is not open");
    }
  }

  @Override
  public Optional<ProcessStat> stat(int pid) {
    return Optional.ofNullable(tasks.get(pid)).map(SimKernel::stat);
  }

  private static ProcessStat stat(Task task) {
    char state = task.exit == null ? 'S' : 'Z';
    return new ProcessStat(
        task.pid, "sim", state, task.parent, task.session, 0, 1, task.startTime, 0);
  }

  @Override
  public List<ProcessStat> processes() {
    beforeCall.run();
    return new ArrayList<>(tasks.values().stream().map(SimKernel::stat).toList());
  }

  @Override
  public List<String> environment(int pid) {
    Task task = tasks.get(pid);
    return task == null || task.exit != null ? List.of() : task.environment;
  }

  @Override
  public List<String> arguments(int pid) {
    return List.of();
  }

  @Override
  public Optional<String> cgroup(int pid) {
    return Optional.empty();
  }

  @Override
  public Optional<Account> account(String name) {
    return Optional.empty();
  }

  @Override
  public Optional<Account> account(int uid) {
    return Optional.empty();
  }

  @Override
  public OptionalInt group(String name) {
    return OptionalInt.empty();
  }

  @Override
  public List<Integer> groups(Account account) {
    return List.of();
  }
}
