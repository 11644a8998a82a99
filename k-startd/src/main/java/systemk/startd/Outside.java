package systemk.startd;

import io.vavr.collection.TreeMap;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import systemk.core.Time;
import systemk.core.engine.Purpose;
import systemk.core.fmri.FileFmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.repository.Revision;
import systemk.core.repository.Transaction;
import systemk.core.restarter.Effect;
import systemk.core.restarter.StateChange;

/// Everything the event loop can do to the world. None of it blocks for long and none of it throws;
/// what comes of it later comes back as a [Message].
interface Outside {

  /// Asks k.configd to tell every transaction after this revision, or the whole state, if none; and
  /// from then on all but those the requests for which begin with this.
  void subscribe(Option<Revision> from, String except);

  /// Asks k.configd to commit. The answer carries the id.
  void commit(long id, Transaction transaction);

  /// Asks k.init for the process of a method, its output going to this file.
  void run(Effect.RunMethod method, String logFile);

  void signal(long contract, String signal);

  void kill(long contract);

  void abandon(long contract);

  /// Has k.init close the descriptors it keeps for an instance.
  void release(InstanceFmri fmri);

  /// Tells k.init that everything up to this event is on record.
  void acknowledge(long event);

  void pong();

  /// Tells k.init that all services are down.
  void shutdownComplete();

  /// Tells k.init that the container is to end with this status.
  void end(Purpose.End end);

  /// Looks which of these files exist.
  TreeMap<FileFmri, Boolean> look(Vector<FileFmri> files);

  /// Appends a line to the log of a service.
  void log(String logFile, Time time, String line);

  void announce(StateChange change);
}
