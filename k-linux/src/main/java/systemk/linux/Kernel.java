package systemk.linux;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// What SystemK wants of the kernel for its processes, in its own words.
public interface Kernel {

  /// The number of this process.
  int self();

  /// The effective user of this process.
  int user();

  /// What the programs that this process runs can have of capabilities.
  Capabilities capabilities();

  /// Makes orphans among the descendants of this process its children.
  void adoptOrphans();

  /// Changes the name this process shows in listings.
  void rename(String name);

  /// Makes a process and answers its number.
  ///
  /// @throws KernelException if it cannot be made; there is no process then
  int spawn(Program program);

  /// Whether a process can be made in a cgroup other than the own. Elsewhere it has to enter it.
  boolean spawnsInto();

  /// Blocks until a child has ended and answers it without reaping it; nothing if there is no
  /// child.
  Optional<Exit> awaitExit();

  /// A child that has ended and is not reaped; nothing if there is none at the moment.
  Optional<Exit> peekExit();

  /// Frees the number of a child that has ended.
  void reap(int pid);

  /// Sends a signal to this very process. Says whether it was there to receive it.
  boolean signal(ProcessId process, int signal);

  /// The name of the program that is process 1 in the place of a JVM.
  String GUARD = "k-guard";

  /// Whether this process is a child of the guard, and that is process 1.
  default boolean isGuarded() {
    return stat(self()).filter(stat -> stat.parent() == 1).isPresent()
        && stat(1).filter(stat -> stat.comm().equals(GUARD)).isPresent();
  }

  /// Sends a signal to every process of this PID namespace but this one and process 1.
  ///
  /// @throws IllegalStateException if this process is neither number 1 nor guarded by it, for it
  ///   would reach a whole machine that is not SystemK's
  void signalAll(int signal);

  /// Whether the processes of this PID namespace are all of the machine's.
  boolean isWholeMachine();

  /// Has the kernel ask process 1 (by SIGINT) when somebody presses ctrl-alt-del, rather than act
  /// by itself.
  void takeCtrlAltDel();

  /// Ends the machine, or the PID namespace this process is in: then its process 1 dies of SIGHUP
  /// (restart) or SIGINT. Nothing is written to disk before.
  ///
  /// @throws KernelException if the kernel refuses; else it does not return
  void power(Power wanted);

  /// A descriptor that becomes readable when this very process ends; nothing if it has.
  OptionalInt watch(ProcessId process);

  /// Whether this kernel can tell how a process ended that is not a child.
  boolean remembersEndings();

  /// How a process with a descriptor of [#watch] ended; nothing if it has not been reaped, or if
  /// the kernel does not remember.
  Optional<Exit> ending(int descriptor, ProcessId process);

  /// Gives back a descriptor of [#watch].
  void unwatch(int descriptor);

  /// What is known of the process of this number; nothing if there is none.
  Optional<ProcessStat> stat(int pid);

  /// All processes that can be seen.
  List<ProcessStat> processes();

  /// The environment a process was started with, as far as it may be read.
  List<String> environment(int pid);

  /// The arguments a process was started with, as far as it may be read.
  List<String> arguments(int pid);

  /// The cgroup v2 of a process, as its path below the mount; also of one that waits to be reaped.
  Optional<String> cgroup(int pid);

  /// The user of this name.
  Optional<Account> account(String name);

  /// The user of this number, if it has a name.
  Optional<Account> account(int uid);

  /// The number of the group of this name.
  OptionalInt group(String name);

  /// The numbers of all groups of a user.
  List<Integer> groups(Account account);
}
