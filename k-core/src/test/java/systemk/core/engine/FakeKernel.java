package systemk.core.engine;

import io.vavr.collection.Vector;
import io.vavr.control.Option;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import systemk.core.fmri.InstanceFmri;
import systemk.core.method.ExitStatus;
import systemk.core.method.MethodKind;
import systemk.core.method.Readiness;
import systemk.core.restarter.Effect;

/// k.init with its processes, simulated strictly: what a careful restarter never asks for fails the
/// test at once.
/* As the real one, it makes at most one process for a token while it has a record of it, keeps every
 * event until it is acknowledged, tells the end of a method before it tells that its contract is
 * empty, and forgets a contract that is empty and of which nothing is left to tell. Nothing happens by
 * itself: what may happen next is a list of moves, from which the owner of the simulation chooses.
 */
public final class FakeKernel {
  /// What a move of the kernel is called in failure messages, and what it does.
  public record Move(String name, Runnable work) {}

  private record Kept(long contract, Event event) {}

  private static final class Contract {
    final long id;
    final String token;
    final InstanceFmri owner;
    final MethodKind kind;
    final long method;
    final boolean child;
    boolean mayGetReady;
    final TreeSet<Long> alive = new TreeSet<>();
    long leader;
    int doomedBy;
    int untold;

    Contract(long id, Effect.RunMethod run, long pid, boolean child) {
      this.id = id;
      this.token = run.token();
      this.owner = run.fmri();
      this.kind = run.kind();
      this.method = pid;
      this.leader = pid;
      this.child = child;
      this.mayGetReady = !(run.supervision().readiness() instanceof Readiness.Exit);
      alive.add(pid);
    }

    boolean runsMethod() {
      return !child && alive.contains(method);
    }
  }

  private static final int SIGKILL = 9;

  private final Map<InstanceFmri, Behaviour> behaviours = new HashMap<>();
  private final Set<InstanceFmri> children = new HashSet<>();
  private final TreeMap<Long, Contract> table = new TreeMap<>();
  private final Map<String, Long> byToken = new HashMap<>();
  private final Set<String> spent = new HashSet<>();
  private final Set<String> askedByThisRestarter = new HashSet<>();
  private final Set<Long> abandoned = new HashSet<>();
  private final TreeMap<Long, Contract> orphans = new TreeMap<>();
  private final TreeMap<Long, Kept> kept = new TreeMap<>();
  private long lastContract;
  private long lastPid = 100;
  private long lastEvent;

  public Behaviour behaviour(InstanceFmri fmri) {
    return behaviours.getOrDefault(fmri, Behaviour.GOOD);
  }

  public void behave(InstanceFmri fmri, Behaviour behaviour) {
    behaviours.put(fmri, behaviour);
  }

  /// Says whether the start method of an instance is the service itself.
  public void setChild(InstanceFmri fmri, boolean child) {
    if (child) {
      children.add(fmri);
    } else {
      children.remove(fmri);
    }
  }

  /// A restarter died; the next one may ask again for what this one asked for.
  public void restarterDied() {
    askedByThisRestarter.clear();
  }

  // Requests

  /// Makes a process; the answer is an event.
  public Event run(Effect.RunMethod run) {
    if (!askedByThisRestarter.add(run.token())) {
      throw new AssertionError("asked twice for " + run.token());
    }
    Long made = byToken.get(run.token());
    if (made != null) {
      return new Event.Spawned(run.fmri(), run.token(), made, contract(made).method);
    }
    if (!spent.add(run.token())) {
      throw new AssertionError("the method ran already: " + run.token());
    }
    checkAlone(run);
    if (behaviour(run.fmri()).of(run.kind()) instanceof Behaviour.Ending.Refused) {
      spent.remove(run.token());
      return new Event.Refused(run.fmri(), run.token(), "cannot make the process");
    }
    boolean child = run.kind() == MethodKind.START && children.contains(run.fmri());
    Contract contract = new Contract(++lastContract, run, ++lastPid, child);
    table.put(contract.id, contract);
    byToken.put(contract.token, contract.id);
    return new Event.Spawned(run.fmri(), run.token(), contract.id, contract.method);
  }

