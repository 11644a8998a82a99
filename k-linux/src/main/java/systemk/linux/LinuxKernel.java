package systemk.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// The real kernel, through libc and `/proc`.
public final class LinuxKernel implements Kernel {
  private static final int PR_SET_CHILD_SUBREAPER = 36;
  private static final int P_ALL = 0;
  private static final int P_PID = 1;
  private static final int WNOHANG = 1;
  private static final int WEXITED = 4;
  private static final int WNOWAIT = 0x0100_0000;
  private static final int CLD_EXITED = 1;
  private static final int CLD_DUMPED = 3;

  // System calls without a wrapper in the oldest glibc we run on; the numbers are those of the
  // generic table and the same on every architecture.
  private static final int SYS_PIDFD_SEND_SIGNAL = 424;
  private static final int SYS_PIDFD_OPEN = 434;

  private static final long PIDFD_GET_INFO = 0xC040FF0BL;
  private static final long PIDFD_INFO_EXIT = 8;
  private static final int PIDFD_INFO_BYTES = 64;
  private static final boolean REMEMBERS_ENDINGS =
      isAtLeast(System.getProperty("os.version", ""), 6, 15);

  /// What reboot(2) takes to leave ctrl-alt-del to process 1.
  private static final int RB_DISABLE_CAD = 0;

  /// The machine's own PID namespace, by its number (PROC_PID_INIT_INO).
  private static final Path WHOLE_MACHINE = Path.of("pid:[4026531836]");

  private final Spawner spawner;
  private final NameService names = new NameService();

  public LinuxKernel() {
    spawner = new Spawner(Optional.empty());
  }

  /// @param library k-spawn.so, if it was built
  public LinuxKernel(Path library) {
    spawner = new Spawner(Placement.load(library));
  }

  @Override
  public int self() {
    return Libc.status(Libc.GETPID);
  }

  @Override
  public int user() {
    return Libc.error(Libc.GETEUID);
  }

  @Override
  public void adoptOrphans() {
    Libc.check(
        Libc.status(Libc.PRCTL, PR_SET_CHILD_SUBREAPER, 1), "become the reaper of descendants");
  }

  @Override
  public void rename(String name) {
    try {
      // The first thread of the process gives its name to the listing, and it is not the one that
      // runs Java's main, so prctl(PR_SET_NAME) would name the wrong one.
      Files.writeString(Path.of("/proc/self/comm"), name);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot rename this process", e);
    }
  }

  @Override
  public int spawn(Program program) {
    return spawner.spawn(program);
  }

  @Override
  public boolean spawnsInto() {
    return spawner.spawnsInto();
  }

  @Override
  public Optional<Exit> awaitExit() {
    return waitid(P_ALL, 0, WEXITED | WNOWAIT);
  }

  @Override
  public Optional<Exit> peekExit() {
    return waitid(P_ALL, 0, WEXITED | WNOWAIT | WNOHANG);
  }

  @Override
  public void reap(int pid) {
    waitid(P_PID, pid, WEXITED | WNOHANG);
  }

