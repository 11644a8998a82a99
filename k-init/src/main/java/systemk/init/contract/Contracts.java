package systemk.init.contract;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import systemk.init.loop.Reactor;
import systemk.init.notify.Handover;
import systemk.json.Json;
import systemk.linux.CgroupTree;
import systemk.linux.Exit;
import systemk.linux.Kernel;
import systemk.linux.KernelException;
import systemk.linux.Peer;
import systemk.linux.ProcessId;
import systemk.linux.ProcessStat;
import systemk.linux.Signals;

/// The table of contracts: makes their processes, and keeps what their owners have not
/// acknowledged.
public final class Contracts {
  /*
   * The order that makes a crash of k.init harmless:
   *
   *   spawn   write the intent -> make the process -> write its number and start time -> answer
   *   exit    peek -> write the ending and the event -> reap -> tell
   *   empty   write the event -> tell -> remove the leaf
   *   ack     forget the events -> delete the record if nothing is left to tell
   *
   * What a crash between two of these leaves behind is sorted out by Adoption.
   *
   * Two things are invariant: the event that tells the end of the main process has a lower number
   * than the one that tells that the contract is empty, and a number, of a contract or an event, is
   * never used twice.
   */

  /// Who is told.
  public interface Listener {
    /// A new event is kept and may be sent.
    void happened(Contract contract, Event event);

    /// The main process of a daemon's contract ended.
    void daemonEnded(Contract contract);

    /// Somebody said something for a contract who may not. Told once for each contract.
    void disbelieved(Contract contract, Peer sender);
  }

  private final Kernel kernel;
  private final ContractStore store;
  private final Membership membership;
  private final Spawning spawning;
  private final Listener listener;

  private final ContractTable table = new ContractTable();
  private final Killing killing;
  private final Watches watches;
  private final Leaders leaders;
  private final Notices notices;
  private final Ends ends;

  /// Opens the table of a root. Cgroups are used if they can be.
  ///
  /// @param directory for the records
  /// @param sockets where services say something of themselves
  /// @param rootHash tells the processes of this root from those of any other k.init
  /// @param cgroups whether they may be used at all
  public static Contracts open(
      Kernel kernel,
      Reactor loop,
      Path directory,
      Path sockets,
      String rootHash,
      boolean cgroups,
      Loader loader,
      Listener listener) {
    ContractStore store = new ContractStore(directory);
    Optional<CgroupTree> tree =
        cgroups ? CgroupTree.create("systemk-" + rootHash) : Optional.empty();
    if (tree.isEmpty()) {
      Membership walk = new WalkMembership(kernel, rootHash);
      return new Contracts(kernel, loop, store, walk, loader, sockets, rootHash, listener);
    }
    CgroupMembership leaves = new CgroupMembership(kernel, tree.get());
    Contracts contracts =
        new Contracts(kernel, loop, store, leaves, loader, sockets, rootHash, listener);
    loop.watch(leaves.descriptor(), (_, _) -> leaves.notifyChanges(contracts::changed));
    return contracts;
  }

  Contracts(
      Kernel kernel,
      Reactor loop,
      ContractStore store,
      Membership membership,
      Loader loader,
      Path sockets,
      String rootHash,
      Listener listener) {
    this.kernel = kernel;
    this.store = store;
    this.membership = membership;
    this.listener = listener;
    this.spawning = new Spawning(kernel, store, membership, loader, rootHash);
    this.watches = new Watches(kernel, loop, this::foreignEnded);
    this.leaders = new Leaders(kernel, membership, watches);
    this.notices = new Notices(kernel, loop, membership, this, sockets, rootHash);
    this.killing =
        new Killing(
            loop,
            id -> {
              membership.kill(id);
              signal(id, Signals.KILL, true);
            });
    this.ends = new Ends(this, table, killing);
  }

  private void foreignEnded(long id, ProcessId process, Optional<Exit> exit) {
    ends.foreignEnded(id, process, exit);
  }

