package systemk.init.contract;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import systemk.linux.KernelException;
import systemk.linux.ProcessId;
import systemk.linux.ProcessStat;

/// Takes over the contracts of a k.init that ended without shutting down.
final class Adoption {
  /*
   * What a record says, what is found, and what is made of it:
   *
   *   Intended, nobody lives, nor ever did     the process was never made: forget it
   *   Intended, nobody lives any more          it ran and ended: exited, emptied
   *   Intended, somebody lives                 it was made but not noted: the first is who all have
   *                                            the number of; if it is gone, it has left the others
   *   Running or Led, the main process lives   watch it
   *   Running or Led, it is gone               exited, with the code from the status file if any
   *   nobody lives                             emptied, after that
   *
   * That somebody did, a status file tells, or a cgroup in which processor time was used. Without
   * either a process that was made and ended between the intent and the note is lost; its caller, who
   * got no answer, asks again and it is made again.
   *
   * Unless k.init became another k.init, the processes are not our children, so the kernel's wait
   * calls do not tell how they end. Since Linux 6.15 a pidfd does, if it was open before; on older
   * kernels the code is unknown, unless the process itself left it in a status file.
   */
  private static final String FIRST = Spawning.FIRST + "=";

  private final Contracts contracts;
  private final Consumer<String> report;

  Adoption(Contracts contracts, Consumer<String> report) {
    this.contracts = contracts;
    this.report = report;
  }

  void run() {
    List<Contract> records = contracts.store().load(report);
    Membership membership = contracts.membership();
    membership.refresh(records.stream().map(Contract::id).toList());
    for (Contract contract : records) {
      if (contract.life() instanceof Life.Intended) {
        adoptIntended(contract);
      } else {
        contracts.adopt(contract);
      }
    }
    List.copyOf(contracts.all()).forEach(this::resume);
    contracts.notices().resumed();
    sweep();
  }

  private void adoptIntended(Contract contract) {
    contracts.store().skip(contract);
    // Who has been made and is not in its cgroup yet cannot enter it from then on, and ends.
    boolean neverRan =
        contracts.store().status(contract.id()).isEmpty()
            && contracts.membership().takeBack(contract.id());
    if (neverRan) {
      contracts.store().delete(contract.id());
    } else {
      List<ProcessStat> members = contracts.membership().members(contract.id());
      contracts.put(contract.spawned(first(contract, members).orElse(new ProcessId(0, 0))));
    }
  }

  /// The process a contract was made for, if it lives. Who was left by it must not be taken for it:
  /// nobody would hear of its end, and what was left may never end. Its number is in the
  /// environment of all that came from it, but not in its own as long as it has yet to become the
  /// service; it is the only one then.
  private Optional<ProcessId> first(Contract contract, List<ProcessStat> members) {
    Set<String> named = new TreeSet<>();
    for (ProcessStat member : members) {
      List<String> environment = contracts.kernel().environment(member.pid());
      if (environment.contains(contracts.cookie(contract.id()))) {
        environment.stream().filter(v -> v.startsWith(FIRST)).findFirst().ifPresent(named::add);
      }
    }
    return members.stream()
        .filter(member -> named.isEmpty() || named.contains(FIRST + member.pid()))
        .findFirst()
        .map(ProcessStat::id);
  }

  /// Tells of an adopted contract what happened to it while nobody watched.
  private void resume(Contract contract) {
    listen(contract);
    Optional<ProcessId> main = contract.main();
    boolean lives =
        main.flatMap(id -> contracts.kernel().stat(id.pid()).filter(stat -> stat.id().equals(id)))
            .filter(ProcessStat::isAlive)
            .isPresent();
    Watches watches = contracts.watches();
    watches.begin(contract.id());
    List<ProcessStat> members = contracts.membership().members(contract.id());
    if (contract.life() instanceof Life.Led && main.isEmpty() && !members.isEmpty()) {
      contracts.put(contract.led(members.getFirst().id()));
      watches.add(contract.id(), members.getFirst().id());
    }
    if (lives) {
      main.ifPresent(id -> watches.add(contract.id(), id));
    } else if (main.filter(this::isChild).isPresent()) {
      // This process was another k.init before, whose child it was; the reaper will tell its end.
      return;
    } else if (main.isPresent()) {
      contracts
          .ends()
          .exited(contract, main.get(), contracts.ends().unseen(contract), new ArrayList<>());
    }
    if (!contracts.membership().isExact()) {
      contracts.leaders().watchForeign(contract.id());
    }
    contracts.ends().checkEmpty(contract.id());
  }

  private boolean isChild(ProcessId process) {
    return contracts
        .kernel()
        .stat(process.pid())
        .filter(stat -> stat.id().equals(process) && stat.parent() == contracts.kernel().self())
        .isPresent();
  }

  /// What was said before the end of a process comes before it, also now.
  private void listen(Contract contract) {
    if (contract.isAlive()) {
      try {
        contracts.notices().resume(contract);
      } catch (KernelException | UncheckedIOException e) {
        report.accept(contract.owner() + " is not heard: " + e.getMessage());
      }
    }
  }

  /// Leaves without a record belong to abandoned contracts; the empty ones can go.
  private void sweep() {
    if (contracts.membership() instanceof CgroupMembership cgroups) {
      for (long id : new TreeSet<>(cgroups.leaves())) {
        if (contracts.find(id).isEmpty()) {
          cgroups.release(id);
        }
      }
    }
  }
}
