package systemk.core.engine;

import io.vavr.collection.Map;
import io.vavr.collection.Vector;
import systemk.core.fmri.FileFmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.method.ExitStatus;
import systemk.core.method.MethodKind;
import systemk.core.repository.Change;
import systemk.core.repository.RepositoryState;

/// Something that happened.
public sealed interface Event {

  /// The restarter begins, for the first time or again: the repository and the contracts k.init
  /// has.
  record Recovered(RepositoryState repository, Vector<LivingContract> contracts) implements Event {}

  /// Somebody changed the repository.
  record Committed(RepositoryState after, Vector<Change> changes) implements Event {}

  /// The connection to the repository was lost and is there again; this is what it holds now.
  record Reread(RepositoryState repository) implements Event {}

  /// A method's process was made.
  record Spawned(InstanceFmri fmri, String token, long contract, long pid) implements Event {}

  /// A method's process could not be made. The line says why.
  record Refused(InstanceFmri fmri, String token, String line) implements Event {}

  /// A process of a contract ended.
  ///
  /// @param main whether it was the contract's main process
  /// @param leader the main process from now on; 0 if none is left
  record Exited(
      InstanceFmri fmri,
      String token,
      long contract,
      long pid,
      boolean main,
      ExitStatus status,
      long leader)
      implements Event {}

  /// The last process of a contract ended.
  record Emptied(InstanceFmri fmri, String token, long contract) implements Event {}

  /// A service said something to k.init, or k.init noticed something about its processes.
  ///
  /// @param said by the names of sd_notify(3): `READY`, `STATUS`, `MAINPID`, `EXTEND_TIMEOUT_USEC`,
  ///   and of our own `WATCHDOG` (it is late) and `LIMIT` (which was hit)
  record Notified(InstanceFmri fmri, String token, long contract, Map<String, String> said)
      implements Event {}

  /// Enough health checks of a running instance failed, or succeeded again.
  ///
  /// @param contract of its processes when they were made; 0 if it has none
  /// @param line for the log: what failed, and how
  record Checked(InstanceFmri fmri, long contract, boolean healthy, String line) implements Event {}

  /// The time an instance asked to be woken up at has come.
  record Woke(InstanceFmri fmri) implements Event {}

  /// Which of the files an instance depends on exist.
  record FilesChecked(InstanceFmri fmri, Map<FileFmri, Boolean> exists) implements Event {}

  /// Everything is to be stopped, dependents first.
  record ShutdownRequested() implements Event {}

  /// A contract k.init has a record of.
  ///
  /// @param owner who it was made for: the FMRI of an instance, or the name of a daemon
  record LivingContract(long contract, String token, String owner) {
    /// Whether a start method was run in it, so that it may hold the service.
    boolean isOfStart() {
      return token.startsWith(owner + "#" + MethodKind.START.token() + "#");
    }
  }
}