  private static Optional<Exit> waitid(int kind, int id, int options) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(128, 8);
      int result;
      do {
        result = Libc.status(Libc.WAITID, kind, id, info.address(), options);
      } while (result == -Libc.EINTR);
      if (result == -Libc.ECHILD) {
        return Optional.empty();
      }
      Libc.check(result, "wait for children");
      // siginfo_t: si_code at 8, si_pid at 16, si_status at 24.
      int pid = info.get(JAVA_INT, 16);
      if (pid == 0) {
        return Optional.empty();
      }
      int code = info.get(JAVA_INT, 8);
      int status = info.get(JAVA_INT, 24);
      return Optional.of(
          code == CLD_EXITED
              ? new Exit(pid, status, 0, false)
              : new Exit(pid, 0, status, code == CLD_DUMPED));
    }
  }

  @Override
  public boolean signal(ProcessId process, int signal) {
    OptionalInt descriptor = watch(process);
    if (descriptor.isEmpty()) {
      return false;
    }
    int result =
        (int) Libc.size(Libc.SYSCALL, SYS_PIDFD_SEND_SIGNAL, descriptor.getAsInt(), signal, 0, 0);
    Descriptors.close(descriptor.getAsInt());
    if (result == -Libc.ESRCH) {
      return false;
    }
    Libc.check(result, "signal process " + process.pid());
    return true;
  }

  @Override
  public void signalAll(int signal) {
    if (self() != 1 && !isGuarded()) {
      throw new IllegalStateException("only process 1 may signal its whole namespace");
    }
    int result = Libc.status(Libc.KILL, -1, signal);
    if (result != -Libc.ESRCH) {
      Libc.check(result, "signal all processes");
    }
  }

  @Override
  public boolean isWholeMachine() {
    try {
      return Files.readSymbolicLink(Path.of("/proc/self/ns/pid")).equals(WHOLE_MACHINE);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot tell the PID namespace", e);
    }
  }

  @Override
  public void takeCtrlAltDel() {
    Libc.check(Libc.status(Libc.REBOOT, RB_DISABLE_CAD), "take ctrl-alt-del");
  }

  @Override
  public void power(Power wanted) {
    Libc.check(Libc.status(Libc.REBOOT, wanted.command), "end the machine");
  }

  @Override
  public OptionalInt watch(ProcessId process) {
    int descriptor = (int) Libc.size(Libc.SYSCALL, SYS_PIDFD_OPEN, process.pid(), 0);
    if (descriptor == -Libc.ESRCH) {
      return OptionalInt.empty();
    }
    Libc.check(descriptor, "watch process " + process.pid());
    // The descriptor holds on to whoever has the number now; only the start time tells who that is.
    if (stat(process.pid()).filter(s -> s.id().equals(process) && s.isAlive()).isEmpty()) {
      Descriptors.close(descriptor);
      return OptionalInt.empty();
    }
    return OptionalInt.of(descriptor);
  }

  /// PIDFD_GET_INFO with PIDFD_INFO_EXIT, of Linux 6.15.
  @Override
  public boolean remembersEndings() {
    return REMEMBERS_ENDINGS;
  }

  /// Reads `6.15.2-amd64` and the like.
  static boolean isAtLeast(String release, int major, int minor) {
    String[] numbers = release.strip().split("[^0-9]+");
    if (numbers.length < 2 || numbers[0].isEmpty()) {
      return false;
    }
    int first = Integer.parseInt(numbers[0]);
    return first > major || (first == major && Integer.parseInt(numbers[1]) >= minor);
  }

  @Override
  public Optional<Exit> ending(int descriptor, ProcessId process) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(PIDFD_INFO_BYTES, 8);
      info.set(JAVA_LONG, 0, PIDFD_INFO_EXIT);
      int result = Libc.status(Libc.IOCTL, descriptor, PIDFD_GET_INFO, info.address());
      if (result < 0 || (info.get(JAVA_LONG, 0) & PIDFD_INFO_EXIT) == 0) {
        return Optional.empty();
      }
      // struct pidfd_info: mask 0, exit_code 60, which is a wait status of waitpid(2).
      int status = info.get(JAVA_INT, 60);
      int signal = status & 0x7f;
      return Optional.of(
          signal == 0
              ? new Exit(process.pid(), (status >> 8) & 0xff, 0, false)
              : new Exit(process.pid(), 0, signal, (status & 0x80) != 0));
    }
  }

  @Override
  public void unwatch(int descriptor) {
    Descriptors.close(descriptor);
  }

  @Override
  public Capabilities capabilities() {
    // A program is made by any thread, and all threads have the same.
    return Proc.read(self(), "status")
        .flatMap(Capabilities::parse)
        .orElseThrow(() -> new IllegalStateException("no capabilities in /proc/self/status"));
  }

  @Override
  public Optional<ProcessStat> stat(int pid) {
    return Proc.stat(pid);
  }

  @Override
  public List<ProcessStat> processes() {
    return Proc.all();
  }

  @Override
  public List<String> environment(int pid) {
    return Proc.strings(pid, "environ");
  }

  @Override
  public List<String> arguments(int pid) {
    return Proc.strings(pid, "cmdline");
  }

  @Override
  public Optional<String> cgroup(int pid) {
    return Proc.read(pid, "cgroup").flatMap(Proc::unifiedCgroup);
  }

  @Override
  public Optional<Account> account(String name) {
    return names.user(name);
  }

  @Override
  public Optional<Account> account(int uid) {
    return names.user(uid);
  }

  @Override
  public OptionalInt group(String name) {
    return names.group(name);
  }

  @Override
  public List<Integer> groups(Account account) {
    return names.groups(account);
  }
}