  /// Takes over what an earlier k.init left.
  public void adopt(Consumer<String> report) {
    new Adoption(this, report).run();
  }

  /// Whether the records of a root can be read; tells those that cannot.
  public static void check(Path directory, Consumer<String> report) {
    new ContractStore(directory).load(report);
  }

  /// What has to be handed over, beside the records, to the program that this process becomes.
  public Handover handOver() {
    store.close();
    return notices.handOver();
  }

  /// Takes over what the program had that this process was before.
  public void take(Handover left) {
    notices.take(left);
  }

  /// Whether the kernel keeps the members.
  public boolean usesCgroups() {
    return membership.isExact();
  }

  /// Removes all that is left of contracts in the system. There must be no process any more.
  public void close() {
    membership.close();
  }

  /// All contracts by rising number.
  public Collection<Contract> all() {
    return table.all();
  }

  /// The contract of this number.
  public Contract get(long id) {
    return table.get(id);
  }

  public Optional<Contract> find(long id) {
    return table.find(id);
  }

  public Optional<Contract> find(String token) {
    return table.find(token);
  }

  /// Makes the process of a new contract.
  public Contract spawn(SpawnRequest request) {
    Spawning.Plan plan = spawning.plan(request);
    @Nullable Integer user = plan.context().user();
    Contract intended =
        Contract.intended(store.takeContract(), request, user == null ? kernel.user() : user);
    save(intended);
    Spawning.Started started;
    try (Attachments attached = notices.attach(intended)) {
      started = spawning.start(intended, request, plan, attached);
    } catch (KernelException | UncheckedIOException e) {
      notices.end(intended.id());
      membership.release(intended.id());
      store.delete(intended.id());
      throw new Refusal(String.valueOf(e.getMessage()));
    }
    ProcessStat first = started.first();
    Contract running = intended.spawned(first.id()).without(started.notApplied());
    membership.started(running.id(), first);
    table.put(running);
    notices.begin(running);
    try {
      store.save(running);
    } catch (UncheckedIOException e) {
      // A process nobody could find again after a crash must not be.
      kill(running.id());
      throw new Refusal(String.valueOf(e.getMessage()));
    }
    return running;
  }

  private void save(Contract contract) {
    try {
      store.save(contract);
    } catch (UncheckedIOException e) {
      throw new Refusal(String.valueOf(e.getMessage()));
    }
  }

  /// Puts a contract in the table and on disk, in place of what it was before.
  void put(Contract contract) {
    store.save(contract);
    table.put(contract);
  }

  void drop(Contract contract) {
    table.remove(contract.id());
    killing.end(contract.id());
    watches.forget(contract.id());
    notices.end(contract.id());
    membership.release(contract.id());
    store.delete(contract.id());
  }

  /// Puts the contract where it was and tells what is new about it.
  void advance(Contract before, Contract after) {
    if (after.equals(before)) {
      return;
    }
    try {
      put(after);
    } catch (UncheckedIOException e) {
      // A full disk must not keep a process from being reaped; only a crash would show the gap.
      table.put(after);
      tellNews(before, after);
      throw e;
    }
    tellNews(before, after);
  }

  private void tellNews(Contract before, Contract after) {
    long known = before.unacknowledged().isEmpty() ? 0 : before.unacknowledged().getLast().number();
    after.unacknowledged().stream()
        .filter(event -> event.number() > known)
        .forEach(event -> listener.happened(after, event));
  }

  /// Takes note of every child that has ended, and reaps it.
  public void reapChildren() {
    ends.reapChildren();
  }

  /// Has what is known of members brought up to date, where the kernel does not do that.
  void refresh() {
    if (!membership.isExact()) {
      membership.refresh(table.living());
      watches.ids().forEach(leaders::watchForeign);
    }
  }

  /// A contract may have hit a limit, or become empty.
  void changed(long id) {
    if (table.find(id).isPresent()) {
      notices.limits(id);
    }
    ends.checkEmpty(id);
  }

