package systemk.core.restarter;

import io.vavr.collection.Vector;
import systemk.core.context.MethodContext;
import systemk.core.fmri.FileFmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.method.MethodKind;
import systemk.core.method.Supervision;
import systemk.core.repository.Change;

/// Something to be done in the world. Effects are carried out in the order given, and only after
/// the [Persist] that precedes them is on record: persist, act, announce.
public sealed interface Effect {

  /// Record what was decided, all of it or nothing.
  record Persist(Vector<Change> changes) implements Effect {}

  /// Make the process of a method. Done at most once for each token, however often it is asked for.
  ///
  /// @param recorded whether the exit status must survive even the death of k.init, because nothing
  ///   else tells how the method ended
  record RunMethod(
      InstanceFmri fmri,
      MethodKind kind,
      String token,
      String command,
      MethodContext context,
      Supervision supervision,
      boolean recorded)
      implements Effect {}

  /// Send a signal, by number, to every process of a contract.
  record SignalContract(long contract, String signal) implements Effect {}

  /// Kill every process of a contract, those to come included, until it is empty.
  record KillContract(long contract) implements Effect {}

  /// Watch a contract no longer; its processes live on.
  record AbandonContract(long contract) implements Effect {}

  /// Let go of the descriptors that are kept for an instance; it is not ours any more.
  record ReleaseDescriptors(InstanceFmri fmri) implements Effect {}

  /// Wake the instance up at this time, at the latest; see [Phase#deadline].
  record WakeAt(InstanceFmri fmri, long nanos) implements Effect {}

  /// Look whether the files an instance depends on exist.
  record CheckFiles(InstanceFmri fmri, Vector<FileFmri> files) implements Effect {}

  /// Put a line into the log of an instance.
  record Log(InstanceFmri fmri, String line) implements Effect {}

  /// Tell people who watch.
  record Announce(StateChange change) implements Effect {}

  /// All is down: k.init may go on with the shutdown.
  record ShutdownComplete() implements Effect {}
}
