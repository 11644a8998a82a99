package systemk.core.plan;

import io.vavr.collection.HashMap;
import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import systemk.core.engine.Event;
import systemk.core.fmri.FileFmri;
import systemk.core.fmri.InstanceFmri;
import systemk.core.method.ExitStatus;
import systemk.core.method.MethodKind;
import systemk.core.method.ProcessModel;
import systemk.core.method.Readiness;
import systemk.core.repository.RepositoryState;
import systemk.core.restarter.Effect;
import systemk.core.restarter.Lifecycle;

/// A kernel for a rehearsal: every method works at once, every process dies when it is told to, and
/// every file is there.
final class Stage {
  private static final int SIGTERM = 15;

  /// A contract: whose it is, and its main process while that lives.
  private record Contract(InstanceFmri owner, String token, long pid) {}

  private final TreeMap<Long, Contract> contracts = new TreeMap<>();
  private final Deque<Event> events = new ArrayDeque<>();
  private long last;

  /// The contracts there must be for the lives on record to be as they are.
  Vector<Event.LivingContract> adopt(Iterable<Lifecycle> lives) {
    Vector<Event.LivingContract> living = Vector.empty();
    for (Lifecycle life : lives) {
      for (long id : life.contracts()) {
        String token =
            life.phase()
                .currentRun()
                .filter(run -> run.contract().contains(id))
                .map(run -> run.token())
                .getOrElse("");
        contracts.put(id, new Contract(life.fmri(), token, Math.max(1, life.watch().mainPid())));
        living = living.append(new Event.LivingContract(id, token, life.fmri().toString()));
        last = Math.max(last, id);
      }
    }
    return living;
  }

  /// The next thing that happened.
  Option<Event> next() {
    return Option.of(events.poll());
  }

  /// Makes something happen.
  void tell(Event event) {
    events.add(event);
  }

  /// Does what was decided.
  void act(Effect effect, RepositoryState repository) {
    switch (effect) {
      case Effect.RunMethod run -> run(run, repository);
      case Effect.SignalContract(long id, _) -> empty(id);
      case Effect.KillContract(long id) -> empty(id);
      case Effect.AbandonContract(long id) -> contracts.remove(id);
      case Effect.CheckFiles(var fmri, var files) ->
          tell(new Event.FilesChecked(fmri, files.toSortedMap((FileFmri f) -> f, _ -> true)));
      case Effect.Persist _,
          Effect.ReleaseDescriptors _,
          Effect.WakeAt _,
          Effect.Log _,
          Effect.Announce _,
          Effect.ShutdownComplete _ -> {}
    }
  }

  private void run(Effect.RunMethod run, RepositoryState repository) {
    InstanceFmri fmri = run.fmri();
    long id = ++last;
    long pid = id;
    tell(new Event.Spawned(fmri, run.token(), id, pid));
    ProcessModel model =
        ProcessModel.of(repository.running(fmri).value("startd", "duration").getOrElse("contract"));
    boolean start = run.kind() == MethodKind.START;
    if (start && !(run.supervision().readiness() instanceof Readiness.Exit)) {
      tell(new Event.Notified(fmri, run.token(), id, HashMap.of("READY", "1")));
    }
    if (start && model == ProcessModel.CHILD) {
      contracts.put(id, new Contract(fmri, run.token(), pid));
      return;
    }
    boolean stays = start && model == ProcessModel.CONTRACT;
    if (stays) {
      contracts.put(id, new Contract(fmri, run.token(), pid + 1));
    }
    if (run.kind() == MethodKind.STOP) {
      owned(fmri).forEach(this::empty);
    }
    ExitStatus success = new ExitStatus.Code(0);
    tell(new Event.Exited(fmri, run.token(), id, pid, true, success, stays ? pid + 1 : 0));
    if (!stays) {
      tell(new Event.Emptied(fmri, run.token(), id));
    }
  }

  private Vector<Long> owned(InstanceFmri fmri) {
    return Vector.ofAll(contracts.entrySet())
        .filter(entry -> entry.getValue().owner().equals(fmri))
        .map(Map.Entry::getKey);
  }

  private void empty(long id) {
    Contract contract = contracts.remove(id);
    if (contract != null) {
      tell(
          new Event.Exited(
              contract.owner(),
              contract.token(),
              id,
              contract.pid(),
              true,
              new ExitStatus.Signalled(SIGTERM, false),
              0));
      tell(new Event.Emptied(contract.owner(), contract.token(), id));
    }
  }
}