  /// The owner knows everything up to this event.
  public void acknowledge(long upTo) {
    for (long id : table.withEventsUpTo(upTo)) {
      Contract contract = get(id).acknowledged(upTo);
      if (contract.isFinished()) {
        drop(contract);
      } else {
        put(contract);
      }
    }
  }

  /// The first event with a number above this, ready to be sent.
  public Optional<Json.Obj> eventAfter(long number) {
    return table.eventAfter(number);
  }

  /// How many events wait to be acknowledged.
  public int pendingEvents() {
    return table.pendingEvents();
  }

  /// The living members, the oldest first.
  public List<ProcessStat> members(long id) {
    Contract contract = get(id);
    refresh();
    List<ProcessStat> members = new ArrayList<>(membership.members(id));
    // A process that has not yet entered its cgroup is a member all the same.
    contract
        .main()
        .filter(main -> members.stream().noneMatch(member -> member.id().equals(main)))
        .flatMap(main -> kernel.stat(main.pid()).filter(stat -> stat.id().equals(main)))
        .filter(ProcessStat::isAlive)
        .ifPresent(members::addFirst);
    return members;
  }

  /// The contract a living process is a member of.
  public Optional<Contract> ofProcess(int pid) {
    refresh();
    return kernel
        .stat(pid)
        .flatMap(process -> membership.contractOf(process).stream().boxed().findFirst())
        .flatMap(table::find);
  }

  /// Signals all members, or the main process alone. Answers how many there were.
  ///
  /// Where members can be held they are, so that all means all there are at one moment: who makes
  /// others faster than they are counted is reached with all of them, and who answers the signal by
  /// making another process does not see that signalled, too.
  public int signal(long id, int signal, boolean all) {
    Contract contract = get(id);
    if (!all) {
      return signal(contract.main().stream(), signal);
    }
    // Nobody makes others after SIGKILL, and there is a quicker way to reach all with it.
    boolean held = signal != Signals.KILL && membership.hold(id);
    try {
      return signal(members(id).stream().map(ProcessStat::id), signal);
    } finally {
      if (held) {
        membership.letGo(id);
      }
    }
  }

  private int signal(Stream<ProcessId> targets, int signal) {
    return (int) targets.filter(target -> kernel.signal(target, signal)).count();
  }

  /// Kills all members, again and again until there are none.
  public void kill(long id) {
    if (get(id).isAlive()) {
      killing.begin(id);
    }
  }

  /// Something was said of a contract.
  void notified(long id, SortedMap<String, String> heard) {
    Contract contract = get(id);
    if (!contract.voice().news(heard).isEmpty()) {
      advance(contract, contract.notified(heard, store.takeEvent()));
    }
  }

  /// A contract names its main process. Says whether it is a member. While the process lives that
  /// it was made for, that one is the main process, and this one the next.
  boolean lead(long id, int pid) {
    refresh();
    Optional<ProcessStat> member =
        members(id).stream().filter(process -> process.pid() == pid).findFirst();
    Contract contract = get(id);
    if (member.isPresent() && contract.life() instanceof Life.Led) {
      put(contract.led(member.get().id()));
      leaders.watch(id, member.get());
    }
    return member.isPresent();
  }

  /// What an owner that is no more has left with k.init goes.
  public void forgetOwner(String owner) {
    notices.forgetOwner(owner);
  }

  /// Forgets a contract. Its processes live on.
  public void abandon(long id) {
    drop(get(id));
  }

  /// Takes a contract of an earlier k.init back into the table.
  void adopt(Contract contract) {
    store.skip(contract);
    table.put(contract);
  }

  /// What is in the environment of the processes of a contract, and of no others.
  String cookie(long id) {
    return spawning.cookie(id);
  }

  Ends ends() {
    return ends;
  }

  Listener listener() {
    return listener;
  }

  Kernel kernel() {
    return kernel;
  }

  Leaders leaders() {
    return leaders;
  }

  Watches watches() {
    return watches;
  }

  Notices notices() {
    return notices;
  }

  ContractStore store() {
    return store;
  }

  Membership membership() {
    return membership;
  }
}
