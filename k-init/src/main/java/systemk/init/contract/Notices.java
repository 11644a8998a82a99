package systemk.init.contract;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import systemk.init.loop.Reactor;
import systemk.init.notify.Closer;
import systemk.init.notify.DescriptorStore;
import systemk.init.notify.Handover;
import systemk.init.notify.Message;
import systemk.init.notify.NotifySockets;
import systemk.init.notify.ReadyPipes;
import systemk.init.notify.Watchdogs;
import systemk.linux.Datagrams.Datagram;
import systemk.linux.Kernel;
import systemk.linux.Peer;
import systemk.linux.ProcessStat;

/// Listens to what services say of themselves, and looks after what they leave here.
final class Notices {
  /*
   * What is said is not believed without more: the sender must be a member of the contract, or, if
   * nobody can tell any more whose member it was, at least be the user the service runs as.
   *
   * What is said often is not told often: beginnings and ends of readiness at once, anything else
   * five times a second at most, the later taking up the earlier. A crash of k.init in such a moment
   * loses a status line, no more.
   */
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final Kernel kernel;
  private final Reactor loop;
  private final Membership membership;
  private final Contracts contracts;
  private final NotifySockets sockets;
  private final ReadyPipes pipes;
  private final Watchdogs watchdogs;
  private final Closer closer = new Closer();
  private final DescriptorStore store = new DescriptorStore(closer);

  /// What was said and not told; the contract has been told of within the last moment.
  private final Map<Long, SortedMap<String, String>> held = new HashMap<>();

  private final Map<Long, SortedMap<String, Long>> hits = new HashMap<>();

  /// Sockets of the program this process was before, by owner.
  private final Map<String, Integer> handed = new HashMap<>();

  private final Set<Long> warned = new HashSet<>();

  /// @param directory where sockets and pipes are
  Notices(
      Kernel kernel,
      Reactor loop,
      Membership membership,
      Contracts contracts,
      Path directory,
      String rootHash) {
    this.kernel = kernel;
    this.loop = loop;
    this.membership = membership;
    this.contracts = contracts;
    sockets = new NotifySockets(loop, directory, rootHash, this::received);
    pipes = new ReadyPipes(loop, directory, id -> hear(id, word(Message.READY, "1")));
    watchdogs =
        new Watchdogs(loop, System::nanoTime, id -> hear(id, word(Message.WATCHDOG, "late")));
  }

  private static SortedMap<String, String> word(String name, String value) {
    return new TreeMap<>(Map.of(name, value));
  }

  /// Makes ready for the process of a contract.
  Attachments attach(Contract contract) {
    Supervision supervision = contract.voice().supervision();
    if (supervision.equals(Supervision.NONE)) {
      return Attachments.NONE;
    }
    SortedMap<String, String> environment = new TreeMap<>();
    List<String> own = new ArrayList<>();
    SortedMap<Integer, Integer> passed = new TreeMap<>();
    List<Integer> lent = new ArrayList<>();
    if (supervision.listens()) {
      environment.put(
          "NOTIFY_SOCKET", sockets.open(contract.id(), contract.owner(), contract.voice().uid()));
    }
    if (supervision.watchdogMillis() > 0) {
      environment.put("WATCHDOG_USEC", Long.toString(supervision.watchdogMillis() * 1000));
      own.add("WATCHDOG_PID");
    }
    supervision.descriptors().ifPresent(most -> handOver(contract, most, environment, passed));
    if (!passed.isEmpty()) {
      own.add("LISTEN_PID");
    }
    if (supervision.readyDescriptor() > 0) {
      int end = pipes.open(contract.id(), contract.owner());
      passed.put(supervision.readyDescriptor(), end);
      lent.add(end);
    }
    return new Attachments(environment, own, passed, lent);
  }

  private void handOver(
      Contract contract,
      int most,
      SortedMap<String, String> environment,
      SortedMap<Integer, Integer> passed) {
    if (most == 0) {
      store.drop(contract.owner());
      return;
    }
    List<DescriptorStore.Kept> kept = store.of(contract.owner());
    List<DescriptorStore.Kept> now = kept.subList(0, Math.min(most, kept.size()));
    if (!now.isEmpty()) {
      now.forEach(one -> passed.put(3 + passed.size(), one.descriptor()));
      environment.put("LISTEN_FDS", Integer.toString(now.size()));
      environment.put(
          "LISTEN_FDNAMES",
          now.stream().map(DescriptorStore.Kept::name).collect(Collectors.joining(":")));
    }
  }

  /// The process has been made.
  void begin(Contract contract) {
    Supervision supervision = contract.voice().supervision();
    if (supervision.watchdogMillis() > 0
        && (!supervision.awaitsReady() || contract.voice().hasBeenReady())
        && !contract.voice().said().containsKey(Message.STOPPING)) {
      watchdogs.begin(contract.id(), Duration.ofMillis(supervision.watchdogMillis()));
    }
  }

  /// What the program that this process becomes is to have.
  Handover handOver() {
    return new Handover(sockets.all(), store.all());
  }

  /// Takes what the program this process was before had.
  void take(Handover left) {
    store.take(left.kept());
    left.sockets().forEach(item -> handed.put(item.owner(), item.descriptor()));
  }

  /// All that is listened to again is; the other sockets have nobody to talk to them.
  void resumed() {
    handed.values().forEach(closer::accept);
    handed.clear();
  }

