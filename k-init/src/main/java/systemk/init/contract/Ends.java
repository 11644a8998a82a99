package systemk.init.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import systemk.linux.Exit;
import systemk.linux.Kernel;
import systemk.linux.ProcessId;
import systemk.linux.ProcessStat;

/// Sees processes end: what that says about the contract they were in, and whether it was the last.
final class Ends {
  private static final int MAX_REAPED_PER_TURN = 1000;

  private final Contracts contracts;
  private final ContractTable table;
  private final Killing killing;
  private final Kernel kernel;
  private final Membership membership;

  Ends(Contracts contracts, ContractTable table, Killing killing) {
    this.contracts = contracts;
    this.table = table;
    this.killing = killing;
    this.kernel = contracts.kernel();
    this.membership = contracts.membership();
  }

  /// Takes note of every child that has ended, and reaps it.
  void reapChildren() {
    List<Contract> ended = new ArrayList<>();
    Set<Long> touched = new TreeSet<>();
    Optional<Exit> next;
    for (int i = 0; i < MAX_REAPED_PER_TURN && (next = kernel.peekExit()).isPresent(); i++) {
      Exit exit = next.get();
      try {
        kernel
            .stat(exit.pid())
            .flatMap(child -> childEnded(child, Ending.of(exit), ended))
            .ifPresent(touched::add);
      } finally {
        kernel.reap(exit.pid());
      }
    }
    contracts.refresh();
    findEmpty(touched);
    ended.forEach(contracts.listener()::daemonEnded);
  }

  private Optional<Long> childEnded(ProcessStat child, Ending ending, List<Contract> ended) {
    Optional<Contract> contract =
        table
            .ledBy(child.id())
            .or(
                () ->
                    membership.contractOf(child).stream().boxed().findFirst().flatMap(table::find));
    contract.ifPresent(found -> exited(found, child.id(), ending, ended));
    return contract.map(Contract::id);
  }

  void exited(Contract before, ProcessId process, Ending ending, List<Contract> ended) {
    // What it said and what was done to it comes before its end.
    contracts.notices().lastWords(before.id());
    if (ending instanceof Ending.Killed || before.main().filter(process::equals).isPresent()) {
      contracts.notices().limits(before.id());
    }
    Contract contract = contracts.get(before.id());
    boolean main = contract.main().filter(process::equals).isPresent();
    @Nullable ProcessId next = null;
    if (main) {
      contracts.refresh();
      next = contracts.leaders().next(contract, process);
    }
    long number = contracts.store().takeEvent();
    Contract after = contract.exited(process, ending, next, number);
    if (main && contract.kind() == Contract.Kind.DAEMON && contract.ending().isEmpty()) {
      ended.add(after);
    }
    contracts.advance(contract, after);
  }

  /// A process ended that is watched because it is nobody's child of ours.
  void foreignEnded(long id, ProcessId process, Optional<Exit> exit) {
    Contract contract = table.find(id).orElse(null);
    if (contract == null) {
      return;
    }
    // A child of a member may have become our own child meanwhile; then the reaper tells.
    boolean main = contract.main().filter(process::equals).isPresent();
    boolean ours =
        kernel
            .stat(process.pid())
            .filter(s -> s.id().equals(process) && s.parent() == kernel.self())
            .isPresent();
    List<Contract> ended = new ArrayList<>();
    if (main && !ours) {
      exited(contract, process, exit.map(Ending::of).orElseGet(() -> unseen(contract)), ended);
    }
    contracts.refresh();
    findEmpty(Set.of(id));
    ended.forEach(contracts.listener()::daemonEnded);
  }

  /// How the main process ended that nobody saw end: by what it left behind itself, if it did.
  Ending unseen(Contract contract) {
    var status = contracts.store().status(contract.id());
    return contract.ending().isEmpty() && status.isPresent()
        ? new Ending.Returned(status.getAsInt())
        : new Ending.Unseen();
  }

  /// Asks of the contracts a member of which ended whether anybody is left; without exact
  /// membership of all, since a member may have escaped the last walk.
  private void findEmpty(Set<Long> touched) {
    if (membership.isExact()) {
      touched.forEach(this::checkEmpty);
      return;
    }
    List<Long> candidates = table.ids().stream().filter(this::seemsEmpty).toList();
    if (!candidates.isEmpty()) {
      // A process that forks and ends during a walk can hide its child from it, but hardly twice.
      contracts.refresh();
      candidates.forEach(this::checkEmpty);
    }
  }

  private boolean seemsEmpty(long id) {
    return table.get(id).life() instanceof Life.Led && membership.isEmpty(id);
  }

  /// A contract may have become empty.
  void checkEmpty(long id) {
    Contract contract = table.find(id).orElse(null);
    if (contract == null) {
      // An abandoned contract leaves nothing but its leaf.
      membership.release(id);
      return;
    }
    // The end of the main process, if it is still to be told, comes first.
    boolean mainFirst =
        contract
            .main()
            .filter(m -> isThere(m) || contracts.watches().isWatching(id, m))
            .isPresent();
    if (mainFirst || !seemsEmpty(id)) {
      return;
    }
    contracts.notices().lastWords(id);
    Contract last = contracts.get(id);
    Contract after = last.emptied(contracts.store().takeEvent());
    contracts.advance(last, after);
    killing.end(id);
    contracts.watches().forget(id);
    contracts.notices().end(id);
    membership.release(id);
    if (after.isFinished()) {
      contracts.drop(after);
    }
  }

  private boolean isThere(ProcessId process) {
    return kernel.stat(process.pid()).filter(stat -> stat.id().equals(process)).isPresent();
  }
}
