package systemk.repo.json;

import io.vavr.collection.Vector;
import systemk.core.repository.Committed;
import systemk.core.repository.Revision;

/// A committed transaction as it is kept in a journal.
///
/// @param volatileChanges the positions of the changes that concerned only non-persistent groups
///   and are void after a reboot
public record StoredTransaction(Committed committed, Vector<Integer> volatileChanges) {
  public Revision revision() {
    return committed.revision();
  }

  /// Whether nothing of it outlives the boot.
  public boolean isVolatile() {
    return volatileChanges.size() == committed.transaction().changes().size();
  }
}