  private void checkAlone(Effect.RunMethod run) {
    for (Contract other : table.values()) {
      if (other.owner.equals(run.fmri()) && other.runsMethod()) {
        throw new AssertionError(run.token() + " runs beside " + other.token);
      }
      if (other.owner.equals(run.fmri())
          && run.kind() == MethodKind.START
          && other.kind == MethodKind.START
          && !other.alive.isEmpty()) {
        throw new AssertionError(run.token() + " is started beside " + other.token);
      }
    }
  }

  public void signal(long id, int signal) {
    Contract contract = table.get(checked(id));
    if (contract != null && (signal == SIGKILL || !behaviour(contract.owner).stubborn())) {
      contract.doomedBy = contract.doomedBy == SIGKILL ? SIGKILL : signal;
    }
  }

  public void abandon(long id) {
    Contract contract = table.remove(checked(id));
    abandoned.add(id);
    if (contract != null) {
      byToken.remove(contract.token);
      kept.values().removeIf(event -> event.contract == id);
      if (!contract.alive.isEmpty()) {
        orphans.put(id, contract);
      }
    }
  }

  private long checked(long id) {
    if (id < 1 || id > lastContract) {
      throw new AssertionError("there never was a contract " + id);
    }
    if (abandoned.contains(id)) {
      throw new AssertionError("contract " + id + " was abandoned before");
    }
    return id;
  }

  private Contract contract(long id) {
    Contract contract = table.get(id);
    if (contract == null) {
      throw new AssertionError("no contract " + id);
    }
    return contract;
  }

  public void acknowledge(long upTo) {
    Map<Long, Kept> known = kept.headMap(upTo, true);
    for (Kept event : known.values()) {
      Contract contract = contract(event.contract);
      contract.untold--;
      if (contract.untold == 0 && contract.alive.isEmpty()) {
        table.remove(contract.id);
        byToken.remove(contract.token);
      }
    }
    known.clear();
  }

  // What it tells

  /// What a restarter that says hello is told first.
  public Vector<Event.LivingContract> greeting() {
    return Vector.ofAll(table.values())
        .map(c -> new Event.LivingContract(c.id, c.token, c.owner.toString()));
  }

  /// The number of the first event after this one; 0 if there is none.
  public long eventAfter(long number) {
    Long next = kept.higherKey(number);
    return next == null ? 0 : next;
  }

  public Event event(long number) {
    Kept event = kept.get(number);
    if (event == null) {
      throw new AssertionError("event " + number + " was acknowledged");
    }
    return event.event;
  }

  private void tell(Contract contract, Event event) {
    contract.untold++;
    kept.put(++lastEvent, new Kept(contract.id, event));
  }

  // What happens

  /// All that may happen next.
  public List<Move> moves(int atMost) {
    List<Move> moves = new ArrayList<>();
    for (Contract contract : table.values()) {
      if (moves.size() >= atMost) {
        break;
      }
      if (contract.doomedBy != 0 && !contract.alive.isEmpty()) {
        moves.add(new Move("death in " + contract.token, () -> die(contract)));
      } else if (contract.runsMethod()
          && !(behaviour(contract.owner).of(contract.kind) instanceof Behaviour.Ending.Hangs)) {
        moves.add(new Move("end of " + contract.token, () -> finish(contract)));
      } else if (contract.mayGetReady
          && !contract.alive.isEmpty()
          && behaviour(contract.owner).getsReady()) {
        moves.add(new Move("readiness in " + contract.token, () -> say(contract, "READY", "1")));
      }
    }
    return moves;
  }

  /// A process of a contract says something.
  private void say(Contract contract, String key, String value) {
    contract.mayGetReady &= !key.equals("READY");
    tell(
        contract,
        new Event.Notified(
            contract.owner,
            contract.token,
            contract.id,
            io.vavr.collection.HashMap.of(key, value)));
  }

  /// The processes of a service say something. Says whether there were any.
  public boolean say(InstanceFmri fmri, String key, String value) {
    List<Contract> services = living(fmri);
    services.forEach(contract -> say(contract, key, value));
    return !services.isEmpty();
  }