  /// Listens again to what an earlier k.init listened to. What one that was killed kept is lost.
  void resume(Contract contract) {
    Supervision supervision = contract.voice().supervision();
    Integer socket = handed.remove(contract.owner());
    if (supervision.listens() && socket != null) {
      sockets.add(contract.id(), contract.owner(), socket);
    } else if (supervision.listens()) {
      sockets.open(contract.id(), contract.owner(), contract.voice().uid());
    }
    if (supervision.readyDescriptor() > 0 && !contract.voice().hasBeenReady()) {
      pipes.resume(contract.id(), contract.owner());
    }
    begin(contract);
  }

  private void received(long id, Datagram datagram) {
    List<Integer> rest = datagram.descriptors();
    try {
      Optional<Contract> contract = contracts.find(id).filter(Contract::isAlive);
      if (contract.isEmpty() || !datagram.whole()) {
        return;
      }
      if (!admits(contract.get(), datagram.sender())) {
        if (warned.add(id)) {
          contracts.listener().disbelieved(contract.get(), datagram.sender());
        }
        return;
      }
      Message message = Message.parse(datagram.text());
      if (message.remove()) {
        store.remove(contract.get().owner(), message.name());
      } else if (message.keep()) {
        int most = contract.get().voice().supervision().descriptors().orElse(0);
        store.keep(contract.get().owner(), message.name(), rest, most);
        rest = List.of();
      }
      if (message.alive()) {
        watchdogs.alive(id);
      }
      hear(id, message.said());
      if (message.trigger()) {
        hear(id, word(Message.WATCHDOG, "late"));
      }
    } finally {
      // A barrier is a descriptor, and closing it the answer.
      rest.forEach(closer::accept);
    }
  }

  private boolean admits(Contract contract, Peer sender) {
    Optional<ProcessStat> process = sender.pid() > 0 ? kernel.stat(sender.pid()) : Optional.empty();
    OptionalLong home = process.map(membership::contractOf).orElseGet(OptionalLong::empty);
    if (home.isPresent()) {
      return home.getAsLong() == contract.id();
    }
    boolean trusted =
        sender.uid() == contract.voice().uid()
            || sender.uid() == 0
            || sender.uid() == kernel.user();
    return trusted && !(membership.isExact() && process.isPresent());
  }

  /// Takes note of what a contract says, and tells it now or in a moment.
  private void hear(long id, SortedMap<String, String> heard) {
    Optional<Contract> contract = contracts.find(id);
    if (heard.isEmpty() || contract.isEmpty()) {
      return;
    }
    SortedMap<String, String> before = held.get(id);
    if (before != null && !isUrgent(contract.get(), heard)) {
      held.put(id, Message.merge(before, heard));
      return;
    }
    tell(id, before == null ? heard : Message.merge(before, heard));
    if (before == null) {
      loop.after(PAUSE, () -> goOn(id));
    }
    held.put(id, new TreeMap<>());
  }

  private static boolean isUrgent(Contract contract, SortedMap<String, String> heard) {
    boolean first = heard.containsKey(Message.READY) && !contract.voice().hasBeenReady();
    boolean last =
        heard.containsKey(Message.STOPPING)
            && !contract.voice().said().containsKey(Message.STOPPING);
    return first || last;
  }

  private void goOn(long id) {
    SortedMap<String, String> waiting = held.remove(id);
    if (waiting != null) {
      hear(id, waiting);
    }
  }

  private void tell(long id, SortedMap<String, String> heard) {
    SortedMap<String, String> said = new TreeMap<>(heard);
    Contract contract = contracts.get(id);
    String pid = said.get(Message.MAINPID);
    if (pid != null
        && !pid.equals(contract.voice().said().get(Message.MAINPID))
        && !contracts.lead(id, Integer.parseInt(pid))) {
      said.remove(Message.MAINPID);
    }
    contracts.notified(id, said);
    Contract now = contracts.get(id);
    if (said.containsKey(Message.STOPPING)) {
      watchdogs.end(id);
    } else {
      begin(now);
    }
  }

  /// Takes what a contract has said before something else about it is told.
  void lastWords(long id) {
    if (contracts.find(id).filter(c -> !c.voice().equals(Voice.NONE)).isEmpty()) {
      return;
    }
    sockets.drain(id);
    pipes.drain(id);
    SortedMap<String, String> waiting = held.get(id);
    if (waiting != null && !waiting.isEmpty()) {
      held.put(id, new TreeMap<>());
      tell(id, waiting);
    }
  }

  /// Tells of limits that were hit since the last call, before the end they led to is told.
  void limits(long id) {
    SortedMap<String, Long> now = membership.limitHits(id);
    SortedMap<String, Long> before = hits.getOrDefault(id, new TreeMap<>());
    // The last one told is the one that counts: memory, which kills.
    now.reversed()
        .forEach(
            (limit, count) -> {
              if (count > before.getOrDefault(limit, 0L)) {
                contracts.notified(id, word(Message.LIMIT, limit));
              }
            });
    if (!now.isEmpty()) {
      hits.put(id, now);
    }
  }

  /// Nobody will say anything for this contract any more.
  void end(long id) {
    sockets.close(id);
    pipes.close(id);
    watchdogs.end(id);
    held.remove(id);
    hits.remove(id);
    warned.remove(id);
  }

  /// An owner will not be started again.
  void forgetOwner(String owner) {
    store.drop(owner);
  }
}
