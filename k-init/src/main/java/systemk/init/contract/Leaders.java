package systemk.init.contract;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import systemk.linux.Kernel;
import systemk.linux.ProcessId;
import systemk.linux.ProcessStat;

/// Finds who stands for a contract, and watches those whose end the reaper does not see.
final class Leaders {
  private final Kernel kernel;
  private final Membership membership;
  private final Watches watches;

  Leaders(Kernel kernel, Membership membership, Watches watches) {
    this.kernel = kernel;
    this.membership = membership;
    this.watches = watches;
  }

  /// The member that stands for the contract when its main process is gone: the one the service has
  /// named; or the oldest that k.init will reap itself, for that is what a daemon becomes; failing
  /// that the oldest.
  @Nullable ProcessId next(Contract contract, ProcessId gone) {
    int self = kernel.self();
    List<ProcessStat> others =
        membership.members(contract.id()).stream().filter(m -> !m.id().equals(gone)).toList();
    Optional<Integer> named = contract.voice().mainPid();
    Optional<ProcessStat> leader =
        others.stream()
            .filter(member -> named.isPresent() && member.pid() == named.get())
            .findFirst()
            .or(() -> others.stream().filter(member -> member.parent() == self).findFirst());
    ProcessStat chosen = leader.orElse(others.isEmpty() ? null : others.getFirst());
    if (chosen == null) {
      return null;
    }
    watch(contract.id(), chosen);
    return chosen.id();
  }

  /// Watches a member unless it is a child, which the reaper sees end.
  void watch(long id, ProcessStat member) {
    if (member.parent() != kernel.self()) {
      watches.add(id, member.id());
    }
  }

  /// Watches every member that is not a child, since nobody will tell when it ends.
  void watchForeign(long id) {
    membership.members(id).forEach(member -> watch(id, member));
  }
}