  private void finish(Contract contract) {
    Behaviour behaviour = behaviour(contract.owner);
    ExitStatus status =
        switch (behaviour.of(contract.kind)) {
          case Behaviour.Ending.Exits(int code) -> new ExitStatus.Code(code);
          case Behaviour.Ending.Dies(int signal, boolean core) ->
              new ExitStatus.Signalled(signal, core);
          // It was made before it was told to behave so.
          case Behaviour.Ending.Hangs _, Behaviour.Ending.Refused _ -> new ExitStatus.Code(0);
        };
    if (contract.kind == MethodKind.START && behaviour.daemon()) {
      contract.alive.add(++lastPid);
    }
    if (contract.kind == MethodKind.STOP
        && status.equals(new ExitStatus.Code(0))
        && !behaviour.stubborn()) {
      living(contract.owner).forEach(service -> service.doomedBy = SIGKILL);
    }
    exit(contract, contract.method, status);
  }

  private void die(Contract contract) {
    int signal = contract.doomedBy;
    for (long pid : Vector.ofAll(contract.alive)) {
      exit(contract, pid, new ExitStatus.Signalled(signal, false));
    }
  }

  private void exit(Contract contract, long pid, ExitStatus status) {
    contract.alive.remove(pid);
    boolean main = contract.leader == pid;
    if (main) {
      contract.leader = contract.alive.isEmpty() ? 0 : contract.alive.first();
    }
    tell(
        contract,
        new Event.Exited(
            contract.owner,
            contract.token,
            contract.id,
            pid,
            main,
            status,
            main ? contract.leader : 0));
    if (contract.alive.isEmpty()) {
      tell(contract, new Event.Emptied(contract.owner, contract.token, contract.id));
    }
  }

  /// The main process of a service that has been started ends. Says whether there was one.
  public boolean endService(InstanceFmri fmri, ExitStatus status) {
    List<Contract> services = living(fmri);
    services.forEach(contract -> exit(contract, contract.leader, status));
    return !services.isEmpty();
  }

  /// A service that has been started gets one process more.
  public void addHelper(InstanceFmri fmri) {
    living(fmri).forEach(contract -> contract.alive.add(++lastPid));
  }

  /// A helper process of a service that has been started ends.
  public boolean endHelper(InstanceFmri fmri, ExitStatus status) {
    List<Contract> services = living(fmri);
    for (Contract contract : services) {
      long pid = ++lastPid;
      contract.alive.add(pid);
      exit(contract, pid, status);
    }
    return !services.isEmpty();
  }

  private List<Contract> living(InstanceFmri fmri) {
    return table.values().stream()
        .filter(c -> c.owner.equals(fmri) && c.kind == MethodKind.START)
        .filter(c -> !c.runsMethod() && !c.alive.isEmpty())
        .toList();
  }

  // What is there

  /// How many processes of an instance are watched.
  public int processes(InstanceFmri fmri) {
    return table.values().stream()
        .filter(contract -> contract.owner.equals(fmri))
        .mapToInt(contract -> contract.alive.size())
        .sum();
  }

  /// The contract of a service that has been started and has processes.
  public Option<Long> service(InstanceFmri fmri) {
    return Option.ofOptional(living(fmri).stream().findFirst()).map(contract -> contract.id);
  }

  /// How many processes of an instance live on unwatched.
  public int orphans(InstanceFmri fmri) {
    return orphans.values().stream()
        .filter(contract -> contract.owner.equals(fmri))
        .mapToInt(contract -> contract.alive.size())
        .sum();
  }

  /// How many methods of this kind were run for an instance.
  public long runs(InstanceFmri fmri, MethodKind kind) {
    return spent.stream()
        .filter(token -> token.startsWith(fmri + "#" + kind.token() + "#"))
        .count();
  }

  /// Whether a contract has a living process.
  public boolean isAlive(long id) {
    Contract contract = table.get(id);
    return contract != null && !contract.alive.isEmpty();
  }

  /// Loses what it has not been told to forget: what the real one must never do.
  public void loseEvents() {
    kept.clear();
  }

  public boolean hasContracts() {
    return !table.isEmpty();
  }
}
