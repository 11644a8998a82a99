package systemk.init.contract;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
   *   Intended, nobody lives, no status file   the process was never made: forget it
   *   Intended, nobody lives, a status file    it ran and ended: exited, emptied
   *   Intended, somebody lives                 it was made but not noted: the first leads a session;
   *                                            if nobody does, it has ended and left the others
   *   Running or Led, the main process lives   watch it
   *   Running or Led, it is gone               exited, with the code from the status file if any
   *   nobody lives                             emptied, after that
   *
   * A process that was made and ended without a status file between the intent and the note is lost;
   * its caller, who got no answer, asks again and it is made again.
   *
   * Unless k.init became another k.init, the processes are not our children, so the kernel's wait
   * calls do not tell how they end. Since Linux 6.15 a pidfd does, if it was open before; on older
   * kernels the code is unknown, unless the process itself left it in a status file.
   */
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
    List<ProcessStat> members = contracts.membership().members(contract.id());
    contracts.store().skip(contract);
    if (!members.isEmpty()) {
      // Every process that is made begins a session. Who was left by one that ended is not it, and
      // its end, which may never come, must not be waited for in its place.
      ProcessId first =
          members.stream()
              .filter(member -> member.session() == member.pid())
              .findFirst()
              .map(ProcessStat::id)
              .orElse(new ProcessId(0, 0));
      contracts.put(contract.spawned(first));
    } else if (contracts.store().status(contract.id()).isPresent()) {
      contracts.adopt(contract.spawned(new ProcessId(0, 0)));
    } else {
      contracts.membership().release(contract.id());
      contracts.store().delete(contract.id());
    }
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
